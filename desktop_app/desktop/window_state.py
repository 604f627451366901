"""Where the window was, how large, and how it looked: kept in a file, and never a reason not to start."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.desktop import zoom

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

log = logging.getLogger(__name__)

LEAST_SIZE = (480, 400)
USUAL_SIZE = (1100, 780)
GRIP = 80
"""So many pixels of the window's upper edge must be on a screen, or nobody could take hold of it."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")


class Area(NamedTuple):
    """A rectangle in the screens' own coordinates, in logical pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class WindowState:
    """What the next start takes up again.

    *place* is where the window is when it is not maximised, None for the middle of the screen; *ground* is
    the colour behind the pages, `#rrggbb`, where the person has chosen another than the desktop's.
    """

    width: int = USUAL_SIZE[0]
    height: int = USUAL_SIZE[1]
    place: tuple[int, int] | None = None
    maximised: bool = False
    zoom: int = zoom.WHOLE
    ground: str | None = None


def read_state(path: Path) -> WindowState:
    """Return the state kept at *path*; the usual one where there is none, or what is there makes no sense."""
    try:
        return _checked(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return WindowState()
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        log.info("window event=state_ignored cause=%s", error)
        return WindowState()


def write_state(path: Path, state: WindowState) -> None:
    """Keep *state* at *path*; a disk that will not have it is no reason to keep somebody waiting."""
    draft = path.with_suffix(".new")
    try:
        draft.write_text(json.dumps(asdict(state)), "utf-8")
        draft.replace(path)
    except OSError as error:
        log.info("window event=state_not_kept cause=%s", error.strerror)


def clamped(state: WindowState, screens: Sequence[Area]) -> WindowState:
    """Return *state* as it fits on the *screens* there are now; another day there may have been more."""
    if not screens:
        return replace(state, width=USUAL_SIZE[0], height=USUAL_SIZE[1], place=None)
    fitted = (_fitted(state, screen) for screen in screens if _can_be_held(_fitted(state, screen), screen))
    return next(fitted, replace(_fitted(state, screens[0]), place=None))


class Watch:
    """Follows the window while it is open, so that its last state can be kept when it closes.

    A window that is being maximised may tell its new size before it tells why; so what it was before that
    size is kept as well.
    """

    def __init__(self, state: WindowState) -> None:
        """Begin with the *state* the window was opened in."""
        self._state = state
        self._before = state
        self._full: tuple[int, int] | None = None

    @property
    def state(self) -> WindowState:
        """The state the next start should take up; a maximised window keeps the place it would go back to."""
        state, before = self._state, self._before
        if state.maximised and (state.width, state.height) == self._full:
            return replace(state, width=before.width, height=before.height, place=before.place)
        return state

    def placed(self, area: Area, *, maximised: bool) -> None:
        """Note where the window is."""
        size = (area.width, area.height)
        if maximised:
            self._full = size
            self._state = replace(self._state, maximised=True)
            return
        if size != (self._state.width, self._state.height):
            self._before = self._state
        place = (area.x, area.y)
        self._state = replace(self._state, width=size[0], height=size[1], place=place, maximised=False)

    def resized(self, width: int, height: int) -> None:
        """Note the window's size, where an engine tells that by itself."""
        if width < LEAST_SIZE[0] or height < LEAST_SIZE[1]:
            # Minimised, on Windows: what it tells then is the size of its button.
            return
        x, y = self._state.place or (0, 0)
        self.placed(Area(x, y, width, height), maximised=self._state.maximised)

    def moved(self, x: int, y: int) -> None:
        """Note the window's place, where an engine tells that by itself."""
        if not self._state.maximised:
            self._state = replace(self._state, place=(x, y))

    def maximised(self) -> None:
        """Note that the window fills its screen, where an engine tells that by itself."""
        self._full = (self._state.width, self._state.height)
        self._state = replace(self._state, maximised=True)

    def restored(self) -> None:
        """Note that the window no longer fills its screen, where an engine tells that by itself."""
        self._state = replace(self.state, maximised=False)

    def zoomed(self, percent: int) -> None:
        """Note how large the pages are shown."""
        self._state = replace(self._state, zoom=percent)

    def painted(self, ground: str, usual: str) -> None:
        """Note the colour behind the page, `#rrggbb`, if it is another than the desktop's *usual* one."""
        self._state = replace(self._state, ground=None if ground == usual else ground)


def _checked(kept: dict[str, object]) -> WindowState:
    width, height, percent = (_whole(kept[name]) for name in ("width", "height", "zoom"))
    place, ground = kept["place"], kept["ground"]
    x, y = place if isinstance(place, list) else (None, None)
    return WindowState(
        width=width,
        height=height,
        place=None if x is None else (_whole(x), _whole(y)),
        maximised=kept["maximised"] is True,
        zoom=zoom.nearest(percent),
        ground=ground if isinstance(ground, str) and _COLOUR.fullmatch(ground) else None,
    )


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is no number of pixels")
    return value


def _fitted(state: WindowState, screen: Area) -> WindowState:
    width = max(LEAST_SIZE[0], min(state.width, screen.width))
    height = max(LEAST_SIZE[1], min(state.height, screen.height))
    return replace(state, width=width, height=height)


def _can_be_held(state: WindowState, screen: Area) -> bool:
    if state.place is None:
        return False
    x, y = state.place
    seen = min(x + state.width, screen.x + screen.width) - max(x, screen.x)
    return seen >= GRIP and screen.y <= y <= screen.y + screen.height - GRIP
