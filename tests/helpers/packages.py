"""What a .deb says about itself."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def dependencies(package: Path) -> list[str]:
    """Return the names of the packages it depends on, the first where there is a choice."""
    said = subprocess.run(
        ["dpkg-deb", "--field", str(package), "Depends"], check=True, capture_output=True, text=True
    )
    return [choices.split("|")[0].split()[0] for choices in said.stdout.split(",")]
