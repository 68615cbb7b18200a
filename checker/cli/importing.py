"""
The command that takes in what stands in a file: claims from a spreadsheet, what this tool exported, or checks of others.

Never here: how a file is read, or what becomes of its claims.
"""

import sys
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli.archive import import_reviews
from checker.cli.importing_own import import_own
from checker.cli.opening import FAILED, opened_desk
from checker.cli.screen import complain, one_line, say
from checker.config import Settings
from checker.errors import InputError

if TYPE_CHECKING:
    from checker.ingest.claim_table import ClaimTable

SHOWN = 5  # claims of the preview
BEGINNING = 1_024  # bytes in which JSON and HTML show themselves
MARKED_UP = (b"{", b"[", b"<")
EXPECTED = "Expected a table of claims (CSV), an export of this tool (JSON Lines), or ClaimReviews of others (JSON or HTML)."


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--map", "named", multiple=True, metavar="COLUMN=FIELD", help="Which column is which field, where its name does not say."
)
@click.option("--yes", is_flag=True, help="Import what the preview shows.")
def import_(file: Path, named: tuple[str, ...], yes: bool) -> None:
    """Take in claims of a spreadsheet, records that this tool exported as JSON Lines, or checks that others published.

    A spreadsheet is CSV in UTF-8 with the columns' names in its first line. Fields are text, claimant, claimant_role, claimed_at,
    attribution and tags; each row becomes a candidate. JSON Lines come back as they were, history and all where they are private;
    what is here already stays. If a single line of either is wrong, nothing is imported. ClaimReviews of others (JSON, JSON Lines,
    a DataFeed, HTML) go into an archive apart from your records; those that cannot be used are named and left out.
    Without --yes it only shows what it would do.

    \b
    Examples:
      checker import claims.csv
      checker import --map Behauptung=text --map Person=claimant --yes claims.csv
      checker import --yes desk-private.jsonl
      checker import --yes claimreviews.json
    """
    from checker.export.own_lines import is_own

    try:
        with file.open("rb") as opened:
            if not opened.peek(1):
                raise InputError(f"{file.name} is empty. {EXPECTED}")
            if _is_table(opened, file):
                _import_table(opened.read(), file.name, dict(map(_pair, named)), yes=yes)
                return
            if named:
                raise InputError("--map goes with a spreadsheet; JSON names its fields itself. Leave it out.")
            take = import_own if is_own(opened) else import_reviews
            take(opened, file.name, yes=yes)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}. Give a file that can.") from None


def _is_table(file: BufferedReader, path: Path) -> bool:
    """Whether a file is neither JSON nor HTML, as its first character and its name tell; it is put back to its beginning."""
    first = file.read(BEGINNING).lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    file.seek(0)
    return path.suffix.lower() == ".csv" or first not in MARKED_UP


def _import_table(data: bytes, name: str, named: dict[str, str], *, yes: bool) -> None:
    from checker import tasks
    from checker.ingest.claim_table import read_claim_table

    table = read_claim_table(data, named)
    _preview(table)
    if table.faults or not table.rows:
        complain("Nothing was imported.")
        sys.exit(FAILED)
    if not yes:
        say("Nothing was imported yet. Run it again with --yes to import them.")
        return
    with opened_desk(Settings.load()) as (desk, user):
        document = tasks.import_claims(desk, user, table.rows, name)
    say(f"{len(table.rows):,} candidates were imported into the document {document.id}.")


def _pair(given: str) -> tuple[str, str]:
    column, sign, field = given.rpartition("=")
    if not sign:
        raise InputError(f"--map {given!r} does not say a field; expected COLUMN=FIELD, such as Claim=text.")
    return column, field


def _preview(table: "ClaimTable") -> None:
    for field, column in table.columns.items():
        say(one_line(f"{column} → {field}"))
    if table.passed_over:
        say(one_line(f"Not imported: {', '.join(table.passed_over)}"))
    for row in table.rows[:SHOWN]:
        say(one_line(f"line {row.line}: {row.text}" + (f" ({row.claimant})" if row.claimant else "")))
    if len(table.rows) > SHOWN:
        say(f"and {len(table.rows) - SHOWN:,} more.")
    for fault in table.faults:
        complain(one_line(f"line {fault.line}: {fault.why}"))
    wrong = len(table.faults)
    say(f"{len(table.rows):,} claims can be imported, {wrong:,} {'line is' if wrong == 1 else 'lines are'} wrong.")
