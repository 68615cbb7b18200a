"""ClaimReviews in files and folders, from the command line: what is said, and the exit code."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.export.test_lint import good
from tests.export.test_linting import inverted

SAYS = (
    "bad.json: line 1: error CR023: reviewRating.bestRating is 1 and worstRating is 5; "
    "expected: bestRating is greater than worstRating. Swap them, or leave all three numbers out.\n"
)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.chdir(site)
    (site / "bad.json").write_text(json.dumps(inverted()), encoding="utf-8")
    (site / "good.json").write_text(json.dumps(good()), encoding="utf-8")
    (site / "about.html").write_text("<p>About us</p>", encoding="utf-8")
    (site / "picture.png").write_bytes(b"\x89PNG")
    return site


def test_a_good_file_says_so_and_leaves_0(run: Run, folder: Path) -> None:
    done = run("lint", "good.json")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "1 ClaimReview in 1 file: 0 errors, 0 warnings.\n")


def test_an_error_names_file_record_rule_and_what_to_do_and_leaves_1(run: Run, folder: Path) -> None:
    done = run("lint", "bad.json")
    assert done.exit_code == 1
    assert done.stdout.startswith(SAYS)


def test_a_folder_is_linted_whole_and_a_page_without_claimreview_is_no_error_there(run: Run, folder: Path) -> None:
    done = run("lint", ".")
    assert done.stderr == "2 ClaimReviews in 3 files: 2 errors, 0 warnings.\n"
    assert {line.split(":")[0] for line in done.stdout.splitlines()} == {"bad.json"}


def test_a_file_that_was_named_must_hold_a_claimreview(run: Run, folder: Path) -> None:
    done = run("lint", "about.html")
    assert (done.exit_code, "holds no ClaimReview" in done.stdout) == (1, True)


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_being_linted(run: Run, folder: Path) -> None:
    done = run("lint", "missing.json", "bad.json")
    assert done.exit_code == 1
    assert done.stdout.startswith("missing.json: file: error CR000: It cannot be read: No such file or directory; ")
    assert SAYS in done.stdout


def test_standard_input_is_linted_and_findings_come_as_json_lines(run: Run, folder: Path) -> None:
    done = run("lint", "--json", "-", stdin=json.dumps([inverted()]))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["rule"] for row in rows] == ["CR023", "CR025"]
    assert list(rows[0]) == ["file", "record", "rule", "level", "where", "what", "expected", "todo"]
    assert (rows[0]["file"], rows[0]["record"]) == ("-", "[0]")


def test_warnings_alone_leave_0_and_can_be_left_out(run: Run, folder: Path) -> None:
    (folder / "warned.json").write_text(json.dumps({**good(), "claimReviewed": "x" * 90}), encoding="utf-8")
    told, quiet = run("lint", "warned.json"), run("lint", "--errors-only", "warned.json")
    assert (told.exit_code, "warning W01" in told.stdout) == (0, True)
    assert (quiet.exit_code, quiet.stdout) == (0, "")


def test_a_check_on_another_host_than_the_publishers_is_an_error_where_the_publisher_is_named(run: Run, folder: Path) -> None:
    done = run("lint", "--publisher-url", "https://other.example", "good.json")
    assert (done.exit_code, "error CR013" in done.stdout) == (1, True)


def test_nothing_in_a_file_reaches_the_terminal_as_a_command(run: Run, folder: Path) -> None:
    (folder / "evil.json").write_text(json.dumps({**good(), "@type": "\x1b[2J\nClaim"}), encoding="utf-8")
    done = run("lint", "evil.json")
    assert "\x1b" not in done.stdout
    assert len(done.stdout.splitlines()) == 1
