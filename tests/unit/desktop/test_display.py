"""A display is one that answers, not one that is named."""

from __future__ import annotations

import socket
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop_app.desktop import display
from desktop_app.desktop.display import has_display

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a display there")


def test_none_is_named() -> None:
    """Over ssh, in a service."""
    assert not has_display({})


@pytest.mark.parametrize("name", ["", "4711", "no colon", ":x", "a:b:c", ":-1", ":" + "9" * 30])
def test_a_name_that_is_none(name: str) -> None:
    """Somebody's slip is not a screen."""
    assert not has_display({"DISPLAY": name})


def test_a_named_one_that_does_not_answer() -> None:
    """A terminal that outlived its session."""
    assert not has_display(
        {"DISPLAY": ":4711", "WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": "/nowhere"}
    )


@pytest.mark.parametrize("name", [":7", "unix:7", ":7.0"])
def test_an_x_server_that_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """At the socket where X servers listen."""
    monkeypatch.setattr(display, "X11_SOCKETS", str(tmp_path))
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(tmp_path / "X7"))
        server.listen()
        assert has_display({"DISPLAY": name})


def test_an_x_server_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """As ssh -X sets it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        monkeypatch.setattr(display, "X11_TCP_PORT", server.getsockname()[1] - 10)
        assert has_display({"DISPLAY": "127.0.0.1:10.0"})


def test_a_wayland_compositor(tmp_path: Path) -> None:
    """By its name in the runtime folder, or by a whole path."""
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert has_display({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)})
        assert has_display({"WAYLAND_DISPLAY": str(tmp_path / "wayland-0"), "XDG_RUNTIME_DIR": "/run"})
