"""Invented news with the claimant of every sentence written down by hand, half of it kept aside from the making of the rules."""

from pathlib import Path

import pytest

from checker.extract.offline.claimants import Voice, voices
from checker.extract.offline.quotes import Turns, masked, quotations
from checker.measure.formats import read
from checker.measure.gold import GoldDocument
from checker.measure.likeness import same_name
from checker.model import Document
from checker.text import paragraphs, sentences
from tests.extract.test_offline import extracted

HERE = Path(__file__).parent
FILES = ("news.jsonl", "news_aside.jsonl")
LEAST_F1, MOST_FALSE, LEAST_BORDERS = 0.92, 0.04, 0.975


def documents(name: str) -> tuple[GoldDocument, ...]:
    return read(HERE / name).documents


def heard(document: Document) -> dict[int, str | None]:
    text, lines, spans = document.text, paragraphs(document.text), sentences(document.text)
    quoted, turns = quotations(text, lines), Turns(document, lines)
    found: list[Voice] = voices(text, masked(text, quoted), spans, quoted)
    return {span.start: voice.claimant or turns.at(span)[0] for span, voice in zip(spans, found, strict=True)}


@pytest.mark.parametrize("name", FILES)
def test_claimants_in_news_are_found_and_nobody_is_named_who_did_not_speak(name: str) -> None:
    right = named = said = false = nobody = 0
    for each in documents(name):
        found = heard(each.document)
        for sentence in each.sentences:
            claimant = found.get(sentence.span.start)
            named += claimant is not None
            said += bool(sentence.claimant)
            right += bool(sentence.claimant) and same_name(claimant, sentence.claimant)
            nobody += not sentence.claimant
            false += not sentence.claimant and claimant is not None
    assert said > 100
    assert 2 * right / (named + said) >= LEAST_F1
    assert false / nobody <= MOST_FALSE


@pytest.mark.parametrize("name", FILES)
def test_sentences_of_news_end_where_they_were_written_to_end(name: str) -> None:
    right = found = expected = 0
    for each in documents(name):
        ends = {sentence.span.end for sentence in each.sentences}
        ours = {span.end for span in sentences(each.document.text)}
        right, found, expected = right + len(ends & ours), found + len(ours), expected + len(ends)
    assert 2 * right / (found + expected) >= LEAST_BORDERS


@pytest.mark.parametrize("name", FILES)
def test_nothing_that_is_added_to_a_claim_of_news_fails_a_check(name: str) -> None:
    for each in documents(name):
        for proposal in extracted(each.document).proposals:
            assert not {"numbers", "names", "claimant", "negation", "hedges"} & set(proposal.flags), proposal
