"""
A scorer trained and measured on labelled sentences: held out by sentence and by document, with intervals from drawing documents.

Never here: how a scorer learns, or how a document is read by an extractor.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from checker.errors import InputError
from checker.measure.gold import Gold
from checker.measure.intervals import Draws, Figure, figures
from checker.measure.labelled import WORTHY
from checker.measure.tally import Tally
from checker.scorer import training
from checker.scorer.tokens import Numbers
from checker.scorer.weights import LinearWeights

_SHOWN = ("worthy_precision", "worthy_recall", "worthy_f1", "worthy_macro_f1", "worthy_ap", "worthy_calibration")
_PLACES = 3  # of a score, so that equal ones come together

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Labelled sentences, each text once, with the document and the file that each is from."""

    texts: tuple[str, ...]
    wanted: Numbers
    documents: tuple[str, ...]
    files: tuple[str, ...]
    labels: tuple[str, ...]
    about: str

    def of(self, which: Sequence[int]) -> "Examples":
        """Return some of them."""
        texts, documents, files, labels = (
            tuple(each[at] for at in which) for each in (self.texts, self.documents, self.files, self.labels)
        )
        return replace(self, texts=texts, wanted=self.wanted[list(which)], documents=documents, files=files, labels=labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What was measured on sentences that the scorer had not seen."""

    says: str
    sentences: int
    figures: tuple[Figure, ...]


def examples(read: Sequence[Gold], source: str) -> Examples:
    """Return the labelled sentences of some files; a text that comes again counts once."""
    rows: dict[str, tuple[bool, str, str, str]] = {}
    for gold in read:
        for each in gold.documents:
            for sentence in each.sentences:
                if sentence.positive is not None:
                    row = sentence.positive, each.document.id, gold.name, sentence.label
                    rows.setdefault(sentence.span.of(each.document.text), row)
    if not rows:
        raise InputError(f"{', '.join(each.name for each in read)}: no sentence says whether it deserves a claim; label some.")
    files = ", ".join(f"{each.name} (sha256 {each.sha256[:16]})" for each in read)
    return Examples(
        texts=tuple(rows),
        wanted=np.array([each[0] for each in rows.values()]),
        documents=tuple(each[1] for each in rows.values()),
        files=tuple(each[2] for each in rows.values()),
        labels=tuple(each[3] for each in rows.values()),
        about=f"Trained on {files}. {source}".strip(),
    )


def without(given: Examples, apart: Examples) -> Examples:
    """Return the sentences that do not stand among the others too."""
    taken = frozenset(apart.texts)
    return given.of([at for at, text in enumerate(given.texts) if text not in taken])


def drawn(given: Examples, negatives: float, seed: int) -> Examples:
    """Return all sentences that deserve a claim and so many times as many others, chosen by chance."""
    chance = random.Random(seed)  # noqa: S311  the same choice each time, not a secret
    wanted = np.flatnonzero(given.wanted).tolist()
    others = np.flatnonzero(~given.wanted).tolist()
    chosen = chance.sample(others, min(len(others), round(negatives * len(wanted))))
    return given.of(sorted((*wanted, *chosen)))


def by_sentence(given: Examples, seed: int, folds: int = training.FOLDS) -> Numbers:
    """Return a fold for each sentence, by chance, each with its share of those that deserve a claim."""
    fold, chance = np.zeros(len(given.texts), np.int64), random.Random(seed)  # noqa: S311  as above
    for kind in (True, False):
        places = np.flatnonzero(given.wanted == kind).tolist()
        chance.shuffle(places)
        fold[places] = np.arange(len(places)) % folds
    return fold


def by_document(given: Examples) -> Numbers:
    """Return a fold for each sentence, the same for all of a document: the longest documents first, each to the emptiest fold."""
    sizes: defaultdict[str, int] = defaultdict(int)
    for each in given.documents:
        sizes[each] += 1
    held, fold = [0] * training.FOLDS, {}
    for document in sorted(sizes, key=lambda each: (-sizes[each], each)):
        fold[document] = held.index(min(held))
        held[fold[document]] += sizes[document]
    return np.array([fold[each] for each in given.documents])


def shares(given: Examples, fold: Numbers, said: Say) -> Numbers:
    """Return for each sentence a calibrated score by a scorer that saw nothing of its fold, neither to learn nor to calibrate."""
    sums = training.held_out(training.sums(given.texts), given.wanted, fold, said)
    found = np.zeros(len(sums))
    for number in np.unique(fold).tolist():
        slope, offset = training.calibrated(sums[fold != number], given.wanted[fold != number])
        found[fold == number] = 1 / (1 + np.exp(-(sums[fold == number] * slope + offset)))
    return found


def measured(given: Examples, negatives: float, draws: Draws, said: Say) -> Iterator[Held]:
    """Yield what the scorer reaches on held-out sentences, then on held-out documents, then the latter for each file."""
    pool = drawn(given, negatives, draws.seed)
    said("held out by sentence")
    yield held("held out by sentence", pool, shares(pool, by_sentence(pool, draws.seed), said), draws)
    if len(set(pool.documents)) >= training.FOLDS:
        said("held out by document")
        found = shares(pool, by_document(pool), said)
        yield held("held out by document", pool, found, draws)
        files = dict.fromkeys(pool.files)
        for name in files if len(files) > 1 else ():
            here = [at for at, each in enumerate(pool.files) if each == name]
            yield held(f"held out by document, in {name}", pool.of(here), found[here], draws)


def held(says: str, given: Examples, found: Numbers, draws: Draws) -> Held:
    """Return the figures of scores that were held out."""
    wanted = {each.measure.code: each for each in figures(_tallies(given, found), draws)}
    return Held(says=says, sentences=len(given.texts), figures=tuple(wanted[code] for code in _SHOWN))


def _tallies(given: Examples, found: Numbers) -> list[Tally]:
    rows: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    scores = np.round(found, _PLACES).tolist()
    for document, score, positive in zip(given.documents, scores, given.wanted.tolist(), strict=True):
        rows[document].append((score, positive))
    return [_tally(rows[document]) for document in sorted(rows)]


def _tally(rows: Sequence[tuple[float, bool]]) -> Tally:
    names: Mapping[tuple[bool, bool], str] = {
        (True, True): "hit",
        (True, False): "missed",
        (False, True): "wrong",
        (False, False): "left",
    }
    counts: defaultdict[str, float] = defaultdict(float)
    ranked: defaultdict[float, tuple[float, float]] = defaultdict(lambda: (0, 0))
    for score, positive in rows:
        counts[f"worthy.{names[positive, score >= WORTHY]}"] += 1
        number, right = ranked[score]
        ranked[score] = (number + 1, right + positive)
    return Tally(counts=dict(counts), ranked=dict(ranked))


def trained(given: Examples, said: Say) -> LinearWeights:
    """Return weights learned from all sentences, calibrated on documents that were held out."""
    said("calibration")
    sums = training.sums(given.texts)
    fold = by_document(given) if len(set(given.documents)) >= training.FOLDS else by_sentence(given, 0)
    calibration = training.calibrated(training.held_out(sums, given.wanted, fold, said), given.wanted)
    said("all sentences")
    return training.trained(sums, given.wanted, calibration, given.about)
