"""
Where the model gave no answer, in words: for the reviewer what was not read, for the operator what to do.

Never here: a call, or a decision to go on.
"""

from collections.abc import Sequence

from checker.errors import ExtractionError, ModelOutOfReach, ModelRejected, ModelUnavailable
from checker.extract.asking.outcome import Outcome, shortened
from checker.extract.chunk import Target
from checker.model import Document, Gap, Span
from checker.text import one_line, sentences

SEEN = 2_000  # characters, in which the first sentence is looked for
WORDS_SHOWN = 60  # characters

WHY_UNREAD: dict[Outcome, str] = {
    Outcome.REFUSED: "the model refused to answer",
    Outcome.TRUNCATED: "the model's answer was cut off, even for the smallest part",
    Outcome.FILTERED: "the server's content filter held the answer back",
    Outcome.INVALID: "the model's answer was not in the agreed form",
    Outcome.UNAVAILABLE: "the model's server did not answer",
    Outcome.UNAUTHORISED: "the model's server no longer accepted the key",
    Outcome.MODEL_NOT_FOUND: "the server no longer knew the model",
    Outcome.CONTEXT_TOO_LONG: "the text was too long for the model, even in the smallest parts",
    Outcome.QUOTA_EXHAUSTED: "the account's quota is used up",
    Outcome.REJECTED: "the model's server turned the call down",
    Outcome.FORM_REFUSED: "the model's server knew no form of answer that was asked for",
    Outcome.OVER_BUDGET: "a cap of the desk left no room for the call",
    Outcome.NOT_ASKED: "the run had stopped after the failures before",
}

# What is said, and is to be done, when nothing else came of a run.
ADVICE: dict[str, str] = {
    Outcome.UNAUTHORISED: (
        "{server} does not accept the key for {model}. "
        "Set CHECKER_API_KEY to a key that may use this model, or unset CHECKER_MODEL to work without one."
    ),
    Outcome.MODEL_NOT_FOUND: (
        "{server} does not know {model} ({message}). "
        "Check the name in CHECKER_MODEL, and that CHECKER_BASE_URL is right; most servers' address ends in /v1."
    ),
    Outcome.QUOTA_EXHAUSTED: (
        "The account at {server} has no quota left for {model} ({message}). "
        "Raise its limit or use another key, then start the extraction again."
    ),
    Outcome.REJECTED: "{server} turned the call to {model} down: {message}. Check CHECKER_MODEL and CHECKER_BASE_URL.",
    Outcome.FORM_REFUSED: "{server} turned the call to {model} down: {message}. Check CHECKER_MODEL and CHECKER_BASE_URL.",
    Outcome.UNAVAILABLE: (
        "{server} gave no answer for {model}: {message}. Try again later; if it stays so, look at the network and CHECKER_BASE_URL."
    ),
    Outcome.OVER_BUDGET: "{message}.",
    Outcome.NOT_ASKED: "{model} at {server} was not asked: the run had stopped. Start the extraction again.",
}
_KINDS: dict[Outcome, type[ExtractionError]] = {
    Outcome.UNAVAILABLE: ModelUnavailable,
    **dict.fromkeys((Outcome.UNAUTHORISED, Outcome.MODEL_NOT_FOUND, Outcome.QUOTA_EXHAUSTED), ModelOutOfReach),
}
# What explains a run in which nothing was answered, before what else came of it.
_FIRST = (Outcome.UNAUTHORISED, Outcome.MODEL_NOT_FOUND, Outcome.QUOTA_EXHAUSTED, Outcome.OVER_BUDGET)


def gap(targets: Sequence[Target], outcome: Outcome, message: str) -> Gap:
    """Return these sentences as not read."""
    span = Span(targets[0].span.start, targets[-1].span.end)
    return Gap(span=span, sentences=len(targets), outcome=outcome, message=message)


def problems(document: Document, gaps: Sequence[Gap]) -> list[str]:
    """Return a sentence for each reason for which sentences were not read; a full cap is the reason for all after it too."""
    full = next((each for each in gaps if each.outcome == Outcome.OVER_BUDGET), None)
    groups: dict[tuple[str, str], list[Gap]] = {}
    for each in gaps:
        reason = full if full and each.outcome == Outcome.NOT_ASKED else each
        groups.setdefault((reason.outcome, reason.message), []).append(each)
    return [_problem(document, same, *reason) for reason, same in groups.items()]


def _problem(document: Document, same: Sequence[Gap], outcome: str, message: str) -> str:
    count = sum(each.sentences for each in same)
    unread = "1 sentence was not read" if count == 1 else f"{count:,} sentences were not read"
    return f"{unread}, {since(document.text, same[0].span)}: {why(outcome, message)}."


def since(text: str, span: Span) -> str:
    """Return where something begins, in the words of the sentence that stands there."""
    words = text[span.start : min(span.end, span.start + SEEN)]
    first = next((each.of(words) for each in sentences(words)), words)
    return f"from “{shortened(one_line(first), WORDS_SHOWN)}” on"


def why(outcome: str, message: str) -> str:
    """Return why there is no answer, with the server's own word; of a cap that is full, its own sentence says all."""
    if message and outcome == Outcome.OVER_BUDGET:
        return message.rstrip(".")
    reason = WHY_UNREAD[Outcome(outcome)]
    return f"{reason} ({message})" if message else reason


def error(gaps: Sequence[Gap], model: str, server: str) -> ExtractionError | None:
    """Return what is wrong when nothing at all was answered; None if some outcome says that the model was there."""
    if not gaps or any(each.outcome not in ADVICE for each in gaps):
        return None
    asked = [each for each in gaps if each.outcome != Outcome.NOT_ASKED] or list(gaps)
    reason = next((each for each in asked if each.outcome in _FIRST), asked[-1])
    kind = _KINDS.get(Outcome(reason.outcome), ModelRejected)
    message = reason.message.rstrip(".") or "no reason given"
    return kind(ADVICE[reason.outcome].format(server=server, model=model, message=message))
