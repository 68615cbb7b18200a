"""
The measures as a table: each is a figure reckoned from what was counted, and the number that it is a share of.

Never here: counting, or an interval.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from checker.checks import CHECKS
from checker.measure.tally import Tally

_BINS = 10  # of scores, for their calibration

Reckon = Callable[[Tally], float | None]


class Unit(StrEnum):
    """How a figure is written."""

    SHARE = "share"
    NUMBER = "number"
    SECONDS = "seconds"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: its code, its words, how it is reckoned, and of how many things."""

    code: str
    says: str
    of: str  # what `base` counts
    value: Reckon
    base: Callable[[Tally], float]
    unit: Unit = Unit.SHARE


def share(part: float, whole: float) -> float | None:
    """Return the part of the whole; None where there is nothing to have a part of."""
    return part / whole if whole else None


def f1(precision: float | None, recall: float | None) -> float | None:
    """Return the harmonic mean; 0 where both are there and nothing was right."""
    if precision is None and recall is None:
        return None
    both = (precision or 0.0) + (recall or 0.0)
    return 2 * (precision or 0.0) * (recall or 0.0) / both if both else 0.0


def average_precision(counted: Tally) -> float | None:
    """Return the precision at each score, weighted by the recall that it adds; sentences of one score come in together."""
    wanted = sum(positive for _, positive in counted.ranked.values())
    if not wanted:
        return None
    seen, right, area = 0.0, 0.0, 0.0
    for score in sorted(counted.ranked, reverse=True):
        number, positive = counted.ranked[score]
        seen, right = seen + number, right + positive
        area += positive / wanted * right / seen if seen else 0.0
    return area


def macro_f1(counted: Tally) -> float | None:
    """Return the mean of the F1 of the sentences that deserve a claim and of those that do not, at the score that parts them."""
    hit, wrong, missed, left = (counted[f"worthy.{each}"] for each in ("hit", "wrong", "missed", "left"))
    if not hit + wrong + missed + left:
        return None
    of_both = ((hit, wrong + missed), (left, wrong + missed))
    return sum(2 * right / (2 * right + amiss) if right + amiss else 0.0 for right, amiss in of_both) / 2


def calibration_error(counted: Tally) -> float | None:
    """Return by how much scores and the share that deserves a claim differ, in ten bins of equal width, weighted by sentences."""
    bins: defaultdict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for score, (number, positive) in counted.ranked.items():
        held = bins[min(int(score * _BINS), _BINS - 1)]
        held[:] = held[0] + number, held[1] + number * score, held[2] + positive
    whole = sum(each[0] for each in bins.values())
    return sum(abs(each[1] - each[2]) for each in bins.values()) / whole if whole else None


def _chosen(kind: str, says: str, of: str) -> tuple[Measure, ...]:
    hit, wrong, missed = (f"{kind}.{each}" for each in ("hit", "wrong", "missed"))

    def precision(it: Tally) -> float | None:
        return share(it[hit], it[hit] + it[wrong])

    def recall(it: Tally) -> float | None:
        return share(it[hit], it[hit] + it[missed])

    return (
        Measure(f"{kind}_precision", f"{says}: precision", of, precision, lambda it: it[hit] + it[wrong]),
        Measure(f"{kind}_recall", f"{says}: recall", "sentences that deserve one", recall, lambda it: it[hit] + it[missed]),
        Measure(f"{kind}_f1", f"{says}: F1", "labelled sentences", lambda it: f1(precision(it), recall(it)), _labelled),
    )


def _labelled(it: Tally) -> float:
    return sum(number for number, _ in it.ranked.values())


def _share(code: str, says: str, part: str, whole: str, of: str) -> Measure:
    return Measure(code, says, of, lambda it: share(it[part], it[whole]), lambda it: it[whole])


def _each(code: str, says: str, name: str, unit: Unit = Unit.NUMBER) -> Measure:
    return Measure(code, says, "documents", lambda it: share(it[name], it["documents"]), lambda it: it["documents"], unit)


def _claim_f1(it: Tally) -> float | None:
    matched = it["claims.matched"]
    return f1(share(matched, it["claims.proposed"]), share(matched, it["claims.expected"]))


def _claimant_f1(it: Tally) -> float | None:
    return f1(share(it["claimant.hit"], it["claimant.named"]), share(it["claimant.hit"], it["claimant.wanted"]))


def _cost(it: Tally) -> float | None:
    return None if it["calls.unpriced"] else share(it["cost"], it["documents"])


MEASURES: tuple[Measure, ...] = (
    *_chosen("selected", "Sentences with a claim", "sentences with a claim"),
    *_chosen("worthy", "Check-worthy at 0.5", "sentences at 0.5 or more"),
    Measure("worthy_macro_f1", "Check-worthy at 0.5: macro F1", "labelled sentences", macro_f1, _labelled),
    Measure("worthy_ap", "Check-worthy: average precision", "labelled sentences", average_precision, _labelled),
    Measure("worthy_calibration", "Check-worthy: calibration error", "labelled sentences", calibration_error, _labelled),
    _share("claims_precision", "Claims: precision", "claims.matched", "claims.proposed", "claims"),
    _share("claims_recall", "Claims: recall", "claims.matched", "claims.expected", "labelled claims"),
    Measure("claims_f1", "Claims: F1", "labelled claims", _claim_f1, lambda it: it["claims.expected"]),
    Measure(
        "claims_per_sentence",
        "Claims per sentence that has one",
        "sentences with a claim",
        lambda it: share(it["proposed"], it["sentences.claimed"]),
        lambda it: it["sentences.claimed"],
        Unit.NUMBER,
    ),
    Measure(
        "expected_per_sentence",
        "The same in the labels",
        "sentences with labelled claims",
        lambda it: share(it["claims.expected"], it["claims.sentences"]),
        lambda it: it["claims.sentences"],
        Unit.NUMBER,
    ),
    _share("claimant", "Claimant right", "claimant.right", "claimant.asked", "claims with a labelled claimant"),
    Measure("claimant_f1", "Claimant: F1", "claims that somebody said", _claimant_f1, lambda it: it["claimant.wanted"]),
    _share(
        "claimant_false", "Claimant named, nobody spoke", "claimant.false", "claimant.unwanted", "claims in the author's voice"
    ),
    _share("dangling", "Claims with a word that dangles", "alone.dangling", "alone.checked", "checked claims"),
    _share("chrf", "Likeness to a human rewrite (chrF)", "rewritten.chrf", "rewritten", "rewritten sentences with a claim"),
    _share("anchor_exact", "Anchored word for word", "anchor.exact", "proposed", "claims"),
    _share("anchor_normalised", "Anchored but for typography", "anchor.normalised", "proposed", "claims"),
    _share("anchor_sentence", "Fell back to the sentence", "anchor.sentence", "proposed", "claims"),
    _share("anchor_lost", "Not in the document", "anchor.lost", "proposed", "claims"),
    _share("altered", "Altered quotes accepted (must be 0)", "altered.accepted", "altered.tried", "altered quotes"),
    _share("unaccounted", "Sentences unaccounted for", "sentences.unaccounted", "sentences", "sentences"),
    _share("kept_back", "Kept back by the pre-filter", "sentences.kept_back", "sentences", "sentences"),
    _share(
        "deserving_kept_back",
        "Kept back though they deserve a claim",
        "deserving.kept_back",
        "deserving",
        "sentences that deserve one",
    ),
    _share("failed", "Documents without an answer", "failed", "documents", "documents"),
    _each("problems", "Problems per document", "problems"),
    _each("calls", "Calls per document", "calls"),
    _each("input_tokens", "Input tokens per document", "input_tokens"),
    _each("output_tokens", "Output tokens per document", "output_tokens"),
    Measure("cost", "Cost per document", "documents", _cost, lambda it: it["documents"], Unit.COST),
    _each("call_seconds", "Seconds of calls per document", "call_seconds", Unit.SECONDS),
    _each("seconds", "Seconds per document", "seconds", Unit.SECONDS),
)


def measures_of(counted: Tally) -> list[Measure]:
    """Return the measures for what was counted: the table, then one for each label that occurs and each flag."""
    labels = [name.removeprefix("label.") for name in counted.names("label.")]
    flags = dict.fromkeys([*CHECKS, *(name.removeprefix("flag.") for name in counted.names("flag."))])
    return [
        *MEASURES,
        *(
            _share(f"label_{each}", f"Chosen of {each}", f"label_selected.{each}", f"label.{each}", "sentences so labelled")
            for each in labels
        ),
        *(
            _share(f"flag_{each}", f"Flagged: {each.replace('_', ' ')}", f"flag.{each}", "checked", "checked claims")
            for each in flags
        ),
    ]
