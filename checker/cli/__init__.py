"""
The command line: each command says what it did, and leaves 0 when all went well, 1 when something failed, 2 when misused.

A command lives in a file of its noun and has one line in COMMANDS. Never here: a rule or a query, or a slow import.
"""

from typing import Any

import click

from checker import __version__
from checker.cli.adding import ingest
from checker.cli.app import demo, serve
from checker.cli.archive import archive
from checker.cli.batches import batches
from checker.cli.bench import bench
from checker.cli.corrections import corrections
from checker.cli.documents import extract
from checker.cli.evidence import evidence
from checker.cli.health import doctor
from checker.cli.importing import import_
from checker.cli.jobs import jobs
from checker.cli.keeping import backup, restore
from checker.cli.lint import lint
from checker.cli.measuring import evaluate
from checker.cli.opening import FAILED, MISUSED
from checker.cli.people import people
from checker.cli.readiness import ready
from checker.cli.records import EXPORT_FORMATS, export
from checker.cli.screen import complain
from checker.cli.training import train_scorer
from checker.cli.verifying import verify
from checker.cli.working import worker
from checker.errors import CheckerError, ConfigError

__all__ = ["COMMANDS", "EXPORT_FORMATS", "main"]


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


COMMANDS: tuple[click.Command, ...] = (
    extract,
    ingest,
    import_,
    ready,
    archive,
    batches,
    evidence,
    export,
    corrections,
    lint,
    evaluate,
    train_scorer,
    serve,
    demo,
    worker,
    jobs,
    verify,
    backup,
    restore,
    people,
    doctor,
    bench,
)
for command in COMMANDS:
    main.add_command(command)
