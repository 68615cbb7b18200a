"""
The records whose exports are kept in tests/golden; `python -m tests.export.golden` writes those files anew.

Never here: a test.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

from checker.export import FORMATS, Context, Record, export, record
from checker.export.profiles import PROFILES
from checker.model import Correction, Locator, Reply, Score, Span
from checker.words import AnchorStatus, Attribution, CorrectionKind, RejectReason, Stance, Status
from tests.builders import (
    NOON,
    make_checked_claim,
    make_claim,
    make_document,
    make_evidence,
    make_finding,
    make_proposal,
    make_verdict,
)

FOLDER = Path(__file__).parents[1] / "golden"


def context() -> Context:
    """Return a desk that publishes."""
    return Context(publisher_name="Example Fact Desk", publisher_url="https://factdesk.example.org/")


def examples() -> list[Record]:
    """Return a handful of records that show what the formats make of them."""
    document = make_document(locators=(Locator(start=0, label="page 1"),))
    flagged = make_proposal(
        flags=("numbers", "scope_changed"),
        checks=("quote_not_found", "numbers", "names"),
        remarks=("scope_changed: The quote speaks of inspectors, the claim of all staff.",),
        also=(Span(28, 69),),
        score=Score(value=0.71, why=("figure", "policy"), scorer="linear 1 0f0f0f0f"),
    )
    edited = make_checked_claim(
        id="claim-2",
        status=Status.PUBLISHED,
        text="=The ministry hired 400 inspectors.",
        claimant="Ministry of Labour",
        claimant_role=None,
        claimed_at="2026-05-18",
        tags=("labour", "budget"),
        note="call the press office again",
        proposal=flagged,
        finding=make_finding(
            verdict=make_verdict("misleading"),
            evidence=(make_evidence(), make_evidence(url="https://paper.example.net/400", stance=Stance.SUPPORTS)),
            approved_by="bob",
            url="https://factdesk.example.org/2026/inspectors",
            reply=Reply(
                asked="Ministry of Labour",
                asked_at=date(2026, 5, 18),
                deadline=date(2026, 5, 20),
                answer="=It was 400.",
                answered_at=date(2026, 5, 19),
            ),
        ),
    )
    rejected = make_claim(
        id="claim-3", status=Status.REJECTED, reject_reason=RejectReason.OPINION, anchor=AnchorStatus.LOST, span=None
    )
    nobody = make_checked_claim(id="claim-4", claimant=None, claimant_role=None, attribution=Attribution.ANONYMOUS)
    split = make_checked_claim(id="claim-5", split_from="claim-4", merged_into=None)
    update = Correction(
        kind=CorrectionKind.UPDATE, why="=New figures; see the ministry.", by="eva", at=NOON, before=make_verdict("half_true")
    )
    return [
        record(make_checked_claim(), document, context()),
        record(edited, document, context(), corrections=(update,), earlier=(make_finding(verdict=make_verdict("half_true")),)),
        *(record(claim, document, context()) for claim in (rejected, nobody, split)),
    ]


def path_of(format_id: str) -> Path:
    """Return where the kept file of this format is."""
    return FOLDER / f"records-{format_id}{FORMATS[format_id].suffix}"


def path_of_profile(profile_id: str) -> Path:
    """Return where the kept ClaimReviews of this profile are."""
    return FOLDER / f"claimreview-{profile_id}.json"


def main() -> None:
    """Write every kept file anew."""
    for profile_id in PROFILES:
        around = replace(context(), profile=profile_id)
        path_of_profile(profile_id).write_bytes(b"".join(export(examples(), "claimreview", around)))
    for format_id in FORMATS:
        path_of(format_id).write_bytes(b"".join(export(examples(), format_id, context())))


if __name__ == "__main__":
    main()
