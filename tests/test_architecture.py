"""The house rules, read from the source itself: who imports whom, who owns what, how long a file may be."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "desktop_app"
MAX_LINES = 400
FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "common", "misc"})

ANYBODYS = frozenset({"", "errors", "clock", "config"})
"""What every part may import: the version, the errors, the clock's protocol, the settings."""

SERVICES = frozenset({"sessions", "accounts", "logbook"})

MAY_IMPORT: dict[str, frozenset[str]] = {
    "": frozenset(),
    "errors": frozenset(),
    "clock": frozenset(),
    "config": frozenset({"errors"}),
    "paths": frozenset({"errors"}),
    "logs": frozenset({"errors"}),
    "port": frozenset({"errors"}),
    "server": frozenset({"errors", "port"}),
    "instance": frozenset({"errors", "paths"}),
    "sessions": ANYBODYS,
    "accounts": ANYBODYS,
    "logbook": ANYBODYS,
    "storage": ANYBODYS | SERVICES,
    "web": ANYBODYS | SERVICES | {"paths", "instance"},
    "desktop": ANYBODYS | {"paths", "instance"},
    "doctor": ANYBODYS | {"paths", "port", "desktop", "storage"},
    "commands": ANYBODYS | {"paths", "logs", "instance", "composition", "record", "restoration"},
    "cli": ANYBODYS
    | {"accounts", "paths", "logs", "desktop", "doctor", "composition", "instance", "commands"},
    "__main__": frozenset({"cli"}),
}
"""An arrow only points down."""

EVERYTHING = frozenset({"composition", "assembly", "record", "restoration"})
"""The two halves of what puts a program together, and what works on a book without one."""

OWNERS: dict[str, tuple[str, ...]] = {
    "apsw": ("storage/",),
    "argon2": ("accounts/passwords.py",),
    "bottle": ("web/",),
    "click": ("cli.py", "commands/"),
    "gi": ("desktop/engine.py", "desktop/gtk_downloads.py", "desktop/gtk_window.py"),
    "jinja2": ("web/",),
    "jwt": ("sessions/tokens.py",),
    "markdown_it": ("web/markdown.py", "web/dialect.py"),
    "markupsafe": ("web/",),
    "msgspec": ("web/",),
    "platformdirs": ("paths.py",),
    "sqlite3": (),
    "waitress": ("server.py",),
    "webview": ("desktop/shell.py",),
    "zxcvbn": ("accounts/strength.py",),
}
"""One owner per library; nobody uses the standard library's SQLite, which is the system's own."""

CLOCK_READS = frozenset(
    {
        "time.time", "time.time_ns", "time.clock_gettime",
        "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    }
)  # fmt: skip
CLOCK_READS_WITHOUT_A_TIME = frozenset({"time.localtime", "time.gmtime", "time.ctime", "time.asctime"})
CLOCK_OWNERS = ("clock.py",)

ENVIRONMENT = frozenset({"os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv", "os.unsetenv"})
ENVIRONMENT_OWNERS = ("config.py", "paths.py")


def wrong_arrows(path: str, source: str) -> list[str]:
    """Return imports of our own that point up or sideways; *path* is relative to the program's folder."""
    part = _part(path)
    if part in EVERYTHING:
        return []
    if part not in MAY_IMPORT:
        return [f"{path}: nobody has said what {part} may import"]
    allowed = MAY_IMPORT[part] | {part}
    targets = {_part_of_module(module) for module in _imports(source) if module.split(".")[0] == PROGRAM}
    return [f"{path}: {part or 'the package'} imports {target}" for target in sorted(targets - allowed)]


def foreign_libraries(path: str, source: str) -> list[str]:
    """Return libraries this file uses and does not own."""
    used = {module.split(".")[0] for module in _imports(source)}
    return [
        f"{path}: {library} belongs to {OWNERS[library]}"
        for library in sorted(used & OWNERS.keys())
        if not path.startswith(OWNERS[library])
    ]


def clock_reads(path: str, source: str) -> list[str]:
    """Return places that read the wall clock and are not the clock."""
    if path.startswith(CLOCK_OWNERS):
        return []
    tree = ast.parse(source)
    reads = [(line, name) for line, name in _names(tree, source) if name in CLOCK_READS]
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and not node.args):
        called = _names(call.func, source)
        reads += [(line, name) for line, name in called if name in CLOCK_READS_WITHOUT_A_TIME]
    return [f"{path}:{line}: {name} reads the clock" for line, name in sorted(set(reads))]


def environment_reads(path: str, source: str) -> list[str]:
    """Return places that read or set the environment and are not the settings."""
    if path in ENVIRONMENT_OWNERS:
        return []
    found = [(line, name) for line, name in _names(ast.parse(source), source) if name in ENVIRONMENT]
    return [f"{path}:{line}: {name} is for {ENVIRONMENT_OWNERS}" for line, name in sorted(set(found))]


def too_long(path: str, source: str) -> list[str]:
    """Return the file itself if nobody can read it in one go."""
    lines = len(source.splitlines())
    return [f"{path}: {lines} lines"] if lines > MAX_LINES else []


def nameless(path: str, _source: str) -> list[str]:
    """Return the file itself if its name says nothing about what is in it."""
    return [f"{path}: what is it about?"] if Path(path).stem in FORBIDDEN_NAMES else []


def _part(path: str) -> str:
    first = Path(path).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def _part_of_module(module: str) -> str:
    return [*module.split("."), ""][1]


def _imports(source: str) -> Iterator[str]:
    """Name every module imported anywhere in the file, for types alone and by `import_module` included."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module)) if module == PROGRAM:
                yield from (
                    f"{module}.{alias.name}" if _is_part(alias.name) else module for alias in node.names
                )
            case ast.ImportFrom(module=str(module)):
                yield module
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="import_module"), args=[name, *_]
            ):
                yield from _beginning(name)


def _beginning(name: ast.expr) -> Iterator[str]:
    """Give a module's name as far as it is written out: of an f-string the part before the first brace."""
    match name:
        case ast.Constant(value=str(module)) | ast.JoinedStr(values=[ast.Constant(value=str(module)), *_]):
            yield module


def _is_part(name: str) -> bool:
    return (ROOT / PROGRAM / name).is_dir() or (ROOT / PROGRAM / f"{name}.py").is_file()


def _names(tree: ast.AST, source: str) -> Iterator[tuple[int, str]]:
    """Give every dotted name with its line, as if nothing was imported under another name."""
    origin = _origins(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, dot, rest = ast.unparse(node).partition(".")
            name = f"{origin.get(first, first)}{dot}{rest}"
            yield node.lineno, name
            yield node.lineno, name.removeprefix("datetime.")


def _origins(source: str) -> dict[str, str]:
    origins: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                origins |= {alias.asname: alias.name for alias in node.names if alias.asname}
            case ast.ImportFrom(module=str(module)):
                origins |= {alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names}
    return origins


def _program_files() -> list[str]:
    return sorted(path.relative_to(ROOT / PROGRAM).as_posix() for path in (ROOT / PROGRAM).rglob("*.py"))


def _all_files() -> list[str]:
    folders = (PROGRAM, "build_scripts", "tests")
    return sorted(
        path.relative_to(ROOT).as_posix() for part in folders for path in (ROOT / part).rglob("*.py")
    )


@pytest.mark.parametrize("rule", [wrong_arrows, foreign_libraries, clock_reads, environment_reads])
@pytest.mark.parametrize("path", _program_files())
def test_the_program_keeps_the_house_rules(path: str, rule: object) -> None:
    """Imports point down, each library has one owner, and only two files read clock or environment."""
    assert callable(rule)
    assert rule(path, (ROOT / PROGRAM / path).read_text("utf-8")) == []


@pytest.mark.parametrize("path", _all_files())
def test_every_file_can_be_read_in_one_go(path: str) -> None:
    """At most 400 lines, under a name that says what is in it."""
    source = (ROOT / path).read_text("utf-8")
    assert too_long(path, source) + nameless(path, source) == []


def test_every_part_is_mentioned() -> None:
    """A rule about a part that is gone is a rule nobody checks."""
    parts = {_part(path) for path in _program_files()}
    assert set(MAY_IMPORT) - {""} <= parts


class TestTheRulesThemselves:
    """Each rule finds what it forbids."""

    @pytest.mark.parametrize(
        ("path", "source"),
        [
            ("sessions/service.py", "from desktop_app.storage.sessions import SqliteSessionStore"),
            ("sessions/service.py", "from desktop_app.accounts.model import Account"),
            ("web/app.py", "import desktop_app.storage.database"),
            ("web/app.py", "def f():\n    from desktop_app import server"),
            ("storage/entries.py", "if TYPE_CHECKING:\n    from desktop_app.web.context import Context"),
            ("desktop/shell.py", "from desktop_app.web.app import create_app"),
            ("errors.py", "from desktop_app.config import Settings"),
            ("newcomer.py", ""),
        ],
    )
    def test_an_arrow_that_points_up_is_found(self, path: str, source: str) -> None:
        """At the top, in a function, for types alone; and a part without a rule."""
        assert wrong_arrows(path, source)

    @pytest.mark.parametrize(
        ("path", "source"),
        [
            ("web/app.py", "from desktop_app.sessions.service import SessionService"),
            ("web/views.py", "from desktop_app import __version__"),
            ("assembly.py", "from desktop_app.web.app import create_app"),
            ("sessions/service.py", "from desktop_app.sessions.tokens import decode_token\nimport json"),
        ],
    )
    def test_an_arrow_that_points_down_is_fine(self, path: str, source: str) -> None:
        """And so is the package's own inside."""
        assert wrong_arrows(path, source) == []

    @pytest.mark.parametrize("library", sorted(OWNERS))
    def test_a_library_in_a_strangers_hands_is_found(self, library: str) -> None:
        """However it is imported."""
        for source in (f"import {library}", f"from {library}.inner import x", f"import {library} as y"):
            assert foreign_libraries("sessions/decisions.py", source)
        for name in (f"'{library}'", f"'{library}.inner'", f"f'{library}.{{inner}}'", f"'{library}', None"):
            assert foreign_libraries("sessions/decisions.py", f"importlib.import_module({name})")
            assert foreign_libraries("sessions/decisions.py", f"import_module({name})")

    def test_a_library_in_its_owners_hands_is_fine(self) -> None:
        """Waitress in the server, apsw anywhere in storage."""
        assert foreign_libraries("server.py", "from waitress import wasyncore") == []
        assert foreign_libraries("storage/accounts.py", "import apsw") == []
        importing = "importlib.import_module('gi.repository.Gtk')"
        assert foreign_libraries("desktop/gtk_window.py", importing) == []
        assert foreign_libraries("desktop/webkitgtk.py", importing)

    @pytest.mark.parametrize(
        "source",
        [
            "import time\nnow = time.time()",
            "import time as t\nread = t.time",
            "from time import time\nnow = time()",
            "from datetime import datetime\nnow = datetime.now(UTC)",
            "import datetime\nnow = datetime.datetime.utcnow()",
            "from datetime import date\nday = date.today()",
            "import time\nhere = time.localtime()",
            "from time import gmtime\nhere = gmtime()",
        ],
    )
    def test_a_look_at_the_clock_is_found(self, source: str) -> None:
        """Under whatever name."""
        assert clock_reads("sessions/service.py", source)
        assert clock_reads("clock.py", source) == []

    @pytest.mark.parametrize(
        "source",
        [
            "import time\nhere = time.localtime(at)",
            "import time\nbegin = time.monotonic()",
            "from datetime import datetime\nthen = datetime.fromtimestamp(at, UTC)",
            "now = clock.now()",
        ],
    )
    def test_a_given_time_is_fine(self, source: str) -> None:
        """Reckoning with a time somebody was handed is what everybody should do."""
        assert clock_reads("sessions/service.py", source) == []

    @pytest.mark.parametrize(
        "source",
        [
            "import os\nhome = os.environ['HOME']",
            "from os import environ\nhome = environ.get('HOME')",
            "import os\nhome = os.getenv('HOME')",
        ],
    )
    def test_a_look_at_the_environment_is_found(self, source: str) -> None:
        """Settings come from one place."""
        assert environment_reads("desktop/shell.py", source)
        assert environment_reads("config.py", source) == []

    def test_a_long_file_is_found(self) -> None:
        """401 lines are one too many."""
        assert too_long("web/app.py", "\n" * MAX_LINES) == []
        assert too_long("web/app.py", "\n" * (MAX_LINES + 1))

    def test_a_name_that_says_nothing_is_found(self) -> None:
        """In every folder."""
        assert nameless("web/utils.py", "")
        assert nameless("web/cookies.py", "") == []
