from dataclasses import fields

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import InputError
from checker.export import jsonl
from checker.export.records import Record, record
from tests.builders import make_checked_claim, make_document
from tests.export.strategies import PUBLISHER, records, steady


def line() -> bytes:
    return b"".join(jsonl.write([record(make_checked_claim(), make_document(), PUBLISHER)], PUBLISHER))


@steady
@given(st.lists(records(), max_size=3))
def test_what_was_written_is_read_back_without_loss(given_records: list[Record]) -> None:
    written = b"".join(jsonl.write(given_records, PUBLISHER))
    again = list(jsonl.read(written.split(b"\n")))
    assert again == given_records
    assert b"".join(jsonl.write(again, PUBLISHER)) == written


@steady
@given(st.lists(records(), max_size=3))
def test_every_record_is_one_line(given_records: list[Record]) -> None:
    written = b"".join(jsonl.write(given_records, PUBLISHER))
    assert written.count(b"\n") == len(given_records)


def test_the_keys_stand_in_the_order_of_the_records_fields() -> None:
    assert list(orjson.loads(line())) == [each.name for each in fields(Record)]


def test_a_line_that_is_no_json_is_named() -> None:
    with pytest.raises(InputError, match=r"Line 2 is not JSON"):
        list(jsonl.read([line(), b"{oops"]))


@pytest.mark.parametrize("other", [b"{}", b"[]", b'{"schema":"claim-checker/record/1"}', b"null"])
def test_another_schema_is_refused_with_the_one_expected(other: bytes) -> None:
    with pytest.raises(InputError, match=r"Line 1 has the schema .*; expected 'claim-checker/record/2'"):
        list(jsonl.read([other]))


def test_a_record_that_lacks_something_is_refused_by_the_name_of_the_key() -> None:
    found = orjson.loads(line())
    del found["quote"]
    with pytest.raises(InputError, match=r"Line 1 is no whole record: quote: Field required"):
        list(jsonl.read([orjson.dumps(found)]))


@pytest.mark.parametrize("path", [(), ("finding",), ("finding", "verdict"), ("document",), ("provenance",)])
def test_a_key_that_would_get_lost_is_refused(path: tuple[str, ...]) -> None:
    found = orjson.loads(line())
    place = found
    for step in path:
        place = place[step]
    place["surprise"] = 1
    with pytest.raises(InputError, match="surprise"):
        list(jsonl.read([orjson.dumps(found)]))
