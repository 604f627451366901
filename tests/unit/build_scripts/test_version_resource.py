"""What Windows shows of the program's file."""

from __future__ import annotations

import ast

from build_scripts.release import VERSION
from build_scripts.version_resource import version_resource


def test_it_is_an_expression_that_names_the_version_twice_in_numbers_and_twice_in_words() -> None:
    """PyInstaller evaluates it; one version, from one place."""
    text = version_resource()
    ast.parse(text, mode="eval")
    numbers = ", ".join([*VERSION.split("."), "0"])
    assert text.count(f"({numbers})") == 2
    assert text.count(f"'{VERSION}'") == 2
