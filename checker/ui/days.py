"""
The last days as figures: what came in, what was done and by whom, how long a claim took; each day in the viewer's own zone.

Never here: Streamlit, a query, or an order of people by what they did.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import chain
from statistics import median
from zoneinfo import ZoneInfo

from checker.store.progress import Deed
from checker.ui import prose
from checker.ui.prose import BY_MACHINE

DAYS = 30
PAUSE = timedelta(minutes=10)  # a longer one is no work on a claim
TOGETHER = timedelta(milliseconds=100)  # nobody decides twice in less: claims of one list, decided with one key

CAME_IN = "Came in"
IN = frozenset({"propose", "split_off"})
# How a claim leaves the queues.
OUT = {"reject": "Rejected", "withdraw": "Rejected", "merge": "Merged", "check": "Checked", "approve": "Checked"}
TRIAGED = frozenset({"accept", "reject", "merge"})
DECISIONS = frozenset({*TRIAGED, *OUT, "edit", "split", "snooze", "submit", "send_back", "reopen", "undo"})
# What people do, and the head of its column.
DEEDS = {
    "propose": "Added by hand",
    "accept": "Accepted",
    "reject": "Rejected",
    "withdraw": "Withdrawn",
    "edit": "Reworded",
    "split": "Split",
    "merge": "Merged",
    "check": "Checked",
    "submit": "Sent to review",
    "approve": "Approved",
    "approve_again": "Approved as corrected",
    "send_back": "Sent back",
    "reopen": "Reopened",
    "publish": "Published",
    "correct": "Corrected",
    "retract": "Retracted",
}

Done = Mapping[tuple[str, str], int]
Table = dict[str, list[str]]
Rows = dict[tuple[str, ...], Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A day between its two midnights."""

    date: date
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What happened on one day; `done` counts by actor and action, `seconds` is what each triage decision took."""

    window: Window
    done: Done
    seconds: Sequence[float] = ()

    @property
    def came_in(self) -> int:
        """How many claims were proposed or added."""
        return sum(number for (_, action), number in self.done.items() if action in IN)

    @property
    def typical(self) -> float | None:
        """The median seconds of a triage decision; None where none could be timed."""
        return median(self.seconds) if self.seconds else None

    def went_out(self) -> Counter[str]:
        """Return how many claims left the queues, by how."""
        out: Counter[str] = Counter(dict.fromkeys(OUT.values(), 0))
        for (_, action), number in self.done.items():
            if action in OUT:
                out[OUT[action]] += number
        return out


def zone(name: str | None) -> tuple[tzinfo, str]:
    """Return the zone of this name and the name to say, or UTC where it is not known."""
    try:
        return (ZoneInfo(name), name) if name else (UTC, "UTC")
    except (ValueError, OSError, KeyError):  # a browser may say anything
        return UTC, "UTC"


def windows(today: date, of: tzinfo, days: int = DAYS) -> Iterator[Window]:
    """Yield the last days up to today, each with its two midnights; where clocks change, a day has 23 or 25 hours."""
    for back in range(days - 1, -1, -1):
        day = today - timedelta(days=back)
        yield Window(date=day, start=_midnight(day, of), end=_midnight(day + timedelta(days=1), of))


def without(day: Day, undone: Iterable[Deed]) -> Day:
    """Return a day without what was done on it and taken back, whenever that was."""
    left = Counter(day.done)
    here = (each for each in undone if day.window.start <= each.at < day.window.end)
    left.subtract(Counter((each.actor, each.action) for each in here))
    return replace(day, done=+left)


def seconds(deeds: Iterable[Deed]) -> Iterator[float]:
    """Yield the time from a person's decision before to each of their triage decisions, pauses and claims decided together left out."""
    before: dict[str, datetime] = {}
    for each in deeds:
        last = before.get(each.actor)
        before[each.actor] = each.at
        if last and each.action in TRIAGED and TOGETHER < each.at - last <= PAUSE:
            yield (each.at - last).total_seconds()


def typical(days: Iterable[Day]) -> float | None:
    """Return the median seconds of a triage decision in all of these days."""
    every = list(chain.from_iterable(day.seconds for day in days))
    return median(every) if every else None


def anything(days: Iterable[Day]) -> bool:
    """Whether anything at all happened in these days."""
    return any(day.done for day in days)


def flow(days: Sequence[Day]) -> Table:
    """Return what came in and went out, a row for each day, the newest first."""
    newest = list(reversed(days))
    out = {name: [f"{day.went_out()[name]:,}" for day in newest] for name in dict.fromkeys(OUT.values())}
    return {"Day": [shown(day.window.date) for day in newest], CAME_IN: [f"{day.came_in:,}" for day in newest], **out}


def times(days: Sequence[Day]) -> Table:
    """Return how long a claim took, a row for each day on which that can be said, the newest first."""
    timed = [day for day in reversed(days) if day.seconds]
    return {
        "Day": [shown(day.window.date) for day in timed],
        "Median time per claim": [lasting(day.typical or 0) for day in timed],
        "Decisions timed": [f"{len(day.seconds):,}" for day in timed],
    }


def people(days: Iterable[Day]) -> Table:
    """Return who did what in all of these days together, in alphabetical order."""
    together: Counter[tuple[str, str]] = Counter()
    for day in days:
        together.update(day.done)
    rows: Rows = {(name,): _of(together, name) for name in _names(together)}
    return _table(rows, ("Who",))


def people_by_day(days: Sequence[Day]) -> Table:
    """Return who did what on each day, the newest day first and its people in alphabetical order."""
    rows: Rows = {(shown(day.window.date), name): _of(day.done, name) for day in reversed(days) for name in _names(day.done)}
    return _table(rows, ("Day", "Who"))


def shown(day: date) -> str:
    """Return a day as a table shows it."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def lasting(seconds: float) -> str:
    """Return a length of time in words, in the two units that matter at most."""
    if seconds < 10:  # noqa: PLR2004 - below, tenths tell something
        return f"{seconds:.1f} s"
    whole = round(seconds)
    for size, unit, smaller, below in ((86_400, "day", 3_600, "h"), (3_600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= size:
            number, rest = whole // size, whole % size // smaller
            named = prose.count(number, unit) if unit == "day" else f"{number} {unit}"
            return f"{named} {rest} {below}" if rest else named
    return f"{whole} s"


def hours(seconds: float) -> str:
    """Return a length of work in whole hours, or in minutes below one; nobody works for days without an end."""
    return f"{seconds / 3_600:,.0f} h" if seconds >= 3_600 else f"{max(1, round(seconds / 60))} min"  # noqa: PLR2004


def _midnight(day: date, of: tzinfo) -> datetime:
    return datetime.combine(day, time(), of).astimezone(UTC)


def _names(done: Done) -> list[str]:
    names = {actor for actor, action in done if action in DEEDS and not actor.startswith(BY_MACHINE)}
    return sorted(names, key=lambda name: (name.casefold(), name))


def _of(done: Done, name: str) -> dict[str, int]:
    return {action: done.get((name, action), 0) for action in DEEDS}


def _table(rows: Rows, heads: Sequence[str]) -> Table:
    told: Table = {head: [row[place] for row in rows] for place, head in enumerate(heads)}
    for action, head in DEEDS.items():
        if any(counts[action] for counts in rows.values()):
            told[head] = [f"{counts[action]:,}" for counts in rows.values()]
    return told
