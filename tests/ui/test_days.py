"""The last days as figures."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.store.progress import Deed
from checker.ui import days
from checker.ui.days import DEEDS, Day, Window

TODAY = date(2026, 5, 20)
NINE = datetime(2026, 5, 20, 9, tzinfo=UTC)
(WINDOW,) = days.windows(TODAY, UTC, 1)


def day(done: dict[tuple[str, str], int], seconds: Sequence[float] = (), window: Window = WINDOW) -> Day:
    return Day(window=window, done=done, seconds=tuple(seconds))


def deeds(*steps: tuple[str, str, float]) -> list[Deed]:
    """Return what people did, each after so many seconds since nine."""
    return [Deed(actor=who, action=action, at=NINE + timedelta(seconds=after)) for who, action, after in steps]


def test_days_follow_one_another_without_a_gap_and_end_with_today() -> None:
    found = list(days.windows(TODAY, ZoneInfo("Europe/Kyiv")))
    assert len(found) == days.DAYS
    assert found[-1].date == TODAY
    assert all(before.end == after.start for before, after in pairwise(found))
    assert found[-1].start == datetime(2026, 5, 19, 21, tzinfo=UTC)


def test_a_day_on_which_clocks_change_is_shorter_or_longer() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    (spring,), (autumn,) = (list(days.windows(each, berlin, 1)) for each in (date(2026, 3, 29), date(2026, 10, 25)))
    assert spring.end - spring.start == timedelta(hours=23)
    assert autumn.end - autumn.start == timedelta(hours=25)


@pytest.mark.parametrize("name", [None, "", "Mars/Olympus", "../../etc/passwd", "\0", "a" * 300])
def test_where_the_zone_is_not_known_days_are_those_of_utc_and_it_is_said(name: str | None) -> None:
    assert days.zone(name) == (UTC, "UTC")


def test_a_zone_that_is_known_is_said_by_its_name() -> None:
    assert days.zone("Asia/Kathmandu") == (ZoneInfo("Asia/Kathmandu"), "Asia/Kathmandu")


def test_what_came_in_is_counted_whoever_proposed_it_and_what_went_out_by_how() -> None:
    found = day(
        {("machine: x", "propose"): 5, ("ann", "propose"): 1, ("ann", "check"): 2, ("bob", "approve"): 1, ("bob", "reject"): 4}
    )
    assert found.came_in == 6
    assert found.went_out() == {"Rejected": 4, "Merged": 0, "Checked": 3}


def test_what_was_taken_back_is_not_counted_on_the_day_on_which_it_was_done() -> None:
    found = day({("ann", "accept"): 2, ("bob", "reject"): 1})
    undone = [*deeds(("ann", "accept", 0), ("bob", "reject", 5)), Deed(actor="ann", action="accept", at=WINDOW.end)]
    assert days.without(found, undone).done == {("ann", "accept"): 1}


def test_a_claim_takes_the_time_since_the_same_person_decided_before() -> None:
    found = deeds(("ann", "accept", 0), ("bob", "reject", 1), ("ann", "reject", 12), ("bob", "accept", 21))
    assert list(days.seconds(found)) == [12, 20]


def test_a_pause_and_claims_decided_together_are_left_out() -> None:
    found = deeds(("ann", "accept", 0), ("ann", "accept", 601), ("ann", "reject", 601.05), ("ann", "reject", 621.05))
    assert list(days.seconds(found)) == [20]


def test_only_decisions_of_triage_are_timed_from_whatever_was_decided_before() -> None:
    found = deeds(("ann", "accept", 0), ("ann", "check", 300), ("ann", "accept", 310))
    assert list(days.seconds(found)) == [10]


def test_the_median_is_that_of_all_decisions_not_of_the_days() -> None:
    assert days.typical([day({}, [1.0]), day({}, [5.0, 6.0, 7.0]), day({})]) == 5.5
    assert days.typical([day({})]) is None


def test_people_stand_in_alphabetical_order_whatever_they_did() -> None:
    found = days.people([day({("Zoë", "accept"): 9, ("ann", "accept"): 1}), day({("Bob", "reject"): 5, ("ann", "reject"): 2})])
    assert found == {"Who": ["ann", "Bob", "Zoë"], "Accepted": ["1", "0", "9"], "Rejected": ["2", "5", "0"]}


def test_machines_are_nobody() -> None:
    assert days.people([day({("machine: offline rules", "propose"): 3})]) == {"Who": []}


NAMES = st.sampled_from(["ann", "Bob", "zoë", "Ärne", "machine: rules"])
COUNTS = st.dictionaries(st.tuples(NAMES, st.sampled_from([*DEEDS, "note", "undo"])), st.integers(0, 50))


@given(st.lists(COUNTS, max_size=4))
def test_the_order_of_people_never_follows_from_their_numbers(counts: list[dict[tuple[str, str], int]]) -> None:
    names = days.people([day(each) for each in counts])["Who"]
    assert names == sorted(names, key=str.casefold)
    ones = [day(dict.fromkeys(each, 1)) for each in counts]
    assert names == days.people(ones)["Who"]


def test_day_by_day_the_newest_stands_first() -> None:
    first, second = days.windows(TODAY, UTC, 2)
    found = days.people_by_day([day({("ann", "accept"): 1}, window=first), day({("ann", "accept"): 2}, window=second)])
    assert found == {"Day": ["Wed 20 May 2026", "Tue 19 May 2026"], "Who": ["ann", "ann"], "Accepted": ["2", "1"]}


def test_the_tables_say_what_the_charts_draw() -> None:
    found = [day({("machine: x", "propose"): 1_200, ("ann", "reject"): 3}, [9.0, 30.0])]
    assert days.flow(found) == {
        "Day": ["Wed 20 May 2026"],
        "Came in": ["1,200"],
        "Rejected": ["3"],
        "Merged": ["0"],
        "Checked": ["0"],
    }
    assert days.times(found) == {"Day": ["Wed 20 May 2026"], "Median time per claim": ["20 s"], "Decisions timed": ["2"]}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (4.25, "4.2 s"),
        (59, "59 s"),
        (60, "1 min"),
        (69, "1 min 9 s"),
        (3_600, "1 h"),
        (7_500, "2 h 5 min"),
        (86_400, "1 day"),
        (180_000, "2 days 2 h"),
    ],
)
def test_a_length_of_time_is_said_in_the_units_that_matter(seconds: float, words: str) -> None:
    assert days.lasting(seconds) == words


@pytest.mark.parametrize(("seconds", "words"), [(5, "1 min"), (1_800, "30 min"), (7_200, "2 h"), (7_200_000, "2,000 h")])
def test_a_length_of_work_is_said_in_hours(seconds: float, words: str) -> None:
    assert days.hours(seconds) == words
