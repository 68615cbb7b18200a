from hypothesis import given
from hypothesis import strategies as st

from checker.export.records import AROUND, record
from checker.model import Locator
from checker.words import AnchorStatus, Status
from tests.builders import TEXT, make_checked_claim, make_claim, make_document, make_finding, make_proposal
from tests.export.strategies import PUBLISHER, claims_of, documents, steady


@steady
@given(st.data())
def test_prefix_quote_and_suffix_stand_together_in_the_document(data: st.DataObject) -> None:
    document = data.draw(documents)
    claim = data.draw(claims_of(document).filter(lambda each: each.span is not None))
    made = record(claim, document, PUBLISHER)
    assert made.start is not None
    assert document.text.startswith(made.prefix + made.quote + made.suffix, made.start - len(made.prefix))
    assert len(made.prefix) == min(AROUND, made.start)
    assert len(made.suffix) == min(AROUND, len(document.text) - made.start - len(made.quote))


def test_a_lost_quote_has_no_place_and_nothing_around_it() -> None:
    made = record(make_claim(span=None, anchor=AnchorStatus.LOST), make_document(), PUBLISHER)
    assert (made.start, made.end, made.prefix, made.suffix, made.locator) == (None, None, "", "", None)


def test_a_draft_of_a_finding_stays_behind() -> None:
    claim = make_claim(status=Status.ACCEPTED, finding=make_finding(at=None))
    made = record(claim, make_document(), PUBLISHER)
    assert (made.finding, made.verdict, made.evidence) == (None, None, ())


def test_a_complete_finding_leaves_whole() -> None:
    claim = make_checked_claim()
    made = record(claim, make_document(), PUBLISHER)
    assert made.finding == claim.finding


def test_the_fields_that_a_person_changed_are_named_with_both_wordings() -> None:
    claim = make_claim(proposal=make_proposal(claimant="J. Doe"), claimant="Jane Doe")
    made = record(claim, make_document(), PUBLISHER)
    assert made.changed == ("claimant",)
    assert (made.proposed.claimant, made.claimant) == ("J. Doe", "Jane Doe")


def test_the_page_that_a_quote_stands_on_is_the_last_one_begun_before_it() -> None:
    pages = (Locator(start=26, label="page 3"), Locator(start=0, label="page 1"), Locator(start=10, label="page 2"))
    assert record(make_claim(), make_document(locators=pages), PUBLISHER).locator == "page 2"


def test_the_text_of_the_document_does_not_leave_with_a_record() -> None:
    assert TEXT not in repr(record(make_claim(), make_document(), PUBLISHER))
