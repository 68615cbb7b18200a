from dataclasses import replace

from checker.decisions import Desk
from checker.model import Claim
from checker.store import claims, schema
from checker.ui.triage import card
from checker.words import AnchorStatus, Status
from tests.builders import make_claim, make_proposal
from tests.ui.conftest import OpenApp, shown
from tests.ui.filled import claim, fill
from tests.ui.pressing import press

LINE = "Prices fell in May, and nobody knows why."


def said(drawn: Claim) -> list[str]:
    return [line.text for line in card.claim_lines(drawn, "here")]


def passed(drawn: Claim) -> list[str]:
    return [text for text in said(drawn) if "checks passed" in text]


def checked(*checks: str, flags: tuple[str, ...] = ()) -> Claim:
    proposal = replace(make_proposal(), checks=checks, flags=flags)
    words = ("text", "quote", "span", "anchor", "claimant", "claimant_role", "attribution")
    return make_claim(proposal=proposal, **{name: getattr(proposal, name) for name in words}, claimed_at=None, tags=())


def test_nothing_is_said_of_checks_where_none_was_made() -> None:
    assert passed(checked()) == []


def test_only_the_checks_that_were_made_are_counted() -> None:
    assert passed(checked("numbers", "negation", flags=("numbers",))) == ["1 of 2 checks passed"]


def test_the_checks_of_an_edited_claim_are_said_to_be_those_of_the_proposal() -> None:
    edited = replace(checked("numbers"), text="Something else was said.")
    assert passed(edited) == ["1 of 1 checks passed, as it was proposed"]


def sentence_only(desk: Desk) -> None:
    fill(desk, LINE)
    found = claim(desk, "document-1-1")
    proposal = replace(found.proposal, anchor=AnchorStatus.SENTENCE, quote_given="Prices dropped, ![x](http://a.example)")
    with desk.store.write() as tx:
        tx.execute(schema.claim.delete())
        claims.insert(tx, [replace(found, anchor=AnchorStatus.SENTENCE, proposal=proposal)])


def test_what_the_model_quoted_is_shown_where_it_does_not_stand_in_the_text(open_app: OpenApp, filled: Desk) -> None:
    sentence_only(filled)

    assert "The model quoted: Prices dropped, ![x](http://a.example)" in shown(open_app(), "card")


def test_accepting_a_claim_without_a_quote_leads_to_its_fields_and_says_why(open_app: OpenApp, filled: Desk) -> None:
    sentence_only(filled)
    app = open_app()

    press(app, "accept_document-1-1")

    assert not app.exception
    assert claim(filled, "document-1-1").status is Status.CANDIDATE
    assert "does not stand in the text" in shown(app, "quote_lines")[0]
    app.text_area(key="edit_quote_document-1-1").set_value("Prices fell in May")
    press(app, "save_accept_document-1-1")
    accepted = claim(filled, "document-1-1")
    assert (accepted.status, accepted.anchor, accepted.quote) == (Status.ACCEPTED, AnchorStatus.EXACT, "Prices fell in May")


def test_the_sentence_itself_may_be_the_quote(open_app: OpenApp, filled: Desk) -> None:
    sentence_only(filled)
    app = open_app()
    press(app, "accept_document-1-1")

    press(app, "save_accept_document-1-1")

    accepted = claim(filled, "document-1-1")
    assert (accepted.status, accepted.anchor, accepted.quote) == (Status.ACCEPTED, AnchorStatus.EXACT, LINE)
