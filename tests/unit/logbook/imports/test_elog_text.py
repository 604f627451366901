"""HTML and ELCode as Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.logbook.imports.elog_text import as_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<b>bold</b> and <em>so</em>", "**bold** and *so*"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ('<a href="https://example.org">there</a>', "[there](https://example.org)"),
        ("<script>alert(1)</script>seen<style>p{}</style>", "seen"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 | 2 |"),
        ('<img src="x.png" onerror="alert(1)">', "(x.png)"),
        ("unclosed <b", "unclosed <b"),
        ("<html><head><title>no</title><body>a head without end", "a head without end"),
        ('<a name="here">place</a>', "place"),
        ("<![if !lists]>one<![endif]> <!--[if mso]><b>no</b><![endif]-->two <![foo x", "one two"),
        ("a < b, <!-- never closed", "a < b, <!-- never closed"),
        (f"&#{'9' * 5000}; &#xD800; &#65;", "\ufffd \ufffd A"),
    ],
)
def test_html_loses_its_tags(html: str, markdown: str) -> None:
    """What a person would have read stays; nothing that runs does."""
    assert as_markdown(html, "HTML") == markdown


@pytest.mark.parametrize(
    ("code", "markdown"),
    [
        ("[b]bold[/b] [I]so[/I]", "**bold** *so*"),
        ("[url=https://example.org]there[/url]", "[there](https://example.org)"),
        ("[code]x = 1[/code]", "```\nx = 1\n```"),
        ("[LIST][*]one\n[*]two[/LIST]", "- one\n- two"),
        ("[b]not closed [b]closed[/b]", "[b]not closed **closed**"),
        ("[color=red]hot[/color] [unknown]stays[/unknown]", "hot [unknown]stays[/unknown]"),
    ],
)
def test_elcode_becomes_markdown(code: str, markdown: str) -> None:
    """What is not known stays as it is."""
    assert as_markdown(code, "ELCode") == markdown


@pytest.mark.parametrize("encoding", ["plain", "", "unheard-of"])
def test_plain_text_is_left_as_it_is(encoding: str) -> None:
    """Tags too: somebody wrote them."""
    assert as_markdown("<b>[b]x[/b]", encoding) == "<b>[b]x[/b]"


@pytest.mark.parametrize("encoding", ["HTML", "ELCode"])
@pytest.mark.parametrize(
    "part", ["<a ", "<!--", "<![CDATA[]>", "<a b='>", "[b]", "[url=", "[url=x]", "[img]"]
)
def test_what_is_never_closed_is_not_looked_for_again_and_again(part: str, encoding: str) -> None:
    """Looking anew from each of these to the end would take hours."""
    as_markdown(part * (1_000_000 // len(part)), encoding)


@given(st.text(alphabet="<>/[]*=\"'& abcpiurl!-#9CDAT", max_size=200), st.sampled_from(["HTML", "ELCode"]))
def test_no_text_is_too_odd(text: str, encoding: str) -> None:
    """Malformed tags included."""
    as_markdown(text, encoding)
