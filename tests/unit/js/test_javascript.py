"""The scripts of the pages: their own tests, run by node, and the rules their text keeps."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SCRIPTS = TESTS.parents[2] / "assets" / "static" / "js"
TEST_FILES = sorted(TESTS.glob("*.test.js"))
SCRIPT_FILES = sorted(SCRIPTS.glob("*.js"))

LONGEST_SCRIPT = 150
TIME_LIMIT_SECONDS = 60
#: The only scripts that may talk to the server by themselves; everybody else calls ``secureFetch``.
FETCHING_SCRIPTS = {"exchange.js", "timedFetch.js"}

COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
FETCH_CALL = re.compile(r"\bfetch\s*\(|\bXMLHttpRequest\b|\bsendBeacon\b|\bEventSource\b|\bWebSocket\b")
FORBIDDEN = re.compile(
    r"\b(?:alert|confirm|prompt|eval)\s*\(|\bnew Function\b|\.(?:inner|outer)HTML\b"
    r"|\binsertAdjacentHTML\b|\bdocument\.write\b",
)
EXPORT = re.compile(r"^export (?:default |async )*(?:function\*?|class|const|let) ", re.MULTILINE)


def node() -> str:
    """Return the node binary Playwright carries, else the one on PATH; skip where there is neither."""
    if importlib.util.find_spec("playwright"):
        from playwright._impl._driver import compute_driver_executable  # noqa: PLC0415 (absent where only node is)

        return str(compute_driver_executable()[0])
    found = shutil.which("node")
    if found is None:
        pytest.skip("neither Playwright nor node is installed")
    return found


def code_of(script: Path) -> str:
    """Return the script without its comments."""
    return COMMENT.sub("", script.read_text(encoding="utf-8"))


def count(report: str, name: str) -> int:
    """Return one of the totals at the end of a TAP report."""
    found = re.search(rf"^# {name} (\d+)$", report, re.MULTILINE)
    return int(found.group(1)) if found else 0


@pytest.mark.parametrize("path", TEST_FILES, ids=lambda path: path.name)
def test_passes_under_node(path: Path) -> None:
    """Each file of script tests passes, and runs at least as many tests as it defines."""
    done = subprocess.run(
        [
            node(),
            "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
            "--test",
            "--test-reporter=tap",
            str(path),
        ],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=TIME_LIMIT_SECONDS,
    )
    defined = len(re.findall(r"^\s*test\(", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert done.returncode == 0, done.stdout + done.stderr
    assert not done.stderr, done.stderr
    assert count(done.stdout, "pass") == count(done.stdout, "tests") >= defined > 0, done.stdout


def test_finds_the_scripts_and_their_tests() -> None:
    """The rules below are held against something."""
    assert SCRIPTS / "secureFetch.js" in SCRIPT_FILES
    assert TESTS / "secureFetch.test.js" in TEST_FILES


@pytest.mark.parametrize("script", SCRIPT_FILES, ids=lambda script: script.name)
def test_is_short(script: Path) -> None:
    """A script is one noun, and fits on a few screens."""
    assert len(script.read_text(encoding="utf-8").splitlines()) <= LONGEST_SCRIPT


@pytest.mark.parametrize("script", SCRIPT_FILES, ids=lambda script: script.name)
def test_documents_what_it_exports(script: Path) -> None:
    """Every export, and the script itself, has a doc comment."""
    text = script.read_text(encoding="utf-8")
    assert text.startswith("/**")
    bare = [
        text[at.start() :].split("\n", 1)[0]
        for at in EXPORT.finditer(text)
        if not text[: at.start()].endswith("*/\n")
    ]
    assert bare == []


@pytest.mark.parametrize("script", SCRIPT_FILES, ids=lambda script: script.name)
def test_neither_alerts_nor_evaluates_nor_writes_markup(script: Path) -> None:
    """Words go to the page as text, by the DOM; nothing is evaluated and no dialog interrupts."""
    assert FORBIDDEN.findall(code_of(script)) == []


@pytest.mark.parametrize(
    "script",
    [script for script in SCRIPT_FILES if script.name not in FETCHING_SCRIPTS],
    ids=lambda script: script.name,
)
def test_talks_to_the_server_through_secure_fetch(script: Path) -> None:
    """One script fetches: a call past it would meet an expired token unprotected."""
    assert FETCH_CALL.findall(code_of(script)) == []


def test_the_page_includes_the_scripts_once() -> None:
    """The include names secureFetch.js and the page's entry, once each, and holds no script itself."""
    include = SCRIPTS.parents[1] / "templates" / "components" / "scripts.html"
    text = include.read_text(encoding="utf-8")
    sources = re.findall(r"""<script type="module" src="{{ static\('js/(\w+\.js)'\) }}"></script>""", text)
    assert sources == ["secureFetch.js", "everyPage.js"]
    assert text.count("<script") == len(sources)
