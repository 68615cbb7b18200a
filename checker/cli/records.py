"""
The command that writes fact-check records.

Never here: a format.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Generic, TypeVar

import click

from checker.cli.opening import FAILED, opened_desk
from checker.cli.screen import complain
from checker.config import Settings
from checker.errors import InputError
from checker.words import Status

EXPORT_FORMATS = ("csv", "jsonl", "claimreview")
Item = TypeVar("Item")
GOLD = "gold"  # no format of records: whole documents with what was decided about their sentences


@click.command()
@click.option("--format", "form", type=click.Choice([*EXPORT_FORMATS, GOLD]), required=True)
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

    The format gold writes whole documents with every decision about them, as labelled data for checker eval.

    \b
    Examples:
      checker export --format csv -o checks.csv
      checker export --format claimreview -o reviews.json
      checker export --format jsonl --status accepted --status checked
      checker export --format gold -o decisions.jsonl
    """
    from checker import tasks

    settings = Settings.load()
    if form == GOLD:
        if statuses:
            raise InputError("--status does not go with --format gold, which holds every decision; leave it out.")
        with opened_desk(settings) as (desk, user), writing(output) as file:
            counted = _Counted(tasks.gold(desk, user))
            file.writelines(counted)
        if not counted.number:
            complain("Nothing to export: nobody has decided about a claim yet, and gold holds documents with decisions only.")
        return
    if not _export_records(settings, form, output, [Status(each) for each in statuses]):
        sys.exit(FAILED)


def _export_records(settings: Settings, form: str, output: Path | None, statuses: Sequence[Status]) -> bool:
    """Write the records of claims with these statuses; return whether none had to be left out."""
    from checker import tasks
    from checker.export import DEFAULT_STATUSES
    from checker.export import export as write
    from checker.store.claims import Filter

    context = tasks.publisher(settings)
    wanted = Filter(statuses=tuple(statuses) or DEFAULT_STATUSES)
    with opened_desk(settings) as (desk, user), writing(output) as file:
        counted = _Counted(tasks.records(desk, user, wanted, context))
        for piece in write(counted, form, context):
            file.write(piece)
    for each in context.left_out:
        complain(f"Left out claim {each.claim_id}: {each.why}")
    if not counted.number:
        asked = " or ".join(each.value.replace("_", " ") for each in wanted.statuses)
        others = "" if statuses else " --status names others, such as --status accepted."
        complain(f"Nothing to export: no claim is {asked}.{others}")
    return not context.left_out


class _Counted(Generic[Item]):
    """Hands on one item after the other and counts them."""

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self.number = 0

    def __iter__(self) -> Iterator[Item]:
        for item in self._items:
            self.number += 1
            yield item


@contextlib.contextmanager
def writing(output: Path | None) -> Iterator[IO[bytes]]:
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
