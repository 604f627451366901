"""The window's place: kept exactly, believed only where it makes sense, and always within reach."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.desktop.window_state import (
    GRIP,
    LEAST_SIZE,
    USUAL_SIZE,
    Area,
    Watch,
    WindowState,
    clamped,
    read_state,
    write_state,
)
from desktop_app.desktop.zoom import STEPS

pixels = st.integers(-20_000, 20_000)
states = st.builds(
    WindowState,
    width=pixels,
    height=pixels,
    place=st.none() | st.tuples(pixels, pixels),
    maximised=st.booleans(),
    zoom=st.sampled_from(STEPS),
    ground=st.none() | st.from_regex(r"#[0-9a-f]{6}", fullmatch=True),
)
screens = st.builds(
    Area,
    x=st.integers(-5_000, 5_000),
    y=st.integers(-5_000, 5_000),
    width=st.integers(LEAST_SIZE[0], 8_000),
    height=st.integers(LEAST_SIZE[1], 5_000),
)

DESK = Area(0, 0, 1920, 1080)
LEFT_OF_IT = Area(-1280, 0, 1280, 1024)
SOUND = asdict(WindowState(900, 700, (30, 40), maximised=True, zoom=125, ground="#15171a"))


class TestKept:
    """From one start to the next."""

    @given(state=states)
    def test_what_is_written_is_read(self, state: WindowState) -> None:
        """All of it, whatever it is."""
        with TemporaryDirectory() as folder:
            write_state(Path(folder, "window.json"), state)
            assert read_state(Path(folder, "window.json")) == state
            assert [path.name for path in Path(folder).iterdir()] == ["window.json"]

    def test_nothing_is_the_usual_window(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        """Before the first start, without a word in the log."""
        caplog.set_level("INFO")
        assert read_state(tmp_path / "window.json") == WindowState()
        assert caplog.text == ""

    @pytest.mark.parametrize(
        "garbage",
        [
            b"",
            b"{",
            b"\xff\xfe\x00",
            b"null",
            b"7",
            b'"window"',
            b"[]",
            b"{}",
            b"[" * 100_000,
            b'{"width": ' + b"9" * 5000 + b"}",
        ],
        ids=lambda garbage: garbage[:12].decode("latin-1"),
    )
    def test_garbage_is_ignored_and_logged(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture, garbage: bytes
    ) -> None:
        """A window that does not open would be a high price for its place."""
        caplog.set_level("INFO")
        (tmp_path / "window.json").write_bytes(garbage)
        assert read_state(tmp_path / "window.json") == WindowState()
        assert "state_ignored" in caplog.text

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("width", "900"),
            ("width", 900.5),
            ("width", None),
            ("height", True),
            ("height", float("nan")),
            ("height", float("inf")),
            ("place", [1]),
            ("place", [1, 2, 3]),
            ("place", [1, "2"]),
            ("place", [1.5, 2]),
            ("zoom", "125"),
            ("zoom", [125]),
        ],
        ids=repr,
    )
    def test_a_number_that_is_none_is_garbage(self, tmp_path: Path, name: str, value: object) -> None:
        """Nothing is made of half a place."""
        (tmp_path / "window.json").write_text(json.dumps({**SOUND, name: value}))
        assert read_state(tmp_path / "window.json") == WindowState()

    @pytest.mark.parametrize("name", SOUND)
    def test_a_part_that_is_missing_is_garbage(self, tmp_path: Path, name: str) -> None:
        """It was written by another program."""
        rest = {known: value for known, value in SOUND.items() if known != name}
        (tmp_path / "window.json").write_text(json.dumps(rest))
        assert read_state(tmp_path / "window.json") == WindowState()

    @pytest.mark.parametrize(
        ("name", "value", "taken"),
        [
            ("place", None, None),
            ("place", "left", None),
            ("place", [None, 5], None),
            ("maximised", "yes", False),
            ("maximised", 1, False),
            ("zoom", 123, 125),
            ("zoom", -4, 50),
            ("ground", "red", None),
            ("ground", "#15171A", None),
            ("ground", "#15171a; x", None),
            ("ground", 7, None),
        ],
    )
    def test_a_part_that_makes_no_sense_costs_only_itself(
        self, tmp_path: Path, name: str, value: object, taken: object
    ) -> None:
        """The rest is taken up again."""
        (tmp_path / "window.json").write_text(json.dumps({**SOUND, name: value}))
        assert asdict(read_state(tmp_path / "window.json")) == {**SOUND, name: taken}

    def test_a_folder_in_its_place_is_ignored(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        """For reading and for writing."""
        caplog.set_level("INFO")
        (tmp_path / "window.json").mkdir()
        assert read_state(tmp_path / "window.json") == WindowState()
        write_state(tmp_path / "window.json", WindowState())
        assert "state_not_kept" in caplog.text

    def test_a_disk_that_refuses_keeps_the_old_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Nobody waits for it, and nothing is half written."""
        caplog.set_level("INFO")
        kept = WindowState(900, 700)
        write_state(tmp_path / "window.json", kept)

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(Path, "write_text", full)
            write_state(tmp_path / "window.json", WindowState())
        assert read_state(tmp_path / "window.json") == kept
        assert "state_not_kept cause=No space left" in caplog.text


class TestClamped:
    """On the screens there are now."""

    @given(state=states, there=st.lists(screens, min_size=1, max_size=4))
    def test_fits_and_can_be_gripped(self, state: WindowState, there: list[Area]) -> None:
        """Whatever was kept, and whatever is plugged in today."""
        now = clamped(state, there)
        assert now.width >= LEAST_SIZE[0]
        assert now.height >= LEAST_SIZE[1]
        assert any(
            now.width <= screen.width and now.height <= screen.height and _in_reach(now, screen)
            for screen in there
        )
        assert replace(now, width=0, height=0, place=None) == replace(state, width=0, height=0, place=None)

    @given(state=states, there=st.lists(screens, min_size=1, max_size=4))
    def test_once_is_enough(self, state: WindowState, there: list[Area]) -> None:
        """What fits is not moved any more."""
        assert clamped(clamped(state, there), there) == clamped(state, there)

    @pytest.mark.parametrize(
        "state",
        [
            WindowState(900, 700, (100, 50)),
            WindowState(1920, 1080, (0, 0)),
            WindowState(900, 700, (1920 - GRIP, 1080 - GRIP)),
            WindowState(900, 700, (GRIP - 900, 0)),
            WindowState(1280, 1024, (-1280, 0)),
            WindowState(900, 700, None),
        ],
    )
    def test_what_can_be_reached_stays(self, state: WindowState) -> None:
        """Also on the second screen, and half outside where the person left it."""
        assert clamped(state, [DESK, LEFT_OF_IT]) == state

    @pytest.mark.parametrize(
        "place", [(-1280, 0), (1921 - GRIP, 0), (GRIP - 901, 0), (0, -1), (0, 1081 - GRIP), (-32000, -32000)]
    )
    def test_what_cannot_goes_to_the_middle(self, place: tuple[int, int]) -> None:
        """The second screen is gone; or there is nothing to take hold of."""
        assert clamped(WindowState(900, 700, place), [DESK]) == WindowState(900, 700, None)

    def test_a_window_made_narrower_is_still_there(self) -> None:
        """Its right end was the only part on this screen."""
        wide = WindowState(3000, 700, (-2900, 0))
        assert clamped(wide, [Area(0, 0, 1000, 800)]) == WindowState(1000, 700, None)

    def test_a_small_screen_is_not_overrun(self) -> None:
        """Down to the least size that can be worked in."""
        assert clamped(WindowState(3000, 3000, (0, 0)), [DESK]) == WindowState(1920, 1080, (0, 0))
        tiny = clamped(WindowState(3000, 3000, (0, 0)), [Area(0, 0, 320, 240)])
        assert (tiny.width, tiny.height) == LEAST_SIZE

    def test_without_screens_it_is_the_usual_size(self) -> None:
        """Nobody knows better; the zoom stays."""
        lost = WindowState(10**30, -5, (7, 7), maximised=True, zoom=150)
        assert clamped(lost, []) == WindowState(*USUAL_SIZE, None, maximised=True, zoom=150)


def _in_reach(state: WindowState, screen: Area) -> bool:
    if state.place is None:
        return True
    x, y = state.place
    across = range(max(x, screen.x), min(x + state.width, screen.x + screen.width))
    return len(across) >= GRIP and screen.y <= y < screen.y + screen.height


class TestWatch:
    """The window while it is open."""

    def test_follows_place_and_size(self) -> None:
        """Told together, or one after the other."""
        watch = Watch(WindowState())
        watch.placed(Area(10, 20, 800, 600), maximised=False)
        assert watch.state == WindowState(800, 600, (10, 20))
        watch.resized(900, 700)
        watch.moved(30, 40)
        assert watch.state == WindowState(900, 700, (30, 40))

    def test_a_maximised_window_keeps_the_place_it_goes_back_to(self) -> None:
        """Where it is meanwhile is the screen's doing."""
        watch = Watch(WindowState(800, 600, (10, 20)))
        watch.maximised()
        watch.placed(Area(0, 0, 1920, 1080), maximised=True)
        watch.resized(1920, 1080)
        watch.moved(0, 0)
        assert watch.state == WindowState(800, 600, (10, 20), maximised=True)

    def test_also_when_the_new_size_is_told_first(self) -> None:
        """Some engines and window managers do it in this order, and say why only afterwards."""
        watch = Watch(WindowState())
        watch.placed(Area(10, 20, 800, 600), maximised=False)
        watch.placed(Area(0, 0, 1920, 1080), maximised=False)
        watch.placed(Area(0, 0, 1920, 1080), maximised=True)
        assert watch.state == WindowState(800, 600, (10, 20), maximised=True)

    def test_also_in_an_engines_own_words(self) -> None:
        """The same, told one by one."""
        watch = Watch(WindowState(800, 600, (10, 20)))
        watch.resized(1920, 1080)
        watch.moved(0, 0)
        watch.maximised()
        assert watch.state == WindowState(800, 600, (10, 20), maximised=True)
        watch.restored()
        assert watch.state == WindowState(800, 600, (10, 20))

    def test_a_minimised_window_keeps_its_size(self) -> None:
        """Windows tells the size of its button, which no window of ours can have."""
        watch = Watch(WindowState(900, 700, (30, 40)))
        watch.resized(160, 28)
        assert (watch.state.width, watch.state.height) == (900, 700)

    def test_a_window_moved_before_keeps_its_new_place(self) -> None:
        """It was moved by the person, and maximised later."""
        watch = Watch(WindowState(800, 600, (10, 20)))
        watch.placed(Area(50, 60, 800, 600), maximised=False)
        watch.placed(Area(0, 0, 1920, 1080), maximised=False)
        watch.placed(Area(0, 0, 1920, 1080), maximised=True)
        assert watch.state == WindowState(800, 600, (50, 60), maximised=True)

    def test_being_told_twice_changes_nothing(self) -> None:
        """Every change of a maximised window tells it again."""
        watch = Watch(WindowState(800, 600, (10, 20)))
        watch.placed(Area(0, 0, 1920, 1080), maximised=True)
        once = watch.state
        watch.placed(Area(0, 0, 1920, 1080), maximised=True)
        watch.placed(Area(0, 0, 1920, 1040), maximised=True)
        assert watch.state == once == WindowState(800, 600, (10, 20), maximised=True)

    def test_a_window_that_goes_back_is_followed_again(self) -> None:
        """Told by a word, or by a place."""
        watch = Watch(WindowState(800, 600, (10, 20), maximised=True))
        watch.restored()
        assert watch.state == WindowState(800, 600, (10, 20))
        watch.placed(Area(0, 0, 1920, 1080), maximised=True)
        watch.placed(Area(50, 60, 700, 500), maximised=False)
        assert watch.state == WindowState(700, 500, (50, 60))

    def test_back_and_forth_it_stays_the_same(self) -> None:
        """However often, and however quickly."""
        watch = Watch(WindowState(800, 600, (10, 20)))
        for _ in range(3):
            watch.placed(Area(0, 0, 1920, 1080), maximised=False)
            watch.placed(Area(0, 0, 1920, 1080), maximised=True)
            assert watch.state == WindowState(800, 600, (10, 20), maximised=True)
            watch.placed(Area(10, 20, 800, 600), maximised=False)
            assert watch.state == WindowState(800, 600, (10, 20))

    @pytest.mark.parametrize("told_first", [False, True])
    def test_maximised_from_the_start_on_it_keeps_what_was_kept(self, *, told_first: bool) -> None:
        """The first thing an engine tells is the screen's size, with or without the reason."""
        state = WindowState(800, 600, (10, 20), maximised=True)
        watch = Watch(state)
        if told_first:
            watch.placed(Area(0, 0, 1920, 1080), maximised=False)
        watch.placed(Area(0, 0, 1920, 1080), maximised=True)
        assert watch.state == state

    def test_notes_zoom_and_ground(self) -> None:
        """The next start looks like this one from its first moment on."""
        watch = Watch(WindowState())
        watch.zoomed(150)
        watch.painted("#15171a", "#fbfaf7")
        assert watch.state == WindowState(zoom=150, ground="#15171a")

    def test_a_ground_that_is_the_desktops_is_not_kept(self) -> None:
        """The desktop may be another by the next start; what was kept before was another choice."""
        watch = Watch(WindowState(ground="#15171a"))
        watch.painted("#fbfaf7", "#fbfaf7")
        assert watch.state.ground is None

    def test_maximising_loses_neither(self) -> None:
        """What goes back to the place before is the place alone."""
        watch = Watch(WindowState(800, 600, (10, 20)))
        watch.placed(Area(0, 0, 1920, 1080), maximised=False)
        watch.zoomed(150)
        watch.painted("#15171a", "#fbfaf7")
        watch.placed(Area(0, 0, 1920, 1080), maximised=True)
        kept = WindowState(800, 600, (10, 20), maximised=True, zoom=150, ground="#15171a")
        assert watch.state == kept
