"""The command line: what Shiftbook can be asked to do, and how it says that it cannot."""

from __future__ import annotations

import logging
import os
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from desktop_app import __version__
from desktop_app.accounts.access import AT_THE_COMMAND_LINE
from desktop_app.accounts.model import name_key
from desktop_app.clock import SystemClock
from desktop_app.commands.backups import backup, restore
from desktop_app.commands.importing import import_file, sample
from desktop_app.commands.line import DATA_DIR, FAILED, sentence, told_on_the_line, with_data_dir
from desktop_app.commands.record import export, verify
from desktop_app.composition import build, people_of
from desktop_app.config import (
    load_settings,
    startup_token,
    system_library_path,
)
from desktop_app.desktop import host
from desktop_app.desktop.notice import CANNOT_START
from desktop_app.desktop.opening import Told
from desktop_app.desktop.stop import StopSignal
from desktop_app.errors import NotFound, StartError, StorageError
from desktop_app.instance import Claim
from desktop_app.logs import start_logging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.accounts.model import Account
    from desktop_app.accounts.service import AccountService
    from desktop_app.config import Settings
    from desktop_app.paths import DataFolder

    Command = TypeVar("Command", bound=Callable[..., object])

log = logging.getLogger(__name__)


def main() -> None:
    """Start from the command line or from an icon."""
    _ensure_streams()
    system_library_path()
    cli(prog_name="shiftbook")


class RunByDefault(click.Group):
    """A group whose flags are those of `run` wherever no command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Name `run` where it was left out."""
        place = _after_data_dir(args)
        if place >= len(args) or args[place] not in {*self.commands, "--help", "--version"}:
            args = [*args[:place], "run", *args[place:]]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the flags of `run` too: most people never type the word."""
        with formatter.section("Flags"):
            own = [param for param in run.params if param.name not in {known.name for known in self.params}]
            formatter.write_dl([record for param in own if (record := param.get_help_record(ctx))])
        super().format_options(ctx, formatter)


def takes_password(command: Command) -> Command:
    """Let *command* read the password from standard input; it is never an argument."""
    return click.option(
        "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking."
    )(command)


@click.group(cls=RunByDefault, context_settings={"max_content_width": 100})
@click.version_option(__version__, message="Shiftbook %(version)s")
@with_data_dir
def cli() -> None:
    """Shiftbook, the logbook for a computer that people share.

    Without a command it opens its window.
    """


@cli.command()
@click.option("--headless", is_flag=True, default=None, help="Open no window; print the address to open.")
@with_data_dir
@click.option("--port", type=int, metavar="N", help="Answer on this port; else the last one.")
@click.option("--access-lifetime", metavar="TIME", help="How long until a silent renewal; else 30m.")
@click.option("--refresh-lifetime", metavar="TIME", help="How long people stay signed in; else 90d.")
@click.option(
    "--idle-lock", metavar="TIME|off", help="How long without a key until it locks; else as set-up was told."
)
@click.option("--test-mode", is_flag=True, default=None, help="Offer the addresses tests use. Never at work.")
@click.pass_obj
def run(folder: DataFolder, /, **flags: object) -> None:
    """Open the window. This is what happens without a command."""
    chosen = {name: value for name, value in flags.items() if value is not None}
    windowless = "headless" in chosen
    try:
        settings = load_settings(folder.root, chosen)
        windowless = settings.headless
        _run(settings, folder)
    except Told as told:
        _give_up(str(told), windowless=True)
    except Exception as error:  # noqa: BLE001 - whatever it is, somebody is told
        _give_up(_explained(error, folder), windowless=windowless)
    _leave(0)


@cli.group()
@with_data_dir
def people() -> None:
    """Add, list and bar people. Works while Shiftbook is open, too."""


@people.command("add")
@click.argument("name")
@click.option(
    "--administrator", is_flag=True, help="They may add and bar people; the first person always may."
)
@takes_password
@with_data_dir
@click.pass_obj
def people_add(folder: DataFolder, /, name: str, *, administrator: bool, password_stdin: bool) -> None:
    """Add a person."""
    with _people(folder) as service:
        password, now = _password(from_stdin=password_stdin), SystemClock().now()
        if service.any():
            account = service.add(
                name, password, administrator=administrator, now=now, by=AT_THE_COMMAND_LINE
            )
        else:
            account = service.set_up(name, password, now)
        click.echo(f"{account.name} can sign in now{' and is an administrator' * account.administrator}.")


@people.command("list")
@with_data_dir
@click.pass_obj
def people_list(folder: DataFolder, /) -> None:
    """List everybody."""
    with _people(folder) as service:
        for account in service.all():
            marks = ["administrator"] * account.administrator + ["disabled"] * account.disabled
            click.echo(f"{account.name} ({', '.join(marks)})" if marks else account.name)


@people.command("disable")
@click.argument("name")
@with_data_dir
@click.pass_obj
def people_disable(folder: DataFolder, /, name: str) -> None:
    """Bar a person: they are signed out everywhere and cannot sign in. Their entries stay."""
    with _people(folder) as service:
        account = service.disable(_called(service, name).id, SystemClock().now(), AT_THE_COMMAND_LINE)
        click.echo(f"{account.name} can no longer sign in.")


@people.command("enable")
@click.argument("name")
@with_data_dir
@click.pass_obj
def people_enable(folder: DataFolder, /, name: str) -> None:
    """Let a person in again."""
    with _people(folder) as service:
        account = service.enable(_called(service, name).id, SystemClock().now(), AT_THE_COMMAND_LINE)
        click.echo(f"{account.name} can sign in again.")


@people.command("reset-password")
@click.argument("name")
@takes_password
@with_data_dir
@click.pass_obj
def people_reset_password(folder: DataFolder, /, name: str, *, password_stdin: bool) -> None:
    """Give a person a new password. They are signed out everywhere."""
    with _people(folder) as service:
        account = _called(service, name)
        password = _password(from_stdin=password_stdin)
        service.reset_password(account.id, password, SystemClock().now(), AT_THE_COMMAND_LINE)
        click.echo(f"{account.name} has a new password and is signed out everywhere.")


cli.add_command(verify)
cli.add_command(export)
cli.add_command(import_file)
cli.add_command(sample)
cli.add_command(backup)
cli.add_command(restore)


@cli.command()
@with_data_dir
@click.pass_obj
def doctor(folder: DataFolder, /) -> None:
    """Look for what keeps Shiftbook from working here, and say what to do. Changes nothing."""
    from desktop_app.doctor import examine  # noqa: PLC0415 - a start need not wait for it

    sound = True
    for finding in examine(folder, SystemClock()):
        sound = sound and finding.sound
        click.echo(finding.line())
    sys.exit(0 if sound else FAILED)


def _run(settings: Settings, folder: DataFolder) -> None:
    folder.prepare()
    with Claim(folder) as claim:
        rung = claim.take_or_ring(startup_token(), window=not settings.headless)
        if rung is None:
            _be_the_first(settings, folder, claim)
        else:
            host.show_first(rung.address, windowless=settings.headless)


def _be_the_first(settings: Settings, folder: DataFolder, claim: Claim) -> None:
    start_logging(folder.log, headless=settings.headless)
    log.info("start version=%s python=%s system=%s", __version__, sys.version.split()[0], sys.platform)
    stop = StopSignal()
    with stop.listening():
        program = build(settings, folder, SystemClock(), claim)
        try:
            host.show(
                program, folder, stop, lambda error: _explained(error, folder), windowless=settings.headless
            )
        finally:
            program.stop()


@contextmanager
def _people(folder: DataFolder) -> Iterator[AccountService]:
    with told_on_the_line():
        folder.prepare()
        with people_of(folder) as service:
            yield service


def _called(service: AccountService, name: str) -> Account:
    for account in service.all():
        if name_key(account.name) == name_key(name):
            return account
    raise NotFound("person")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not _has_terminal():
        raise click.UsageError("There is no terminal to ask for the password on. Use --password-stdin.")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again")
    return password


def _has_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _after_data_dir(args: list[str]) -> int:
    place = 0
    while place < len(args) and args[place].partition("=")[0] == DATA_DIR:
        place += 1 if "=" in args[place] else 2
    return place


def _explained(error: Exception, folder: DataFolder) -> str:
    """Log a failed start; return what a person is told of it, and where they can read more."""
    if isinstance(error, StartError | StorageError):
        log.info("start outcome=failed cause=%s", error)
        told = sentence(error)
    else:
        log.error("run outcome=failed", exc_info=error)
        told = "Shiftbook has stopped because of a mistake of its own."
    return f"{told}\nLog: {folder.log}\nData folder: {folder.root}"


def _give_up(text: str, *, windowless: bool) -> NoReturn:
    click.echo(text, err=True)
    if not windowless and not sys.stderr.isatty():
        host.tell(CANNOT_START, text)
    _leave(FAILED)


def _leave(code: int) -> NoReturn:
    """End, even if a thread of pywebview's waits for an answer of a window that is gone."""
    stuck = [thread.name for thread in threading.enumerate() if not thread.daemon]
    if stuck == [threading.main_thread().name]:
        sys.exit(code)
    log.info("end threads_left=%s", ",".join(stuck))
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _ensure_streams() -> None:
    """Give a windowed program without a terminal streams to write into (PyInstaller leaves None)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - as long as we run
