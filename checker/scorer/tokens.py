"""
Sentences cut into tokens, once for everything: what each token is hashed to, and which signs each sentence shows.

Never here: a weight.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from checker.scorer.signs import NOT_PAST, PAST, SIGNS, YEAR, bit

Numbers = NDArray[Any]

_TOKEN = re.compile(
    r"\n|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:/]\d+)*(?:['’]?s\b|st\b|nd\b|rd\b|th\b)?|\.\.+|--+|[^\w\s.,;:()]"
)
_LONGEST = 2000  # characters of a sentence that are read
_KNOWN = 1 << 16  # words that are kept in mind

_START_ONLY = np.uint64(sum(bit(code) for code, sign in SIGNS.items() if sign.start))
_NAMES = np.uint64(bit("name") | bit("acronym"))
_SUFFIXES = ("ing", "ed", "ly", "tion", "ment", "ity", "ness", "able", "ous", "ive", "al", "er", "est", "ies", "es", "s", "an")
_NO_NAMES = frozenset("i i'm i've i'd i'll mr mrs ms dr the".split())
_GRAMMAR = frozenset(
    "the of and to in is that for it on with as are by from at be this have has had were which an a not or but his her their they he she "
    "will would been more than who also its i you we my your our me us them him was do does did what when where how why there here if so "
    "because about all no one out up down over under into after before can could should may might must don't it's i'm we're that's very "
    "just now then these those some any many much most only other such people said".split()
)
_LENGTHS = {"tiny": (0, 5), "short": (5, 9), "middling": (9, 16), "long": (26, 40), "very_long": (40, 1 << 30)}  # tokens
_SEVERAL = {"figures": "figure", "names": "name"}


def _cues() -> dict[str, int]:
    found: dict[str, int] = {}
    for code, sign in SIGNS.items():
        for cue in sign.cues:
            found[cue] = found.get(cue, 0) | bit(code)
    return found


_CUES = _cues()
_PAIRS = tuple((first, second, bit(code)) for code, sign in SIGNS.items() for first, second in sign.pairs)
_TOGETHER = tuple((bit(code), sum(map(bit, sign.together))) for code, sign in SIGNS.items() if sign.together)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some sentences, one after the other; the last of each sentence marks its end."""

    words: list[str]  # each different word once, in small letters
    word: Numbers  # of each token: its place in `words`
    hashes: Numbers  # of each token
    kinds: Numbers  # of each token: the hash of what kind of word it is
    starts: Numbers  # of each sentence: its first token
    lengths: Numbers  # of each sentence: its tokens with the end
    signs: Numbers  # of each sentence: the signs that it shows, as bits


def read(sentences: Sequence[str]) -> Tokens:
    """Cut the sentences into tokens and see which signs they show."""
    lines = "\n".join(sentence[:_LONGEST].replace("\n", " ") for sentence in sentences) + "\n"
    tokens = _TOKEN.findall(lines)
    places = {token: at for at, token in enumerate(dict.fromkeys(tokens))}
    word = np.fromiter(map(places.__getitem__, tokens), np.int64, len(tokens))
    known = [_word(token) for token in places]
    words = {each[0]: at for at, each in enumerate({each[0]: each for each in known}.values())}
    lower = np.array([words[each[0]] for each in known])[word]
    signs = np.array([each[3] for each in known], np.uint64)[word]
    ends = np.flatnonzero(word == places["\n"])
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts + 1
    return Tokens(
        words=list(words),
        word=lower,
        hashes=np.array([each[1] for each in known], np.uint32)[word],
        kinds=np.array([each[2] for each in known], np.uint32)[word],
        starts=starts,
        lengths=lengths,
        signs=_signs(signs, _paired(lower, words), starts, lengths),
    )


@lru_cache(_KNOWN)
def _word(token: str) -> tuple[str, int, int, int]:
    """Return a token in small letters, its hash, that of its kind, and the signs that it shows."""
    lower = token.lower().replace("’", "'")
    signs = _CUES.get(lower, 0)
    if token[0].isdigit():
        year = YEAR.fullmatch(lower) is not None
        lower = "<year>" if year else _size(lower)
        signs |= bit("date" if year else "figure")
        kind = lower
    else:
        capital = token[0].isupper() and lower not in _NO_NAMES
        if capital:
            signs |= bit("name") | (bit("acronym") if len(token) > 1 and token.isupper() else 0)
        if PAST.fullmatch(lower) and lower not in NOT_PAST:
            signs |= bit("happened")
        kind = _kind(lower, capital=capital)
    return lower, crc32(lower.encode()), crc32(f"k{kind}".encode()), signs


def _size(number: str) -> str:
    """Return how a number is written, not which one it is: two texts rarely share one."""
    if not number[-1].isdigit():
        return "<nth>"
    return "<1.1>" if "." in number or ":" in number or "/" in number else f"<{len(number.replace(',', ''))}>"


def _kind(lower: str, *, capital: bool) -> str:
    if lower in _GRAMMAR or not lower[0].isalpha():
        return lower
    if capital:
        return "<Name>"
    return next((f"-{end}" for end in _SUFFIXES if lower.endswith(end) and len(lower) > len(end) + 2), "<word>")


def _paired(word: Numbers, words: dict[str, int]) -> Numbers:
    """Return for each token the signs that it shows together with the next one."""
    signs = np.zeros(len(word), np.uint64)
    found: dict[int, int] = {}
    for first, second, sign in _PAIRS:
        if first in words and second in words:
            key = words[first] * len(words) + words[second]
            found[key] = found.get(key, 0) | sign
    if found and len(word) > 1:
        keys = np.array(sorted(found))
        pairs = word[:-1] * len(words) + word[1:]
        at = np.searchsorted(keys, pairs).clip(max=len(keys) - 1)
        values = np.array([found[key] for key in keys.tolist()], np.uint64)
        signs[:-1] = np.where(keys[at] == pairs, values[at], np.uint64(0))
    return signs


def _signs(single: Numbers, paired: Numbers, starts: Numbers, lengths: Numbers) -> Numbers:
    inner = np.full(len(single), ~_START_ONLY, np.uint64)
    inner[starts] = ~_NAMES
    single = single & inner
    signs = np.bitwise_or.reduceat(single | paired, starts)
    for several, one in _SEVERAL.items():
        many = np.add.reduceat((single & np.uint64(bit(one))) != 0, starts, dtype=np.int64) > 1
        signs |= np.where(many, np.uint64(bit(several)), np.uint64(0))
    for code, (least, below) in _LENGTHS.items():
        fits = (lengths - 1 >= least) & (lengths - 1 < below)
        signs |= np.where(fits, np.uint64(bit(code)), np.uint64(0))
    for sign, needed in _TOGETHER:
        signs |= np.where(signs & np.uint64(needed) == needed, np.uint64(sign), np.uint64(0))
    return signs
