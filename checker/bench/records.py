"""
What records take on this machine: exports and the memory for them, saves meanwhile, import, lint, verify.

Never here: how the data are made, or a bar that a test asserts.
"""

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from checker import findings, review, tasks, verifying
from checker.bench import Measured, filling
from checker.bench.desk import percentiles
from checker.bench.extract import KIBIBYTE
from checker.bench.texts import PEOPLE, sentences
from checker.config import Settings
from checker.decisions import Desk, Seen
from checker.export import export
from checker.export.linting import lint_file
from checker.export.rules import Surroundings
from checker.findings import Finding
from checker.ingest.claim_table import read_claim_table
from checker.model import Claim, Evidence
from checker.store import events
from checker.store.claims import Filter, Queue
from checker.words import Status

FORMATS = {"jsonl": 50_000.0, "csv": 50_000.0, "xlsx": None}  # records a second that it must reach
PUBLISHER = {"publisher_name": "Benchmark", "publisher_url": "https://bench.example"}
COMPLETE = Filter(statuses=(Status.CHECKED, Status.PUBLISHED))
ROWS = ("claim", "fact_check", "evidence", "document")
AT_ONCE = 500  # rows
SHARE = 10  # memory is measured at all records, and at this part of them
MOST_IMPORTED = 100_000
MOST_LINTED = 50_000
SECONDS = 3.0  # an export is repeated for so long, and the best counts
REST = 0.02  # seconds between two saves
MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What one process that only exports has seen."""

    records: int
    seconds: float  # of the best time
    baseline: int  # most bytes of memory before the first export
    peak: int  # and after the last


def measure(number: int, seconds: float = SECONDS) -> Iterator[Measured]:
    """Yield one figure after another; for a million records this takes half an hour, most of it to make them."""
    with tempfile.TemporaryDirectory(prefix="checker-bench-") as name:
        few, many = (_url(Path(name), each) for each in (max(1, number // SHARE), number))
        yield _filled(few, max(1, number // SHARE), "claims made with findings and history, few")
        yield _filled(many, number, "claims made with findings and history")
        alone = _rows_alone(many, number)
        yield alone
        for form, least in FORMATS.items():
            yield from _exported(form, least, (many, few), seconds, alone.value)
        yield from _saves(many, seconds)
        yield from _verified(many)
        yield _linted(many, min(number, MOST_LINTED))
        yield _imported(_url(Path(name), "imported"), min(number, MOST_IMPORTED))


def _url(folder: Path, name: object) -> str:
    return f"sqlite:///{folder / f'{name}.db'}"


def _desk(url: str) -> tuple[Desk, Settings]:
    settings = Settings.load(database_url=url, four_eyes=False, **PUBLISHER)
    return tasks.open_desk(settings), settings


def _filled(url: str, number: int, name: str) -> Measured:
    desk, _ = _desk(url)
    took = _timed(lambda: filling.complete(desk, number))
    filling.waiting(desk, 0)
    desk.store.close()
    return Measured(name=name, value=number / took, unit="claims/s", note=f"{number:,} claims")


def _rows_alone(url: str, number: int) -> Measured:
    """Read the rows that an export is made of, and make nothing of them: what no export in this language is faster than."""
    desk, _ = _desk(url)
    with desk.store.read() as tx:

        def read() -> None:
            for table in ROWS:
                for _ in tx.exec_driver_sql(f"SELECT * FROM {table}").partitions(AT_ONCE):  # noqa: S608 - names of ours
                    pass

        took = min(_timed(read) for _ in range(2))
    desk.store.close()
    return Measured(
        name="the rows of the records alone, read without making anything of them", value=number / took, unit="records/s"
    )


def _exported(form: str, least: float | None, urls: tuple[str, str], seconds: float, rows_alone: float) -> Iterator[Measured]:
    all_, some = (_told(_exporting(url, form, seconds)) for url in urls)
    speed, note = all_.records / all_.seconds, f"{all_.records:,} records"
    yield Measured(name=f"export as {form}", value=speed, unit="records/s", least=least, note=note)
    yield Measured(name=f"export as {form}: time against the rows alone", value=rows_alone / speed, unit="×")
    grown, before = all_.peak - all_.baseline, some.peak - some.baseline
    note = f"{before / MB:.0f} MB for {some.records:,} records, {all_.baseline / MB:.0f} MB before the first"
    yield Measured(name=f"memory that it takes: {form}", value=grown / MB, unit="MB", most=100, note=note)


def _exporting(url: str, form: str, seconds: float) -> "subprocess.Popen[str]":
    """Begin to export in a process of its own; return it when it has begun."""
    command = [sys.executable, "-m", "checker.bench.records", url, form, str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
    if process.stdout is None or not process.stdout.readline():
        raise RuntimeError("the benchmark's export does not begin")
    return process


def _told(process: "subprocess.Popen[str]") -> Exported:
    said, _ = process.communicate()
    return Exported(**json.loads(said))


def _export(url: str, form: str, seconds: float) -> Iterator[dict[str, Any]]:
    """Export again and again for so long; say first that it begins, then what it took."""
    desk, settings = _desk(url)
    user, context = tasks.local_user(settings, "bench"), tasks.publisher(settings)
    baseline, number = _memory(), 0
    taken: list[float] = []
    yield {}
    until = time.monotonic() + seconds
    while not taken or time.monotonic() < until:
        counted = _Counted(tasks.to_export(desk, user, COMPLETE, form, context))
        taken.append(_timed(partial(_all, export(counted, form, context))))
        number = counted.number
    yield {"records": number, "seconds": min(taken), "baseline": baseline, "peak": _memory()}


def _all(pieces: Iterator[bytes]) -> int:
    return sum(map(len, pieces))


class _Counted:
    def __init__(self, items: Iterator[Any]) -> None:
        self._items = items
        self.number = 0

    def __iter__(self) -> Iterator[Any]:
        for item in self._items:
            self.number += 1
            yield item


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE


def _saves(url: str, seconds: float) -> Iterator[Measured]:
    desk, settings = _desk(url)
    user = tasks.local_user(settings, "bench")
    claim = _accepted(desk, settings)
    process = _exporting(url, "jsonl", seconds)
    taken: list[float] = []
    while process.poll() is None:
        began = time.perf_counter()
        finding = Finding(label_id="false", rationale=f"Save {len(taken)}.", evidence=[Evidence(url="https://bench.example/a")])
        claim = findings.save(desk, user, Seen(claim_id=claim.id, version=claim.version), finding)
        taken.append(1_000 * (time.perf_counter() - began))
        time.sleep(REST)
    _told(process)
    desk.store.close()
    half, most = percentiles(taken)
    yield Measured(name="a save while records are exported: p50", value=half, unit="ms", note=f"{len(taken):,} saves")
    yield Measured(name="a save while records are exported: p95", value=most, unit="ms", most=50)


def _accepted(desk: Desk, settings: Settings) -> Claim:
    user = tasks.local_user(settings, "bench")
    claim = review.next_claim(desk, user, Queue(status=Status.CANDIDATE))
    if claim is None:
        raise RuntimeError("the benchmark's desk has no candidate")
    return review.accept(desk, user, Seen(claim_id=claim.id, version=claim.version))


def _verified(url: str) -> Iterator[Measured]:
    desk, _ = _desk(url)
    with desk.store.read() as tx:
        number = events.count(tx)
        found: list[str] = []
        alone = _timed(lambda: found.extend(events.broken_links(tx)))
        took = _timed(lambda: found.extend(verifying.problems(tx)))
    desk.store.close()
    yield Measured(name="verify: the chain of the history alone", value=number / alone, unit="events/s", least=50_000)
    note = f"{number:,} events, and every claim and document held against them, a claim to nearly each event"
    yield Measured(name="verify", value=number / took, unit="events/s", least=50_000, note=note)
    yield Measured(name="verify: what is not as it was written", value=len(found), unit="places", most=0)


def _linted(url: str, number: int) -> Measured:
    desk, settings = _desk(url)
    context = tasks.publisher(settings)
    some = islice(tasks.records(desk, tasks.local_user(settings, "bench"), COMPLETE, context), number)
    data = io.BytesIO(b"".join(export(some, "claimreview", context)))
    desk.store.close()
    around = Surroundings(publisher_url=context.publisher_url)
    took = _timed(lambda: sum(1 for _ in lint_file(data, "bench.json", around)))
    return Measured(name="lint of exported ClaimReviews", value=number / took, unit="records/s", least=5_000)


def _imported(url: str, number: int) -> Measured:
    desk, settings = _desk(url)
    lines = (f'"In report {at}, {words}",{PEOPLE[at % len(PEOPLE)]}' for at, words in enumerate(islice(sentences(), number)))
    data = "\n".join(["text,claimant", *lines]).encode()
    user = tasks.local_user(settings, "bench")
    took = _timed(lambda: tasks.import_claims(desk, user, read_claim_table(data).rows, "bench.csv"), time.perf_counter)
    desk.store.close()
    note = f"{number:,} claims of a CSV file"
    return Measured(name="import", value=number / took, unit="claims/s", least=5_000, note=note)


def _timed(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Return the seconds that the work took: of this process, so that what else the machine does is not measured."""
    began = clock()
    work()
    return clock() - began


if __name__ == "__main__":
    for told in _export(sys.argv[1], sys.argv[2], float(sys.argv[3])):
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
