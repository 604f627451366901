"""The man page says what the command line has, no more and no less."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from build_scripts.template import filled
from desktop_app.cli import cli

if TYPE_CHECKING:
    from collections.abc import Iterator


def page() -> str:
    """Return the man page without its escapes."""
    return filled("shiftbook.1").replace("\\-", "-")


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Give every command with its whole name; a group is only the way to its own."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def test_it_names_every_flag_and_no_other() -> None:
    """Whoever adds one writes about it."""
    options = [cli.params, *(command.params for _, command in commands(cli))]
    flags = {
        flag
        for params in options
        for param in params
        if isinstance(param, click.Option)
        for flag in param.opts
    }
    assert set(re.findall(r"--[a-z][a-z-]+", page())) == flags | {"--help"}


def test_it_names_every_command_and_no_other() -> None:
    """In its section of commands."""
    section = page().partition(".SH COMMANDS")[2].partition(".PP")[0]
    heads = re.findall(r'^\.TP\n\.BI? "?([a-z -]+?)"?(?: [A-Z]+)?$', section, re.MULTILINE)
    assert {head.strip() for head in heads} == {name for name, _ in commands(cli)}
