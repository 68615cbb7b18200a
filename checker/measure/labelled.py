"""
What is counted by holding a document's labels against what was proposed: sentences chosen, claims found, who said them.

Never here: what can be counted without a label.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping

from checker.measure.gold import GoldClaim, GoldSentence
from checker.measure.likeness import Wording, chrf, matches, same_name
from checker.measure.pair import Counts, Pair
from checker.measure.places import Sentences
from checker.model import Proposal

WORTHY = 0.5  # a score from which a sentence counts as check-worthy

Ranked = Mapping[float, tuple[float, float]]


def _outcome(*, expected: bool | None, found: bool) -> str:
    return ("hit" if found else "missed") if expected else ("wrong" if found else "left")


def _selection(pair: Pair) -> Counts:
    for sentence, found in pair.judged():
        yield f"selected.{_outcome(expected=sentence.positive, found=bool(found))}", 1
        if sentence.label:
            yield f"label.{sentence.label}", 1
            yield f"label_selected.{sentence.label}", bool(found)


def _kept_back(pair: Pair) -> Counts:
    """What the pre-filter loses, whatever the model."""
    kept_back = pair.kept_back(Sentences([each.span for each in pair.gold.sentences]))
    for number, (sentence, found) in enumerate(pair.sentences()):
        if sentence.positive:
            yield "deserving", 1
            yield "deserving.kept_back", number in kept_back and not found


def _worth(pair: Pair) -> Counts:
    for sentence, found in pair.judged():
        yield f"worthy.{_outcome(expected=sentence.positive, found=_score(found) >= WORTHY)}", 1


def _score(found: list[Proposal]) -> float:
    return max((each.checkworthiness or 0.0 for each in found), default=0.0)


def ranked(pair: Pair) -> Ranked:
    """Return for each score how many sentences have it, and how many of them deserve a claim; without a claim the score is 0."""
    rows: defaultdict[float, tuple[float, float]] = defaultdict(lambda: (0, 0))
    for sentence, found in pair.judged():
        number, positive = rows[_score(found)]
        rows[_score(found)] = (number + 1, positive + bool(sentence.positive))
    return dict(rows)


def _claims(pair: Pair) -> Counts:
    sentences = {number: each.claims for number, each in enumerate(pair.gold.sentences) if each.claims is not None}
    if not sentences:
        return
    # A claim that stands nowhere is wrong; one that stands only where nobody made claims cannot be judged.
    judged = [
        (each, where)
        for each, where in zip(pair.proposals, pair.at, strict=True)
        if each.span is None or where & sentences.keys()
    ]
    expected = [(claim, frozenset({number})) for number, claims in sentences.items() for claim in claims]
    pairs = matches(
        [Wording(text=each.text, sentences=where) for each, where in judged],
        [Wording(text=claim.text, sentences=where) for claim, where in expected],
    )
    yield "claims.proposed", len(judged)
    yield "claims.expected", len(expected)
    yield "claims.matched", len(pairs)
    yield "claims.sentences", sum(map(bool, sentences.values()))
    for i, j in pairs:
        yield from _named(judged[i][0], expected[j][0])


def _named(proposal: Proposal, expected: GoldClaim | GoldSentence) -> Counts:
    if expected.claimant is not None:
        yield "claimant.asked", 1
        right = same_name(proposal.claimant, expected.claimant)
        yield "claimant.right", right
        yield "claimant.named", bool(proposal.claimant)
        yield "claimant.wanted" if expected.claimant else "claimant.unwanted", 1
        yield "claimant.hit", right and bool(expected.claimant)
        yield "claimant.false", bool(proposal.claimant) and not expected.claimant


def _speakers(pair: Pair) -> Counts:
    """Where only the sentence has a speaker, every claim in it is theirs."""
    for sentence, found in pair.sentences():
        if sentence.claims is None:
            for proposal in found:
                yield from _named(proposal, sentence)


def _rewritten(pair: Pair) -> Counts:
    for sentence, found in pair.sentences():
        if sentence.alone and found:
            in_order = sorted(found, key=lambda each: each.span or sentence.span)
            yield "rewritten", 1
            yield "rewritten.chrf", chrf(" ".join(_without_brackets(each.text) for each in in_order), sentence.alone)


def _without_brackets(claim: str) -> str:
    return claim.replace("[", "").replace("]", "")


COUNTS: tuple[Callable[[Pair], Counts], ...] = (_selection, _kept_back, _worth, _claims, _speakers, _rewritten)
