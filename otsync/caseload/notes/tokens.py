"""From a line to tokens: words, digits, marks. One pass, linear in the length of the line, offsets kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from otsync.caseload.notes.typos import MEANT

_FOLD = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣－→➔➜", "-"),
        **dict.fromkeys("‘’‛′ʼ`´", "'"),
        **dict.fromkeys("“”„″〃", '"'),
        **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t\u200b\ufeff\r\f", " "),
        **dict.fromkeys("\u000b\u2028\u2029", "\n"),
        **dict.fromkeys("×✕", "x"),
        **dict.fromkeys("⁄∕／", "/"),
        **dict.fromkeys("∶：", ":"),
        **dict.fromkeys("•●◦▪‣·", "*"),
        **dict.fromkeys("≈∼〜～", "~"),
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    }
)
"""One character for one character, so that an offset into the folded text is an offset into the shown text."""

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*|\n|[^\S\n]+|.")
"""A run of digits, a word, a line break, white space, or a mark: every character is in one of them."""
_PLAIN = re.compile(r"[ -_a-~]*")
"""ASCII that folds to itself but for its case: no tab, no backtick."""
_SPACES = re.compile(r"\s+")

HUGE = 10**6
"""What a run of more than six digits is worth: too large to be a minute, a day or a year."""


class Token:
    """A word, a run of digits, a mark or a line break. `a` and `b` are half-open offsets into the text."""

    __slots__ = ("a", "b", "gap", "kind", "s", "v")

    def __init__(self, kind: str, s: str, a: int, b: int, gap: bool) -> None:
        self.kind = kind
        """`w` word, `d` digits, `p` mark, `n` line break."""
        self.s = s
        self.a = a
        self.b = b
        self.gap = gap
        """Whether white space (or the line's start) stands before it."""
        self.v = (int(s) if len(s) <= 6 else HUGE) if kind == "d" else -1

    def __repr__(self) -> str:
        return f"{self.kind}:{self.s}"


def fold(text: str) -> str:
    """Lower case, plain dashes, quotes and spaces; as long as `text`, character for character."""
    if _PLAIN.fullmatch(text):
        return text.lower()
    plain = text.translate(_FOLD)
    lower = plain.lower()
    if len(lower) != len(plain):
        lower = "".join(c if len(c.lower()) != 1 else c.lower() for c in plain)
    return lower


def blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with the spans replaced by as many spaces: words that do not count, in a line whose offsets stay."""
    if not spans:
        return text
    out = list(text)
    for start, end in spans:
        for at in range(max(0, start), min(len(out), end)):
            out[at] = " "
    return "".join(out)


_KINDS = {
    **dict.fromkeys("0123456789", "d"),
    **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", "w"),
    **dict.fromkeys("!\"#$%&'()*+,-./:;<=>?@[\\]^_{|}~", "p"),
    "\n": "n",
    " ": "",
}
"""What a token is, by its first character: of those that nearly every one begins with."""


def _kind(first: str) -> str:
    if first.isspace():
        return ""
    return "w" if first.isalnum() and not first.isdecimal() else "p"


def tokenise(folded: str) -> list[Token]:
    """The tokens of a folded text, in order."""
    tokens: list[Token] = []
    put, kinds, meant = tokens.append, _KINDS, MEANT
    at = 0
    gap = True
    for text in _TOKEN.findall(folded):
        kind = kinds.get(text[0])
        if kind is None:
            kind = _kind(text[0])
        end = at + len(text)
        if kind:
            put(Token(kind, meant.get(text, text) if kind == "w" else text, at, end, gap))
            gap = False
        else:
            gap = True
        at = end
    return tokens


def line_key(text: str) -> str:
    """The text of a line as it is remembered and compared: folded, single spaces, no bullet and no full stop at the end."""
    return _SPACES.sub(" ", fold(text)).strip().lstrip("*- ").rstrip(" .;,")
