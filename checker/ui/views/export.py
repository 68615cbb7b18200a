"""
Export: choose which records and which format, see what will be in the file and what will not, take it.

Never here: a format, or how a record is made.
"""

from dataclasses import replace
from itertools import islice

import streamlit as st

from checker import tasks
from checker.export import DEFAULT_STATUSES, FORMATS, Context, Format, LeftOut, export
from checker.export.profiles import PROFILES
from checker.store import claims
from checker.store.claims import Filter, Size
from checker.ui import filters, lines, prose
from checker.ui.lines import Line
from checker.ui.session import desk, settings, user

MOST = 5_000  # records that are made into a file in this process's memory
SHOWN = 20  # of those that are left out
PREVIEW = 2_000  # characters
NEEDED = ("publisher_name", "publisher_url")


def page() -> None:
    """Show the choice, what it comes to, and the download."""
    filters.draw(anything="Checked and published")
    wanted = filters.wanted(DEFAULT_STATUSES)
    choice, outcome = st.columns([2, 3], gap="large")
    with desk().store.read() as tx:
        size = claims.size(tx, wanted)
    with choice:
        chosen = FORMATS[st.radio("Format", list(FORMATS), format_func=lambda each: FORMATS[each].name, key="format")]
        lines.show(_about(chosen), key="format_about")
        context = _context(chosen)
    with outcome:
        _offer(chosen, wanted, size, context)


def _context(chosen: Format) -> Context:
    """Who exports, and for whom where a format asks for it."""
    context = tasks.publisher(settings())
    if chosen.id != "claimreview":
        return context
    profile = st.selectbox("For", list(PROFILES), key="profile")
    lines.show([Line(kind="quiet", text=PROFILES[profile].says)], key="profile_about")
    return replace(context, profile=profile, html=st.checkbox("As script elements to paste into pages", key="html"))


def _about(chosen: Format) -> list[Line]:
    told = [Line(kind="quiet", text=chosen.says)]
    missing = [name for name in NEEDED if not getattr(settings(), name)]
    if missing and chosen.id == "claimreview":
        names = " and ".join(f"CHECKER_{name.upper()}" for name in missing)
        told.append(Line(kind="warning", icon="warning", text=f"Set {names}: a ClaimReview names who publishes the check."))
    return told


def _offer(chosen: Format, wanted: Filter, size: Size, context: Context) -> None:
    if not size.number:
        lines.show([Line(kind="plain", text="No record fits. Check a claim, or choose other statuses.")], key="export_empty")
        st.page_link("views/check.py", label="Check claims", icon=":material/fact_check:", help="")
        return
    if size.more or size.number > MOST:
        words = f"{prose.size(size)} are too many for the browser (at most {MOST:,}). Narrow the filters, or run: "
        lines.show(
            [Line(kind="warning", text=f"{words}checker export --format {chosen.id} -o FILE", icon="warning")],
            key="export_many",
        )
        return
    data = b"".join(export(tasks.to_export(desk(), user(), wanted, chosen.id, context), chosen.id, context))
    inside = size.number - len(context.left_out)
    lines.show(
        [Line(kind="strong", text=f"{prose.count(inside, 'record')} in the file."), *_left_out(context.left_out)],
        key="export_sum",
    )
    st.download_button(
        f"Download {chosen.name}",
        data,
        file_name=f"claim-checker-{desk().now():%Y-%m-%d}{'.html' if context.html else chosen.suffix}",
        mime="text/html" if context.html else chosen.media_type,
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        disabled=not inside,
        key="download",
    )
    if inside and chosen.is_text:
        _preview(chosen, wanted, replace(context, left_out=[]))


def _left_out(left_out: list[LeftOut]) -> list[Line]:
    if not left_out:
        return []
    told = [Line(kind="warning", icon="warning", text=f"{prose.count(len(left_out), 'record')} left out:")]
    told += [Line(kind="meta", text=f"{each.claim_id}: {each.why}") for each in left_out[:SHOWN]]
    if len(left_out) > SHOWN:
        told.append(Line(kind="meta", text=f"and {len(left_out) - SHOWN:,} more."))
    return told


def _preview(chosen: Format, wanted: Filter, context: Context) -> None:
    for record in islice(tasks.records(desk(), user(), wanted, context), MOST):
        before = len(context.left_out)
        data = b"".join(export([record], chosen.id, context))
        if len(context.left_out) == before:
            st.text("The first record")
            st.code(data.decode("utf-8-sig")[:PREVIEW], language=None, wrap_lines=True)
            return


page()
