"""
Overview: what came in, waits, was done and by whom; four numbers to act on, two charts, and how proposals stood up to review.

Never here: a figure, a query, or anything that ranks people against one another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from checker.review import BY_HAND
from checker.store import Tx, documents, events, progress, quality
from checker.ui import charts, days, lines, prose, session, standing, tables
from checker.ui.days import DAYS, DECISIONS, Day, Table, Window, hours, lasting
from checker.ui.lines import Line
from checker.ui.session import desk
from checker.words import Status

PERIODS = {1: "Today", 7: "Last 7 days", DAYS: f"Last {DAYS} days"}
TIMED = (
    "Time per claim is the time between two decisions of the same person, up to accepting, rejecting or merging; "
    "pauses longer than 10 minutes and claims that were decided together are left out."
)
UNTIMED = "No decision of these days could be timed yet."
COUNTED = "What was taken back is not counted. People stand in alphabetical order."
OUTCOMES = ("Proposed by", "Waiting", "As proposed", "Edited", "Rejected")
SETTLED = timedelta(hours=1)  # after a day nobody writes into its history any more, whatever their clock says
PAGES = {Status.CANDIDATE: "triage", Status.ACCEPTED: "check", Status.IN_REVIEW: "check"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for somebody just now."""

    counts: dict[Status, int]
    oldest: progress.Oldest | None
    unread: int  # documents, in part or in whole


def page() -> None:
    """Show the numbers, the charts, and who did what."""
    zone, zone_name = days.zone(st.context.timezone)
    today = desk().now().astimezone(zone).date()
    windows = list(days.windows(today, zone))
    with desk().store.read() as tx:
        oldest, unread = progress.oldest(tx, desk().now()), len(documents.left_short(tx))
        newest = events.newest(tx)
        last = _days(tx, windows)
    if not newest:
        _nothing()
        return
    lines.show([Line(kind="title", text="Overview"), Line(kind="quiet", text=_span(zone_name))], key="overview_about")
    _numbers(Waiting(counts=session.counts(), oldest=oldest, unread=unread), days.typical(last))
    if days.anything(last):
        _charts(last)
        _people(last)
    else:
        lines.show([Line(kind="plain", text=f"Nothing was done in the last {DAYS} days.")], key="quiet_days")
    _extractors(newest)


def _span(zone_name: str) -> str:
    return f"What waits now, and the last {DAYS} days; days begin at midnight in the time zone {zone_name}."


def _days(tx: Tx, windows: Sequence[Window]) -> list[Day]:
    undone = list(progress.taken_back(tx, windows[0].start))
    return [days.without(_day(tx, window), undone) for window in windows]


def _day(tx: Tx, window: Window) -> Day:
    over = window.end < desk().now() - SETTLED
    return _past(str(desk().store.url), window) if over else _counted(tx, window)


# The history is only ever appended to, so that a day that is over stays as it is; nothing here belongs to a session.
@st.cache_data(show_spinner="Counting …", max_entries=4 * DAYS)
def _past(url: str, window: Window) -> Day:
    with desk().store.read() as tx:
        return _counted(tx, window)


def _counted(tx: Tx, window: Window) -> Day:
    timed = days.seconds(progress.deeds(tx, DECISIONS, window.start, window.end))
    return Day(window=window, done=progress.done(tx, window.start, window.end), seconds=tuple(timed))


@st.cache_data(show_spinner="Counting …", max_entries=2)
def _standings(url: str, newest: int) -> list[quality.Standing]:
    with desk().store.read() as tx:
        return quality.standings(tx, BY_HAND)


def _numbers(waiting: Waiting, typical: float | None) -> None:
    for column, show in zip(st.columns(4, border=True), (_to_triage, _to_check, _oldest, _unread), strict=True):
        with column:
            show(waiting, typical)


def _to_triage(waiting: Waiting, typical: float | None) -> None:
    number = waiting.counts[Status.CANDIDATE]
    st.metric("To triage", f"{number:,}")
    pace = f"about {hours(number * typical)} of work at {lasting(typical)} a claim" if typical and number else ""
    lines.show([Line(kind="meta", text=pace)] if pace else [], key="pace")
    st.page_link("views/triage.py", label="Triage", icon=":material/rule:", help="")


def _to_check(waiting: Waiting, _typical: float | None) -> None:
    st.metric("To check", f"{waiting.counts[Status.ACCEPTED]:,}")
    review = waiting.counts[Status.IN_REVIEW]
    lines.show([Line(kind="meta", text=f"{review:,} more for a second pair of eyes")] if review else [], key="in_review")
    st.page_link("views/check.py", label="Check", icon=":material/fact_check:", help="")


def _oldest(waiting: Waiting, _typical: float | None) -> None:
    oldest = waiting.oldest
    st.metric("Oldest that waits", lasting((desk().now() - oldest.added_at).total_seconds()) if oldest else "none")
    if oldest:
        came = f"came in on {prose.moment(oldest.added_at)}"
        lines.show([Line(kind="meta", text=came)], key="oldest_since")
        page = f"views/{PAGES[oldest.status]}.py"
        st.page_link(page, label="Open it", icon=":material/open_in_new:", query_params={"claim": oldest.claim_id}, help="")


def _unread(waiting: Waiting, _typical: float | None) -> None:
    st.metric("Documents not read whole", f"{waiting.unread:,}")
    words = "their claims may be missing" if waiting.unread else "every document was read"
    lines.show([Line(kind="meta", text=words)], key="unread")
    st.page_link("views/add.py", label="Documents", icon=":material/description:", help="")


def _charts(last: list[Day]) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        lines.show([Line(kind="heading", text="What came in and what went out")], key="flow_about")
        charts.flow(last)
        _as_table("flow", "The same as a table", days.flow(last))
    with right:
        lines.show([Line(kind="heading", text="Time per claim in triage")], key="times_about")
        if days.typical(last) is None:
            lines.show([Line(kind="plain", text=UNTIMED), Line(kind="quiet", text=TIMED)], key="untimed")
            return
        charts.times(last)
        _as_table("times", "The same as a table, and how it is measured", days.times(last), TIMED)


def _as_table(key: str, name: str, table: Table, about: str = "") -> None:
    with st.expander(name, type="compact"):
        if about:
            lines.show([Line(kind="quiet", text=about)], key=f"{key}_measured")
        tables.show(table, name, key=f"{key}_table")


def _people(last: list[Day]) -> None:
    lines.show([Line(kind="heading", text="Who did what"), Line(kind="quiet", text=COUNTED)], key="people_about")
    period = st.segmented_control(
        "Period",
        list(PERIODS),
        default=DAYS,
        format_func=PERIODS.__getitem__,
        key="period",
        label_visibility="collapsed",
        required=True,
    )
    table = days.people(last[-period:])
    if table["Who"]:
        tables.show(table, "What each person did in this time", key="people_table")
        _as_table("people_days", "Day by day", days.people_by_day(last[-period:]))
    else:
        lines.show([Line(kind="plain", text="Nobody decided anything in this time.")], key="nobody")


def _extractors(newest: int) -> None:
    found = standing.table(_standings(str(desk().store.url), newest))
    lines.show([Line(kind="heading", text="How proposals stood up to review, all time")], key="extractors_about")
    if found["Proposed by"]:
        chosen = {name: found[name] for name in OUTCOMES}
        tables.show(chosen, "One row for each extractor, model and version of the prompts", key="extractors_table")
    st.page_link("views/quality.py", label="Quality: reasons, badges, edits", icon=":material/insights:", help="")


def _nothing() -> None:
    lines.show(
        [
            Line(kind="title", text="Nothing has happened here yet"),
            Line(kind="quiet", text="Add a document; what comes in, waits and is done will stand here, day by day."),
        ],
        key="overview_empty",
    )
    st.page_link("views/add.py", label="Add documents", icon=":material/add:", help="")


page()
