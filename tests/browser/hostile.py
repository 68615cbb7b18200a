"""
A desk on which everything that came from outside is out to do harm, and every page on which it stands.

Never here: a test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from checker import findings, review, tasks
from checker.auth import Role, User
from checker.config import Settings
from checker.decisions import Desk, Seen
from checker.errors import LinkGone
from checker.findings import Finding, Mending
from checker.model import Claim, Draft, Run, Skipped, Span
from checker.store import claims, documents, events, runs
from checker.words import AnchorStatus, Attribution, CorrectionKind, RejectReason
from tests.browser.conftest import Server, running
from tests.builders import make_document, make_evidence, make_proposal, make_provenance, make_run
from tests.ui.filled import open_desk

FOREIGN = "evil.example.org"
HARM = (
    f'<img src="https://{FOREIGN}/a.png" onerror="alert(1)"><script>alert(2)</script>'
    f"<iframe src='https://{FOREIGN}/b'></iframe><a class='hostile' href='javascript:alert(3)'>here</a>"
    f" ![c](https://{FOREIGN}/c.png) [d](javascript:alert(4)) <https://{FOREIGN}/e> $\\href{{https://{FOREIGN}/f}}{{x}}$"
    " &lt;b&gt;&#x3c;img src=x onerror=alert(5)&#x3e; :material/delete: :red[loud] `code` **bold** </textarea></style></script>"
)
NAME = f'<svg onload="alert(6)">![g](https://{FOREIGN}/g.png)'
TURNED = "The \u202eeman\u202c of the \u2066\u05e9\u05dc\u05d5\u05dd\u2069 rose to 7\u0301 percent."
LONG = "Prices rose by " + "9" * 900 + " percent."
SENTENCES = (
    f"The tax rose to 4 percent {HARM}.",
    TURNED,
    LONG,
    "Ports closed in May.",
    f"Wages fell by 3 percent, {NAME} said.",
)
LEFT_OUT = f"In 2026 nobody {HARM} liked it."
TITLE = f"{HARM} title"
OTHERS = tuple(User(name=name, roles=frozenset(Role), session=name) for name in (f"{NAME} ben", "cleo"))


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """Start the app where a second person approves, on a desk with a hostile document."""
    database = f"sqlite:///{folder / 'desk.db'}"
    with running(folder, database, four_eyes="true") as started:
        desk = open_desk(database, four_eyes=True)
        seed(desk)
        desk.store.close()
        yield started


def seed(desk: Desk) -> None:
    """Add a hostile document whose claims stand at every step of their way."""
    made = _add(desk)
    accepted, waiting, checked, rejected = (each.id for each in made[1:5])
    for claim_id in (accepted, waiting, checked):
        _accepted(desk, claim_id)
    for claim_id in (waiting, checked):
        findings.check(desk, OTHERS[0], _seen(desk, claim_id))
    findings.approve(desk, OTHERS[1], _seen(desk, checked))
    review.reject(desk, OTHERS[0], _seen(desk, rejected), RejectReason.OPINION)
    for claim_id in (accepted, checked):
        url = tasks.source_urls(_claim(desk, claim_id))[0]
        tasks.keep_copy(desk, Settings(), OTHERS[0], claim_id, url, read=_read)
        tasks.look_at_links(desk, Settings(), OTHERS[0], claim_id, read=_refused)
    _corrected(desk, checked)


def _read(_settings: Settings, url: str) -> Draft:
    return Draft(text=HARM, media_type="text/html", name=NAME, url=f"{url}{HARM}")


def _refused(_settings: Settings, _url: str) -> Draft:
    raise LinkGone(HARM)


def _corrected(desk: Desk, claim_id: str) -> None:
    finding = _claim(desk, claim_id).finding
    mended = Finding(label_id="false", rationale=HARM, evidence=finding.evidence if finding else ())
    mending = Mending(kind=CorrectionKind.CORRECTION, why=HARM, finding=mended)
    findings.correct(desk, OTHERS[1], _seen(desk, claim_id), mending)


def paths() -> dict[str, str]:
    """Return the address of every page on which the document, or what was made of it, stands."""
    return {
        "triage": "/?claim=hostile-1",
        "check": "/check?claim=hostile-2",
        "approve": "/check?claim=hostile-3",
        "records": "/records",
        "record": "/records?record=hostile-4",
        "rejected": "/records?record=hostile-5",
        "search": "/records?q=percent&document=hostile",
        "export": "/export?status=checked",
        "corrections": "/corrections",
        "quality": "/quality",
        "add": "/add",
        "overview": "/overview",
    }


def _add(desk: Desk) -> list[Claim]:
    text = "\n\n".join((*SENTENCES, LEFT_OUT))
    document = make_document(
        id="hostile",
        text=text,
        title=TITLE,
        publisher=NAME,
        author=NAME,
        name=f"{NAME}.txt",
        url="https://evil.example.org/<b>",
    )
    skipped = (Skipped(span=_span(LEFT_OUT, text), reason="opinion", alarm=True),)
    run: Run = make_run(id="run-hostile", document_id="hostile", skipped=skipped)
    found = [
        replace(
            make_proposal(),
            text=f"{each} (added)",
            quote=each,
            span=_span(each, text),
            claimant=NAME,
            claimant_role=HARM,
            checkability_reason=HARM,
            time_reference=HARM,
            ambiguity=HARM,
            remarks=(f"voice: {HARM}",),
        )
        for each in SENTENCES
    ]
    found.append(replace(found[0], span=None, anchor=AnchorStatus.LOST, quote_given=HARM))
    made_by = make_provenance(run_id=run.id, model=f"openai:{NAME}")
    made = [review.propose(f"hostile-{n}", "hostile", each, made_by=made_by, now=desk.now()) for n, each in enumerate(found, 1)]
    with desk.store.write() as tx:
        documents.insert(tx, document)
        runs.insert(tx, run)
        claims.insert(tx, made)
        events.append(tx, review.proposed_by_machine(made))
    return made


def _accepted(desk: Desk, claim_id: str) -> None:
    quote = _claim(desk, claim_id).quote
    words = review.Wording(
        text=f"{quote} {HARM}"[:2000],
        quote=quote,
        claimant=NAME,
        claimant_role=HARM[:300],
        claimed_at="2026",
        attribution=Attribution.DIRECT_QUOTE,
        tags=(NAME, "ports"),
    )
    review.accept(desk, OTHERS[0], _seen(desk, claim_id), words)
    review.save_note(desk, OTHERS[0], _seen(desk, claim_id), HARM)
    evidence = make_evidence(
        url=f"https://{FOREIGN}/h?<i>", title=HARM, publisher=NAME, quote=HARM, locator=NAME, archived_url=None
    )
    findings.save(
        desk, OTHERS[0], _seen(desk, claim_id), Finding(label_id="mostly_false", rationale=HARM, evidence=(evidence,))
    )


def _claim(desk: Desk, claim_id: str) -> Claim:
    with desk.store.read() as tx:
        return claims.get(tx, claim_id)


def _seen(desk: Desk, claim_id: str) -> Seen:
    return Seen(claim_id=claim_id, version=_claim(desk, claim_id).version)


def _span(words: str, text: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))
