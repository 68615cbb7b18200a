"""
Plain functions on text: one normal form, paragraphs, sentences, pieces that a page draws, and texts mapped to their original.

Never here: reading, writing, or a model's words.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from checker.abbreviations import AFTER_HOURS, BEFORE_NUMBERS, HOURS, LETTERED, MAY_END, MONTHS, STARTERS, TITLES
from checker.model import Span

# What a database or a page cannot hold: control characters but tab and newline, half surrogates, non-characters.
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def storable(raw: str) -> str:
    """Return foreign words, such as a server's, with U+FFFD in place of what cannot be stored; nothing else is changed."""
    return _UNSTORABLE.sub("\ufffd", raw)


def normalise(raw: str) -> str:
    r"""Return the text in NFC with `\n` line ends, without characters that cannot be stored."""
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("", _LINE_ENDS.sub("\n", raw)))


_LINE = re.compile("[^\n]+")
_VISIBLE = re.compile(r"\S")

# A full stop of any script, what closes after it, and footnote marks: "…over.”[2]"
_STOP = re.compile(
    "(?:[.!?…؟۔।։]+(?: \\.(?!\\w))*|[。！？｡]+)(?:[\"'”’“»)\\]」』）]|[ \u00a0\u202f]»)*(?:\\[[0-9]{1,3}\\])*",
)
_WIDE = "。！？｡"  # no space follows these
_FINAL = "!?؟۔।։"
_OPENERS = " \t\u00a0\u202f\u3000\"'“”‘’„«»([{「『（¿¡-–—*•"
_QUOTES = "\"'”’“»」』"

_WORD_BEFORE = re.compile(r"[\w.&]+$")
_WORD_AFTER = re.compile(r"\w+")
_SAID_AFTER = re.compile(
    r"(?!(?:He|She|They|It|We|I)\b)(?:[A-Z][\w.'’-]*[ \u00a0]){1,4}(?:said|says|asked|told|added|replied|wrote|answered|insisted|explained|warned)\b",
)
_INITIALS = re.compile(r"(?!I$)[A-ZА-ЯЄІЇҐ](?:\.\w)*(?<![0-9])")
_LIST_MARK = re.compile(r"\(?(?:[0-9]{1,3}|[A-Za-z]|[ivxIVX]{1,4})\.")
_DAY = re.compile("[0-9]{1,2}")
_SMALL_START = re.compile(r"[a-z]\) |[a-z][A-Z]")  # "b) The second", "iPad sales"
_NO_SPACE = re.compile(
    r"(?<![\w.@/])[^\W\d_]*[a-z]{2}[.!?](?=(?!(?:Com|Org|Net|Js|Io|Co)\b)[A-Z][a-z]+,? )"
)  # "It fell.Then it rose"


def paragraphs(text: str) -> list[Span]:
    """Return the lines that hold more than white space, without the space around them."""
    return [span for line in _LINE.finditer(text) if (span := _trimmed(text, line.start(), line.end()))]


def sentences(text: str) -> list[Span]:
    """Return the sentences in order; each is in one line, and every visible character is in exactly one of them."""
    return [span for paragraph in paragraphs(text) for span in _split(text, paragraph)]


def _split(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    for stop in _STOP.finditer(text, line.start, line.end):
        if stop.end() < line.end and _ends(text, start, stop, line.end):
            yield Span(start, stop.end())
            first = _VISIBLE.search(text, stop.end(), line.end)
            start = first.start() if first else line.end
    if start < line.end:
        yield Span(start, line.end)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    kept = piece.strip()
    lead = len(piece) - len(piece.lstrip())
    return Span(start + lead, start + lead + len(kept)) if kept else None


def _ends(text: str, start: int, stop: re.Match[str], line_end: int) -> bool:
    mark = stop.group()
    if mark[0] in _WIDE:
        return True
    if not text[stop.end()].isspace():
        return len(mark) == 1 and _is_glued(text, start, stop)
    rest = text[stop.end() : min(stop.end() + 80, line_end)].lstrip(_OPENERS)
    if (rest[:1].islower() and not _SMALL_START.match(rest)) or (mark[-1] in _QUOTES and _SAID_AFTER.match(rest)):
        return False
    return mark[0] in _FINAL or mark.startswith(("..", "…", ". .")) or not _abbreviates(text, start, stop.start(), rest)


def _is_glued(text: str, start: int, stop: re.Match[str]) -> bool:
    begin = _WORD_BEFORE.search(text, max(start, stop.start() - 24), stop.start())
    return begin is not None and _NO_SPACE.match(text, begin.start()) is not None


def _abbreviates(text: str, start: int, dot: int, rest: str) -> bool:
    found = _WORD_BEFORE.search(text, max(start, dot - 24), dot)
    if not found or not rest:
        return False
    before, after = found.group(), _WORD_AFTER.match(rest)
    following = after.group().lower() if after else ""
    if _LIST_MARK.fullmatch(text, start, dot + 1):
        return True
    if _INITIALS.fullmatch(before):
        return following not in STARTERS and not (len(before) == 1 and _names_thing(text, start, found.start()))
    return _word_abbreviates(before.lower(), following)


def _names_thing(text: str, start: int, letter: int) -> bool:
    noun = _WORD_BEFORE.search(text, max(start, letter - 24), max(start, letter - 1))
    return noun is not None and noun.group().lower() in LETTERED


def _word_abbreviates(word: str, following: str) -> bool:
    if word in TITLES:
        return True
    if word in BEFORE_NUMBERS:
        return following[:1].isdigit()
    if word in HOURS:
        return following in AFTER_HOURS
    if _DAY.fullmatch(word):
        return following in MONTHS
    return word in MAY_END and following not in STARTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text in which the same marks apply from end to end."""

    start: int
    end: int
    ids: tuple[str, ...]


def segments(text: str, spans: Mapping[str, Span]) -> list[Piece]:
    """Cut a text at every border of the spans; the pieces tile it, and each names the spans that cover it."""
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for id_, span in spans.items():
        opens.setdefault(span.start, []).append(id_)
        closes.setdefault(span.end, []).append(id_)
    inner = {border for border in (*opens, *closes) if 0 < border < len(text)}
    active: dict[str, None] = {}
    pieces = []
    for start, end in pairwise(sorted({0, *inner, len(text)})):
        for id_ in closes.get(start, ()):
            del active[id_]
        active.update(dict.fromkeys(opens.get(start, ())))
        pieces.append(Piece(start=start, end=end, ids=tuple(active)))
    return pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """A text made from another one, and for each of its characters the place it came from."""

    text: str
    offsets: Sequence[int]

    def original(self, start: int, end: int) -> Span:
        """Return the stretch of the other text that became `text[start:end]`, which must not be empty."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


# Zero-width, bidirectional, tag, filler and control characters: nobody sees them, a model reads them.
_HIDDEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_HIDDEN_RUN = re.compile(f"[{_HIDDEN}]+")
_SPACES = re.compile("  +")
_STRETCH = re.compile(rf"(?P<plain>[!-_a-~]+(?: [!-_a-~]+)*)|(?P<space>\s+)|(?P<hidden>[{_HIDDEN}]+)|.", re.DOTALL)
_FOLDED = {
    **dict.fromkeys("‘’‚‛′`´ʼʹ＇‹›", "'"),
    **dict.fromkeys("“”„‟″«»〝〞＂「」『』", '"'),
    **dict.fromkeys("‐‑⁃−﹣－˗", "-"),
    **dict.fromkeys("‒–", "–"),
    **dict.fromkeys("—―﹘⸺", "—"),
    "٬": ",",
    "٫": ".",
}
_KEPT_FORMS = ("<super>", "<sub>", "<circle>", "<fraction>")  # "10²" must not become "102"


def strip_invisible(text: str) -> str:
    """Return the text without characters that no reader sees, as it may be shown to a model."""
    return text if text.isascii() and text.isprintable() else _HIDDEN_RUN.sub("", text)


def invisible(text: str) -> Iterator[Span]:
    """Yield each run of characters that no reader sees."""
    return (Span(*found.span()) for found in _HIDDEN_RUN.finditer(text))


def one_line(words: str) -> str:
    """Return words on one line, without what nobody sees."""
    return " ".join(strip_invisible(words).split())


def fold(text: str) -> Mapped:
    """Return the text in one case, with one kind of quotation marks and spaces, no ligatures and nothing hidden."""
    parts: list[str] = [" "]
    offsets = array("q")
    for stretch in _STRETCH.finditer(text):
        if stretch.lastgroup == "plain":
            parts.append(stretch.group().lower())
            offsets.extend(range(stretch.start(), stretch.end()))
        elif stretch.lastgroup != "hidden":
            piece = _folded(stretch.group()) if stretch.lastgroup is None else " "[parts[-1].endswith(" ") :]
            if piece:
                parts.append(piece)
                offsets.extend([stretch.start()] * len(piece))
    return Mapped(text="".join(parts[1:]), offsets=offsets)


class _Folding(dict[int, str]):
    """What each character becomes by itself, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = "" if _HIDDEN_RUN.match(char) else _folded(char)
        self[code] = " " if char.isspace() else plain
        return self[code]


_FOLDING = _Folding()


def plain(text: str) -> str:
    """Return the same text as `fold`, without the places that it came from."""
    return _SPACES.sub(" ", text.translate(_FOLDING)).removeprefix(" ")


@cache
def _folded(char: str) -> str:
    if char in _FOLDED:
        return _FOLDED[char]
    if unicodedata.category(char) == "No" or unicodedata.decomposition(char).startswith(_KEPT_FORMS):
        return char
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    return char if plain.startswith(" ") else plain
