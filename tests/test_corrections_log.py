"""The public log of corrections: every one, the newest first, with what changed; the same as page and table."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from checker import findings, review, tasks
from checker.decisions import Desk
from checker.export import Context
from checker.export.corrections import LOG_FORMATS
from checker.findings import Finding, Mending
from checker.model import Mended, Reply
from checker.store import Store, mended
from checker.words import CorrectionKind, Status
from tests.desks import ANN, COMPLETE, EDITOR, checked, get, seen, with_claims
from tests.fakes import Clock
from tests.store.plans import plans

URL = "https://desk.example.org/1"
CONTEXT = Context(publisher_name="Harbour & Facts", publisher_url="https://desk.example.org")
HALF = replace(COMPLETE, label_id="half_true")
REASONED = replace(HALF, rationale="Better said.", reply=Reply(asked="The ministry"))


def correct(desk: Desk, kind: CorrectionKind, why: str, finding: Finding) -> None:
    findings.correct(desk, EDITOR, seen(get(desk)), Mending(kind=kind, why=why, finding=finding))


@pytest.fixture
def corrected(desk: Desk, clock: Clock) -> Desk:
    """A finding that was corrected twice, one day after the other, and then retracted."""
    with_claims(desk, 2)
    findings.publish(desk, EDITOR, seen(checked(desk)), URL, ())
    clock.advance(days=1)
    correct(desk, CorrectionKind.CORRECTION, '=HYPERLINK("x") <b>', HALF)
    clock.advance(days=1)
    correct(desk, CorrectionKind.CLARIFICATION, "Clearer.", REASONED)
    clock.advance(days=1)
    review.save_note(desk, ANN, seen(get(desk)), "a-secret-word")
    findings.retract(desk, EDITOR, seen(get(desk)), "The source was forged.")
    return desk


def log(desk: Desk, **wanted: object) -> list[Mended]:
    return list(tasks.corrections_log(desk, EDITOR, **wanted))  # type: ignore[arg-type]  # by name


def written(desk: Desk, form: str, **wanted: object) -> str:
    return b"".join(LOG_FORMATS[form].write(log(desk, **wanted), CONTEXT)).decode("utf-8-sig")


def test_each_correction_tells_what_changed_why_by_whom_and_both_verdicts(corrected: Desk) -> None:
    told = [
        (
            each.correction.kind.value,
            each.changed,
            each.correction.why,
            each.correction.before and each.correction.before.name,
            each.after and each.after.name,
            each.correction.by,
        )
        for each in log(corrected)
    ]
    assert told == [
        ("retraction", (), "The source was forged.", "Half true", None, "eva"),
        ("clarification", ("rationale", "reply"), "Clearer.", "Half true", "Half true", "eva"),
        ("correction", ("verdict",), '=HYPERLINK("x") <b>', "False", "Half true", "eva"),
    ]
    assert {(each.claim_id, each.status, each.url) for each in log(corrected)} == {("claim-1", Status.RETRACTED, URL)}


def test_the_log_is_cut_by_time_from_one_moment_until_before_another(corrected: Desk, clock: Clock) -> None:
    day = timedelta(days=1)
    assert [each.correction.why for each in log(corrected, since=clock() - day, until=clock())] == ["Clearer."]
    assert log(corrected, since=clock() + day) == []


def test_an_untouched_desk_has_nothing_to_tell(desk: Desk) -> None:
    with_claims(desk, 1)
    checked(desk)
    assert log(desk) == []
    assert "Nothing was corrected." in written(desk, "html")
    assert len(written(desk, "csv").splitlines()) == 1


def test_a_finding_that_goes_back_to_the_desk_leaves_the_public_log_and_its_correction_is_told_once(desk: Desk) -> None:
    with_claims(desk, 1)
    checked(desk)
    correct(desk, CorrectionKind.UPDATE, "New figures.", HALF)
    review.reopen(desk, ANN, seen(get(desk)), "to be looked at")
    assert (log(desk), len(log(desk, public=False))) == ([], 1)
    again = findings.check(desk, ANN, seen(get(desk)))
    assert again.finding
    assert (again.finding.version, again.finding.correction) == (3, None)
    assert [each.correction.why for each in log(desk)] == ["New figures."]


def test_the_table_has_a_row_for_each_and_no_formula_and_no_internal_word(corrected: Desk) -> None:
    rows = list(csv.DictReader(io.StringIO(written(corrected, "csv"))))
    assert [row["changed"] for row in rows] == ["the whole finding", "rationale, right of reply", "verdict"]
    assert [(row["verdict_before"], row["verdict_after"]) for row in rows] == [
        ("Half true", ""),
        ("Half true", "Half true"),
        ("False", "Half true"),
    ]
    assert rows[2]["why"] == '\'=HYPERLINK("x") <b>'
    assert "a-secret-word" not in written(corrected, "csv") + written(corrected, "html")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)


def test_the_page_runs_nothing_needs_nothing_and_shows_words_as_words(corrected: Desk) -> None:
    page = written(corrected, "html")
    tags = Tags()
    tags.feed(page)
    assert not {"script", "img", "link", "iframe", "b"} & set(tags.seen)
    assert (tags.seen.count("tr"), tags.seen.count("caption"), tags.seen.count("time")) == (4, 1, 3)
    assert "<h1>Corrections of Harbour &amp; Facts</h1>" in page
    assert "=HYPERLINK(&quot;x&quot;) &lt;b&gt;" in page
    assert written(corrected, "html") == page


@pytest.fixture
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('log') / 'checker.db'}")
    yield store
    store.close()


def test_the_log_is_found_without_going_through_all_findings(sqlite_store: Store, clock: Clock) -> None:
    with sqlite_store.read() as tx:
        lines = plans(tx, lambda tx: list(mended.stream(tx, since=clock())))
    assert any("fact_check USING INDEX ix_fact_check_corrected (at>?)" in line for line in lines), lines
