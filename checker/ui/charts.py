"""
The charts of the overview; their colours are the theme's, and each says in words what it shows.

Never here: a figure, or a page.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from checker.ui.days import CAME_IN, OUT, Day

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 240
INK = {"dark": "#C9C6C0"}  # Streamlit's own is too faint on light paper
LIGHT_INK = "#55524D"
MINUTE = 60
_COUNT = "abs(datum.value) == floor(abs(datum.value)) ? format(abs(datum.value), ',') : ''"  # no half claims


def flow(days: Sequence[Day]) -> None:
    """Draw what came in above the line and what went out below it, day by day."""
    import altair as alt

    what = (CAME_IN, *dict.fromkeys(OUT.values()))
    chart = (
        alt.Chart(alt.InlineData(values=list(_flow(days))))
        .mark_bar()
        .encode(
            x=_days(days),
            y=alt.Y("height:Q", title="Out · claims · in", stack="zero", axis=alt.Axis(labelExpr=_COUNT)),
            color=alt.Color("what:N", title=None, sort=what, scale=alt.Scale(domain=what), legend=_legend()),
            order=alt.Order("place:Q"),
            tooltip=[alt.Tooltip("day:N", title="Day"), alt.Tooltip("what:N", title="Claims"), "number:Q"],
        )
    )
    _show(chart, "flow", "Bars for each day: claims that came in above the line; those rejected, merged or checked below it")


def times(days: Sequence[Day]) -> None:
    """Draw the median time per claim, day by day."""
    import altair as alt

    longest = max((day.typical or 0 for day in days), default=0)
    unit, size = ("minutes", MINUTE) if longest >= 2 * MINUTE else ("seconds", 1)
    values = [{"day": _label(day), "time": day.typical / size if day.typical else None} for day in days]
    chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_line(point=alt.OverlayMarkDef(size=45, aria=False))
        .encode(
            x=_days(days),
            y=alt.Y("time:Q", title=f"Median, {unit}", scale=alt.Scale(zero=True)),
            tooltip=[alt.Tooltip("day:N", title="Day"), alt.Tooltip("time:Q", title=unit.capitalize(), format=".1f")],
        )
    )
    _show(chart, "times", f"A line of the median time per claim on each day, in {unit}")


def _flow(days: Sequence[Day]) -> Iterator[dict[str, str | int]]:
    for day in days:
        yield {"day": _label(day), "what": CAME_IN, "number": day.came_in, "height": day.came_in, "place": 0}
        for place, (name, number) in enumerate(day.went_out().items(), 1):
            yield {"day": _label(day), "what": name, "number": number, "height": -number, "place": place}


def _days(days: Sequence[Day]) -> "alt.X":
    import altair as alt

    axis = alt.Axis(labelAngle=0, labelOverlap="greedy")
    return alt.X("day:N", title=None, sort=[_label(day) for day in days], axis=axis)


def _legend() -> "alt.Legend":
    import altair as alt

    return alt.Legend(orient="top", direction="horizontal")


def _label(day: Day) -> str:
    return f"{day.window.date.day} {day.window.date:%b}"


def _show(chart: "alt.Chart", name: str, words: str) -> None:
    ink = INK.get(st.context.theme.type or "", LIGHT_INK)
    chart = chart.configure_axis(labelColor=ink, titleColor=ink).configure_legend(labelColor=ink)
    st.altair_chart(chart.properties(height=HEIGHT), width="stretch", key=f"chart_{name}", alt=words)
