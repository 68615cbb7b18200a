"""The report: a page that runs nothing, that everybody can read, and that is true about machines."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement, document_fromstring

from checker.export import report
from checker.export.records import Record
from checker.export.report import disclosure
from checker.model import Reply
from tests.export.golden import context, examples
from tests.export.strategies import records, steady

TURN = "\u202egnorw si siht"
ELEMENTS = set(
    "html head meta title style body header main article h1 h2 h3 p dl dt dd ol li a bdi blockquote table caption thead tbody tr th td".split()
)


def page(given_records: list[Record]) -> HtmlElement:
    return document_fromstring(b"".join(report.write(given_records, context())).decode())


@steady
@given(st.lists(records(), max_size=3))
def test_no_word_of_a_record_becomes_markup(given_records: list[Record]) -> None:
    found = page(given_records)
    assert {each.tag for each in found.iter()} <= ELEMENTS
    assert not [name for each in found.iter() for name in each.attrib if str(name).startswith("on")]
    assert len(found.findall(".//article")) == len(given_records)


@steady
@given(records())
def test_words_that_turn_their_direction_stand_apart_from_what_is_around_them(record: Record) -> None:
    turned = page(
        [replace(record, text=TURN, claimant=TURN, claimant_role=TURN, document=replace(record.document, title=TURN))]
    )
    holding = [each for each in turned.iter() if TURN in (each.text or "") and each.tag != "title"]
    assert len(holding) >= 4
    assert all(each.tag == "bdi" or each.get("dir") == "auto" for each in holding)
    assert not [each for each in turned.iter() if TURN in (each.tail or "")]


def test_only_web_addresses_become_links() -> None:
    first = examples()[0]
    evil = replace(first, document=replace(first.document, url="javascript:alert(1)"))
    links = [str(each.get("href")) for each in page([evil]).iter("a")]
    assert links
    assert all(link.startswith("https://") for link in links)


def test_a_page_has_one_main_heading_landmarks_a_language_and_headings_in_order() -> None:
    found = page(examples())
    levels = [int(str(each.tag)[1]) for each in found.iter("h1", "h2", "h3")]
    ids = Counter(each.get("id") for each in found.iter() if each.get("id"))
    assert (found.get("lang"), levels.count(1), len(found.findall(".//main"))) == ("en", 1, 1)
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert set(ids.values()) == {1}
    assert all(each.get("aria-labelledby") in ids for each in found.iter("article"))


def test_verdict_evidence_reply_and_corrections_are_told() -> None:
    first = examples()[0]
    assert first.finding is not None
    answered = replace(first, finding=replace(first.finding, reply=Reply(asked="the ministry", answer="We were wrong.")))
    text = page([answered]).text_content()
    assert "Verdict: Mostly false (2 on a scale from 1, false, to 5, true)" in text
    assert "We were wrong." in text
    assert all(row.title in text and row.quote in text for row in first.evidence)
    told = page(examples()).text_content()
    assert all(each.why in told for one in examples() for each in one.corrections)


def test_what_the_page_says_of_machines_is_what_the_record_says() -> None:
    first = examples()[0]
    made = first.provenance
    by_model = replace(first, provenance=replace(made, model="openai:x", run_id="run"), changed=())
    by_rules = replace(first, provenance=replace(made, model=None, run_id="run", extractor="offline"), changed=("claimant",))
    by_hand = replace(first, provenance=replace(made, model=None, run_id=None), finding=None, changed=())
    assert "language model (openai:x) proposed this claim" in disclosure(by_model)
    assert "not changed" in disclosure(by_model)
    assert "without a language model (offline)" in disclosure(by_rules)
    assert "People changed of it: claimant." in disclosure(by_rules)
    assert "no machine proposed it" in disclosure(by_hand)
    assert "no verdict yet" in disclosure(by_hand)
    assert first.finding is not None
    assert f"{first.finding.by} set the verdict" in disclosure(by_model)


def test_each_changed_field_is_shown_as_proposed_and_as_it_stands() -> None:
    (edited,) = (each for each in examples() if each.id == "claim-2")
    rows = [[cell.text_content() for cell in row] for row in page([edited]).findall(".//tbody/tr")]
    assert [row[0] for row in rows] == [report.FIELDS[name] for name in edited.changed]
    assert [report.FIELDS["text"], edited.proposed.text, edited.text] in rows
