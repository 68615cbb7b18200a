"""
What deserves a second look on a claim, each thing with its name and a sentence; and its words with what was added to the quote.

Never here: a page, or a check.
"""

from collections.abc import Iterable, Iterator, Mapping

from checker.checks import QUOTE_NOT_FOUND, SECOND_READER, Held, added_words, explain
from checker.model import Claim
from checker.ui import prose
from checker.ui.lines import Line
from checker.ui.reasons import badge
from checker.words import AnchorStatus, Checkability
from checker.workflow import ANCHORED

ANCHORS = {
    AnchorStatus.EXACT: Line(kind="good", icon="check_circle", text="In the text, word for word"),
    AnchorStatus.NORMALISED: Line(kind="good", icon="check_circle", text="In the text, but for spaces or quotation marks"),
    AnchorStatus.SENTENCE: Line(
        kind="warning",
        icon="warning",
        badge=badge(QUOTE_NOT_FOUND),
        text="The quote does not stand in the text like this; the sentence that it was said to be in is marked.",
    ),
    AnchorStatus.LOST: Line(kind="problem", icon="error", badge=badge(QUOTE_NOT_FOUND), text="The quote is not in the text."),
}
CHECKABILITIES = {
    Checkability.PARTLY: "Checkable in part",
    Checkability.NOT_YET: "Not checkable yet",
    Checkability.NOT_CHECKABLE: "Held to be not checkable",
}
AT_FIRST = "As it was proposed: "
BY_RULE = "A mechanical check of the claim against its quote. It cannot tell whether the claim is true."
BY_MODEL = "The word of a second reader, another call to a model. It can only add badges."


def worded(claim: Claim) -> Line:
    """Return the claim, what is not in its quote marked."""
    return Line(kind="claim", text=claim.text, marked=added_words(claim.text, claim.quote))


def draw(claim: Claim, now: Held | None = None) -> Iterator[Line]:
    """
    Yield whether the quote is in the text, every badge with its sentence, and how many checks passed.

    `now` are the checks that were made again on words that a person changed.
    """
    yield ANCHORS[claim.anchor]
    yield from given(claim)
    yield from _failed_now(now) if now else _flags(claim, _by_rule(claim))
    yield from _flags(claim, remarks(claim))
    yield from _by_the_extractor(claim)
    yield from _passed_now(claim, now) if now else _passed(claim)
    yield from _again(claim)


def given(claim: Claim) -> Iterator[Line]:
    """Yield the words that a model gave as the quote, where they do not stand in the text."""
    if claim.proposal.quote_given and claim.anchor not in ANCHORED:
        yield Line(kind="quiet", text=f"The model quoted: {claim.proposal.quote_given}")


def names(claim: Claim) -> list[str]:
    """Return what a claim's badges are called."""
    return [badge(code) for code in dict.fromkeys((*claim.proposal.flags, *remarks(claim)))]


def remarks(claim: Claim) -> Mapping[str, str]:
    """Return what a second reader said, by its code."""
    return _by_code(claim.proposal.remarks)


def _by_code(said: Iterable[str]) -> dict[str, str]:
    return {code: reason.strip() for code, _, reason in (each.partition(":") for each in said)}


def _by_rule(claim: Claim) -> list[str]:
    """The codes of the mechanical checks that the proposal failed."""
    said = remarks(claim)
    return [code for code in dict.fromkeys(claim.proposal.flags) if code not in said and code not in SECOND_READER]


def _failed_now(now: Held) -> Iterator[Line]:
    why = _by_code(now.details)
    for code in now.failed:
        yield Line(kind="warning", icon="warning", badge=badge(code), text=why.get(code) or explain(code), hint=_meaning(code))


def _meaning(code: str) -> str:
    return f"{explain(code)} {BY_RULE}"


def _flags(claim: Claim, codes: Iterable[str]) -> Iterator[Line]:
    said, why, then = remarks(claim), _by_code(claim.proposal.details), AT_FIRST if claim.edited else ""
    for code in codes:
        if code == QUOTE_NOT_FOUND and claim.anchor not in ANCHORED:
            continue  # said already, with what follows from it
        reason = f" “{said[code]}”" if said.get(code) else ""
        hint = BY_MODEL if code in said else _meaning(code)
        told = then + (why.get(code) or explain(code)) + reason
        yield Line(kind="warning", icon="warning", badge=badge(code), text=told, hint=hint)


def _by_the_extractor(claim: Claim) -> Iterator[Line]:
    proposal = claim.proposal
    if proposal.checkability in CHECKABILITIES:
        why = proposal.checkability_reason or "No reason was given."
        yield Line(kind="warning", icon="help", badge=CHECKABILITIES[proposal.checkability], text=why)
    if proposal.ambiguity:
        yield Line(kind="warning", icon="help", badge="Ambiguous", text=proposal.ambiguity)


def _passed(claim: Claim) -> Iterator[Line]:
    made = claim.proposal.checks
    passed = [check for check in made if check not in claim.proposal.flags]
    if passed:
        text = f"{len(passed)} of {len(made)} checks passed" + (", as it was proposed" if claim.edited else "")
        yield Line(
            kind="good", icon="check_circle", text=text, hint="Looked for and not found: " + " ".join(map(explain, passed))
        )


def _passed_now(claim: Claim, now: Held) -> Iterator[Line]:
    passed = [check for check in now.made if check not in now.failed]
    text = f"{len(passed)} of {len(now.made)} checks passed, made again on the words as they stand now"
    yield Line(kind="good", icon="check_circle", text=text, hint="Looked for and not found: " + " ".join(map(explain, passed)))
    made, failed = claim.proposal.checks, [badge(code) for code in _by_rule(claim)]
    if made or failed:
        told = f"{len([code for code in made if code not in claim.proposal.flags])} of {len(made)} checks passed"
        yield Line(kind="quiet", icon="history", text="; ".join((AT_FIRST + told, *failed)) + ".")


def _again(claim: Claim) -> Iterator[Line]:
    also = len(claim.proposal.also)
    if also:
        places = prose.count(also, "other place")
        yield Line(kind="quiet", icon="repeat", text=f"Also said in {places} of this document.")
