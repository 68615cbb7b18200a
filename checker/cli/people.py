"""
The commands that say who has a place at a desk that asks who comes.

Never here: a rule about people.
"""

import click

from checker.auth import Role
from checker.cli.opening import opened_desk
from checker.cli.screen import say
from checker.config import Settings


@click.group(name="people", invoke_without_command=True)
@click.pass_context
def people(ctx: click.Context) -> None:
    """List who may sign in at this desk (CHECKER_SIGN_IN), or change it.

    \b
    Examples:
      checker people
      checker people add ann@example.org --name Ann --role editor
      checker people remove ann@example.org
    """
    if ctx.invoked_subcommand:
        return
    from checker import people as use

    with opened_desk(Settings.load()) as (desk, _user):
        found = use.here(desk)
    for each in found:
        say(f"{each.email}  {each.name}  {each.role.value}")
    if not found:
        say("Nobody yet. Add the first: checker people add ADDRESS --name NAME --role admin")


@people.command()
@click.argument("email")
@click.option("--name", default="", help="How they are called in the history; the address if nothing is given.")
@click.option("--role", type=click.Choice([each.value for each in Role]), default=Role.REVIEWER.value, show_default=True)
def add(email: str, name: str, role: str) -> None:
    """Give EMAIL a place at this desk, or another name or role.

    A reviewer decides and checks; an editor also approves, publishes and corrects; an admin also manages people.
    """
    from checker import people as use

    with opened_desk(Settings.load()) as (desk, user):
        done = use.add(desk, user, email, name, Role(role))
    say(f"{done.email} has a place as {done.name}, {done.role.value}.")


@people.command()
@click.argument("email")
def remove(email: str) -> None:
    """Take the place of EMAIL away; an open page of theirs does nothing more within seconds."""
    from checker import people as use

    with opened_desk(Settings.load()) as (desk, user):
        done = use.remove(desk, user, email)
    say(f"{done.email} has no place here any more; what {done.name} decided stays theirs.")
