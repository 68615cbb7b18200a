"""
Looking back at what was decided or passed last: what became of each claim, and the way to change that.

Never here: a hold on a claim; whoever looks back has the one at hand, and no other, until they take one up.
"""

from collections.abc import Callable, Iterator

from checker import decisions, review
from checker.model import Claim
from checker.store import claims, documents
from checker.ui import keys, lines, prose, record, session, whose
from checker.ui.keys import Bar, Button
from checker.ui.lines import Line
from checker.ui.marks import status_icon
from checker.ui.triage import card, decide, versions
from checker.ui.triage.turn import TRIAGE, change, open_claim, shortened, take, turn
from checker.words import Status


def ids() -> list[str]:
    """Return the claims that were decided, passed, or went to others, the newest first, each once and without the one at hand."""
    at_hand = turn().claim
    every = dict.fromkeys((*reversed(turn().gone), *(claim_id for _, claim_id in reversed(turn().decided))))
    return [each for each in every if at_hand is None or each != at_hand.id]


def shown() -> Claim | None:
    """Return the claim that is looked back at, as it stands now."""
    known, back = ids(), turn().back
    if not 0 < back <= len(known):
        return None
    with session.desk().store.read() as tx:
        return claims.get(tx, known[back - 1])


def button() -> Button:
    """Return the button that leads one claim back."""
    name = "Further back" if turn().back else "Back"
    return Button(name=name, cap="B", key="back", act=_step, args=(1,), off=turn().back >= len(ids()))


def draw(claim: Claim) -> None:
    """Show a claim as it stands now, and what was decided about it."""
    checks = review.checks(session.desk(), claim)
    lines.show([*_told(claim), *card.claim_lines(claim, _place(claim), now=checks)], key="card")
    if not whose.holder(claim) and not _way(claim):
        record.draw_reopening(claim)


def fill(claim: Claim, bar: Bar) -> None:
    """Add what can be done about it, and the ways to the others and to the claim at hand."""
    bar.row(*_changes(claim), button(), *_ways_on())


def _ways_on() -> Iterator[Button]:
    if turn().back > 1:
        yield Button(name="Forward", cap="F", key="forward", act=_step, args=(-1,))
    yield Button(name="Go on", cap=keys.ESCAPE, key="leave_back", act=_step, args=(-turn().back,))


def _changes(claim: Claim) -> Iterator[Button]:
    way = None if whose.holder(claim) else _way(claim)  # it is said above who is on it
    if way:
        name, act = way
        yield Button(name=name, cap="U", key=f"change_{claim.id}", act=act, args=(claim.id,), look="primary")


def _way(claim: Claim) -> tuple[str, Callable[[str], None]] | None:
    waits = claim.status is Status.CANDIDATE
    decided = not waits or whose.is_away(claim)
    if decided and review.can_undo(session.desk(), session.user(), claim.id, TRIAGE | {"withdraw"}):
        return "Undo it", _take_back
    return ("Take it up", _take_up) if waits else None


def _told(claim: Claim) -> Iterator[Line]:
    yield Line(kind="strong", icon=status_icon(claim.status), text=session.label(claim.status))
    decided = decisions.last_decision(review.history(session.desk(), claim.id))
    if claim.status is Status.CANDIDATE and _passed(claim):
        yield Line(kind="plain", text="You passed it; nothing was decided.")
    elif decided:
        yield Line(kind="plain", text=prose.history([decided])[0])
    yield from whose.told(claim)
    yield from versions.still_typed(claim)


def _place(claim: Claim) -> str:
    with session.desk().store.read() as tx:
        title = documents.titles(tx, [claim.document_id]).get(claim.document_id, "")
    return f"{turn().back:,} of {prose.count(len(ids()), 'claim')} back · {title}"


def _passed(claim: Claim) -> bool:
    return next((action for action, claim_id in reversed(turn().decided) if claim_id == claim.id), "") == "skip"


def _step(by: int) -> None:
    """Look further back, or forward; before the newest stands the claim at hand."""
    change(back=max(0, min(turn().back + by, len(ids()))))


def _take_back(claim_id: str) -> None:
    if claim := session.attempt(review.undo, session.desk(), session.user(), claim_id):
        action = _forget(claim_id)
        take(claim)
        session.say(f"Taken back: {decide.DONE.get(action, 'Decided').lower()} “{shortened(claim.text)}”.")


def _take_up(claim_id: str) -> None:
    open_claim(claim_id)
    if (at_hand := turn().claim) and at_hand.id == claim_id:
        _forget(claim_id)


def _forget(claim_id: str) -> str:
    """Strike off what was done last with a claim, and return it."""
    decided = turn().decided
    places = [number for number, (_, each) in enumerate(decided) if each == claim_id]
    skipping, gone = (tuple(each for each in of if each != claim_id) for of in (turn().skipping, turn().gone))
    change(skipping=skipping, gone=gone)
    if not places:
        return ""
    change(decided=decided[: places[-1]] + decided[places[-1] + 1 :])
    return decided[places[-1]][0]
