"""Every step from every status: the table is walked, not sampled."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import workflow
from checker.errors import InvalidTransition
from checker.model import Claim, FactCheck, Reply
from checker.words import AnchorStatus, RejectReason, Status
from checker.workflow import FIRST, GOALS, TRANSITIONS, Move, missing, readiness, remarks, target_of
from tests.builders import make_claim, make_evidence, make_finding

ACTIONS = sorted({step.action for step in TRANSITIONS})
FINAL = {Status.RETRACTED}

# The arrows of the domain's diagram, and the one step back that was added to it: an accepted claim may be a candidate again.
DIAGRAM = {
    ("candidate", "accepted"),
    ("candidate", "rejected"),
    ("rejected", "candidate"),
    ("accepted", "candidate"),
    ("accepted", "in_review"),
    ("accepted", "checked"),
    ("in_review", "accepted"),
    ("in_review", "checked"),
    ("checked", "accepted"),
    ("checked", "published"),
    ("published", "retracted"),
    ("checked", "checked"),  # corrected
    ("published", "published"),
}

GOOD = Move(
    actor="bob",
    why="a new figure",
    reject_reason=RejectReason.OPINION,
    public_url="https://desk.example.org/1",
    four_eyes=False,
    review_errors=(),
)


def claim_at(status: Status) -> Claim:
    return make_claim(status=status, finding=make_finding(by="ann"))


def test_the_table_is_the_diagram() -> None:
    assert {(step.source.value, step.target.value) for step in TRANSITIONS} == DIAGRAM


def test_an_action_leads_to_one_place_only_from_each_status() -> None:
    assert len({(step.action, step.source) for step in TRANSITIONS}) == len(TRANSITIONS)


def test_every_status_but_retracted_can_be_left() -> None:
    assert {step.source for step in TRANSITIONS} == set(Status) - FINAL


def test_every_status_can_be_reached_from_candidate() -> None:
    reached = {Status.CANDIDATE}
    while more := {step.target for step in TRANSITIONS if step.source in reached} - reached:
        reached |= more
    assert reached == set(Status)


def test_from_everywhere_but_retracted_and_published_work_can_begin_again() -> None:
    can_restart = {Status.CANDIDATE}
    while more := {step.source for step in TRANSITIONS if step.target in can_restart} - can_restart:
        can_restart |= more
    assert can_restart == set(Status) - {Status.PUBLISHED, Status.RETRACTED}


@pytest.mark.parametrize(("action", "status"), list(product(ACTIONS, Status)))
def test_a_step_either_is_in_the_table_or_is_refused_with_what_is_possible(action: str, status: Status) -> None:
    claim = claim_at(status)
    expected = [step.target for step in TRANSITIONS if (step.action, step.source) == (action, status)]
    if expected:
        assert [target_of(claim, action, GOOD)] == expected
        return
    with pytest.raises(InvalidTransition) as refusal:
        target_of(claim, action, GOOD)
    words = str(refusal.value)
    assert claim.id in words
    assert status.value.replace("_", " ") in words
    for step in TRANSITIONS:
        if step.source is status:
            assert step.action.replace("_", " ") in words


@given(st.sampled_from(list(Status)), st.text())
def test_an_action_that_nobody_knows_is_refused(status: Status, action: str) -> None:
    if action not in ACTIONS:
        with pytest.raises(InvalidTransition):
            target_of(claim_at(status), action, GOOD)


# For each guard: what must be wrong for it to speak, and a word that it then says.
LOST = make_claim(anchor=AnchorStatus.LOST, span=None)
OF_BOB = make_claim(finding=make_finding(by="bob"))
FAILING: dict[workflow.Guard, tuple[Claim, Move, str]] = {
    workflow.anchored: (LOST, GOOD, "not in the document"),
    workflow.has_reject_reason: (make_claim(), replace(GOOD, reject_reason=None), "not_in_source"),
    workflow.says_why: (make_claim(), replace(GOOD, why=" \n"), "reason"),
    workflow.finding_complete: (
        make_claim(),
        GOOD,
        "needs a verdict; the finding still needs a rationale; the finding still needs at least one source",
    ),
    workflow.one_pair_of_eyes: (make_claim(), replace(GOOD, four_eyes=True), "second pair of eyes"),
    workflow.approved_as_it_stands: (OF_BOB, replace(GOOD, four_eyes=True), "nobody has approved"),
    workflow.other_eyes: (OF_BOB, GOOD, "bob wrote on this finding"),
    workflow.has_public_url: (make_claim(), replace(GOOD, public_url=None), "public address"),
    workflow.clean_review: (
        make_claim(),
        replace(GOOD, review_errors=("It has no author.",)),
        "breaks a rule: It has no author",
    ),
}
GUARDS = sorted({guard for step in TRANSITIONS for guard in step.guards}, key=lambda guard: guard.__name__)


def test_every_guard_of_the_table_has_a_failing_case_here() -> None:
    assert set(GUARDS) == set(FAILING)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_a_guard_lets_pass_what_is_whole_and_says_what_is_missing(guard: workflow.Guard) -> None:
    assert guard(claim_at(Status.ACCEPTED), GOOD) == ()
    claim, move, word = FAILING[guard]
    assert word in "; ".join(guard(claim, move))


STEPS_WITH_GUARDS = [(step, guard) for step in TRANSITIONS for guard in step.guards]


@pytest.mark.parametrize(
    ("step", "guard"),
    STEPS_WITH_GUARDS,
    ids=[f"{step.source}-{step.action}-{guard.__name__}" for step, guard in STEPS_WITH_GUARDS],
)
def test_each_guard_of_a_step_stops_that_step(step: workflow.Transition, guard: workflow.Guard) -> None:
    claim, move, word = FAILING[guard]
    with pytest.raises(InvalidTransition, match=word):
        target_of(replace(claim, status=step.source, finding=_finding_for(guard, claim)), step.action, move)


def _finding_for(guard: workflow.Guard, claim: Claim) -> FactCheck | None:
    return None if guard is workflow.finding_complete else claim.finding or make_finding(by="ann")


@pytest.mark.parametrize(
    ("finding", "gaps"),
    [
        (None, 3),
        (make_finding(verdict=None), 1),
        (make_finding(rationale=" \n "), 1),
        (make_finding(evidence=()), 1),
        (make_finding(evidence=(make_evidence(url=" "),)), 1),
        (make_finding(verdict=None, rationale="", evidence=()), 3),
        (make_finding(evidence=(make_evidence(url="javascript:alert(1)"),)), 1),
        (make_finding(evidence=(make_evidence(), make_evidence(archived_url="archive.example.org"))), 1),
        (make_finding(), 0),
    ],
)
def test_what_a_finding_misses_is_counted(finding: FactCheck | None, gaps: int) -> None:
    assert len(workflow.missing(finding)) == gaps


@pytest.mark.parametrize(
    "url",
    [
        "",
        "desk.example.org",
        "ftp://desk.example.org/1",
        "https://",
        "https:///x",
        "javascript:alert(1)",
        "https://good.example@evil.example/1",
        "https://good.example\\@evil.example/1",
        "https://\u202eevil.example/1",
    ],
)
def test_only_a_web_address_makes_a_check_public(url: str) -> None:
    assert workflow.has_public_url(make_claim(), replace(GOOD, public_url=url))


findings = st.none() | st.builds(
    make_finding,
    verdict=st.sampled_from([None, make_finding().verdict]),
    rationale=st.sampled_from(["", "The rate was 4.6 percent."]),
    evidence=st.sampled_from([(), (make_evidence(),), (make_evidence(url="ftp://a.example"), make_evidence())]),
    by=st.sampled_from(["ann", "bob"]),
)
claims = st.builds(
    make_claim,
    status=st.sampled_from(Status),
    finding=findings,
    anchor=st.sampled_from([AnchorStatus.EXACT, AnchorStatus.LOST]),
)
moves = st.builds(
    Move,
    actor=st.sampled_from(["ann", "bob"]),
    public_url=st.sampled_from([None, "", "desk.example.org", "https://desk.example.org/1"]),
    four_eyes=st.booleans(),
    authors=st.frozensets(st.sampled_from(["ann", "bob"])),
    review_errors=st.none() | st.lists(st.sampled_from(["It has no author.", "It has no url."])).map(tuple),
)


@given(claims, st.sampled_from(GOALS), moves)
def test_whatever_is_said_to_be_missing_is_exactly_what_the_step_refuses(claim: Claim, goal: Status, move: Move) -> None:
    told = readiness(claim, goal, move)
    steps = [step for step in TRANSITIONS if step.target is goal and step.source is not goal]
    if claim.status is goal:
        assert told == ()
    elif possible := [step for step in steps if step.source is claim.status]:
        assert [_refused(claim, step.action, move) for step in possible] == ["; ".join(map(_phrase, told))]
    else:
        assert _phrase(told[0]) == FIRST[claim.status]
        assert all(_refused(claim, step.action, move) for step in steps)


def _phrase(sentence: str) -> str:
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    return sentence[0].lower() + sentence[1:-1]


def _refused(claim: Claim, action: str, move: Move) -> str:
    try:
        target_of(claim, action, move)
    except InvalidTransition as refusal:
        return str(refusal).partition(f"claim {claim.id}: ")[2].removesuffix(".")
    return ""


def test_a_published_check_was_held_against_the_rules_of_a_claim_review() -> None:
    unseen = replace(GOOD, review_errors=None)
    assert readiness(claim_at(Status.CHECKED), Status.PUBLISHED, GOOD) == ()
    assert "not held against the rules" in readiness(claim_at(Status.CHECKED), Status.PUBLISHED, unseen)[0]


TODAY = date(2026, 5, 20)
ASKED = Reply(asked="The ministry", asked_at=date(2026, 5, 18), deadline=date(2026, 5, 21))


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (None, None),
        (ASKED, "has until 2026-05-21 to reply; there is no answer yet"),
        (replace(ASKED, deadline=date(2026, 5, 19)), "had until 2026-05-19 to reply; no answer came"),
        (replace(ASKED, deadline=None), "without a deadline"),
        (replace(ASKED, deadline=date(2026, 5, 1)), "lies before the day"),
        (replace(ASKED, asked=" "), "Who was asked for a reply is not said"),
        (replace(ASKED, answer="It is wrong."), None),
        (replace(ASKED, answered_at=TODAY), None),
    ],
)
def test_a_reply_that_is_awaited_is_remarked_on_and_stands_in_nobodys_way(reply: Reply | None, said: str | None) -> None:
    finding = make_finding(reply=reply)
    told = remarks(finding, TODAY)
    assert (not told) if said is None else (len(told) == 1 and said in told[0])
    assert missing(finding) == ()


def test_sources_with_the_same_address_are_named_by_their_places() -> None:
    rows = tuple(make_evidence(url=url) for url in ("https://a.example/", "https://b.example", "https://a.example", " "))
    assert remarks(make_finding(evidence=rows), TODAY) == ("Sources 1 and 3 have the same address.",)
