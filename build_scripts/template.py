"""Texts with gaps, filled in when a package is built: @VERSION@ stands for the version."""

from __future__ import annotations

import re

from build_scripts.environment import ROOT
from build_scripts.release import APPLICATION_ID, MAINTAINER, SUMMARY, VERSION, day

TEMPLATES = ROOT / "build_scripts" / "templates" / "linux"

_GAP = re.compile(r"@([A-Z_]+)@")


def filled(name: str, **more: str) -> str:
    """Return a template with every gap filled: from what is known of the release, and from *more*.

    Raises:
        KeyError: the template has a gap nobody fills.
    """
    values = {
        "APPLICATION_ID": APPLICATION_ID,
        "MAINTAINER": MAINTAINER,
        "SUMMARY": SUMMARY,
        "VERSION": VERSION,
        "DAY": day(),
        **more,
    }
    return _GAP.sub(lambda gap: values[gap[1]], (TEMPLATES / name).read_text("utf-8"))
