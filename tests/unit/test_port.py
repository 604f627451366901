"""The port: on loopback, ours alone, and the same one run after run."""

from __future__ import annotations

import socket
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app import port as ports
from desktop_app.errors import PortTaken, SettingRefused
from desktop_app.port import LASTING_PORTS, TRIES, address, bind, bind_remembered


class TestBind:
    """One socket, on loopback, ours alone."""

    def test_listens_on_loopback_alone(self) -> None:
        """Nobody on the network can reach us."""
        with closing(bind(0)) as listener:
            assert listener.getsockname()[0] == "127.0.0.1"

    def test_answers_before_anything_is_served(self) -> None:
        """A window that is quicker than the server waits in the queue."""
        with closing(bind(0)) as listener, socket.create_connection(listener.getsockname(), timeout=5):
            pass

    def test_two_of_us_cannot_share_a_port(self) -> None:
        """A second bind to the same port is refused, with the port in its words."""
        with closing(bind(0)) as listener, pytest.raises(PortTaken, match=str(listener.getsockname()[1])):
            bind(listener.getsockname()[1])

    def test_a_port_of_another_program_is_refused(self) -> None:
        """Whatever options the other program has set."""
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", 0))
            other.listen()
            with pytest.raises(PortTaken):
                bind(other.getsockname()[1])

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no TIME_WAIT for a listener's port")
    def test_a_restart_gets_its_port_back(self) -> None:
        """Connections we closed first stay in TIME_WAIT; that must not cost us the port."""
        with closing(bind(0)) as listener:
            port = listener.getsockname()[1]
            with socket.create_connection(("127.0.0.1", port)) as client:
                connection, _ = listener.accept()
                connection.close()
                assert client.recv(1) == b""
        bind(port).close()

    def test_a_port_of_the_system_is_refused_by_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A person who asks for port 80 is told why they cannot have it."""

        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(socket.socket, "bind", refuse)
        with pytest.raises(SettingRefused, match="Port 80 is the system's own"):
            bind(80)
        with pytest.raises(PortTaken):
            bind(8080)


class TestBindRemembered:
    """The origin stays the same from run to run."""

    def test_remembers_the_port(self, tmp_path: Path) -> None:
        """The second run gets the first one's port."""
        memory = tmp_path / "port"
        with closing(bind_remembered(0, memory)) as first:
            port = first.getsockname()[1]
        with closing(bind_remembered(0, memory)) as second:
            assert second.getsockname()[1] == port

    def test_takes_another_and_remembers_that(self, tmp_path: Path) -> None:
        """A remembered port that is taken is no reason not to start."""
        memory = tmp_path / "port"
        with closing(bind_remembered(0, memory)) as first, closing(bind_remembered(0, memory)) as second:
            assert second.getsockname()[1] != first.getsockname()[1]
            assert memory.read_text() == f"{second.getsockname()[1]}\n"

    def test_a_new_one_is_never_an_outgoing_connections(self, tmp_path: Path) -> None:
        """Such a connection could have it, for a moment, when the program starts again."""
        with closing(bind_remembered(0, tmp_path / "port")) as listener:
            assert listener.getsockname()[1] in LASTING_PORTS

    def test_takes_any_when_all_of_those_are_taken(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The system's choice is better than no start."""
        with closing(bind(0)) as taken:
            monkeypatch.setattr(ports, "LASTING_PORTS", [taken.getsockname()[1]] * TRIES)
            with closing(bind_remembered(0, tmp_path / "port")) as listener:
                assert listener.getsockname()[1] not in LASTING_PORTS

    def test_the_same_port_is_not_written_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Killed while it writes, a start would leave an empty file behind."""
        memory = tmp_path / "port"
        bind_remembered(0, memory).close()
        monkeypatch.setattr(Path, "write_text", None)
        bind_remembered(0, memory).close()

    def test_an_asked_port_is_not_replaced(self, tmp_path: Path) -> None:
        """Somebody who names a port means it."""
        with closing(bind(0)) as taken, pytest.raises(PortTaken):
            bind_remembered(taken.getsockname()[1], tmp_path / "port")

    @pytest.mark.parametrize("text", ["", "port", "-1", "70000", "8080x", "9" * 400, "²", "\xff\xfe", "1e3"])
    def test_reads_its_memory_leniently(self, tmp_path: Path, text: str) -> None:
        """A garbled file costs the port, not the start."""
        memory = tmp_path / "port"
        memory.write_text(text, "latin-1")
        with closing(bind_remembered(0, memory)) as listener:
            assert memory.read_text() == f"{listener.getsockname()[1]}\n"

    def test_starts_without_memory(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        """A port that cannot be written down is a warning."""
        with closing(bind_remembered(0, tmp_path / "no folder" / "port")):
            assert "port outcome=not_remembered" in caplog.text


def test_the_address_is_the_host_header_of_this_run() -> None:
    """Host and port, as a browser sends them."""
    with closing(bind(0)) as listener:
        assert address(listener) == f"127.0.0.1:{listener.getsockname()[1]}"
