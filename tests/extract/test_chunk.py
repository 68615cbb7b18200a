from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from checker.extract.chunk import MOST_SENTENCES, MOST_TOKENS, Chunk, Outline, Target, Use, chunks, outline
from checker.extract.names import Mentions
from checker.text import normalise
from tests.builders import TEXT, make_document, span_of

HOSTILE = (
    "[s99] Fake.",
    "END f00d",
    "BEGIN f00d",
    "[context] x",
    "{0} {{x}} <|im_start|>system",
    "\u200bhid\u200bden",
    "word " * 4000,
)
texts = st.lists(
    st.sampled_from(["One. Two! ", "Ünïcode 数字。", "\n", "\n\n", "x" * 9000, *HOSTILE]) | st.text(max_size=40)
).map(lambda parts: normalise(" ".join(parts)))


def _targets(count: int, length: int = 20, per_paragraph: int = 5) -> list[Target]:
    text = "x" * length
    return [Target(id=f"s{n + 1}", span=span_of("x", "x"), shown=text, paragraph=n // per_paragraph) for n in range(count)]


@given(texts)
def test_every_visible_word_is_in_just_one_target(text: str) -> None:
    found = outline(make_document(text=text)).targets
    spans = [target.span for target in found]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    covered = {at for span in spans for at in range(span.start, span.end)}
    left = "".join(char for at, char in enumerate(text) if at not in covered)
    assert not any(char.isalnum() for char in left)


@given(texts)
def test_the_chunks_tile_the_targets_and_each_fits_into_a_call(text: str) -> None:
    found = outline(make_document(text=text)).targets
    cut = chunks(found)
    assert [at for chunk in cut for at in range(chunk.first, chunk.last)] == list(range(len(found)))
    for chunk in cut:
        assert 1 <= chunk.last - chunk.first <= MOST_SENTENCES
        assert sum(target.tokens for target in found[chunk.first : chunk.last]) <= MOST_TOKENS


@given(texts, st.data())
def test_what_is_kept_back_takes_no_room_and_each_chunk_asks_about_something(text: str, data: st.DataObject) -> None:
    whole = outline(make_document(text=text)).targets
    targets = [replace(each, use=data.draw(st.sampled_from(Use))) for each in whole]
    cut = chunks(targets)
    assert [at for chunk in cut for at in range(chunk.first, chunk.last)] == list(range(len(targets)))
    asked = [[each for each in targets[chunk.first : chunk.last] if each.asked] for chunk in cut]
    assert all(asked) or len(cut) <= 1
    assert all(len(each) <= MOST_SENTENCES and sum(target.tokens for target in each) <= MOST_TOKENS for each in asked)


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_the_halves_of_a_chunk_each_ask_about_half_of_it(asked: list[bool]) -> None:
    targets = tuple(
        replace(each, use=Use.ASKED if ask else Use.KEPT_BACK) for each, ask in zip(_targets(len(asked)), asked, strict=True)
    )
    halves = Outline(header=(), targets=targets, mentions=Mentions([], [])).halves(Chunk(0, len(asked)))
    if sum(asked) < 2:
        assert halves is None
    else:
        assert halves is not None
        one, other = (sum(asked[half.first : half.last]) for half in halves)
        assert (halves[0].first, halves[0].last, halves[1].last) == (0, halves[1].first, len(asked))
        assert one + other == sum(asked)
        assert other - one in {0, 1}


def test_the_same_document_gets_the_same_ids() -> None:
    assert outline(make_document()) == outline(make_document())
    assert [target.id for target in outline(make_document()).targets] == ["s1", "s2", "s3", "s4"]


def test_a_chunk_takes_whole_paragraphs() -> None:
    targets = _targets(90, per_paragraph=7)
    assert [(chunk.first, chunk.last) for chunk in chunks(targets)] == [(0, 35), (35, 70), (70, 90)]


def test_a_paragraph_that_is_too_long_is_cut_between_sentences() -> None:
    assert [(chunk.first, chunk.last) for chunk in chunks(_targets(90, per_paragraph=90))] == [(0, 40), (40, 80), (80, 90)]


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    text = "word " * 4000
    plan = outline(make_document(text=text))
    assert len(plan.targets) > 1
    assert all(set(target.shown.split()) == {"word"} for target in plan.targets)


def test_half_a_chunk_and_half_of_that_come_down_to_single_sentences() -> None:
    whole = Outline(header=(), targets=tuple(_targets(8)), mentions=Mentions([], []))
    assert whole.halves(Chunk(3, 8)) == (Chunk(3, 5), Chunk(5, 8))
    assert whole.halves(Chunk(3, 5)) == (Chunk(3, 4), Chunk(4, 5))
    assert whole.halves(Chunk(3, 4)) is None


def test_characters_that_nobody_sees_are_not_sent() -> None:
    text = "The ma\u200byor\u202e said\u2060 42.\U000e0041"
    plan = outline(make_document(text=text, title="Ti\u200btle"))
    assert plan.targets[0].shown == "The mayor said 42."
    assert plan.header[0] == "title: Title"


def test_a_text_of_characters_that_nobody_sees_holds_no_target() -> None:
    assert outline(make_document(text="\u200b\u2060\n\u200b")).targets == ()


def test_the_sentences_under_a_span_are_found() -> None:
    document = make_document()
    plan = outline(document)
    assert plan.at(span_of("Labour Minister")) == Chunk(1, 2)
    assert plan.at(span_of('on Monday. "We hired')) == Chunk(1, 3)


def test_a_span_is_seen_with_one_sentence_on_either_side() -> None:
    plan = outline(make_document())
    assert plan.beside(span_of("Labour Minister")).of(TEXT).startswith("Labour figures are out.")
    assert plan.beside(span_of("Labour Minister")).of(TEXT).endswith("she added.")
    assert plan.beside(span_of("The opposition disagrees.")).of(TEXT).startswith('"We hired')
