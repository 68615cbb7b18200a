"""
What texts the property tests are tried on: prose of all sorts, typographic variants, spans.

Never here: an assertion.
"""

from hypothesis import strategies as st

from checker.model import Span
from checker.text import normalise

WORDS = (
    *("the", "minister", "said", "not", "never", "Paris", "Jane", "Doe", "U.S.", "troops", "rose", "cut", "She", "it", "plan"),
    *("45", "5", "1.5", "15", "1,200", "12%", "$5", "-3", "No.", "e.g.", "don't", "Trump's", "non-lethal", "café", "naïve"),
    *("“clear", "roadmap”", '"yes"', "(EPA)", "他说", "今天", "вчера", "سنة", "👩‍👧", "🇺🇦", "…", "—", "½", "10²"),
)
MARKS = (
    ".",
    ". ",
    "! ",
    "? ",
    "...",
    "… ",
    '." ',
    "”",
    ", ",
    ": ",
    "。",
    "\n",
    "\n\n",
    " ",
    " ",
    " ",
    "\u00a0",
    "\u200b",
    "\t",
)

# What a word processor or a model does to the words of a quote without changing one of them.
VARIANTS: dict[str, tuple[str, str]] = {
    "curly quotation marks": ('"', "“"),
    "curly apostrophes": ("'", "’"),
    "long dashes": (" - ", " — "),
    "no-break spaces": (" ", "\u00a0"),
    "double spaces": (" ", "  "),
    "ligatures": ("fi", "ﬁ"),
    "full width digits": ("1", "１"),
    "soft hyphens": ("ti", "t\u00adi"),
    "zero width spaces": ("e", "e\u200b"),
    "an ellipsis": ("...", "…"),
    "no commas": (", ", " "),
}


def prose(max_size: int = 40) -> st.SearchStrategy[str]:
    """Return strings of words, marks and single characters of any kind, in normal form."""
    part = st.one_of(st.sampled_from(WORDS), st.sampled_from(MARKS), st.text(max_size=4))
    return st.lists(part, max_size=max_size).map("".join).map(normalise)


def plain_prose(min_words: int = 3) -> st.SearchStrategy[str]:
    """Return small lower case words with spaces: what needs no typography."""
    word = st.sampled_from(("ships", "left", "port", "art", "part", "late", "in", "may", "with", "oil", "45", "5", "4.5"))
    return st.lists(word, min_size=min_words, max_size=20).map(" ".join)


@st.composite
def spans_in(draw: st.DrawFn, length: int) -> Span:
    """Return a span inside a text of this length, which is not 0."""
    start = draw(st.integers(0, length - 1))
    return Span(start, draw(st.integers(start + 1, length)))


@st.composite
def text_with_spans(draw: st.DrawFn) -> tuple[str, dict[str, Span]]:
    """Return a text with some spans in it, which may overlap."""
    text = draw(st.text(min_size=1, max_size=30))
    found = draw(st.lists(spans_in(len(text)), max_size=6))
    return text, {f"c{number}": span for number, span in enumerate(found)}
