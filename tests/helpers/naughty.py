"""Strings that have broken programs before: whoever takes text from people takes these."""

# ruff: noqa: RUF001 - letters that look alike belong here

from __future__ import annotations

BLANK = (
    "",
    " ",
    "\t",
    "\n",
    "\r\n\r\n",
    "\u00a0",
    "\u2003\u3000",
    "\u200b\u200c\u200d",
    "\u2060\ufeff",
    "\u00ad",
    "\u202e\u202c",
)
"""Nothing to see in any of them."""

WORDS = (
    "undefined", "null", "NULL", "None", "nil", "true", "False", "NaN", "-Infinity", "[object Object]",
    "\\N", "0", "-0", "1e1000", "0x10", "9007199254740993", "99999999999999999999999", "1/0", "١٢٣", "½",
    "1,5", "CON", "NUL", "COM1", "aux.txt", "..", "../../etc/passwd", "..\\..\\windows\\win.ini", "C:\\",
    "~", "-rf",
)  # fmt: skip

DATABASE = (
    "'", "''", '"', "`", "';--", "' OR '1'='1", "'; DROP TABLE entry; --",
    "1; DELETE FROM draft WHERE 1", '" OR ""="', "admin'/*", "%' OR text LIKE '%", "_%",
    "x' UNION SELECT verifier FROM account --", "?1 :id @p $n", "NEAR(a b)", '"unclosed',
    "a AND OR NOT b", "text:*", "^*", "a* -b", "{a b}:c", "(((", "a\ue000a1",
)  # fmt: skip

MARKUP = (
    "<", ">", "&", "&amp;", "&#0;", "&#x110000;", "&lt;script&gt;", "<script>alert(1)</script>",
    "</textarea><b>", "</script><script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>", "<!--", "-->", "]]>", "<![CDATA[x]]>", "<?xml version='1.0'?>",
    "<style>*{display:none}</style>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>", "javascript:alert(1)", "data:text/html,<b>x",
    '" onfocus=alert(1) autofocus="', '<a href="jav\tascript:alert(1)">x</a>', "{{ 7 * 7 }}",
    "{% raw %}", "${7*7}", "<%= 7 * 7 %>", "#{7*7}", "{0.__class__}",
)  # fmt: skip

FORMAT = (
    "%s%s%s%n", "%d", "%(name)s", "%", "%%", "%00", "{}", "{0}", "{name!r}", "\\", "\\\\", "\\n",
    "\\u0000", "\\x00", "$HOME", "$(reboot)", "`reboot`", "| true", "; true", "&& true",
    "\x1b[31mred\x1b[0m", "\x07", "\x08\x7f", "\x01\x1f", "=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "+1",
    "-1+1", "a\rb", "a\x0bb\x0cc", "a\u0085b", "a\u2028b\u2029c",
)  # fmt: skip

UNICODE = (
    "Grüße aus Zürich", "naïve café", "nai\u0308ve cafe\u0301", "ΑΒΓ ς σ", "İstanbul ıI", "ẞ ß SS",
    "ﬁ ﬀ ℃ Å Å", "日本語のテキスト", "田中さんにあげて下さい", "사회과학원", "ภาษาไทย", "हिन्दी क्षि",
    "ქართული", "Ᏸ ꭰ",
    "𠜎 𠜱 𝔘𝔫𝔦", "שלום עולם", "مرحبا بالعالم", "abc \u202etxt.exe", "\u2066left\u2069 \u2067right\u2069",
    "\u202a\u202a\u202a unclosed", "a\u0338\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c",
    "Z" + "\u0335\u0352\u0489" * 100 + "algo", "👩\u200d👩\u200d👧\u200d👦", "🏳\ufe0f\u200d🌈",
    "👍🏿", "🇩🇪🇯🇵",
    "❤\ufe0f", "\U000e0041\U000e007f", "\ufffd", "\uffff\ufffe", "\U0010ffff", "\U0001f4a9" * 30,
    "\u0e49" * 60, "﷽" * 10, "\ufdfa" * 20, "a" * 5000, "word " * 300, "\u200ba\u200bb", "x\ufe0f\u20e3",
    "İ̇",
)  # fmt: skip

REFUSED = ("\0", "a\0b", "\ud800", "b\udfff")
"""No text at all: a zero byte, and halves of characters. What is sent so is refused with a sentence."""

NAUGHTY = (*BLANK, *WORDS, *DATABASE, *MARKUP, *FORMAT, *UNICODE)
"""All that is text, however odd: kept as it was typed wherever text is taken."""
