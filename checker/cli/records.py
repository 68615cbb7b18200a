"""
The command that writes fact-check records.

Never here: a format.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

import click

from checker.cli.opening import FAILED, opened_desk
from checker.cli.screen import complain
from checker.config import Settings
from checker.errors import InputError
from checker.words import Status

EXPORT_FORMATS = ("csv", "xlsx", "jsonl", "html", "claimreview")
PROFILES = ("google", "duke", "datafeed", "enriched")  # of ClaimReview
Item = TypeVar("Item")
PACK_FORMATS = ("pack", "private-pack")  # no formats of records only: with texts and history
GOLD = "gold"  # no format of records: whole documents with what was decided about their sentences
BADGES = (
    *("quote_not_found", "numbers", "wording", "names", "claimant", "negation", "hedges", "standing_alone", "attribution"),
    *("meaning_changed", "roles_swapped", "scope_changed", "attribution_changed", "not_in_quote", "ambiguous"),
)
MOMENTS = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the options ask for; names in FILTERS are those of a list's filter."""

    form: str
    profile: str | None
    html: bool
    private: bool
    statuses: tuple[str, ...]
    words: str | None
    document_id: str | None
    verdict: str | None
    claimant: str | None
    tag: str | None
    flag: str | None
    assigned_to: str | None
    lost: bool
    since: datetime | None

    @property
    def filters(self) -> dict[str, Any]:
        """What of the claims is asked for, beside their status."""
        given = {name: getattr(self, name) for name in FILTERS if getattr(self, name)}
        if self.since and self.since.tzinfo is None:
            given["since"] = self.since.replace(tzinfo=UTC)
        return given


FILTERS = {
    "words": "--words",
    "document_id": "--document",
    "verdict": "--verdict",
    "claimant": "--claimant",
    "tag": "--tag",
    "flag": "--badge",
    "assigned_to": "--assigned",
    "lost": "--lost",
    "since": "--since",
}


@click.command()
@click.option("--format", "form", type=click.Choice([*EXPORT_FORMATS, *PACK_FORMATS, GOLD]), required=True)
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
@click.option("--words", help="Only claims that hold these words.")
@click.option("--document", "document_id", metavar="ID", help="Only claims of this document.")
@click.option("--verdict", metavar="NAME", help="Only claims with this verdict, by its name.")
@click.option("--claimant", help="Only claims of this claimant.")
@click.option("--tag", help="Only claims with this tag.")
@click.option(
    "--badge", "flag", type=click.Choice(BADGES), metavar="NAME", help=f"Only claims with this badge: {', '.join(BADGES)}."
)
@click.option("--assigned", "assigned_to", metavar="PERSON", help="Only claims that are assigned to this person.")
@click.option("--lost", is_flag=True, help="Only claims whose quote is not in their document.")
@click.option("--since", type=click.DateTime(MOMENTS), help="Only claims changed at this time or later (UTC), for feeds.")
@click.option("--profile", type=click.Choice(PROFILES), help="For whom ClaimReviews are written; google if left out.")
@click.option("--html", is_flag=True, help="ClaimReviews as script elements to paste into pages.")
@click.option("--private", is_flag=True, help="JSON Lines with all that is internal, to move to another database.")
def export(output: Path | None, **asked: Any) -> None:
    """Write the fact-check records of checked and published claims.

    The format pack writes a zip with records, evidence, texts and history, for others to follow each check;
    private-pack is the same with internal notes and drafts, for this desk only.
    With --private, jsonl holds claims at any status with notes, texts and history; checker import takes it back.
    The format gold writes whole documents with every decision about them, as labelled data for checker eval.

    \b
    Examples:
      checker export --format csv -o checks.csv
      checker export --format claimreview --profile datafeed --since 2026-05-01 -o feed.json
      checker export --format jsonl --status accepted --status checked
      checker export --format jsonl --private -o desk-private.jsonl
      checker export --format gold -o decisions.jsonl
    """
    settings, wanted = Settings.load(), Wanted(**asked)
    if wanted.form != "claimreview" and (wanted.profile or wanted.html):
        raise InputError(f"--profile and --html go with --format claimreview, not with {wanted.form}; leave them out.")
    if wanted.private:
        _export_private(settings, output, wanted)
    elif wanted.form == GOLD:
        _export_gold(settings, output, wanted)
    elif not _export_records(settings, output, wanted):
        sys.exit(FAILED)


def _export_private(settings: Settings, output: Path | None, wanted: Wanted) -> None:
    from checker import tasks
    from checker.export.private import ENDING, write
    from checker.store.claims import Filter

    if wanted.form != "jsonl":
        raise InputError(f"--private goes with --format jsonl, not with {wanted.form}; leave it out.")
    if output and not output.name.endswith(ENDING) and not output.is_char_device():
        raise InputError(f"{output.name} could be taken for a file to publish. Give it a name that ends in {ENDING}.")
    asked = Filter(statuses=tuple(map(Status, wanted.statuses)), **wanted.filters)
    with opened_desk(settings) as (desk, user), writing(output) as file:
        tasks.hold_to_known(desk, asked)
        counted = _Counted(tasks.whole(desk, user, asked))
        file.writelines(write(counted))
    if not counted.number:
        complain("Nothing to export: there is no claim that fits.")


def _export_gold(settings: Settings, output: Path | None, wanted: Wanted) -> None:
    from checker import tasks

    given = ["--status"] if wanted.statuses else []
    given += [option for name, option in FILTERS.items() if name in wanted.filters]
    if given:
        raise InputError(f"{given[0]} does not go with --format gold, which holds every decision; leave it out.")
    with opened_desk(settings) as (desk, user), writing(output) as file:
        counted = _Counted(tasks.gold(desk, user))
        file.writelines(counted)
    if not counted.number:
        complain("Nothing to export: nobody has decided about a claim yet, and gold holds documents with decisions only.")


def _export_records(settings: Settings, output: Path | None, wanted: Wanted) -> bool:
    """Write the records of the claims that are wanted; return whether none had to be left out."""
    from checker import tasks
    from checker.export import DEFAULT_STATUSES, FORMATS, PACKS
    from checker.store.claims import Filter

    context = replace(tasks.publisher(settings), profile=wanted.profile or "google", html=wanted.html)
    statuses = tuple(map(Status, wanted.statuses)) or DEFAULT_STATUSES
    with opened_desk(settings) as (desk, user), writing(output) as file:
        asked = Filter(statuses=statuses, **wanted.filters)
        tasks.hold_to_known(desk, asked)
        counted: _Counted[Any] = _Counted(
            tasks.packed(desk, user, asked, context)
            if wanted.form in PACKS
            else tasks.to_export(desk, user, asked, wanted.form, context)
        )
        file.writelines((FORMATS | PACKS)[wanted.form].write(counted, context))
    for each in context.left_out:
        complain(f"Left out claim {each.claim_id}: {each.why}")
    if not counted.number:
        _say_nothing(wanted, statuses)
    return not context.left_out


def _say_nothing(wanted: Wanted, statuses: Sequence[Status]) -> None:
    asked = " or ".join(each.value.replace("_", " ") for each in statuses)
    others = "" if wanted.statuses else " --status names others, such as --status accepted."
    fits = " and fits" if wanted.filters else ""
    complain(f"Nothing to export: no claim is {asked}{fits}.{others}")


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
