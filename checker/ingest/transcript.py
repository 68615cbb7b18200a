"""
Subtitles become a transcript: cues joined into sentences, a paragraph for each turn, time codes as locators.

Never here: sound, or guessing who speaks where the file does not say it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape

from checker.errors import EmptyText
from checker.ingest.sniff import SRT, VTT
from checker.ingest.source import Piece, Source, finish
from checker.model import Draft
from checker.text import normalise

PAUSE_SECONDS = 4.0  # silence that ends a paragraph within one turn
LONG_PARAGRAPH = 700  # characters after which the end of a sentence also ends the paragraph
ROLLING_SECONDS = 0.1  # cues this short only carry the line before on the screen
_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}")
_VOICE = re.compile(r"<v(?:\.[\w.-]{1,60})?[ \t]+([^<>\n]{1,100})>")
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<[\d:.]{5,15}>|\{\\[^{}\n]{0,80}\}")
_DASH = re.compile(r"(?:>>+|[-–—])\s*(?=\S)")
_WORD_OF_NAME = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž\u0386-\u03ab\u0400-\u042f][\w.'’-]*|de|del|der|van|von|al|bin|of|the|for|la|le|da|dos)"
_NAMED = re.compile(rf"((?:{_WORD_OF_NAME}[ \t]){{0,5}}{_WORD_OF_NAME})(?:[ \t]?\([^()\n]{{1,40}}\))?:[ \t]+(?=\S)")
_ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
ASIDES = ("NOTE", "STYLE", "REGION", "WEBVTT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What stood on the screen at once; `start` and `end` are seconds, None when the time code is broken."""

    start: float | None
    end: float | None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words of one cue in one voice; `turn` when somebody begins to speak."""

    cue: Cue
    speaker: str | None
    turn: bool
    words: str


def read_srt(source: Source) -> Draft:
    """Return an SRT file as a transcript."""
    return _read(source, SRT)


def read_vtt(source: Source) -> Draft:
    """Return a WebVTT file as a transcript."""
    return _read(source, VTT)


def _read(source: Source, media_type: str) -> Draft:
    cues = list(_without_repeats(_cues(normalise(source.text))))
    if not any(cue.lines for cue in cues):
        raise EmptyText(f"{source.name} has no cues with text in it; choose another file, or paste the transcript.")
    broken = sum(cue.start is None for cue in cues)
    warnings = (
        [f"{broken} of {len(cues)} time codes in {source.name} could not be read; their words were kept."] if broken else []
    )
    return finish(source, media_type, _pieces(_said(cues)), warnings=warnings)


def _cues(text: str) -> Iterator[Cue]:
    cue, words, aside = None, list[str](), False
    lines = ["", *(line.strip() for line in text.split("\n")), ""]
    for before, line, following in zip(lines, lines[1:], lines[2:], strict=False):
        if "-->" in line:
            if cue:
                yield replace(cue, lines=tuple(words))
            cue, words, aside = _timed(line), [], False
        elif not line or (not before and line.lstrip("\ufeff").startswith(ASIDES)):
            aside = bool(line)
        elif cue and not aside and not _is_id(line, following, opens=not before):
            words.append(line)
    if cue:
        yield replace(cue, lines=tuple(words))


def _is_id(line: str, following: str, *, opens: bool) -> bool:
    return "-->" in following and (opens or line.isdigit())


def _timed(line: str) -> Cue:
    found = _TIMING.match(line)
    if not found:
        return Cue(start=None, end=None)
    return Cue(start=_seconds(*found.groups()[:4]), end=_seconds(*found.groups()[4:]))


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _without_repeats(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Leave out the lines that rolling captions show again from the cue before."""
    shown = ""
    for cue in cues:
        lines = cue.lines
        brief = cue.start is not None and cue.end is not None and cue.end - cue.start < ROLLING_SECONDS
        if lines and _bare(lines[0]) == shown and (len(lines) > 1 or brief):
            lines = lines[1:]
        shown = _bare(cue.lines[-1]) if cue.lines else shown
        yield replace(cue, lines=lines)


def _bare(line: str) -> str:
    return " ".join(unescape(_MARKUP.sub("", line)).split())


def _said(cues: list[Cue]) -> Iterator[Said]:
    names = _names(cues)
    voiced = any(_VOICE.search(line) for cue in cues for line in cue.lines)
    speaker: str | None = None
    for cue in cues:
        tagged = False
        for voice, words in (part for line in cue.lines for part in _voices(line)):
            name, dashed, rest = _opening(words, names)
            tagged = tagged or voice is not None
            who = voice or name or (None if dashed or (voiced and not tagged) else speaker)
            if rest:
                yield Said(cue=cue, speaker=who, turn=dashed or who != speaker, words=rest)
                speaker = who


def _voices(line: str) -> Iterator[tuple[str | None, str]]:
    parts = _VOICE.split(line)
    yield from ((None, words) for words in parts[:1] if words.strip())
    yield from ((_bare(name), words) for name, words in zip(parts[1::2], parts[2::2], strict=True))


def _opening(line: str, names: frozenset[str]) -> tuple[str | None, bool, str]:
    """Return the name before a line's words, whether a dash says that somebody else begins, and the words."""
    words = _bare(line)
    dash = _DASH.match(words)
    rest = words[dash.end() :] if dash else words
    named = _NAMED.match(rest)
    if named and named[1] in names:
        return named[1], False, rest[named.end() :]
    return None, dash is not None, rest


def _names(cues: list[Cue]) -> frozenset[str]:
    """Return the words before colons that are names: capitals, several words, or the same one more than once."""
    openings = (_DASH.sub("", _bare(line), count=1) for cue in cues for line in cue.lines)
    seen = Counter(found[1] for found in map(_NAMED.match, openings) if found)
    return frozenset(name for name, times in seen.items() if times > 1 or name.isupper() or " " in name)


def _pieces(said: Iterable[Said]) -> Iterator[Piece]:
    before: Said | None = None
    length = 0
    for each in said:
        breaks = before is None or each.turn or _pauses(before, each, length)
        words = f"{each.speaker}: {each.words}" if each.turn and each.speaker else each.words
        label = _time_code(each.cue) if breaks or (before and each.cue is not before.cue) else None
        yield Piece(text=words, before="\n\n" if breaks else " ", label=label, speaker=each.speaker)
        before, length = each, len(words) + (0 if breaks else length)


def _pauses(before: Said, each: Said, length: int) -> bool:
    if not _ENDED.search(before.words[-20:]):
        return False
    silence = (each.cue.start or 0) - (before.cue.end or each.cue.start or 0)
    return length > LONG_PARAGRAPH or silence >= PAUSE_SECONDS


def _time_code(cue: Cue) -> str | None:
    if cue.start is None:
        return None
    minutes, seconds = divmod(int(cue.start), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
