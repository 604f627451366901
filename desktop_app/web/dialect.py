"""The Markdown of entries: CommonMark with tables, strike-through and task lists, without what hides or runs.

No raw HTML, no images, no inline style, no link definitions (`[manual]: https://example.org` would
vanish from the page). Addresses are links as they stand, and `#123` leads to entry 123.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import table as parse_table
from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.utils import EnvType, OptionsDict

HIGHEST_HEADING = 3
"""The page's own headings, title and day, take one and two."""

DEEPEST_NESTING = 20
"""Levels of quotes (one each) and lists (two each)."""

MOST_CELLS = 10_000
"""A table's missing cells are filled in, so that a short text could make a huge page."""

_LOWEST_HEADING = 6
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_OUTBOUND = {"rel": "noopener noreferrer nofollow", "target": "_blank"}
_TASK = re.compile(r"\[([ xX])\] ")
_MENTION = re.compile(
    r"(?<![\w/&#])#(?P<number>[1-9][0-9]{0,8})(?!\w)|(?<![\w/:])(?P<address>https?://\w[^\s<>\"]*)",
    re.IGNORECASE,
)
_NOT_AT_THE_END = ".,;:!?'*_~"
_CELL_END = re.compile(r"(?<!\\)\|")


class Dialect:
    """A parser and renderer, made once; may be used by many threads."""

    def __init__(self) -> None:
        self._markdown = _EntryMarkdown("commonmark", {"html": False, "xhtmlOut": False, "breaks": True})
        self._markdown.options["maxNesting"] = DEEPEST_NESTING
        self._markdown.enable(["table", "strikethrough"])
        self._markdown.disable(["reference", "image"])
        self._markdown.block.ruler.at("table", _table, {"alt": ["paragraph"]})
        self._markdown.block.ruler.before("table", "depth", _refuse_depth)
        self._markdown.core.ruler.push("entry", _adapt)
        self._markdown.add_render_rule("fence", _fence)
        self._markdown.add_render_rule("task", _task)

    def html(self, text: str, entries: str = "/entries/") -> str | None:
        """Return *text* as safe HTML, or None if not all of it would be seen.

        *entries* and a number are the address of an entry.
        """
        try:
            return str(self._markdown.render(text, {"entries": entries}))
        except _NotShownWhole:
            return None


class _NotShownWhole(Exception):
    """Markdown would drop a part of this text."""


class _EntryMarkdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name MarkdownIt calls
        return _SAFE_LINK.match(url) is not None


def _refuse_depth(state: StateBlock, _start: int, _end: int, _silent: bool) -> bool:  # noqa: FBT001 - called so
    # A list adds two levels at once, and whatever lies at the deepest level is dropped.
    if state.level >= DEEPEST_NESTING - 2:
        raise _NotShownWhole
    return False


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - called so
    columns = len(_cells(state, start))
    if columns * (end - start) > MOST_CELLS or not parse_table(state, start, end, silent):
        return False
    if not silent and any("".join(_cells(state, row)[columns:]) for row in range(start + 2, state.line)):
        raise _NotShownWhole
    return True


def _cells(state: StateBlock, line: int) -> list[str]:
    row = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    cells = [cell.strip() for cell in _CELL_END.split(row.strip())]
    return cells[cells[0] == "" : len(cells) - (cells[-1] == "")]


def _adapt(state: StateCore) -> None:
    lists: list[str | None] = []
    for at, token in enumerate(state.tokens):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + HIGHEST_HEADING - 1, _LOWEST_HEADING)}"
        elif token.type in {"th_open", "td_open"}:
            _align_by_class(token)
        elif token.type == "inline":
            outbound = _outbound(token.children or [])
            token.children = list(_mentions(outbound, state.md, state.env["entries"]))
            if at > 1 and state.tokens[at - 2].type == "list_item_open":
                _mark_task(token)
        else:
            _number_as_typed(token, lists)


def _align_by_class(cell: Token) -> None:
    style = cell.attrs.pop("style", None)
    if style is not None:
        cell.attrSet("class", str(style).replace("text-align:", "align-"))


def _number_as_typed(token: Token, lists: list[str | None]) -> None:
    """Give an item the number it was typed with; only a list of equal numbers is counted through.

    *lists* holds the first number of each list that is open.
    """
    if token.type == "ordered_list_open":
        lists.append(None)
    elif token.type == "ordered_list_close":
        lists.pop()
    elif token.type == "list_item_open" and token.info:
        first = lists[-1] = lists[-1] or token.info
        if token.info != first:
            token.attrSet("value", int(token.info))


def _outbound(children: Sequence[Token]) -> Iterator[Token]:
    """Open links outside, telling the other side nothing.

    A link without words gets its address for words; one without an address stays as it was typed.
    """
    address, wordless = "", False
    for token in children:
        if token.type == "link_open":
            address, wordless = str(token.attrs["href"]), True
            token.attrs.update(_OUTBOUND)
            yield token if address else _text("[")
        elif token.type == "link_close":
            yield from [_text(address)] if wordless else []
            yield token if address else _text("]()")
        else:
            wordless = False
            yield token


def _mentions(children: Iterable[Token], markdown: MarkdownIt, entries: str) -> Iterator[Token]:
    """Make links of the addresses and the entries' numbers that stand in plain words."""
    depth = 0
    for token in children:
        depth += token.nesting if token.type.startswith("link_") else 0
        if token.type != "text" or depth:
            yield token
            continue
        done = 0
        for found in _MENTION.finditer(token.content):
            words = found[0] if found["number"] else _without_the_sentence(found[0])
            address = f"{entries}{found['number']}" if found["number"] else markdown.normalizeLink(words)
            if not found["number"] and not markdown.validateLink(address):
                continue
            yield _text(token.content[done : found.start()])
            yield from _link(words, {"href": address, **({} if found["number"] else _OUTBOUND)})
            done = found.start() + len(words)
        yield _text(token.content[done:])


def _without_the_sentence(address: str) -> str:
    """Leave out the full stop, and the bracket that was opened before the address."""
    closing = address.count(")") - address.count("(")
    end = len(address)
    while address[end - 1] in _NOT_AT_THE_END or (address[end - 1] == ")" and closing > 0):
        closing -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def _link(words: str, attributes: dict[str, str | int | float]) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs=attributes)
    yield _text(words)
    yield Token("link_close", "a", -1)


def _mark_task(item: Token) -> None:
    """Put a box where an item begins with one; its words are the box's label."""
    found = _TASK.match(item.content)
    children = item.children or []
    if found is None or not children or not children[0].content.startswith(found[0]):
        return
    children[0].content = children[0].content[len(found[0]) :]
    begin = Token("task", "label", 1, content="" if found[1] == " " else " checked")
    item.children = [begin, *children, Token("task", "label", -1)]


def _task(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    if tokens[index].nesting < 0:
        return "</label>"
    return f'<label class="task"><input type="checkbox" disabled{tokens[index].content}> '


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _fence(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Show a fenced block, and above it what stands beside the fence: a language, or somebody's words."""
    beside = escapeHtml(tokens[index].info.strip())
    caption = f'<p class="code-name">{beside}</p>\n' if beside else ""
    return f"{caption}<pre><code>{escapeHtml(tokens[index].content)}</code></pre>\n"
