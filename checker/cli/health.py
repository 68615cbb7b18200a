"""
The command that looks whether the tool can work.

Never here: a check.
"""

import sys
from dataclasses import asdict

import click

from checker.cli.opening import FAILED
from checker.cli.screen import say, say_data
from checker.config import Settings


@click.command()
@click.option("--model", "with_model", is_flag=True, help="Try out the model's server: form, speed, limits; some ten calls.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def doctor(with_model: bool, as_json: bool) -> None:
    """Look whether everything that the tool needs is there and works.

    \b
    Examples:
      checker doctor
      checker doctor --json
      checker doctor --model
    """
    from checker.doctor import State, examine, examine_model

    results = (examine_model if with_model else examine)(Settings.load())
    if as_json:
        say_data([asdict(each) for each in results], indent=2)
    else:
        for each in results:
            say(f"{each.state:7} {each.name}: {each.says}")
    if any(each.state is State.FAILS for each in results):
        sys.exit(FAILED)
