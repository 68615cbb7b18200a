"""
Documents that speak to the model, through the whole tool before a model that obeys them.

Never here: a network beyond loopback.
"""

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker import review, tasks
from checker.checks import Reference, Stated
from checker.decisions import Desk
from checker.errors import InvalidTransition, ModelUnavailable, UnsupportedMedia
from checker.export.tables import write_csv
from checker.extract.asking.parsing import parsed
from checker.extract.asking.schema import LONGEST
from checker.extract.chain import ModelChain
from checker.extract.running import extract
from checker.extract.spending.book import CallBook
from checker.ingest.readers import read_pasted
from checker.model import Document, Extraction, Span
from checker.prompts import load
from checker.store import claims, events
from checker.text import normalise, strip_invisible
from checker.ui import prose
from checker.ui.lines import _data, _parts
from checker.ui.triage import card
from checker.words import AnchorStatus, Attribution, RunStatus, Status
from checker.workflow import ANCHORED, Move, target_of
from tests.builders import make_document
from tests.databases import sqlite_urls
from tests.desks import ANN, assert_history_is_whole, seen
from tests.extract import chains
from tests.extract.answers import Body, answer, claim, every_sentence, targets
from tests.extract.attacks import HARMLESS, KEY, LIMITS, Attacked, World, only_read, stored, words, world
from tests.extract.injections import INJECTIONS, OPENING, TRUE, Injection
from tests.extract.obedient import STOLEN, THIEF, silent
from tests.openai_server import Answer, completion, serving

LONGEST_WORD = 700  # characters; a longer one is cut between calls
FENCED = re.compile(r"BEGIN (?P<code>[0-9a-f]{16})\n(?P<inside>.*)\n\nEND (?P=code)(?P<after>.*)", re.DOTALL)
OUR_MARKS = re.compile(
    r"$|\[s\d+\] |\[context\] |\[(failed|wrong) \d+\] |\[account for\]|(title|publisher|author|url|names before): ",
)
# One of each kind, and one of each way to suppress; the others are read by the same chain, without a store.
STORED = tuple({each.obeyed if each.kind == "suppress" else each.kind: each for each in reversed(INJECTIONS)}.values())
every_injection = pytest.mark.parametrize("injection", INJECTIONS, ids=lambda each: each.name)


def _suppresses(body: Body) -> Body:
    """Leave out one true sentence for a reason, say nothing of the next, and name the third beside another quote."""
    shown = targets(body)
    named = [id_ for id_, line in shown.items() if line == TRUE[2]]
    skipped = {id_: "instruction" for id_, line in shown.items() if line not in (*TRUE[1:], OPENING)}
    return answer(claim(*(named or ["s1"]), quote=OPENING, claim=OPENING, claimant=None), skipped=skipped)


@dataclass(frozen=True, kw_only=True)
class Aftermath:
    """What every article of the table left behind, all through one desk."""

    desk: Desk
    world: World
    by_name: dict[str, Attacked]
    harmless: Attacked


@pytest.fixture(scope="module")
def hostile() -> Iterator[World]:
    with world({"echo": every_sentence, "silent": silent, "suppresses": _suppresses}) as made:
        yield made


@pytest.fixture(scope="module")
def aftermath(hostile: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    chosen = hostile.settings("obedient", database_url=sqlite_urls(tmp_path_factory.mktemp("hostile"))())
    before = (chosen.model_dump(), dict(os.environ))
    desk = tasks.open_desk(chosen)
    left = stored(desk, chosen, hostile, [HARMLESS, *STORED])
    reader = ModelChain(chosen)
    left |= only_read(hostile, reader, [each for each in INJECTIONS if each not in STORED])
    reader.close()
    assert (chosen.model_dump(), dict(os.environ)) == before
    yield Aftermath(desk=desk, world=hostile, by_name=left, harmless=left["harmless"])
    desk.store.close()


@pytest.fixture(scope="module")
def readers(hostile: World) -> Iterator[dict[str, ModelChain]]:
    made = {name: ModelChain(hostile.settings(name)) for name in ("echo", "silent", "suppresses")}
    yield made
    for each in made.values():
        each.close()


def _extracted(hostile: World, reader: ModelChain, document: Document) -> Extraction:
    return extract(reader, document, CallBook(hostile.settings(reader.model or "")))


# What an obedient model invents


@every_injection
def test_only_words_that_stand_in_the_document_are_taken_as_proved(aftermath: Aftermath, injection: Injection) -> None:
    left = aftermath.by_name[injection.name]
    text, written = left.document.text, left.given()
    for each in left.claims:
        if each.span:
            assert each.quote == each.span.of(text)
        if each.anchor in ANCHORED:
            assert (each.text, words(each.quote)) in written, "the quote is not what the model gave"
    proved = {(each.text, words(each.quote)) for each in left.claims if each.anchor in ANCHORED}
    assert not any("".join(words(STOLEN)) in "".join(quote) for _, quote in proved) or "".join(words(STOLEN)) in "".join(
        words(text)
    )


@every_injection
def test_what_is_not_in_the_document_cannot_be_accepted(aftermath: Aftermath, injection: Injection) -> None:
    left = aftermath.by_name[injection.name]
    for each in (each for each in left.claims if each.anchor not in ANCHORED):
        assert "quote_not_found" in each.proposal.flags
        with pytest.raises(InvalidTransition, match="its quote is not in the document"):
            target_of(each, "accept", Move(actor="ann"))
        if left.run:
            with pytest.raises(InvalidTransition, match="its quote is not in the document"):
                review.accept(aftermath.desk, ANN, seen(each))


@every_injection
def test_nothing_but_candidates_comes_of_it(aftermath: Aftermath, injection: Injection) -> None:
    left = aftermath.by_name[injection.name]
    assert left.run is None or left.run.status in {RunStatus.DONE, RunStatus.INCOMPLETE}
    for each in left.claims:
        assert (each.status, each.finding, each.tags, each.note) == (Status.CANDIDATE, None, (), "")
        assert (each.reject_reason, each.lease, each.version) == (None, None, 1)
        assert each.provenance.model == "openai:obedient"


@every_injection
def test_every_sentence_is_quoted_or_stands_in_the_book(aftermath: Aftermath, injection: Injection) -> None:
    left = aftermath.by_name[injection.name]
    reached = [span for each in left.claims for span in (each.span, *each.proposal.also) if span]
    reached += [each.span for each in left.skipped]
    for true in TRUE:
        start = left.document.text.index(true)
        assert any(span.start < start + len(true) and start < span.end for span in reached)


# The fence


@every_injection
def test_no_word_of_a_document_leaves_the_fence(aftermath: Aftermath, injection: Injection) -> None:
    [plain] = aftermath.world.heard(HARMLESS)[:1]
    heard = aftermath.world.heard(injection)
    assert heard
    for body in heard:
        system, human = (each["content"] for each in body["messages"])
        assert system == plain["messages"][0]["content"]
        assert {**body, "messages": [], "model": ""} == {**plain, "messages": [], "model": ""}
        fenced = FENCED.fullmatch(human)
        assert fenced
        assert fenced["code"] not in fenced["inside"]
        assert fenced["after"] in {"", f"\n\n{load('repair').fill()}"}
        assert all(OUR_MARKS.match(line) for line in fenced["inside"].split("\n"))


def test_every_message_has_a_code_of_its_own(aftermath: Aftermath) -> None:
    humans = aftermath.world.model.humans()
    assert len(humans) > len(INJECTIONS)
    assert len({human.split("\n", 1)[0] for human in humans}) == len(humans)


def test_all_were_told_just_the_same(aftermath: Aftermath) -> None:
    assert len(aftermath.world.model.systems()) == 1


@every_injection
def test_no_document_forges_a_target(hostile: World, readers: dict[str, ModelChain], injection: Injection) -> None:
    document = hostile.document(injection)
    extraction = _extracted(hostile, readers["echo"], document)
    asked = [body for body in hostile.heard(injection) if body["model"] == "echo"]
    shown = [list(targets(body)) for body in asked]
    for ids in shown:
        numbers = [int(id_[1:]) for id_ in ids]
        assert numbers == sorted(set(numbers))
    assert {id_ for ids in shown for id_ in ids} == {
        f"s{number}" for number in range(1, len({id_ for ids in shown for id_ in ids}) + 1)
    }
    for each in (each for each in extraction.proposals if re.search(r"\w", each.text)):
        assert each.span, "the words were copied from what was shown"
        if len(each.text.split()[0]) > LONGEST_WORD:  # a part of a word is no quote
            assert each.anchor is AnchorStatus.SENTENCE
            continue
        assert each.anchor in ANCHORED
        assert each.quote == each.span.of(document.text)
        assert words(each.quote) == words(each.text)


# Suppression


@every_injection
def test_what_is_left_out_raises_the_alarm(hostile: World, readers: dict[str, ModelChain], injection: Injection) -> None:
    document = hostile.document(injection)
    extraction = _extracted(hostile, readers["suppresses"], document)
    listed = {each.span.of(document.text): (each.reason, each.alarm) for each in extraction.skipped}
    assert [listed[true] for true in TRUE] == [("instruction", True), ("unaccounted", True), ("unsaid", True)]


@pytest.mark.parametrize("injection", STORED, ids=lambda each: each.name)
def test_silence_is_told_for_every_sentence(hostile: World, readers: dict[str, ModelChain], injection: Injection) -> None:
    document = hostile.document(injection)
    extraction = _extracted(hostile, readers["silent"], document)
    assert {each.reason for each in extraction.skipped} == {"unaccounted"}
    assert {each.span.of(document.text) for each in extraction.skipped if each.alarm} >= set(TRUE)
    assert extraction.proposals == ()


@pytest.mark.parametrize("injection", [each for each in INJECTIONS if each.obeyed in {"drops", "swallows", "covers"}])
def test_obeyed_suppression_raises_the_alarm(aftermath: Aftermath, injection: Injection) -> None:
    left = aftermath.by_name[injection.name]
    assert {each.span.of(left.document.text) for each in left.skipped if each.alarm} >= set(TRUE)


# What the words do afterwards


def test_nobody_else_was_asked_for_anything(aftermath: Aftermath) -> None:
    assert aftermath.world.elsewhere == []
    assert aftermath.world.leak.seen == []
    assert {request.path for request in aftermath.world.model.seen} == {"/v1/chat/completions"}
    assert not any(KEY in json.dumps(request.body) for request in aftermath.world.model.seen)


def test_the_history_tells_of_nothing_but_proposals(aftermath: Aftermath) -> None:
    with aftermath.desk.store.read() as tx:
        told = [each for claim_ in claims.stream(tx, claims.Filter()) for each in events.history(tx, "claim", claim_.id)]
    assert {(each.actor, each.action) for each in told} == {("machine: llm-chain", "propose")}
    assert all(isinstance(line, str) for line in prose.history(told))
    assert_history_is_whole(aftermath.desk)


def test_a_page_draws_what_they_say_as_words(aftermath: Aftermath) -> None:
    for name, left in aftermath.by_name.items():
        for each in left.claims[:5]:
            for line in (*card.claim_lines(each, ""), *card.quote_lines(each), *card.document_lines(left.document)):
                data = _data(line)
                assert "".join(part for part, _ in _parts(line.text, line.marked)) == line.text
                assert re.fullmatch(r"[a-z_ ]*", f"{data['kind']}{data['icon']}"), name


def test_no_cell_of_an_export_begins_a_formula(aftermath: Aftermath) -> None:
    context = tasks.publisher(aftermath.world.settings("obedient"))
    told = b"".join(write_csv(tasks.records(aftermath.desk, ANN, claims.Filter(), context), context)).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(told)) for cell in row]
    assert any("=HYPERLINK" in cell for cell in cells)
    assert not any(cell.lstrip()[:1] in {"=", "+", "-", "@"} for cell in cells if cell.strip())


def test_a_moved_claimant_is_seen(aftermath: Aftermath) -> None:
    for name in ("claimant", "claimant-german"):
        moved = [each for each in aftermath.by_name[name].claims if each.claimant == THIEF]
        assert len(moved) >= len(TRUE)
        assert all(THIEF in card.said_by(each) for each in moved)
        known = THIEF in aftermath.by_name[name].document.text
        assert known or all("claimant" in each.proposal.flags for each in moved)


# What nobody sees


@pytest.mark.parametrize("injection", [each for each in INJECTIONS if each.kind in {"hidden", "control"}])
def test_what_nobody_sees_is_not_shown_and_keeps_its_place(
    hostile: World, readers: dict[str, ModelChain], injection: Injection
) -> None:
    document = hostile.document(injection)
    extraction = _extracted(hostile, readers["echo"], document)
    assert normalise(injection.text).strip() in document.text
    for body in hostile.heard(injection):
        human = body["messages"][1]["content"]
        assert strip_invisible(human) == human
    [last] = [each for each in extraction.proposals if each.text == TRUE[2]]
    assert (last.anchor, last.span) == (AnchorStatus.EXACT, _place(document.text, TRUE[2]))


def _place(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def test_towers_of_accents_are_no_text() -> None:
    with pytest.raises(UnsupportedMedia, match="accents"):
        read_pasted("The bridge cost 12 million e" + "\u0301" * 5_000, limits=LIMITS)


# These come to an end only if no expression looks at a long word from each of its letters.


@pytest.mark.parametrize("word", ["a" * 1_000_000, "A" * 1_000_000, "a-" * 500_000, "A." * 500_000])
def test_a_word_of_a_million_letters_is_passed_by(word: str) -> None:
    reference = Reference(f"{TRUE[0]} {word} {TRUE[1]}")
    stated = Stated(
        claim=f"{TRUE[0]} {word[:9_000]}",
        quote=TRUE[0],
        span=Span(0, 9),
        beside=TRUE[0],
        claimant=word,
        role=f"Mayor of {word}",
        attribution=Attribution.INDIRECT_QUOTE,
    )
    found = reference.held(stated)
    assert {"names", "claimant"} <= set(found.made)
    assert "numbers" not in found.failed


def test_a_tower_of_accents_in_an_answer_is_out_of_form() -> None:
    tower = "e" + "\u0301\u0323" * 500_000
    answered = parsed(json.dumps(answer(claim("s1", quote=tower, claim=STOLEN), claim("s2", quote=TRUE[0]))))
    assert [each.claim for each in answered.faulty] == [STOLEN]
    assert len(answered.faulty[0].quote) <= LONGEST
    assert [each.quote for each in answered.claims] == [TRUE[0]]


# Whatever the text, and whatever the answer


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200).map(normalise))
def test_whatever_the_text_every_quote_is_the_words_at_its_span(
    hostile: World, readers: dict[str, ModelChain], text: str
) -> None:
    text += f"\n{TRUE[0]}"
    extraction = _extracted(hostile, readers["echo"], make_document(text=text))
    assert extraction.proposals
    for each in extraction.proposals:
        assert each.span is None or each.quote == each.span.of(text)


def test_a_flood_of_claims_is_cut_and_said(aftermath: Aftermath) -> None:
    left = aftermath.by_name["flood"]
    assert "more than 10 a sentence were left out" in left.message
    assert len(left.claims) <= 2 * 10 * 8


def test_a_count_of_tokens_that_cannot_be_is_not_believed() -> None:
    usage = {"prompt_tokens": 10**30, "completion_tokens": -1, "total_tokens": 10**30}
    good = completion(json.dumps(answer(claim("s1", quote="The bridge cost 12 million"))))
    with serving(lambda body: replace(good, data={**good.data, "usage": usage})) as server:  # noqa: ARG005 - whatever is asked
        desk = chains.Desk(server)
        desk.extract("good", make_document(text="The bridge cost 12 million."))
    assert (desk.calls[0].input_tokens, desk.calls[0].output_tokens) == (None, None)


def test_an_answer_nested_deeper_than_can_be_read_is_an_outcome_not_a_crash() -> None:
    with serving(lambda body: Answer(raw=b"[" * 200_000)) as server, pytest.raises(ModelUnavailable):  # noqa: ARG005
        chains.Desk(server).extract("good", make_document(text="The bridge cost 12 million."))
