"""
The formula by which a queue is put in order: what each term is, what the weights do, and what a claim's place is made of.

Never here: a query, or anything about the people who review.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date
from functools import lru_cache

from checker.errors import InputError
from checker.model import Proposal

UNSCORED = 0.5  # the middle, for a claim of which nobody said how much it deserves checking
HALF_LIFE = 7  # days after which a text counts half as much as one of today
REACH = ("reach not known", "a few readers", "local reach", "regional reach", "wide reach", "national reach")
LEVELS = ("nothing", "as anybody", "raised", "high", "highest")
ANYBODY = 1  # the level of a claimant whom the desk's table does not name
MOST_WEIGHT = 10
NAMES = {
    "score": "score",
    "importance": "model’s estimate",
    "recency": "how new",
    "reach": "reach",
    "claimant": "claimant",
}
TERMS = {
    "score": "how much the claim deserves checking, by its score; without one by its check-worthiness",
    "importance": "what the model that proposed it thinks of that; where no model was asked, the same as the score",
    "recency": f"how new the document is: 1 today, a half after {HALF_LIFE} days, a quarter after {3 * HALF_LIFE}",
    "reach": "how many people the document reaches, as the desk has set it",
    "claimant": "how much it matters who says it, by the desk's table of claimants",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each term counts, from 0 (not at all) to 10."""

    score: int = 5
    importance: int = 3
    recency: int = 3
    reach: int = 3
    claimant: int = 2

    def __post_init__(self) -> None:
        if not all(0 <= each <= MOST_WEIGHT for each in astuple(self)):
            raise ValueError(f"{self}: expected each weight between 0 and {MOST_WEIGHT}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the store knows of a claim's place: what the terms are made from, and where it stands in its document."""

    score: float
    importance: float
    day: int  # of its document, as an ordinal
    reach: int
    claimant: int
    dated: bool = True  # whether the day is that of publication, not that on which the document came in
    place: int = 1  # among all claims of its document, decided or not
    of: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One term of a claim's rank: its value, and how much of the rank it makes up."""

    term: str
    value: float
    weight: int
    share: float


DEFAULT = Weights()
Levels = Mapping[str, int]  # the desk's table of claimants: words of a name or a role, and their level


def worth(proposal: Proposal) -> float:
    """Return how much a claim deserves checking: its score, else its check-worthiness, else the middle."""
    if proposal.score:
        return _unit(proposal.score.value)
    return UNSCORED if proposal.checkworthiness is None else _unit(proposal.checkworthiness)


def importance(proposal: Proposal, *, by_model: bool) -> float:
    """Return what the model that proposed a claim thinks that it is worth; where none did, the same as its worth."""
    said = proposal.checkworthiness if by_model else None
    return worth(proposal) if said is None else _unit(said)


def level(claimant: str | None, role: str | None, levels: Levels) -> int:
    """Return the level of a claimant: of the entry with most words among those that stand in the name or the role."""
    said = [f" {folded(each)} " for each in (claimant, role) if each]
    fitting = [entry for entry in levels if any(f" {folded(entry)} " in each for each in said)]
    longest = max((len(folded(entry).split()) for entry in fitting), default=0)
    return max((levels[each] for each in fitting if len(folded(each).split()) == longest), default=ANYBODY)


@lru_cache(maxsize=4096)  # a table is held against many claimants
def folded(words: str) -> str:
    """Return the words of a name without case, accents and punctuation, with a space between them."""
    letters = (each for each in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(each))
    return " ".join("".join(each if each.isalnum() else " " for each in letters).split())


def terms(standing: Standing, today: date) -> dict[str, float]:
    """Return the value of each term, 0 to 1."""
    return {
        "score": standing.score,
        "importance": standing.importance,
        "recency": HALF_LIFE / (HALF_LIFE + age(standing, today)),
        "reach": standing.reach / (len(REACH) - 1),
        "claimant": standing.claimant / (len(LEVELS) - 1),
    }


def age(standing: Standing, today: date) -> int:
    """Return how many days ago the document was published, or came in where that is not known."""
    return max(0, today.toordinal() - standing.day)


def rank(values: Mapping[str, float], weights: Weights) -> float:
    """Return the weighted mean of the terms, 0 to 1; 0 for all where nothing counts."""
    return sum(share.share for share in shares(values, weights))


def shares(values: Mapping[str, float], weights: Weights) -> list[Share]:
    """Return what each term adds to the rank."""
    counted = asdict(weights)
    together = sum(counted.values())
    return [
        Share(term=term, value=values[term], weight=weight, share=weight * values[term] / together if together else 0.0)
        for term, weight in counted.items()
    ]


def explained(values: Mapping[str, float], weights: Weights, names: Mapping[str, str] = NAMES) -> str:
    """Return the formula with this claim's numbers in it, the term that adds most first."""
    together = sum(astuple(weights))
    if not together:
        return "No term counts; claims come in the order in which they arrived."
    adding = sorted((each for each in shares(values, weights) if each.weight), key=lambda each: -each.share)
    parts = (f"{names[each.term]} {each.value:.2f} × {each.weight}/{together} = {each.share:.2f}" for each in adding)
    return f"Rank {rank(values, weights):.2f}: " + " + ".join(parts)


def written(weights: Weights) -> str:
    """Return weights as a link carries them."""
    return "_".join(f"{term}-{weight}" for term, weight in asdict(weights).items())


def read(words: str, otherwise: Weights) -> Weights:
    """Return the weights that a link carries; what it does not say, or says wrongly, is as otherwise."""
    pairs = (part.partition("-") for part in words.split("_"))
    said = {name.strip(): int(value) for name, _, value in pairs if _is_weight(value)}
    return Weights(**asdict(otherwise) | {each.name: said[each.name] for each in fields(Weights) if each.name in said})


def _is_weight(words: str) -> bool:
    return words.isascii() and words.isdecimal() and len(words) <= len(str(MOST_WEIGHT)) and int(words) <= MOST_WEIGHT


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def tidy_levels(levels: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return a table of claimants in the order of its words; of two entries that mean the same the later one counts."""
    known = {folded(words): (" ".join(words.split()), step) for words, step in levels if folded(words)}
    return dict(sorted(known.values(), key=lambda entry: folded(entry[0])))


def written_levels(levels: Levels) -> str:
    """Return a table of claimants as a person writes it: an entry a line, a colon before its level."""
    return "\n".join(f"{words}: {LEVELS[step]}" for words, step in levels.items())


def read_levels(written_by_hand: str) -> list[tuple[str, int]]:
    """Return the entries of a table that a person wrote; raises InputError that names the first line that says no level."""
    entries = []
    for line in filter(str.strip, written_by_hand.splitlines()):
        words, _, said = line.rpartition(":")
        named = said.strip().casefold()
        if named not in LEVELS or not folded(words):
            raise InputError(f"{line.strip()[:80]!r} says no level; expected a name or a role, a colon, and {_one_of(LEVELS)}.")
        entries.append((words.strip(), LEVELS.index(named)))
    return entries


def _one_of(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
