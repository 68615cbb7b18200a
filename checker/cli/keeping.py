"""
The commands that take the whole desk into a file and back.

Never here: what a backup holds.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import click

from checker.cli.opening import opened_desk
from checker.cli.records import writing
from checker.cli.screen import say
from checker.config import Settings
from checker.errors import InputError, StoreError

LONGEST = 1 << 28  # bytes of a line, of which the longest holds a document's text
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Write everything that this desk holds into FILE, while the app goes on; from SQLite or PostgreSQL.

    The file holds internal notes, drafts and every text: keep it as you keep the database. It is proved as soon as it is written.

    \b
    Examples:
      checker backup desk-2026-11-22.backup.gz
    """
    from checker.store.backup import dump, proved

    with (
        opened_desk(Settings.load()) as (desk, _user),
        writing(file) as target,
        gzip.GzipFile(fileobj=target, mode="wb", mtime=0) as packed,
        desk.store.read() as tx,
    ):
        packed.writelines(dump(tx, desk.now()))
    kept = proved(_lines(file))
    say(f"{sum(kept.rows.values()):,} rows of {len(kept.rows)} tables are in {file} ({file.stat().st_size:,} bytes).")
    say(f"Seal: {kept.seal}")


@click.command()
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Put a backup into the empty database that CHECKER_DATABASE_URL names, SQLite or PostgreSQL, and prove it.

    \b
    Examples:
      CHECKER_DATABASE_URL=sqlite:///restored.db checker restore desk-2026-11-22.backup.gz
      CHECKER_DATABASE_URL=postgresql://checker@db/checker checker restore desk-2026-11-22.backup.gz
    """
    from checker.store import events
    from checker.store.backup import load, proved
    from checker.verifying import problems

    kept = proved(_lines(file))
    with opened_desk(Settings.load()) as (desk, _user), desk.store.write() as tx:
        load(tx, _lines(file))
        found = next(problems(tx), None)
        if found or events.seal(tx) != kept.seal:  # the transaction takes everything back
            raise StoreError(f"The backup was not put in, because it is not as it was written: {found or 'another seal'}")
    say(f"{sum(kept.rows.values()):,} rows of {len(kept.rows)} tables were put in, and are as they were written.")
    say(f"Seal: {kept.seal}")


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with gzip.open(file) as packed:
            while line := packed.readline(LONGEST + 1):
                if len(line) > LONGEST:
                    raise InputError(
                        f"{file} holds a line of over {LONGEST:,} bytes; no backup does. Take another copy of the file."
                    )
                yield line
    except FileNotFoundError:
        raise InputError(f"{file} is not there. Name a file that checker backup has written.") from None
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{file} cannot be read as a backup: {error}. Take another copy of the file.") from None
