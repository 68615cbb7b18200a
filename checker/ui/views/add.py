"""
Add documents: paste a text, choose files or give a url; below, what became of every document.

Never here: how a document is read, or a claim is found.
"""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from checker import tasks
from checker.drafts import kept
from checker.store.drafts import ADDING
from checker.tasks import Metadata
from checker.ui import documents, drafts, intake, lines, notice
from checker.ui.drafts import Field
from checker.ui.intake import Source
from checker.ui.lines import Line
from checker.ui.session import desk, settings, user

WAYS = {
    "paste": ("Paste a text", ":material/content_paste:"),
    "files": ("Choose files", ":material/upload_file:"),
    "url": ("Give a url", ":material/link:"),
}
TYPED = {"paste": "text", "url": "address"}  # what a way in is typed into
KINDS = "Text, Markdown, HTML, PDF with a text layer, Word (.docx), SRT or WebVTT"


def page() -> None:
    """Show the ways in, what just came of them, and the documents."""
    notice.show()
    round_ = st.session_state.setdefault("intake_round", 0)  # a new round has empty fields
    way = _way()
    fields = [*_typed_into(way, round_), *intake.typed_into(f"about_{round_}")]
    _begin(fields)
    with st.container(key="restored"):  # always there, so that the form below keeps its place and what is in it
        drafts.draw_notice(ADDING, fields)
    with st.form(f"intake_{round_}", border=False):
        sources = _SOURCES[way](round_)
        with st.expander("What you know about it (optional)", expanded=_knows(fields)):
            metadata = intake.metadata_fields(f"about_{round_}")
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = st.form_submit_button("Add", icon=":material/add:", type="primary", key="add")
            lines.show([Line(kind="quiet", text=_says_extractor())], key="extractor")
    if pressed:
        _take_in(sources, metadata(), fields)
    if st.session_state.get("outcomes"):
        intake.show(st.session_state["outcomes"])
    documents.draw()
    drafts.watch(ADDING, fields)


def _way() -> str:
    """Draw the ways in; the one in which something was typed last is chosen where a page was lost."""
    typed = drafts.found(ADDING) or ({} if "way" in st.session_state else kept(desk(), user(), ADDING))
    written = {way: typed[name] for way, name in TYPED.items() if name in typed and typed[name].words.strip()}
    if written:
        st.session_state["way"] = max(written, key=lambda each: written[each].at)
    st.session_state.setdefault("way", "paste")
    chosen = st.segmented_control(
        "How",
        list(WAYS),
        key="way",
        format_func=lambda each: WAYS[each][0],
        on_change=_forget_outcomes,
        label_visibility="collapsed",
        required=True,
    )
    return chosen or "paste"


def _forget_outcomes() -> None:
    """What came of one way in says nothing of another."""
    st.session_state.pop("outcomes", None)


def _typed_into(way: str, round_: int) -> list[Field]:
    return [Field(name=TYPED[way], shown=TYPED[way], key=f"{TYPED[way]}_{round_}")] if way in TYPED else []


def _begin(fields: Sequence[Field]) -> None:
    """Put drafts back, after another way in or another page only into the fields that were away; the rest is being typed in."""
    away = [each for each in fields if each.key not in st.session_state]
    into = fields if drafts.found(ADDING) else away or fields
    drafts.begin(ADDING, lambda names: into if names else fields, once_more=bool(away))


def _knows(fields: Sequence[Field]) -> bool:
    return any(st.session_state.get(each.key) for each in fields if each.name not in TYPED.values())


def _pasted(round_: int) -> list[Source]:
    text = st.text_area("Text", key=f"text_{round_}", height=180, placeholder="Paste a text here", label_visibility="collapsed")
    return [Source(name="pasted text", read=lambda: tasks.read_text(settings(), text))] if text and text.strip() else []


def _uploaded(round_: int) -> list[Source]:
    files = st.file_uploader(KINDS, key=f"files_{round_}", accept_multiple_files=True, max_upload_size=_megabytes())
    return [Source(name=each.name, read=partial(tasks.read_bytes, settings(), each.getvalue(), each.name)) for each in files]


def _fetched(round_: int) -> list[Source]:
    url = st.text_input("Url", key=f"address_{round_}", placeholder="https://", label_visibility="collapsed").strip()
    return [Source(name=url, read=lambda: tasks.read_url(settings(), url))] if url else []


_SOURCES = {"paste": _pasted, "files": _uploaded, "url": _fetched}


def _megabytes() -> int:
    return max(1, int(settings().max_megabytes))


def _says_extractor() -> str:
    model = settings().model
    if model:
        return f"Claims will be proposed by {model}; the text is sent to it."
    return "No model is configured: the offline rules will propose claims. They are not an LLM."


def _take_in(sources: list[Source], metadata: Metadata, fields: Sequence[Field]) -> None:
    if not sources:
        lines.show([Line(kind="warning", icon="info", text="There is nothing to add yet.")], key="nothing")
        return
    outcomes = intake.take_in(sources, metadata)
    st.session_state["outcomes"] = outcomes
    if not any(outcome.error for outcome in outcomes):
        drafts.spent(ADDING, fields)
        st.session_state["intake_round"] += 1
    st.rerun()


page()
