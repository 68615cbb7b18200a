import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from checker.anchor import Anchor, Index, anchor
from checker.model import Span
from checker.text import sentences
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
