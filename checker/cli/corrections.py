"""
The command that writes the public log of corrections.

Never here: what is written, or how.
"""

from datetime import UTC, datetime
from pathlib import Path

import click

from checker.cli.opening import opened_desk
from checker.cli.records import MOMENTS, writing
from checker.config import Settings


@click.command()
@click.option("--format", "form", type=click.Choice(["csv", "html"]), default="csv", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write; standard output if left out."
)
@click.option("--since", type=click.DateTime(MOMENTS), help="Only what was corrected at this time or later (UTC).")
@click.option("--until", type=click.DateTime(MOMENTS), help="Only what was corrected before this time (UTC).")
def corrections(form: str, output: Path | None, since: datetime | None, until: datetime | None) -> None:
    """Write what was corrected and retracted, the newest first, for the public: no internal note is in it.

    \b
    Examples:
      checker corrections --format html -o corrections.html
      checker corrections --since 2026-05-01 -o corrections.csv
    """
    from checker import tasks
    from checker.export.corrections import LOG_FORMATS

    settings = Settings.load()
    with opened_desk(settings) as (desk, user), writing(output) as file:
        log = tasks.corrections_log(desk, user, since=_zoned(since), until=_zoned(until))
        file.writelines(LOG_FORMATS[form].write(log, tasks.publisher(settings)))


def _zoned(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
