"""
The names in a claim, and whether a document holds them in some form.

Never here: who somebody is.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import pairwise

from checker.checks.languages import small_words
from checker.checks.wording import folded
from checker.text import strip_invisible

_NAME = re.compile(
    r"(?=[^\W\d_a-z])(?:(?<!\w)|(?<=\b[cdjlmnst]['’])|(?<=\bqu['’]))(?:(?:[A-Z]\.){2,}|[^\W\d_a-z]\w*(?:[-'’&]\w+)*)"
)
_STARTS = re.compile(r"(?:^|[.!?:;]\s+|\n)[\W_]*$|[\"“«„‘(\[]\s*$")
_STARTS_WITHIN = 12  # characters before a word that tell whether a sentence begins with it
_POSSESSIVE = re.compile(r"['’]s?$")
_GAP = re.compile(r"[ \u00a0\u202f]")
_AFTER = re.compile(r"[ \u00a0](\w+)")
_SINGULAR = frozenset("is was has had does did will would said says became".split())
_PART = re.compile(r"[^\W_]+")
_MIXED = re.compile(r"(?<!-)[A-ZÀ-ÖØ-ÞА-Я]|\d")
_DOTTED = re.compile(r"(?:(?<!\w)|(?<=\.))\w\.(?:\w\.)+")
_DIGIT = re.compile(r"\d")
_MOST_JOINED = 4  # parts of a compound
_COMPOUND = re.compile(r"(?<!\w)\w++(?:-\w++)+")  # possessive: a word of a million letters takes no longer to pass by
_RUN = re.compile(r"(?<!\w)[A-Z]\w*+(?:[ -](?:(?:of|the|and|for|de|la|du|des|y|e|und|der|für) ){0,2}[A-Z]\w*+){1,20}")
_INITIAL = re.compile(r"\b[A-Z]")

# Every noun has a capital letter in it; those that often stand before another noun say nothing about a name.
NOUNS_CAPITALISED = frozenset({"de"})
_MEASURES = frozenset(
    "prozent euro dollar million millionen milliarde milliarden tonnen kilometer meter liter jahre jahren monate tage stunden "
    "menschen personen anfang mitte ende teil teile".split()
)
# In these a name takes on no more than an ending; in the others its last letters may change.
_LITTLE_INFLECTED = frozenset({"en", "de", "fr", "es", "it", "pt", "nl", "ca", "sv", "da"})
_ENDINGS = (
    "",
    "e",
    "y",
    "ean",
    "s",
    "es",
    "n",
    "en",
    "an",
    "ian",
    "i",
    "ish",
    "ese",
    "er",
    "ers",
    "ns",
    "ans",
    "ians",
    "a",
    "as",
    "os",
)
_LONGEST_ENDING, _SHORTEST_STEM = 3, 3  # letters
_MOST_INITIALS = 7  # of an acronym
_CALENDAR = (
    "january february march april may june july august september october november december monday tuesday wednesday thursday "
    "friday saturday sunday"
).split()
_SHORT = 3  # letters of a month's or weekday's name, at the least


def is_calendar(name: str) -> bool:
    """Tell whether a name is the English one of a month or of a day of the week, or short for one."""
    word = folded(name).rstrip(".")
    return len(word) >= _SHORT and any(each.startswith(word) for each in _CALENDAR)


def names(text: str, language: str) -> list[str]:
    """Return the words of a text that are names, as far as capital letters tell."""
    if not text.isascii():
        text = strip_invisible(text)
    passed = small_words(language) | (_MEASURES if language in NOUNS_CAPITALISED else frozenset())
    found = [each for each in _NAME.finditer(text) if _may_be_name(each.group(), passed)] if not text.isupper() else []
    beside = [_GAP.fullmatch(text, one.end(), other.start()) is not None for one, other in pairwise(found)]
    kept = []
    for at, each in enumerate(found):
        word = _POSSESSIVE.sub("", each.group())
        near = True in beside[max(0, at - 1) : at + 1]
        if _is_acronym(word) or _is_name(text, each, language, near=near):
            kept.append(word)
    return kept


def _may_be_name(word: str, passed: frozenset[str]) -> bool:
    return len(word) > 1 and word[0].isupper() and (word.lower() not in passed or word.isupper())


def _is_name(text: str, found: re.Match[str], language: str, *, near: bool) -> bool:
    """Tell whether a capital letter, at the beginning of a sentence or elsewhere, is that of a name; `near` is beside another one."""
    if language in NOUNS_CAPITALISED:
        return near
    if not _begins(text, found.start()):
        return True
    return language in _LITTLE_INFLECTED and (near or _does(text, found.end()))


def _begins(text: str, at: int) -> bool:
    return _STARTS.search(text, max(0, at - _STARTS_WITHIN), at) is not None


def _does(text: str, end: int) -> bool:
    """Tell whether what stands before a place is the subject of a verb in the singular, as a name is."""
    after = _AFTER.match(text, end)
    return after is not None and after[1] in _SINGULAR


def _is_acronym(word: str) -> bool:
    return (word.isupper() and len(word) > 1) or (not word[1:].islower() and _MIXED.search(word, 1) is not None)


class Known:
    """The words of a document, for finding out whether it holds a name."""

    def __init__(self, blocks: Callable[[], Iterable[str]], folded_blocks: Iterable[str], language: str) -> None:
        self.words: set[str] = set()
        self.language = language
        self._blocks = blocks
        for plain in folded_blocks:
            self.words.update(_PART.findall(plain))
            self.words.update(found.replace(".", "") for found in _DOTTED.findall(plain))
            if "-" in plain:
                self.words.update(joined for found in _COMPOUND.findall(plain) for joined in _numbered(found))

    def holds(self, word: str) -> bool:
        """Tell whether the document has the name, in some form of it, or spelled out."""
        plain = folded(word)
        whole = plain.replace(".", "").replace("-", "")
        if whole in self.words:
            return True
        if _COMPOUND.fullmatch(plain) and plain.count("-") < _MOST_JOINED and _DIGIT.search(plain):
            return False  # COVID-19 is not two words
        return all(map(self._has, _PART.findall(plain))) or whole in self._initials

    def holds_short(self, word: str) -> bool:
        """Tell whether the document has the short form of a month's or weekday's name, or the long one of a short one."""
        start = folded(word)[:_SHORT]
        return any(start in self.words or each in self.words for each in _CALENDAR if each.startswith(start))

    def spelled_out(self, text: str) -> set[str]:
        """Return the words of a text that spell out an acronym of the document."""
        return {word for run in _RUN.findall(text) for initials, word in _spelled(run) if initials in self.words}

    def _has(self, part: str) -> bool:
        if part in self.words:
            return True
        if self.language not in _LITTLE_INFLECTED:
            return not self._stems.isdisjoint(_stems(part))
        stems = {part[: len(part) - len(ending)] for ending in _ENDINGS if part.endswith(ending)}
        return any(len(stem) > _SHORTEST_STEM and stem + ending in self.words for stem in stems for ending in _ENDINGS)

    @cached_property
    def _stems(self) -> set[str]:
        return {stem for word in self.words for stem in _stems(word)}

    @cached_property
    def _initials(self) -> set[str]:
        return {initials for block in self._blocks() for run in _RUN.findall(block) for initials, _ in _spelled(run)}


def _numbered(compound: str) -> Iterator[str]:
    """Yield what a compound with a number may be called for short, without its hyphens: "pre-COVID-19" holds "covid19"."""
    parts = compound.split("-") if _DIGIT.search(compound) else []
    for start in range(len(parts)):
        yield from ("".join(parts[start : start + length]) for length in range(2, _MOST_JOINED + 1))


def _stems(word: str) -> Iterator[str]:
    """Yield what may be left of a word without its ending."""
    plain = word.replace("ї", "є")  # Київ, Києва
    for length in range(max(_SHORTEST_STEM, len(word) - _LONGEST_ENDING), len(word) + 1):
        yield plain[:length]


def _spelled(run: str) -> Iterator[tuple[str, str]]:
    """Yield each acronym that a run of capitalised words may be written as, with each of its words."""
    words = [word for word in re.split(r"[ -]", run) if _INITIAL.match(word)]
    for start in range(len(words)):
        for end in range(start + 2, min(start + _MOST_INITIALS, len(words)) + 1):
            initials = "".join(word[0] for word in words[start:end]).lower()
            yield from ((initials, word) for word in words[start:end])
