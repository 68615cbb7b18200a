import io
import zipfile
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given

from checker.errors import InputError
from checker.export import DEFAULT_STATUSES, FORMATS, Record, export, record
from checker.model import Claim, Document, Evidence, FactCheck, Proposal, Provenance
from checker.words import Status
from tests.builders import make_checked_claim, make_document, make_evidence, make_finding, make_proposal, make_provenance
from tests.export.golden import context, examples, path_of
from tests.export.strategies import records, steady

every_format = pytest.mark.parametrize("format_id", FORMATS)


def whole(given_records: list[Record], format_id: str) -> bytes:
    return b"".join(export(given_records, format_id, context()))


PACKED = ("xlsx",)


def readable(data: bytes) -> bytes:
    """Return the bytes, unpacked where they are an archive: how well it packs is a matter of the machine's library."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(f"{each.filename} {each.date_time}\n".encode() + archive.read(each) for each in archive.infolist())


@every_format
def test_an_export_is_what_it_was_before(format_id: str) -> None:
    assert readable(whole(examples(), format_id)) == readable(path_of(format_id).read_bytes())


@every_format
@steady
@given(given_record=records())
def test_the_same_data_gives_the_same_bytes(format_id: str, given_record: Record) -> None:
    assert whole([given_record], format_id) == whole([replace(given_record)], format_id)


@every_format
def test_a_record_is_written_before_the_next_one_is_asked_for(format_id: str) -> None:
    asked = 0

    def endless() -> Iterator[Record]:
        nonlocal asked
        while True:
            asked += 1
            yield examples()[0]

    pieces = export(endless(), format_id, context())
    for _ in range(5):
        next(pieces)
    assert asked <= 6


@every_format
def test_nothing_to_export_is_a_whole_file_too(format_id: str) -> None:
    if format_id == "html":
        assert whole([], format_id).endswith(b"<p>No record fits.</p>\n</main>\n</body>\n</html>\n")
        return
    if format_id in PACKED:
        assert zipfile.ZipFile(io.BytesIO(whole([], format_id))).testzip() is None
        return
    assert whole([], format_id) in {b"", b"[]\n", whole(examples(), format_id).split(b"\r\n")[0] + b"\r\n"}


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"'xml' is no export format; expected one of csv, xlsx, jsonl, html, claimreview\."):
        export([], "xml", context())


def test_every_format_is_known_by_its_own_id() -> None:
    assert {each.id for each in FORMATS.values()} == set(FORMATS)
    assert all(each.suffix.startswith(".") and "/" in each.media_type and each.says for each in FORMATS.values())


def test_only_checked_and_published_claims_leave_unless_others_are_asked_for() -> None:
    assert DEFAULT_STATUSES == (Status.CHECKED, Status.PUBLISHED)


def texts_of(kind: type) -> list[str]:
    return [each.name for each in fields(kind) if each.type in {str, str | None, "str", "str | None"}]


def marked(thing: Any, prefix: str) -> Any:
    return replace(thing, **{name: f"{prefix}-{name}-canary" for name in texts_of(type(thing))})


def canaries() -> tuple[Claim, Document]:
    finding = marked(make_finding(evidence=(marked(make_evidence(), "evidence"),)), "finding")
    claim = make_checked_claim(
        finding=replace(finding, url="https://factdesk.example.org/finding-url-canary"),
        proposal=marked(make_proposal(), "proposal"),
        provenance=marked(make_provenance(), "provenance"),
        tags=("tag-canary",),
    )
    return marked(claim, "claim"), marked(make_document(), "document")


def test_every_text_of_a_claim_is_marked() -> None:
    kinds = (Claim, Document, Evidence, FactCheck, Proposal, Provenance)
    assert [len(texts_of(kind)) for kind in kinds] == [12, 11, 6, 4, 8, 4]


@every_format
def test_the_internal_note_leaves_in_no_public_format(format_id: str) -> None:
    claim, document = canaries()
    assert claim.note == "claim-note-canary"
    written = readable(whole([record(claim, document, context())], format_id))
    assert b"claim-text-canary" in written
    assert b"note" not in written


def test_all_other_words_of_a_claim_leave_as_json_lines() -> None:
    claim, document = canaries()
    written = whole([record(claim, document, context())], "jsonl").decode()
    names = [f"claim-{name}-canary" for name in texts_of(Claim)] + [f"proposal-{name}-canary" for name in texts_of(Proposal)]
    names += [f"evidence-{name}-canary" for name in texts_of(Evidence)] + [
        f"finding-{name}-canary" for name in texts_of(FactCheck)
    ]
    inside = {f"claim-{name}-canary" for name in ("note", "assigned_to", "assigned_note")}  # of the desk
    assert {name for name in names if name not in written} == {*inside, "claim-document_id-canary"}
