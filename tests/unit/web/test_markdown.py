"""Entries as HTML: what helps is shown, all of it is shown, and none of it runs."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import count
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.web.dialect import Dialect
from desktop_app.web.markdown import LONGEST_MARKDOWN, render
from tests.helpers.audit import Audit

SECONDS_FOR_THE_WORST = 10
"""Twenty times what the worst case takes: a quadratic one takes minutes."""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Pump *3* is **hot**", "<p>Pump <em>3</em> is <strong>hot</strong></p>\n"),
        ("seal\noil\nbelt", "<p>seal<br>\noil<br>\nbelt</p>\n"),
        ("~~12~~ 13 `mbar`", "<p><s>12</s> 13 <code>mbar</code></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("    x < y", "<pre><code>x &lt; y\n</code></pre>\n"),
        ("```\nx\n```", "<pre><code>x\n</code></pre>\n"),
        ("```py\nx\n```", '<p class="code-name">py</p>\n<pre><code>x\n</code></pre>\n'),
        ("5 < 6 & 7 > 2", "<p>5 &lt; 6 &amp; 7 &gt; 2</p>\n"),
        ("#5 and # 6", '<p><a href="/entries/5">#5</a> and # 6</p>\n'),
        ("", ""),
    ],
)
def test_shows_what_people_at_a_bench_write(text: str, html: str) -> None:
    """A line break is a line break, and the usual signs mean the usual things."""
    assert str(render(text)) == html


@pytest.mark.parametrize(
    ("text", "tag"), [("# a", "h3"), ("## a", "h4"), ("### a", "h5"), ("#### a", "h6"), ("###### a", "h6")]
)
def test_headings_never_outrank_the_pages_own(text: str, tag: str) -> None:
    """The page has its title and its days; an entry's headings come below."""
    assert str(render(text)) == f"<{tag}>a</{tag}>\n"


def test_underlined_headings_are_lowered_too() -> None:
    """There are two ways to write a heading."""
    assert str(render("a\n===\n\nb\n---\n")) == "<h3>a</h3>\n<h4>b</h4>\n"


def test_tables_are_aligned_by_class() -> None:
    """An inline style would be refused by the page's own content security policy."""
    html = render("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|\n")
    assert '<th class="align-left">a</th>' in html
    assert '<td class="align-center">2</td>' in html
    assert '<td class="align-right">3</td>\n<td></td>' in html
    Audit(html)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[site](https://example.org/a?b=c&d)", "https://example.org/a?b=c&d"),
        ("<http://example.org>", "http://example.org"),
        ("[write](mailto:ada@example.org)", "mailto:ada@example.org"),
        ("<ada@example.org>", "mailto:ada@example.org"),
        ("[LOUD](HTTP://EXAMPLE.ORG)", "HTTP://EXAMPLE.ORG"),
        ("![photo](https://example.org/a.png)", "https://example.org/a.png"),
    ],
)
def test_links_lead_outside_and_tell_nothing(text: str, expected: str) -> None:
    """They open elsewhere without a referrer; a picture is a link: loading it would tell its owner."""
    assert Audit(render(text)).links == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "[manual]: https://example.org/hidden",
        "[14:03]: done",
        "[note]: seal\n[other]: <belt> 'oil'",
        "[](https://example.org/hidden)",
        "<!-- hidden -->",
        "<p hidden>hidden</p>",
        "```bash said hidden\nx\n```",
        "~~~hidden",
        "|a|b|\n|-|-|\n|1|2|hidden|\n",
        "> |a|b\n> |-|-\n> |1|2|hidden\n",
        "> " * 30 + "hidden",
        "- " * 30 + "hidden",
        "\n".join("  " * depth + "- a" for depth in range(30)) + " hidden",
        "![hidden]()",
        "[](<>) [hidden](<>)",
        "[hidden](javascript:x)",
        "&hidden; \\hidden",
    ],
)
def test_nothing_somebody_wrote_vanishes(text: str) -> None:
    """What Markdown would drop, or keep in the source alone, is seen on the page."""
    seen = "".join(Audit(render(text)).seen)
    for word in re.findall(r"[a-z0-9:]{2,}", text.replace("<p hidden>", "")):
        assert word in seen


PIECES = [
    "W", "W", "W", " ", "\n", "\n\n", "    ", "\t", "> ", "- ", "* ", "1. ", "7) ", "# ", "===\n", "---\n",
    "*", "**", "_", "~~", "`", "```", "~~~", "|", "\n|-|-|\n", "\n-|-\n", "[", "]", "](", ")", "]: ", "![",
    "<", ">", "</", "<!--", "-->", "<a href=", '"', "'", "&", "&amp;", "&#60;", "\\",
    "http://", "mailto:", "@", "javascript:", "data:text/html,", "  \n", "[x] ",
    "- [ ] ", "#12", "https://a.example/", "http://a", "\u2028", "\u00a0",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_every_word_of_any_text_is_seen_and_none_runs(pieces: list[str]) -> None:
    """However its signs are jumbled, a text comes out safe and whole."""
    numbers = count()
    text = "".join(f"w{next(numbers)}q" if piece == "W" else piece for piece in pieces)
    seen = "".join(Audit(render(text)).seen)
    for number in range(next(numbers)):
        assert f"w{number}q" in seen


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_can_be_shown(text: str) -> None:
    """No text makes an entry, and with it a page of the book, impossible to open."""
    Audit(render(text))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("10. a\n12. b\n13. c", ['<ol start="10">', '<li value="12">', '<li value="13">']),
        ("1. a\n1. b\n1. c", ["<ol>", "<li>a", "<li>b", "<li>c"]),
        ("3. a\n   1. b\n3. c", ['<ol start="3">', "<ol>", "<li>b", "<li>c"]),
        ("3. a\n   1. b\n   5. c\n9. d", ['<ol start="3">', "<ol>", '<li value="5">', '<li value="9">']),
    ],
)
def test_numbered_items_keep_the_numbers_they_were_given(text: str, numbers: list[str]) -> None:
    """Valve 12 stays valve 12; only the same number over and over asks to be counted."""
    html = render(text)
    Audit(html)
    position = 0
    for number in numbers:
        position = html.index(number, position) + 1


SCRIPT_ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61;vascript:alert(1)",
    "&#0000106&#0000097vascript:alert(1)",
    "jav&#x0A;ascript:alert(1)",
    "javascript:%61lert(1)",
    "%6Aavascript:alert(1)",
    "\\javascript:alert(1)",
    "javascript\\:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "data:image/png;base64,iVBORw0KGgo=",
    "file:///etc/passwd",
    "blob:http://x/1",
    "view-source:javascript:1",
    "feed:javascript:alert(1)",
    "intent://x",
    "tel:112",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/session/logout",
    "?before=1",
    "#top",
    "https:evil.example",
    "http:/evil.example",
    "http://",
    "mailto:",
]


@pytest.mark.parametrize("address", SCRIPT_ADDRESSES)
@pytest.mark.parametrize(
    "shape", ["[a]({})", "[a](<{}>)", '[a]({} "b")', "<{}>", "![a]({})", "[a]: {}\n\n[a]"]
)
def test_links_lead_nowhere_but_to_the_web_and_to_mail(address: str, shape: str) -> None:
    """No spelling of a script, of a file or of our own pages becomes a link."""
    assert Audit(render(shape.format(address))).links == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=//evil.example>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<a href='javascript:alert(1)'>x</a>",
        "<style>@import'//evil.example'</style>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content=0>",
        "<form action=/session/logout><button>x",
        "</div></main></body><script>alert(1)</script>",
        "</pre></code><script>alert(1)</script>",
        "<!--><script>alert(1)</script>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?php echo 1 ?>",
        "<!DOCTYPE html>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;alert(1)",
        "`<script>alert(1)</script>`",
        "    <script>alert(1)</script>",
        "```html\n<script>alert(1)</script>\n```",
        '```"><script>alert(1)</script>\nx\n```',
        "```x' onmouseover='alert(1)\nx\n```",
        '[a](http://x "\\" onmouseover=\\"alert(1)")',
        "[a](http://x 't\"><script>alert(1)</script>')",
        '[a](http://x"onmouseover="alert(1))',
        '[a](<http://x"><script>alert(1)</script>>)',
        '<http://x"onmouseover="alert(1)>',
        '![a" onerror="alert(1)](http://x)',
        '![<script>alert(1)</script>](http://x/"onerror="alert(1))',
        "[<script>alert(1)</script>](http://x)",
        "|<script>|\n|-|\n|<img src=x onerror=alert(1)>|",
        '|a|\n|:-" onclick="alert(1)|\n|b|',
        "# <script>alert(1)</script>",
        "1. <script>alert(1)</script>",
        "> <script>\n> alert(1)\n> </script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "＜script＞alert(1)＜/script＞",  # noqa: RUF001 - full-width signs are the point
        "{{ 7 * 7 }} {% raw %} ${7*7}",
        "[a](http://x){onclick=alert(1)}",
        "\u202e<script>",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "shape", ["{}", "> {}", "- {}", "*{}*", "~~{}~~", "a\n{}\nb", "[x]({})", "| {} |\n|-|\n"]
)
def test_hostile_text_stays_text(text: str, shape: str) -> None:
    """Nothing but our own short list of tags and attributes comes out, whatever stands where."""
    Audit(render(shape.replace("{}", text)))


def test_a_text_too_long_is_shown_as_it_was_typed() -> None:
    """A megabyte of log is no Markdown, opens at once, and keeps its blank first line."""
    text = "\n<b>*log*</b> & more\n" * 50_000
    before = process_time()
    html = render(text)
    assert process_time() - before < 1
    assert html.startswith('<pre class="plain">\n\n&lt;b&gt;*log*&lt;/b&gt; &amp; more')
    assert "".join(Audit(html).seen).strip("\n") == text.strip("\n")


def test_the_limit_itself_is_still_markdown() -> None:
    """One more is not."""
    assert render("*a*" + "x" * (LONGEST_MARKDOWN - 3)).startswith("<p><em>")
    assert render("*a*" + "x" * (LONGEST_MARKDOWN - 2)).startswith("<pre")


HALF = LONGEST_MARKDOWN // 2


@pytest.mark.parametrize(
    "unit",
    [
        "[", "]", "![", "[a](", "[a](<b", '[a](b "', "[a](b\\", "a](b", "[a][b]", "[a]: b\n\n", "![[]()", "(",
        "\\", "*", "_", "*a ", "a**b", "*a_ ", "**x *", "*_", "~", "~~a", "`", "`a``b", "<", "<!--", "<http://a",
        "<a@b.", "&", "&amp;", "&#", "> ", "- ", "1. ", "> - ", ">a\n", "- a\n", "# a\n", "a\n===\n", "```\n",
        "    a\n", "\t", "|", "#1 ", "#1", "http://a ", "http://a.", "http://a)",
        "- [ ] a\n", "- [x] #1\n", "|a", "a|b\n-|-\n", "|-|-|\n", "\n", "\u00a0", "w ",
    ],
)  # fmt: skip
def test_the_worst_text_allowed_is_shown_soon(unit: str) -> None:
    """No repetition of any sign keeps a page of the book from opening."""
    text = (unit * LONGEST_MARKDOWN)[:LONGEST_MARKDOWN]
    before = process_time()
    Dialect().html(text)
    assert process_time() - before < SECONDS_FOR_THE_WORST


@pytest.mark.parametrize(
    "text",
    [
        "[" * HALF + "]" * HALF,
        "*a " * (HALF // 3) + "b* " * (HALF // 3),
        "".join("`" * length + "e" for length in range(190)),
        "\n".join("  " * depth + "- a" for depth in range(135)),
        "|" + "a|" * (HALF // 4) + "\n|" + "-|" * (HALF // 4) + "\n" + "|x\n" * (HALF // 3),
        "|" + "a|" * 99 + "\n|" + "-|" * 99 + "\n" + "x\n" * (HALF - 300),
    ],
    ids=["brackets", "stars", "backticks", "lists", "a wide table", "a long table"],
)
def test_the_worst_shapes_known_are_shown_soon(text: str) -> None:
    """Nor does nesting, nor a table whose missing cells would fill a megabyte."""
    before = process_time()
    html = Dialect().html(text)
    assert process_time() - before < SECONDS_FOR_THE_WORST
    assert html is None or len(html) < 20 * LONGEST_MARKDOWN


def test_the_window_need_not_wait_for_the_parser() -> None:
    """Importing the module does not import the parser, which takes as long as a page."""
    program = "import sys, desktop_app.web.markdown; print('markdown_it' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
