"""
Tokens and cost in words: of a claim's share, of a run, of a day against its cap.

Never here: a price, or what may be spent.
"""

import math
from collections.abc import Iterator

from checker.budget import Caps, Spent
from checker.model import Provenance
from checker.store.documents import Listed
from checker.ui import prose

NO_PRICE = "price not set"
DIGITS = 2  # that a small cost is told with


def cost(amount: float) -> str:
    """Return an amount in the currency of the price list: two places, or as many as a small one needs."""
    if not amount or abs(amount) >= 1:
        return f"{amount:,.2f}"
    places = max(DIGITS, DIGITS - 1 - math.floor(math.log10(abs(amount))))
    return f"{amount:.{places}f}"


def share(made: Provenance) -> str:
    """Return what a claim took of the call that it came from; nothing where no call was made or counted."""
    if made.input_tokens is None and made.output_tokens is None:
        return ""
    tokens = prose.count((made.input_tokens or 0) + (made.output_tokens or 0), "token")
    price = NO_PRICE if made.cost is None else f"cost {cost(made.cost)}"
    return f"its share of the call: {tokens}, {price}"


def of_run(document: Listed) -> str:
    """Return what a document's last run has used up; nothing where no model was asked."""
    if not document.run_calls and not document.run_reused:
        return ""
    calls = prose.count(document.run_calls, "call") if document.run_calls else "no new call"
    kept = f"{prose.count(document.run_reused, 'answer')} taken from earlier calls" if document.run_reused else ""
    used = [prose.count(document.run_spent.tokens, "token"), _price(document.run_spent)] if document.run_calls else []
    return " · ".join(filter(None, (calls, *used, kept)))


def today(caps: Caps, spent: Spent) -> str:
    """Return what the day has used up of its caps; nothing where there is none."""
    told = list(_against(caps, spent))
    return f"Today (UTC): {' · '.join(told)}" if told else ""


def _against(caps: Caps, spent: Spent) -> Iterator[str]:
    if caps.tokens is not None:
        yield f"{spent.tokens:,} of {caps.tokens:,} tokens"
    if caps.cost is not None:
        yield f"cost {cost(spent.cost)} of {cost(caps.cost)}"


def _price(spent: Spent) -> str:
    if not spent.unpriced:
        return f"cost {cost(spent.cost)}"
    return f"cost {cost(spent.cost)} and {prose.count(spent.unpriced, 'call')} without a price" if spent.cost else NO_PRICE
