"""Claims from a spreadsheet: what is shown, what is refused, and what is at the desk after."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import tasks, verifying
from checker.config import Settings
from checker.errors import InputError
from checker.ingest.claim_table import read_claim_table
from checker.model import Claim
from checker.store import claims, documents
from checker.words import Attribution, Status
from tests.cli.conftest import Run
from tests.export.strategies import steady, words

TABLE = """Claim,Speaker,Tags,Remarks
"Rents rose by 14 percent, in one year",Ada Kern,"housing, rents",late
2300 flats stand empty,,,
"""


def stored() -> list[Claim]:
    desk = tasks.open_desk(Settings.load())
    with desk.store.read() as tx:
        assert list(verifying.problems(tx)) == []
        assert len(documents.newest(tx)) <= 1
        found = list(claims.stream(tx, claims.Filter()))
        for claim in found:
            assert claim.span is not None
            assert claim.span.of(documents.get(tx, claim.document_id).text) == claim.quote == claim.text
    desk.store.close()
    return found


@pytest.fixture(name="table")
def _table(tmp_path: Path) -> Path:
    path = tmp_path / "claims.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    return path


def test_without_yes_only_a_preview_is_shown(run: Run, table: Path) -> None:
    done = run("import", str(table))
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "Claim → text",
        "Speaker → claimant",
        "Tags → tags",
        "Not imported: Remarks",
        "line 2: Rents rose by 14 percent, in one year (Ada Kern)",
        "line 3: 2300 flats stand empty",
        "2 claims can be imported, 0 lines are wrong.",
        "Nothing was imported yet. Run it again with --yes to import them.",
    ]
    assert stored() == []


def test_with_yes_each_claim_is_a_candidate_that_a_person_wrote_down(run: Run, table: Path) -> None:
    assert run("import", "--yes", str(table)).exit_code == 0
    first, second = stored()
    assert (first.claimant, first.tags, first.attribution) == ("Ada Kern", ("housing", "rents"), Attribution.INDIRECT_QUOTE)
    assert (second.claimant, second.tags, second.attribution) == (None, (), Attribution.AUTHOR_VOICE)
    assert {(each.status, each.provenance.extractor, each.edited) for each in (first, second)} == {
        (Status.CANDIDATE, "by hand", False)
    }


def test_the_same_table_is_imported_once(run: Run, table: Path) -> None:
    run("import", "--yes", str(table))
    again = run("import", "--yes", str(table))
    assert (again.exit_code, "are here already" in again.stderr) == (1, True)
    assert len(stored()) == 2


def test_one_wrong_line_keeps_everything_out_and_every_wrong_line_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        "text;attribution\nfine;\n;\n ;direct_quote\nodd;shouted\nFINE;\nmuch;;\n" + "x" * 2001 + ";\n", encoding="utf-8"
    )
    done = run("import", "--yes", str(path))
    told = [line.split(":")[0] for line in done.stderr.splitlines()]
    assert done.exit_code == 1
    assert told == ["line 4", "line 5", "line 6", "line 7", "line 8", "Nothing was imported."]
    assert stored() == []


@pytest.mark.parametrize("name", ["claims.csv", "records.jsonl"])
def test_an_empty_file_is_refused_with_all_that_was_expected(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    done = run("import", str(tmp_path / name))
    assert done.exit_code != 0
    assert f"{name} is empty. Expected a table of claims (CSV), an export of this tool (JSON Lines), or" in done.stderr


def test_json_of_something_else_is_told_what_can_be_imported(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "tweets.jsonl"
    path.write_text('{"tweet": "It rains."}\n{"tweet": "It rained."}\n', encoding="utf-8")
    done = run("import", str(path))
    assert "It holds neither a ClaimReview nor records of this tool." in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("data", "named", "why"),
    [
        (b"", {}, "holds no table"),
        (b"a,b\n1,2\n", {}, "No column holds the claims"),
        (b"a,b\n1,2\n", {"c": "text"}, "no column 'c'"),
        (b"a,b\n1,2\n", {"a": "verdict"}, "no field of a claim"),
        (b"text\nfine\nna\xefve\n", {}, "Line 3 is not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_the_reason(data: bytes, named: dict[str, str], why: str) -> None:
    with pytest.raises(InputError, match=why):
        read_claim_table(data, named)


def test_columns_of_any_name_can_be_mapped() -> None:
    table = read_claim_table(b"Behauptung\tdate\nMieten stiegen\t2026\n", {"Behauptung": "text"})
    assert [(row.text, row.claimed_at) for row in table.rows] == [("Mieten stiegen", "2026")]


def test_a_broken_quotation_mark_is_told_with_its_line() -> None:
    table = read_claim_table(b'text,tags\nfine,\n"open" x,\n')
    assert ([row.line for row in table.rows], [fault.line for fault in table.faults]) == ([2], [3])


def test_the_apostrophe_of_an_export_is_taken_off_again() -> None:
    (row,) = read_claim_table(b"text\n'=1+1 is two\n").rows
    assert row.text == "=1+1 is two"


@steady
@given(st.lists(st.tuples(words, words), max_size=5))
def test_every_line_is_either_a_row_or_a_fault(cells: list[tuple[str, str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([("text", "claimant"), *cells])
    table = read_claim_table(file.getvalue().encode())
    assert len(table.rows) + len(table.faults) <= len(cells)
    assert len({row.text.casefold() for row in table.rows}) == len(table.rows)


@steady
@given(st.binary(max_size=100).map(lambda data: data.decode("utf-8", "replace")))
def test_any_text_after_the_first_line_is_read(text: str) -> None:
    table = read_claim_table(f"text,tags\n{text}".encode())
    assert all(row.text for row in table.rows)
    assert all(fault.why and fault.line > 1 for fault in table.faults)
