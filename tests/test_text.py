from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checker.model import Span
from checker.text import fold, invisible, normalise, paragraphs, plain, segments, sentences, strip_invisible
from tests.strategies import prose, text_with_spans


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.one_of(prose(), st.text()))
@example("a.  \n . b")
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    found = sentences(text)
    assert all(before.end <= after.start for before, after in pairwise(found))
    kept = "".join(span.of(text) for span in found)
    assert "".join(kept.split()) == "".join(text.split())


@given(prose())
def test_a_sentence_is_trimmed_and_stays_in_its_line(text: str) -> None:
    for span in sentences(text):
        words = span.of(text)
        assert words == words.strip()
        assert "\n" not in words
    assert all(any(line.start <= span.start and span.end <= line.end for line in paragraphs(text)) for span in sentences(text))


@pytest.mark.parametrize(
    "parts",
    [
        ["Mr. Smith met Dr. J. K. Rowling in St. Louis.", "They spoke."],
        ["The U.S. President left at 5 p.m. on Jan. 5.", "The U.S. The end"],
        ["He left the U.S.", "She stayed."],
        ["Prices rose 1.5 percent, e.g. in No. 10.", "No.", "He said so."],
        ['"It is fine."', "She left."],
        ["“It is fine.”", "“It is not.”"],
        ['"Why?" he asked.', "Nobody knew."],
        ['"Why?" Mr. Putin asked.', '"Stop!"', "She left."],
        ["We agreed in the White House... and it goes well.", "Then came more…", "Much more."],
        ["It is so.", "[But] the rest is not.", "(It never was.)", "Good."],
        ["Sales fell.[12]", "Costs rose."],
        ["1. The first point.", "2. The second."],
        ["他说。", "今天下雨！", "好吗？", "是"],
        ["هل هذا صحيح؟", "نعم."],
        ["« Oui ! » dit-il.", "« Non. »", "Il part."],
        ["Am 3. Oktober kam er mit 5 Mio. Euro.", "Er ging."],
        ["Visit example.com today.", "It has version 2.0.1 now."],
        ["Really?!", "Yes."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    joined = ("" if any("。" in part for part in parts) else " ").join(parts)
    expected = parts if "The U.S. The end" not in parts else [*parts[:-1], "The U.S.", "The end"]
    assert split(joined) == expected


def test_a_line_end_ends_a_sentence_without_any_full_stop() -> None:
    assert split("Photo: A. Miller\nBy Jane Doe\n\n  Rain fell. ") == ["Photo: A. Miller", "By Jane Doe", "Rain fell."]


@pytest.mark.parametrize("filler", ["a", ".", "a. ", '." ', " ", "!?", "(", "J. K. "])
def test_one_endless_line_is_read_in_one_pass(filler: str) -> None:
    text = filler * 200_000
    kept = "".join(span.of(text) for span in sentences(text))
    assert "".join(kept.split()) == "".join(text.split())


@given(text_with_spans())
def test_pieces_tile_the_text_and_name_the_spans_that_cover_them(drawn: tuple[str, dict[str, Span]]) -> None:
    text, spans = drawn
    pieces = segments(text, spans)
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    assert all(before.end == after.start for before, after in pairwise(pieces))
    for piece in pieces:
        covering = {id_ for id_, span in spans.items() if span.start <= piece.start and piece.end <= span.end}
        touching = {id_ for id_, span in spans.items() if span.start < piece.end and piece.start < span.end}
        assert set(piece.ids) == covering == touching
        assert len(piece.ids) == len(covering)


def test_a_text_without_spans_is_one_piece_and_an_empty_text_none() -> None:
    assert [(piece.start, piece.end, piece.ids) for piece in segments("abc", {})] == [(0, 3, ())]
    assert segments("", {}) == []


@given(st.one_of(prose(), st.text()))
def test_what_is_stripped_and_what_is_left_make_up_the_text(text: str) -> None:
    hidden = [at for run in invisible(text) for at in range(run.start, run.end)]
    kept = strip_invisible(text)
    assert kept == "".join(char for at, char in enumerate(text) if at not in set(hidden))
    assert strip_invisible(kept) == kept
    assert list(invisible(kept)) == []


def test_nothing_that_a_reader_cannot_see_is_left_for_a_model() -> None:
    assert strip_invisible("a\u200bb\u202ec\U000e0041d\u00ade\ufefff\x07g") == "abcdefg"


@given(st.one_of(prose(), st.text(), st.text(st.sampled_from("a É\u00a0\n“ß\u200b\u0301\x1c\x85\u3000ﷺ´"))))
def test_a_plain_text_is_the_folded_one(text: str) -> None:
    assert plain(text) == fold(text).text


@given(st.one_of(prose(), st.text()))
def test_folding_twice_changes_nothing_more_and_offsets_never_go_back(text: str) -> None:
    once = fold(text)
    assert fold(once.text).text == once.text
    assert len(once.offsets) == len(once.text)
    assert all(before <= after for before, after in pairwise(once.offsets))


@pytest.mark.parametrize(
    ("written", "folded"),
    [("ﬁne Ｗ１０", "fine w10"), ("10² ½ ①", "10² ½ ①"), ("„a“ — b’s", '"a" — b\'s'), ("Straße…", "strasse...")],
)
def test_folding_unites_typography_and_keeps_numbers_apart(written: str, folded: str) -> None:
    assert fold(written).text == folded
