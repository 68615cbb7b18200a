"""
The HTML report: records for people to read and print, in one page that needs nothing else and runs nothing.

Never here: what a record holds. Every word goes through `escape`, and stands apart so that it orders nothing around it, whatever
direction it runs in; an address becomes a link only if it is http(s).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from html import escape

from checker.export.jsonld import host_of
from checker.export.records import Context, Proposed, Record
from checker.model import Correction, Evidence, FactCheck, Reply, Verdict

STYLE = (
    "body{font:1rem/1.5 Georgia,serif;color:#1a1a1a;background:#fff;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h1,h2,h3,dt,th{font-family:system-ui,sans-serif}h2{margin-top:3rem;border-top:2px solid #1a1a1a;padding-top:1rem}"
    "blockquote{margin:1rem 0;padding-left:1rem;border-left:4px solid #767676}dt{font-weight:600}dd{margin:0 0 .5rem}"
    ".verdict{font:600 1.25rem system-ui,sans-serif}table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;"
    "padding:.25rem .5rem;text-align:left;vertical-align:top}a{color:#0b4f9e;overflow-wrap:anywhere}"
    ".words{white-space:pre-line;overflow-wrap:anywhere}"
    "@media print{body{margin:0;max-width:none}article{break-inside:auto}h2,h3{break-after:avoid}a{color:inherit}}"
)
END = b"</main>\n</body>\n</html>\n"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
FIELDS = {
    "text": "Claim",
    "quote": "Quote",
    "claimant": "Claimant",
    "claimant_role": "Role",
    "attribution": "Attribution",
}


def write(records: Iterable[Record], context: Context) -> Iterator[bytes]:
    """Yield the page, one record after the other."""
    title = "Fact-check records" + (f" of {context.publisher_name}" if context.publisher_name.strip() else "")
    yield head(title).encode()
    is_empty = True
    for record in records:
        is_empty = False
        yield _record(record).encode("utf-8", "replace")
    yield b"<p>No record fits.</p>\n" * is_empty + END


def head(title: str) -> str:
    """Return how a page of its own begins: with everything that it needs, and nothing that runs."""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<header><h1>{escape(title)}</h1></header>\n<main>\n"
    )


def _record(record: Record) -> str:
    heading = f"record-{escape(record.id, quote=True)}"
    finding = record.finding
    parts = [
        f'<h2 id="{heading}" dir="auto">{escape(record.text) or "A claim without words"}</h2>',
        f'<p class="verdict">Verdict: {verdict_words(record.verdict)}</p>',
        _said(record),
        _finding(finding) if finding else "",
        _evidence(record.evidence),
        _reply(finding.reply) if finding and finding.reply else "",
        _corrections(record.corrections),
        _made(record),
    ]
    return f'<article aria-labelledby="{heading}">\n' + "\n".join(filter(None, parts)) + "\n</article>\n"


def verdict_words(verdict: Verdict | None) -> str:
    """Return a verdict with its place on its scale, fit to stand in a page."""
    if verdict is None:
        return "none yet"
    if verdict.value is None:
        return apart(verdict.name)
    return f"{apart(verdict.name)} ({verdict.value} on a scale from {verdict.worst}, false, to {verdict.best}, true)"


def _said(record: Record) -> str:
    document = record.document
    rows = {
        "Claimant": _several(record.claimant, record.claimant_role) or "not known",
        "Said": _several(record.claimed_at),
        "Status": record.status.replace("_", " "),
        "Tags": _several(*record.tags),
    }
    source = _several(document.title, document.publisher, _day(document.published_at), record.locator)
    quoted = (
        f'<blockquote><p{_lang(document.language)} class="words" dir="auto">{escape(record.quote)}</p></blockquote>\n'
        if record.quote
        else ""
    )
    source = f"<p>From: {source} {link(document.url)}</p>"
    return f"{_listed(rows)}\n<h3>In the document</h3>\n{quoted}{source}"


def _lang(language: str | None) -> str:
    return f' lang="{language}"' if language and language.isascii() and language.replace("-", "").isalnum() else ""


def _finding(finding: FactCheck) -> str:
    rows = {"Checked by": _several(finding.by), "Approved by": _several(finding.approved_by), "Completed": _day(finding.at)}
    published = f"<p>Published at {link(finding.url)}</p>" if finding.url else ""
    return f'<h3>Rationale</h3>\n<p class="words" dir="auto">{escape(finding.rationale)}</p>\n{_listed(rows)}{published}'


def _evidence(rows: tuple[Evidence, ...]) -> str:
    return f"<h3>Evidence</h3>\n<ol>\n{''.join(map(_source, rows))}</ol>" if rows else ""


def _source(row: Evidence) -> str:
    named = _several(row.title, row.publisher, row.locator)
    quoted = f'<blockquote><p class="words" dir="auto">{escape(row.quote)}</p></blockquote>' if row.quote else ""
    seen = f" Consulted {row.accessed_at}." if row.accessed_at else ""
    kept = f" Archived copy: {link(row.archived_url)}" if row.archived_url else ""
    stance = "says neither" if row.stance == "neither" else row.stance.value
    return f"<li>{named} ({row.kind}; {stance}). {link(row.url)}{seen}{kept}{quoted}</li>\n"


def _reply(reply: Reply) -> str:
    rows = {"Asked": _several(reply.asked, _day(reply.asked_at)), "Until": _day(reply.deadline)}
    answer = reply.answer or "No answer is recorded."
    return f'<h3>Right of reply</h3>\n{_listed(rows)}<p class="words" dir="auto">{escape(answer)}</p>'


def _corrections(corrections: tuple[Correction, ...]) -> str:
    if not corrections:
        return ""
    rows = "".join(
        f"<li>{each.at:%Y-%m-%d}, {each.kind}: {apart(each.why)} (by {apart(each.by)}; verdict before: {verdict_words(each.before)})</li>\n"
        for each in corrections
    )
    return f"<h3>Corrections</h3>\n<ol>\n{rows}</ol>"


def _made(record: Record) -> str:
    return f"<h3>How this record was made</h3>\n<p>{escape(disclosure(record))}</p>\n{_differences(record)}".rstrip()


def disclosure(record: Record) -> str:
    """Return in sentences what a machine proposed of this record, what people changed, and whose the finding is."""
    made = record.provenance
    if made.model:
        proposed = f"A language model ({made.model}) proposed this claim from the document."
    elif made.run_id:
        proposed = f"A program without a language model ({made.extractor}) proposed this claim from the document."
    else:
        proposed = "A person wrote this claim down; no machine proposed it."
    changed = ", ".join(FIELDS[name].lower() for name in record.changed if name in FIELDS)
    then = f"People changed of it: {changed}." if changed else "Its wording was not changed after that."
    finding = record.finding
    whose = (
        f"{finding.by} set the verdict and wrote the rationale." if finding and finding.verdict else "It has no verdict yet."
    )
    return f"{proposed} {then} {whose}"


def _differences(record: Record) -> str:
    known = {each.name for each in fields(Proposed)}
    rows = "".join(
        f'<tr><th scope="row">{FIELDS[name]}</th><td dir="auto">{_word(getattr(record.proposed, name))}</td><td dir="auto">{_word(getattr(record, name))}</td></tr>\n'
        for name in record.changed
        if name in FIELDS and name in known
    )
    head = '<tr><th scope="col">Field</th><th scope="col">As proposed</th><th scope="col">As it stands</th></tr>'
    return (
        f"<table>\n<caption>What people changed</caption>\n<thead>{head}</thead>\n<tbody>{rows}</tbody>\n</table>"
        if rows
        else ""
    )


def _word(value: str | None) -> str:
    return escape(value) if value else "nothing"


def _listed(rows: Mapping[str, str | None]) -> str:
    """Rows of what is fit to stand in a page already."""
    told = "".join(f"<dt>{name}</dt><dd>{value}</dd>\n" for name, value in rows.items() if value)
    return f"<dl>\n{told}</dl>\n" if told else ""


def apart(words: str) -> str:
    """Return words fit to stand in a sentence of a page, where they order nothing around them."""
    return f"<bdi>{escape(words)}</bdi>"


def _several(*words: str | None) -> str:
    return ", ".join(map(apart, filter(None, words)))


def link(url: str | None) -> str:
    """Return an address, as a link if it leads to the web."""
    if not url:
        return ""
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{apart(url)}</a>' if host_of(url) else apart(url)


def _day(moment: date | None) -> str | None:
    return f"{moment:%Y-%m-%d}" if moment else None
