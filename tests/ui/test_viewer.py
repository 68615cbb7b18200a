from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from streamlit.runtime.context import ContextProxy

from checker.scales import FIVE_POINT
from checker.ui import prose, viewer

SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


def test_a_moment_is_told_in_utc_where_nobody_says_where_they_are() -> None:
    assert prose.moment(SUMMER) == "1 July 2026 at 22:30 UTC"


@pytest.mark.parametrize(
    ("name", "called"),
    [("UTC", "UTC"), ("Europe/Berlin", "CEST"), ("America/Sao_Paulo", "UTC-03"), ("Asia/Kathmandu", "UTC+0545")],
)
def test_a_zone_is_called_what_people_call_it_or_by_its_distance(name: str, called: str) -> None:
    assert viewer.zone(SUMMER.astimezone(ZoneInfo(name))) == called


def test_a_verdict_of_a_label_that_the_scale_has_no_more_keeps_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    given = FIVE_POINT.verdict("false")
    renamed = replace(given, name="Wrong")
    foreign = replace(given, scale_id="other")
    assert [viewer.verdict_name(each, FIVE_POINT) for each in (given, renamed, foreign)] == ["False", "Wrong", "False"]
    monkeypatch.setattr(ContextProxy, "locale", "de-AT")
    assert [viewer.verdict_name(each, FIVE_POINT) for each in (given, renamed, foreign)] == ["Falsch", "Wrong", "False"]
