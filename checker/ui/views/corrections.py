"""
Corrections: every correction and retraction of a finding, the newest first, as it is told in public.

Never here: a correction itself; the record has it.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import streamlit as st

from checker import tasks
from checker.export.corrections import LOG_FORMATS, what
from checker.model import Mended, Verdict
from checker.ui import lines, marks, prose, tables, viewer
from checker.ui.lines import Line
from checker.ui.session import desk, escaped, label, settings, user
from checker.words import CorrectionKind

MOST = 200  # on the page; files hold all
A_DAY = timedelta(days=1)


def page() -> None:
    """Show the log from one day to another, and offer it as files for the public."""
    st.page_link("views/records.py", label="All records", icon=":material/arrow_back:", help="")
    since, until = _days()
    log = list(islice(tasks.corrections_log(desk(), user(), since=since, until=until, public=False), MOST + 1))
    if not log:
        told = "Nothing was corrected in these days." if since or until else "No finding was corrected or retracted yet."
        lines.show([Line(kind="plain", text=told)], key="corrections_none")
        return
    more = f"The {MOST} newest; choose days to see others." if len(log) > MOST else f"{prose.count(len(log), 'correction')}."
    lines.show([Line(kind="plain", text=more)], key="corrections_sum")
    tables.show(_table(log[:MOST]), "Corrections and retractions, the newest first", key="corrections_table", words=True)
    _opening(log[:MOST])
    _files(since, until)


def _days() -> tuple[datetime | None, datetime | None]:
    with st.container(horizontal=True, gap="small"):
        first = st.date_input("From", value=None, format="YYYY-MM-DD", key="corrections_from", width=180)
        last = st.date_input("Until", value=None, format="YYYY-MM-DD", key="corrections_until", width=180)
    return _begin(first), _begin(last + A_DAY if last else None)


def _begin(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


def _table(log: Sequence[Mended]) -> dict[str, list[str]]:
    return {
        "When": [f"{viewer.local(each.correction.at):%Y-%m-%d} {prose.hour(each.correction.at)}" for each in log],
        "Claim": [each.claim for each in log],
        "Kind": [label(each.correction.kind) for each in log],
        "What changed": [what(each) for each in log],
        "Why": [each.correction.why for each in log],
        "Verdict before": [_verdict(each.correction.before) for each in log],
        "Verdict now": [_now(each) for each in log],
        "By": [each.correction.by for each in log],
    }


def _now(each: Mended) -> str:
    return "Retracted" if each.correction.kind is CorrectionKind.RETRACTION else _verdict(each.after)


def _verdict(verdict: Verdict | None) -> str:
    return marks.verdict_words(verdict) if verdict else "None"


def _opening(log: Sequence[Mended]) -> None:
    claims = {each.claim_id: each.claim for each in log}
    chosen = st.selectbox(
        "Open the record of", list(claims), index=None, format_func=claims.__getitem__, key="corrections_open"
    )
    if chosen:
        name = f"Record: {escaped(claims[chosen])}"
        st.page_link("views/records.py", label=name, icon=":material/list:", query_params={"record": chosen}, help="")


def _files(since: datetime | None, until: datetime | None) -> None:
    context = tasks.publisher(settings())
    with st.container(horizontal=True, gap="small"):
        for form, each in LOG_FORMATS.items():
            log = tasks.corrections_log(desk(), user(), since=since, until=until)
            st.download_button(
                f"Public log as {form.upper()}",
                b"".join(each.write(log, context)),
                file_name=f"corrections-{desk().now():%Y-%m-%d}{each.suffix}",
                mime=each.media_type,
                icon=":material/download:",
                on_click="ignore",
                key=f"corrections_{form}",
            )


page()
