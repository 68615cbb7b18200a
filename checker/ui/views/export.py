"""
Export: choose which records and which format, see what will be in the file and what will not, take it.

Never here: a format, or how a record is made.
"""

from dataclasses import replace
from itertools import islice

import streamlit as st

from checker import tasks
from checker.auth import may
from checker.export import DEFAULT_STATUSES, FORMATS, PACKS, Context, Format, LeftOut, export
from checker.export.profiles import PROFILES
from checker.store import claims
from checker.store.claims import Filter, Size
from checker.ui import downloads, filters, lines, prose
from checker.ui.lines import Line
from checker.ui.session import desk, settings, user

OFFERED = FORMATS | PACKS
MOST = 5_000  # records of which each is looked at before the download
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
        chosen = OFFERED[st.radio("Format", _offered(), format_func=lambda each: OFFERED[each].name, key="format")]
        lines.show(_about(chosen), key="format_about")
        context = _context(chosen)
    with outcome:
        _offer(chosen, wanted, size, context)


def _offered() -> list[str]:
    """The formats that whoever looks may take out of the desk."""
    return [id_ for id_, each in OFFERED.items() if each.public or may(user(), "export_private")]


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
    if not chosen.public:
        told.append(Line(kind="warning", icon="warning", text="Not for others: it holds internal notes and drafts."))
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
    left_out = _cannot(chosen, wanted, size, context)
    lines.show([_sum(size, left_out), *_left_out(left_out), *_looked_at(chosen, size)], key="export_sum")
    inside = size.more or size.number > len(left_out)
    more = {"profile": context.profile, "html": "yes" if context.html else ""} if chosen.id == "claimreview" else {}
    st.link_button(
        f"Download {chosen.name}",
        downloads.address(chosen, filters.asked() | more),
        icon=":material/download:",
        type="primary",
        disabled=not inside,
        key="download",
    )
    if inside and chosen.is_text:
        _preview(chosen, wanted, replace(context, left_out=[]))


def _sum(size: Size, left_out: list[LeftOut]) -> Line:
    inside = replace(size, number=size.number - len(left_out))
    return Line(kind="strong", text=f"{prose.size(inside)} in the file.".capitalize())


def _cannot(chosen: Format, wanted: Filter, size: Size, context: Context) -> list[LeftOut]:
    """The records that this format cannot hold, unless there are too many to look at each."""
    if chosen.id != "claimreview" or size.more or size.number > MOST:
        return []
    for _ in tasks.written(desk(), user(), wanted, chosen, context):
        pass
    return context.left_out


def _looked_at(chosen: Format, size: Size) -> list[Line]:
    if chosen.id != "claimreview" or (not size.more and size.number <= MOST):
        return []
    words = "Records that cannot be ClaimReviews are not in the file; checker export --format claimreview names each and why."
    return [Line(kind="quiet", text=words)]


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
