"""Commands about the record: whether it is intact, and taking it out."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.clock import SystemClock
from desktop_app.commands.line import FAILED, counted, told_on_the_line, with_data_dir
from desktop_app.composition import record_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.paths import DataFolder
    from desktop_app.record import Record

UNREADABLE = 2


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@with_data_dir
@click.pass_obj
def verify(folder: DataFolder, /, file: Path | None) -> None:
    """Look whether the record is as it was written: this book, or a FILE, which is an export or a backup."""
    from desktop_app.record import NotAnExport, verify_file  # noqa: PLC0415 - a start need not wait for it

    with told_on_the_line():
        try:
            if file is None:
                with _record(folder) as record, counted("entries verified") as tell:
                    found = record.verify(SystemClock().now(), tell)
            else:
                with counted("entries verified") as tell:
                    found = verify_file(file, tell)
        except (NotAnExport, OSError) as error:
            click.echo(f"{file} is no export and no backup that could be read. {error}", err=True)
            sys.exit(UNREADABLE)
    click.echo("\n".join(found.lines))
    sys.exit(0 if found.intact else FAILED)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format", "kind", type=click.Choice(["csv", "json", "html"]), required=True, help="What FILE is."
)
@click.option(
    "--after", type=click.IntRange(min=0), default=0, metavar="N", help="Only entries after this one."
)
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@with_data_dir
@click.pass_obj
def export(folder: DataFolder, /, file: Path, *, kind: str, after: int, force: bool) -> None:
    """Write the entries to FILE: for a spreadsheet, with everything that proves them, or to be read."""
    if file.exists() and not force:
        raise click.UsageError(f"{file} is there already. Name another file, or add --force to replace it.")
    if not file.absolute().parent.is_dir():
        raise click.UsageError(
            f"There is no folder {file.absolute().parent}. Make it first, or name another."
        )
    with told_on_the_line(), _record(folder) as record, counted("entries written") as tell:
        head = record.export(kind, file.absolute(), after, SystemClock().now(), tell)
    click.echo(f"{file}: {head.number:,} entries in the book, head {head.hash.hex()}")


@contextmanager
def _record(folder: DataFolder) -> Iterator[Record]:
    folder.prepare()
    with record_of(folder) as record:
        yield record
