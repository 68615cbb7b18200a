import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from checker.anchor import Anchor, Index, anchor
from checker.model import Span
from checker.text import fold, sentences
from checker.words import AnchorStatus
from tests.strategies import VARIANTS, plain_prose, prose, spans_in

FOUND = (AnchorStatus.EXACT, AnchorStatus.NORMALISED)
TEXT = (
    'On Monday, the minister said that 45 ships had not left the port - "a first," she added... Jane Doe met Ann Lee in Paris. '
    "Prices rose 1.5% to $1,200, not -3 percent; it didn't last. The efficient operation cost 15 million in 2014."
)


def place(text: str, quote: str, *near: Span) -> str | None:
    found = anchor(text, quote, near=near)
    return found.span.of(text) if found.span and found.status in FOUND else None


@given(prose(), st.data())
def test_a_whole_sentence_copied_from_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    whole = [span for span in sentences(text) if any(char.isalnum() for char in span.of(text))]
    assume(whole)
    span = data.draw(st.sampled_from(whole))
    quote = span.of(text)
    found = anchor(text, quote, near=[span])
    if found.status is AnchorStatus.EXACT:
        assert found.span
        assert found.span.of(text) == quote


@given(prose(), st.text(max_size=12), st.data())
def test_a_span_is_always_inside_the_text_and_an_exact_one_holds_the_quote(text: str, other: str, data: st.DataObject) -> None:
    quote = data.draw(st.one_of(st.just(other), spans_in(len(text)).map(lambda span: span.of(text)))) if text else other
    near = data.draw(st.lists(spans_in(len(text)), max_size=3)) if text else []
    found = anchor(text, quote, near=near)
    assert (found.span is None) == (found.status is AnchorStatus.LOST)
    if found.span:
        assert found.span.end <= len(text)
    if found.status is AnchorStatus.EXACT and found.span:
        assert found.span.of(text) == quote


@given(plain_prose(), plain_prose(1))
@example("part art", "art")
@example("45 5 4.5", "5")
def test_plain_words_are_found_where_a_search_for_whole_words_finds_them(text: str, quote: str) -> None:
    oracle = re.search(rf"(?<!\S){re.escape(quote)}(?!\S)", text)
    expected = Span(*oracle.span()) if oracle else None
    assert anchor(text, quote).span == expected


@pytest.mark.parametrize(("written", "variant"), VARIANTS.values(), ids=VARIANTS)
def test_a_typographic_variant_is_found_in_the_same_place(written: str, variant: str) -> None:
    quote = TEXT.replace(written, variant)
    assert quote != TEXT
    assert anchor(TEXT, quote) == Anchor(
        span=Span(0, len(TEXT) - 1 if written == ", " else len(TEXT)), status=AnchorStatus.NORMALISED
    )
    assert anchor(quote, TEXT).status is AnchorStatus.NORMALISED


@given(st.lists(st.sampled_from(list(VARIANTS.values())[:-1]), unique=True), st.booleans())
def test_any_mixture_of_typographic_variants_is_found(changes: list[tuple[str, str]], loud: bool) -> None:
    quote = TEXT.upper() if loud else TEXT
    for written, variant in changes:
        quote = quote.replace(written, variant)
    found = anchor(TEXT, quote)
    assert found.span == Span(0, len(TEXT))
    assert found.status in FOUND


@pytest.mark.parametrize(
    "altered",
    [
        "the minister said that 46 ships",
        "the minister said that 5 ships",
        "45 ships had left the port",
        "45 ships had not not left the port",
        "45 ships had never left the port",
        "Ann Lee met Jane Doe in Paris",
        "Jane Doe met Ann Lee in London",
        "ships 45 had not left",
        "Prices rose 1.5",
        "Prices rose 15%",
        "Prices rose 5%",
        "5% to $1,200",
        "1,200",
        "to $1200",
        "$1,20",
        "3 percent",
        "it did",
        "didn",
        "t last",
        "art",
        "efficient opera",
        "in 201",
        "Jane Doe met Ann Lee in Paris prices rose",
        "she added Jane Doe met",
        "45 ships … left the port",
        "5 million",
    ],
)
def test_an_altered_quote_is_never_said_to_be_in_the_text(altered: str) -> None:
    whole = Span(0, len(TEXT))
    assert anchor(TEXT, altered) == Anchor(span=None, status=AnchorStatus.LOST)
    assert anchor(TEXT, altered, near=[whole]) == Anchor(span=whole, status=AnchorStatus.SENTENCE)


@given(st.data())
def test_swapping_two_words_or_changing_one_never_passes(data: st.DataObject) -> None:
    words = data.draw(
        st.lists(st.sampled_from("alpha beta gamma delta 45 1.5 not Paris Jane".split()), min_size=3, max_size=8, unique=True)
    )
    first, second = data.draw(st.lists(st.integers(0, len(words) - 1), min_size=2, max_size=2, unique=True))
    swapped, changed = list(words), list(words)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    changed[first] = data.draw(st.sampled_from(("46", "15", "omega", "London", "alph", "no")))
    text = f"It began. {' '.join(words)}. It ended."
    for quote in (swapped, changed, [*words[: first + 1], "not", *words[first + 1 :]]):
        assert anchor(text, " ".join(quote)).status is AnchorStatus.LOST


LETTERS = re.compile(r"(?<=[a-z])(?=[a-z])")
PROSE = st.lists(
    st.sampled_from("the minister of water did say that prices fell in spring and rents rose while nobody paid for it".split()),
    min_size=4,
    max_size=9,
).map(" ".join)


@st.composite
def statements(draw: st.DrawFn) -> tuple[str, str]:
    """Return a text and one of its sentences, in which a number, a "not" and two names stand."""
    start, middle, end = draw(PROSE), draw(PROSE), draw(PROSE)
    number = draw(st.sampled_from(["45", "1,200", "3.5", "2014", "$17", "12%"]))
    statement = f'Jane Doe {start}, "{middle} {number}" would not - {end} in efficient Oslo\'s port'
    return f"{draw(PROSE)}. {statement}. {draw(PROSE)}.\n\n{draw(PROSE)}.", statement


def other_number(quote: str, data: st.DataObject) -> str:
    digit = data.draw(st.sampled_from([found.start() for found in re.finditer(r"\d", quote)]))
    another = data.draw(st.sampled_from([each for each in "0123456789" if each != quote[digit]]))
    return data.draw(
        st.sampled_from(
            [
                quote[:digit] + another + quote[digit + 1 :],
                quote[:digit] + another + quote[digit:],
                re.sub(r"(?<=\d)[.,](?=\d)", "", quote)
                if re.search(r"\d[.,]\d", quote)
                else quote[:digit] + "9" + quote[digit:],
            ]
        )
    )


def other_negation(quote: str, data: st.DataObject) -> str:
    return data.draw(
        st.sampled_from(
            [
                quote.replace(" not ", " "),
                quote.replace(" would not ", " wouldn't "),
                quote.replace("would not", "would not not"),
            ]
        )
    )


def other_name(quote: str, data: st.DataObject) -> str:
    old, new = data.draw(st.sampled_from([("Jane", "June"), ("Doe", "Roe"), ("Doe", "Does"), ("Oslo", "Rome"), ("Jane ", "")]))
    return "The " + quote.replace(old, new)


def other_order(quote: str, data: st.DataObject) -> str:
    words = quote.split(" ")
    first, second = data.draw(st.lists(st.integers(0, len(words) - 1), min_size=2, max_size=2, unique=True))
    words[first], words[second] = words[second], words[first]
    assume(re.findall(r"\w+", " ".join(words)) != re.findall(r"\w+", quote))
    return " ".join(words)


def left_out(quote: str, data: st.DataObject) -> str:
    words = quote.split(" ")
    at = data.draw(st.integers(1, len(words) - 2))
    assume(re.search(r"\w", words[at]) and words[at] not in (words[at - 1], words[at + 1]))
    return " ".join([*words[:at], data.draw(st.sampled_from(["", "… ", "[...] "])) + words[at + 1], *words[at + 2 :]])


def put_in(quote: str, data: st.DataObject) -> str:
    words = quote.split(" ")
    at = data.draw(st.integers(1, len(words) - 1))
    return " ".join([*words[:at], data.draw(st.sampled_from(["never", "only", "46", "Rex", "un"])), *words[at:]])


def cut(quote: str, data: st.DataObject) -> str:
    inside = [found.start() for found in LETTERS.finditer(quote)]
    if data.draw(st.booleans()):
        return quote[data.draw(st.sampled_from([at for at in inside if at < 10])) :]
    return quote[: data.draw(st.sampled_from([at for at in inside if at > 10]))]


def other_ending(quote: str, data: st.DataObject) -> str:
    inside = data.draw(st.sampled_from([found.start() for found in LETTERS.finditer(quote)]))
    end = re.compile(r"\b").search(quote, inside)
    assert end
    return quote[:inside] + data.draw(st.sampled_from(["", "ed", "x"])) + quote[end.start() :]


ALTERATIONS = [other_number, other_negation, other_name, other_order, left_out, put_in, cut, other_ending]


@pytest.mark.parametrize("alter", ALTERATIONS)
@given(told=statements(), data=st.data())
def test_no_alteration_of_a_quote_is_ever_accepted(
    alter: Callable[[str, st.DataObject], str], told: tuple[str, str], data: st.DataObject
) -> None:
    text, statement = told
    whole = Span(text.index(statement), text.index(statement) + len(statement))
    altered = alter(statement, data)
    assume(fold(altered).text != fold(statement).text and f" {altered} " not in text)
    assert anchor(text, altered) == Anchor(span=None, status=AnchorStatus.LOST)
    assert anchor(text, altered, near=[whole]) == Anchor(span=whole, status=AnchorStatus.SENTENCE)


TYPOGRAPHY = {
    " - ": (" – ", " — ", "—", " -- "),
    " ": ("\u00a0", "  ", "\u202f", "\u2009", "\n", "\t", " \u200b"),
    '"': ("“", "”", "„", "«", "″"),
    "'": ("’", "‘", "ʼ"),
    "ffi": ("ﬃ", "f\ufb01", "f\u00adfi"),
    "fi": ("ﬁ",),
    "e": ("e\u00ad", "e\u200b", "e\u2060", "\uff45", "E"),
    "o": ("O", "\uff4f", "o\u200d"),
    "1": ("１",),
    "4": ("４",),
    "%": ("％", " %"),
    ", ": (" ", ",  "),
}


@given(statements(), st.data())
def test_every_typographic_variant_is_accepted_in_its_place(told: tuple[str, str], data: st.DataObject) -> None:
    text, statement = told
    chosen = data.draw(st.lists(st.sampled_from(list(TYPOGRAPHY)), unique=True, max_size=5))
    pattern = re.compile("|".join(re.escape(written) for written in TYPOGRAPHY if written in chosen) or r"(?!)")
    variant = pattern.sub(lambda found: data.draw(st.sampled_from((found.group(), *TYPOGRAPHY[found.group()]))), statement)
    start = text.index(statement)
    found = anchor(text, unicodedata.normalize(data.draw(st.sampled_from(("NFC", "NFD"))), variant))
    assert found.span == Span(start, start + len(statement))
    assert found.status is (AnchorStatus.EXACT if variant == statement else AnchorStatus.NORMALISED)
    assert anchor(text.replace(statement, variant), statement).status in FOUND


@given(PROSE, st.integers(2, 5), st.data())
def test_of_equal_mentions_the_one_in_the_named_sentence_is_meant(words: str, times: int, data: st.DataObject) -> None:
    text = " ".join(f"Then {words} again." for _ in range(times))
    named = data.draw(st.sampled_from(sentences(text)))
    found = anchor(text, words, near=[named])
    assert found == Anchor(span=Span(named.start + 5, named.start + 5 + len(words)), status=AnchorStatus.EXACT)


@pytest.mark.parametrize("quote", ["", "   ", "...", "—", "“”", "\u200b"])
def test_a_quote_without_words_is_lost_or_falls_back_to_its_sentence(quote: str) -> None:
    assert anchor("One — two... “” three", quote).status is AnchorStatus.LOST
    assert anchor("One. Two...", quote, near=[Span(0, 4)]) == Anchor(span=Span(0, 4), status=AnchorStatus.SENTENCE)


def test_the_named_sentence_settles_which_mention_is_meant() -> None:
    text = "Taxes rose. Wages fell. Taxes rose. Rents fell. TAXES ROSE."
    spans = sentences(text)
    assert anchor(text, "Taxes rose").span == Span(0, 10)
    assert anchor(text, "Taxes rose", near=[spans[2]]).span == Span(24, 34)
    assert anchor(text, "Taxes rose", near=[spans[4]]) == Anchor(span=Span(48, 58), status=AnchorStatus.NORMALISED)
    assert anchor(text, "Rents fell", near=[spans[0]]).span == Span(36, 46)


def test_named_sentences_that_touch_are_searched_as_one() -> None:
    text = "We said yes. We meant no.  They left."
    found = anchor(text, "yes. We meant", near=sentences(text)[:2])
    assert found == Anchor(span=Span(8, 21), status=AnchorStatus.EXACT)
    assert anchor(text, "nowhere", near=sentences(text)[:2]).span == Span(0, 25)


def test_a_named_sentence_beyond_the_text_is_no_reason_to_fail() -> None:
    assert anchor("Short.", "Gone", near=[Span(40, 50)]).status is AnchorStatus.LOST
    assert anchor("Short.", "Gone", near=[Span(0, 50)]).span == Span(0, 6)


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("from $1.5m–$2m", "$1.5m", "$1.5m"),
        ("Trump’s plan", "Trump", "Trump"),
        ("l’Ukraine et d'autres", "Ukraine", "Ukraine"),
        ("the war—which began in 2014—goes on", "which began in 2014", "which began in 2014"),
        ("war—which", "war - which", "war—which"),
        ("他说今天台北下雨。", "台北", "台北"),
        ("共45人", "5人", None),
        ("Ka\u0301rma\u0301n", "Ka", None),
        ("café", "cafe", None),
        ("Nai\u0308ve", "naïve", "Nai\u0308ve"),
        ("👩‍👧 won", "👩 won", None),
        ("☀\ufe0f sun", "☀ sun", "☀\ufe0f sun"),
        ("10² metres", "102 metres", None),
        ("x ≥ 5 here", "x ≤ 5 here", None),
        ("between 10–15 people", "15 people", None),
        ("at 12:30 today", "30 today", None),
        ("10\u202f000 people", "10 000 people", "10\u202f000 people"),
        ("10 000 people", "000 people", None),
        ("A 5 % rise", "5% rise", "5 % rise"),
        ("He did. Not one left.", "He did not", None),
        ("Yes, he (Doe) left", "he Doe left", "he (Doe) left"),
        ("ignore\u200b this\u00ad", "ignore this", "ignore\u200b this"),
    ],
)
def test_quotes_end_at_whole_words_numbers_and_characters(text: str, quote: str, expected: str | None) -> None:
    assert place(text, quote) == expected


def test_an_index_answers_as_the_single_search_does() -> None:
    index = Index(TEXT)
    for quote in ("45 ships", "JANE DOE", "nobody", "rose 1.5% to $1,200"):
        assert index.find(quote) == anchor(TEXT, quote)


@pytest.mark.parametrize("filler", ["a", "a ", "1 ", "ab-", ". ", "\u200b", "'s "])
def test_a_hostile_text_is_searched_in_one_pass(filler: str) -> None:
    index = Index(filler * 100_000)
    assert index.find("zebra 1").status is AnchorStatus.LOST
    assert index.find("a b").status is AnchorStatus.LOST
