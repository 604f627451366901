"""The pins: whole, so that the same is installed everywhere, and each one wanted."""

from __future__ import annotations

import sys
from importlib.metadata import distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from build_scripts.environment import BUILD, ROOT, TEST

BROUGHT = "# What these bring with them"


def _requirements(file: str) -> list[Requirement]:
    lines = (line.partition("#")[0].strip() for line in (ROOT / file).read_text("utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-r ")]


def _here(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _brings(name: str) -> set[str]:
    requires = map(Requirement, distribution(name).requires or [])
    return {canonicalize_name(each.name) for each in requires if _here(each)}


def test_everything_is_pinned_to_one_version() -> None:
    """A range would install something else tomorrow."""
    for file in {*TEST.requirements, *BUILD.requirements}:
        for requirement in _requirements(file):
            assert [each.operator for each in requirement.specifier] == ["=="], requirement


def test_what_the_pinned_packages_bring_is_pinned_too() -> None:
    """Nothing that is installed here is left to chance."""
    pinned = {canonicalize_name(each.name) for file in TEST.requirements for each in _requirements(file)}
    for file in TEST.requirements:
        for requirement in filter(_here, _requirements(file)):
            assert _brings(requirement.name) <= pinned, requirement


def test_nothing_is_pinned_that_nothing_brings() -> None:
    """What is listed as brought along is brought by something, so that the list does not grow old."""
    brought = {
        dependency
        for file in TEST.requirements
        for requirement in filter(_here, _requirements(file))
        for dependency in _brings(requirement.name)
    }
    for file in TEST.requirements:
        below = (ROOT / file).read_text("utf-8").partition(BROUGHT)[2]
        names = {canonicalize_name(Requirement(line).name) for line in below.splitlines() if _is_here(line)}
        assert names, file
        assert names <= brought, file


def _is_here(line: str) -> bool:
    return bool(line.strip()) and _here(Requirement(line))


def test_the_installed_versions_are_the_pinned_ones() -> None:
    """The tests run against what people get."""
    assert sys.prefix != sys.base_prefix, "run by build_scripts/dev.py, in .venv"
    for file in TEST.requirements:
        for requirement in filter(_here, _requirements(file)):
            assert distribution(requirement.name).version in requirement.specifier, requirement
