"""What the documents tell people to type."""

from __future__ import annotations

import re

from tests.helpers.program import ROOT


def commands(document: str, section: str = "") -> list[str]:
    """Return every line of every shell block, of the whole document or of one *section*."""
    text = (ROOT / document).read_text("utf-8")
    if section:
        text = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def install_commands() -> tuple[str, str, str]:
    """Return how the package is installed, how the archive is unpacked, and how it is installed."""
    package, unpacking, archive = commands("README.md", "Install a package")
    return package, unpacking, archive
