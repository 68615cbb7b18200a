"""
The command line: each command says what it did, and leaves 0 when all went well, 1 when something failed, 2 when misused.

Never here: a rule or a query; and nothing at import that is slow to load.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from checker import __version__
from checker.config import Settings, resource
from checker.errors import CheckerError, ConfigError, InputError
from checker.text import storable
from checker.words import Status

if TYPE_CHECKING:
    from checker.auth import User
    from checker.decisions import Desk
    from checker.model import Document, Draft, Extraction
    from checker.tasks import Ingested, Metadata

FAILED, MISUSED = 1, 2
BAD = ("failed", "incomplete", "cancelled")
EXPORT_FORMATS = ("csv", "jsonl", "claimreview")


class Commands(click.Group):
    """The group of commands; what the tool can explain is explained here, once."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and turn an explained error into its message and exit code."""
        try:
            return super().invoke(ctx)
        except CheckerError as error:
            complain(str(error))
            ctx.exit(MISUSED if isinstance(error, ConfigError) else FAILED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="checker")
def main() -> None:
    """Pull checkable claims out of documents, check them, and export the records.

    \b
    Examples:
      checker demo                          open the app with sample documents
      checker extract speech.txt            print the claims of a document, store nothing
      checker ingest news/ speech.pdf       add documents and extract their claims
      checker export --format csv -o checks.csv
    """


@main.command()
@click.argument("source")
@click.option("--model", help="The model to ask, as provider:name; without one, the setting or the offline extractor.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def extract(source: str, model: str | None, form: str) -> None:
    """Print the claims of SOURCE (a file, a url, or - for standard input); nothing is stored.

    \b
    Examples:
      checker extract speech.txt
      checker extract https://example.org/news --model openai:gpt-5-mini
      cat speech.txt | checker extract - --format jsonl
    """
    from checker import tasks

    settings = _settings(model)
    draft = _read(settings, source)
    document, extraction, extractor = tasks.extract_only(settings, draft)
    for line in (_as_json if form == "jsonl" else _as_text)(document, extraction, extractor):
        say(line)
    for each in (*document.warnings, *extraction.problems):
        complain(each)
    if extraction.problems:
        sys.exit(FAILED)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--model", help="The model to ask, as provider:name; without one, the setting or the offline extractor.")
@click.option("--title", help="The document's title, when the document does not say it.")
@click.option("--publisher", help="Who published it.")
@click.option("--author", help="Who wrote or said it.")
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="When it was published.")
@click.option("--json", "as_json", is_flag=True, help="Say what came of each source as JSON Lines.")
def ingest(sources: tuple[str, ...], model: str | None, as_json: bool, **known: Any) -> None:
    """Add documents (files, folders, urls, or - for standard input) and extract their claims.

    \b
    Examples:
      checker ingest speech.pdf interview.vtt
      checker ingest news/
      checker ingest https://example.org/news --publisher "Example Agency"
    """
    from checker import tasks

    settings = _settings(model)
    published = known.pop("published")
    metadata = tasks.Metadata(**known, published_at=published.date() if published else None)
    with _desk(settings) as (desk, user):
        added = list(_add_all(desk, settings, user, sources, metadata))
        tasks.finish_runs(desk, settings, [each.run for _, each in added if isinstance(each, tasks.Ingested) and each.run])
        outcomes = [_outcome(desk, source, came_of_it) for source, came_of_it in added]
    for outcome in outcomes:
        click.echo(json.dumps(outcome, ensure_ascii=False)) if as_json else _say_outcome(outcome)
    if any(outcome["state"] in BAD for outcome in outcomes):
        sys.exit(FAILED)


@main.command()
@click.option("--format", "form", type=click.Choice(EXPORT_FORMATS), required=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; standard output if left out."
)
@click.option(
    "--status",
    "statuses",
    type=click.Choice([each.value for each in Status]),
    multiple=True,
    help="Which claims; checked and published if left out.",
)
def export(form: str, output: Path | None, statuses: tuple[str, ...]) -> None:
    """Write the fact-check records of checked and published claims.

    \b
    Examples:
      checker export --format csv -o checks.csv
      checker export --format claimreview -o reviews.json
      checker export --format jsonl --status accepted --status checked
    """
    from checker import tasks
    from checker.export import DEFAULT_STATUSES
    from checker.export import export as write
    from checker.store.claims import Filter

    settings = Settings.load()
    context = tasks.publisher(settings)
    wanted = Filter(statuses=tuple(map(Status, statuses)) or DEFAULT_STATUSES)
    with _desk(settings) as (desk, user), _writing(output) as file:
        for piece in write(tasks.records(desk, user, wanted, context), form, context):
            file.write(piece)
    for each in context.left_out:
        complain(f"Left out claim {each.claim_id}: {each.why}")
    if context.left_out:
        sys.exit(FAILED)


@main.command()
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.")
def serve(host: str | None, port: int | None) -> None:
    """Open the app in this terminal until Ctrl+C.

    \b
    Examples:
      checker serve
      checker serve --port 9000
    """
    _serve(Settings.load(**{name: value for name, value in (("host", host), ("port", port)) if value}))


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--load-only", is_flag=True, help="Load the sample documents and do not open the app.")
def demo(port: int | None, load_only: bool) -> None:
    """Load the sample documents, extract their claims, and open the app with a queue waiting.

    \b
    Examples:
      checker demo
      checker demo --load-only
    """
    from checker import tasks

    settings = Settings.load(**({"port": port} if port else {}))
    with _desk(settings) as (desk, user):
        for name, came_of_it in tasks.load_samples(desk, settings, user):
            if isinstance(came_of_it, CheckerError):
                raise came_of_it
            click.echo(f"{name}: {'added' if came_of_it.is_new else 'is there already'}")
        tasks.work_off(desk, settings)
        unread = tasks.unread(desk)
        click.echo(tasks.summary(desk))
    for title, message in unread:
        complain(f"No claims were extracted from {title}: {message}")
    if unread:
        complain("On the page Add documents they can be extracted again, with whatever is configured then.")
    if not load_only:
        _serve(settings)
    if unread:
        sys.exit(FAILED)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def doctor(as_json: bool) -> None:
    """Look whether everything that the tool needs is there and works.

    \b
    Examples:
      checker doctor
      checker doctor --json
    """
    from checker.doctor import State, examine

    results = examine(Settings.load())
    if as_json:
        click.echo(json.dumps([asdict(each) for each in results], indent=2, ensure_ascii=False))
    else:
        for each in results:
            say(f"{each.state:7} {each.name}: {each.says}")
    if any(each.state is State.FAILS for each in results):
        sys.exit(FAILED)


def complain(message: str) -> None:
    """Say something to the person, apart from the output."""
    say(message, err=True)


def say(message: str, *, err: bool = False) -> None:
    """Print words that may come from a file's name or a server, without what a terminal would obey."""
    click.echo(storable(message.replace("\r", " ")), err=err)


def _settings(model: str | None) -> Settings:
    return Settings.load(**({"model": model} if model else {}))


@contextlib.contextmanager
def _desk(settings: Settings) -> Iterator[tuple["Desk", "User"]]:
    from checker import tasks

    desk = tasks.open_desk(settings)
    try:
        yield desk, tasks.local_user(settings, session=f"command line {os.getpid()}")
    finally:
        desk.store.close()


def _read(settings: Settings, source: str) -> "Draft":
    from checker import tasks

    if source == "-":
        return tasks.read_bytes(settings, sys.stdin.buffer.read(tasks.limits(settings).max_bytes + 1), "standard input")
    return tasks.read_source(settings, source)


def _add_all(
    desk: "Desk", settings: Settings, user: "User", sources: Sequence[str], metadata: "Metadata"
) -> Iterator[tuple[str, "Ingested | CheckerError"]]:
    from checker import tasks

    files, left_out = tasks.expand(sources)
    yield from left_out
    for source in files:
        try:
            yield source, tasks.ingest(desk, settings, user, _read(settings, source), metadata)
        except ConfigError:
            raise
        except CheckerError as error:
            yield source, error


def _outcome(desk: "Desk", source: str, came_of_it: "Ingested | CheckerError") -> dict[str, Any]:
    from checker import jobs
    from checker.store import claims

    if isinstance(came_of_it, CheckerError):
        return {"source": source, "state": "failed", "message": str(came_of_it)}
    document, run = came_of_it.document, came_of_it.run
    known = {"source": source, "document": document.id, "title": document.title, "warnings": list(document.warnings)}
    if run is None:
        return known | {"state": "known", "message": "The same text is there already."}
    run = jobs.status(desk, run.id)
    with desk.store.read() as tx:
        found = claims.total(tx, claims.Filter(document_id=document.id))
    return known | {"state": run.status.value, "message": run.message, "claims": found}


def _say_outcome(outcome: dict[str, Any]) -> None:
    for warning in outcome.get("warnings", ()):
        complain(f"{outcome['source']}: {warning}")
    if outcome["state"] in BAD:
        complain(f"{outcome['source']}: {outcome['message']}")
    elif outcome["state"] == "known":
        say(f"{outcome['source']}: {outcome['message']} ({outcome['title']})")
    if "claims" in outcome:
        say(f"{outcome['source']}: {outcome['claims']} claims ({outcome['title']})")


def _as_json(document: "Document", extraction: "Extraction", extractor: str) -> Iterator[str]:
    for each in extraction.proposals:
        yield json.dumps(
            {
                "text": each.text,
                "quote": each.quote,
                "start": each.span.start if each.span else None,
                "end": each.span.end if each.span else None,
                "anchor": each.anchor,
                "claimant": each.claimant,
                "attribution": each.attribution,
                "checkability": each.checkability,
                "checkworthiness": each.checkworthiness,
                "extractor": extractor,
            },
            ensure_ascii=False,
        )


def _as_text(document: "Document", extraction: "Extraction", extractor: str) -> Iterator[str]:
    yield f"{document.title}: {len(extraction.proposals)} claims by {extractor}"
    for number, each in enumerate(extraction.proposals, 1):
        where = f"{each.span.start}-{each.span.end}" if each.span else "not in the document"
        yield ""
        yield f"{number}. {each.text}"
        yield f'   "{" ".join(each.quote.split())}" ({where}, {each.anchor})'
        yield f"   {each.claimant or 'no claimant'}, {each.attribution.replace('_', ' ')}, {each.checkability.replace('_', ' ')}"


@contextlib.contextmanager
def _writing(output: Path | None) -> Iterator[IO[bytes]]:
    """Open the output so that a file is there whole or not at all."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = output.resolve()  # a link keeps leading to the file
    try:
        if target.exists() and not target.is_file():  # a device or a pipe cannot be replaced
            with target.open("wb") as device:
                yield device
            return
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            try:
                yield file
            except BaseException:
                Path(file.name).unlink()
                raise
        Path(file.name).chmod(target.stat().st_mode if target.exists() else 0o666 & ~_umask())
        Path(file.name).replace(target)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror or error}. Choose another place with -o.") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _serve(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise ConfigError(
                f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
                "Close what runs there, or choose another port with CHECKER_PORT."
            ) from None
    click.echo(f"Claim Checker is at http://{settings.host}:{settings.port} (Ctrl+C ends it).")
    address = ["--server.address", settings.host, "--server.port", str(settings.port)]
    with contextlib.suppress(KeyboardInterrupt):
        command = [sys.executable, "-m", "streamlit", "run", str(resource("app.py")), *address]
        ended = subprocess.run(command, check=False)  # noqa: S603  no word of it comes from outside but a checked host and port
        sys.exit(ended.returncode)
