"""
Whether a claim can be understood without its document.

Never here: what a word in it refers to.
"""

import re
from collections.abc import Sequence

from checker.checks.cue_words import CUES
from checker.checks.cues import Cue
from checker.checks.languages import small_words
from checker.checks.passage import Passage
from checker.checks.wording import base, is_word

_QUOTED = re.compile('"[^"]*"|“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|‘[^‘’]*’(?!\\w)|「[^「」]*」|『[^『』]*』')
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_RESOLVED = " [ "  # what stands in brackets says who or when the word before it is
_LEAD = frozenset(
    "then later however also meanwhile now afterwards thereafter still yet additionally furthermore moreover instead".split()
)
_BEFORE_EMPTY_IT = frozenset(
    "is was were be has had would will could can may might takes took costs cost seems seemed became becomes".split()
)
_AFTER_EMPTY_IT = frozenset("that to whether who for if".split())
_FIRST_PERSON = frozenset(
    "i we my our us me ich wir unser unsere nous je notre nos nosotros yo noi io nós eu my ja nasz ми я наш".split()
)
_THOSE_WHO = frozenset("who that which in of with from".split())
_REACH = 9  # words


def dangles(claim: Passage) -> bool:
    """Tell whether a claim holds a word that points out of it: "she" before anybody is named, "yesterday", "this year"."""
    return bool(dangling(claim))


def dangling(claim: Passage) -> str:
    """Return the first such word."""
    kept = _BRACKETED.sub(_RESOLVED, _QUOTED.sub(" ", claim.text))
    read = claim if kept == claim.text else Passage(kept, claim.language)
    return _pointing(read) or _unnamed(read, introduced=claim.text.lstrip().startswith("["))


def _pointing(read: Passage) -> str:
    pointing = (seen for seen in read.cues if seen.cue is Cue.POINTER and read.words[seen.end : seen.end + 1] != ["["])
    return next((" ".join(read.words[seen.start : seen.end]) for seen in pointing), "")


def _unnamed(read: Passage, *, introduced: bool) -> str:
    """Return a pronoun that comes before any word that it could stand for."""
    pronouns, small, words = CUES[read.language].pronouns, small_words(read.language), read.words
    for at, token in enumerate(words):
        word = base(token)
        if word in pronouns:
            return "" if _is_clear(words, at, word, introduced=introduced) else word
        if is_word(token) and word not in small and word not in _LEAD and not word.isdigit():
            return ""
    return ""


def _is_clear(words: Sequence[str], at: int, word: str, *, introduced: bool) -> bool:
    after = words[at + 1 : at + 1 + _REACH]
    if after[:1] == ["["] or (introduced and word in _FIRST_PERSON):
        return True
    if word == "those":
        return not _THOSE_WHO.isdisjoint(after[:1])
    empty = word == "it" and ("'" in words[at] or (bool(after) and after[0] in _BEFORE_EMPTY_IT))
    return empty and not _AFTER_EMPTY_IT.isdisjoint(after)
