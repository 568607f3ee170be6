"""Drive's search language `q`, read into SQL conditions with their values.

`and` and `or` have one precedence and are read from left to right, as Google documents; parentheses group, `not` binds
to the term after it. `=` on names ignores letter case; `contains` on names matches the beginnings of words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..clock import millis, moment
from ..errors import ApiError, not_implemented
from .tables import PUBLIC

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<op>!=|<=|>=|=|<|>)|(?P<mark>[(){}])|(?P<word>[A-Za-z][A-Za-z0-9_]*))",
    re.DOTALL,
)
_ELSEWHERE = frozenset(
    {"fullText", "viewedByMeTime", "sharedWithMeTime", "sharedWithMe", "visibility", "shortcutDetails", "labels"}
    | {"owners", "writers", "readers"}
)
DEPTH = 100


@dataclass(frozen=True)
class Condition:
    """An SQL expression over the columns of `files` (and `listed`, the modified time as lists show it), and its values in order."""

    sql: str
    values: tuple[Any, ...] = ()


def _flag(word: str) -> int:
    return ("false", "true").index(word.lower())


def _time(text: str) -> int:
    return millis(moment(text))


def _forms(column: str, *operators: str) -> dict[str, str]:
    return {operator: f"{column} {operator} ?" for operator in operators}


_TERMS: dict[str, tuple[Callable[[str], Any], dict[str, str]]] = {
    "name": (str.casefold, {**_forms("fold(name)", "=", "!="), "contains": "words_start(name, ?)"}),
    "mimeType": (str, {**_forms("mime", "=", "!="), "contains": "instr(lower(mime), lower(?)) = 1"}),
    "trashed": (_flag, _forms("(trashed != 0)", "=", "!=")),
    "starred": (_flag, _forms("(starred != 0)", "=", "!=")),
    "modifiedTime": (_time, _forms("listed", "=", "!=", "<", "<=", ">", ">=")),
    "createdTime": (_time, _forms("created", "=", "!=", "<", "<=", ">", ">=")),
}
"""Term -> (its value as SQL compares it; ValueError for what is none), operator -> SQL."""


def bad_query() -> ApiError:
    return ApiError(400, "Invalid Value", reason="invalid", location="q")


def too_complex() -> ApiError:
    """How much Google takes is not known; here it is what SQLite takes."""
    return ApiError(400, "The query is too complex.", reason="invalid", location="q")


def parse(text: str, client: str, root: str) -> Condition:
    """A query of the app `client`, for a user whose My Drive has the id `root`.

    400 `Invalid Value` at `q` for what is not a query; 501 for a term that the workspace does not search by."""
    reader = _Reader(_tokens(text), client, root)
    condition = reader.expression(0)
    if reader.at != len(reader.tokens):
        raise bad_query()
    return condition


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise bad_query()
        value = match[match.lastgroup]
        found.append((match.lastgroup, re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL) if match.lastgroup == "text" else value))
        at = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], client: str, root: str) -> None:
        self.tokens, self.client, self.root = tokens, client, root
        self.at = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, kind: str, value: str | None = None) -> str:
        found = self.peek()
        if found[0] != kind or (value is not None and found[1].lower() != value.lower()):
            raise bad_query()
        self.at += 1
        return found[1]

    def is_word(self, *words: str) -> bool:
        kind, value = self.peek()
        return kind == "word" and value.lower() in words

    def expression(self, depth: int) -> Condition:
        if depth > DEPTH:
            raise too_complex()
        left, last = self.factor(depth), ""
        while self.is_word("and", "or"):
            operator = self.take("word").upper()
            right = self.factor(depth)
            before = left.sql if last in ("", operator) else f"({left.sql})"
            left, last = Condition(f"{before} {operator} {right.sql}", left.values + right.values), operator
        return Condition(f"({left.sql})", left.values) if last else left

    def factor(self, depth: int) -> Condition:
        negated = False
        while self.is_word("not"):
            self.take("word")
            negated = not negated
        if self.peek() == ("mark", "("):
            self.take("mark", "(")
            inner = self.expression(depth + 1)
            self.take("mark", ")")
        else:
            inner = self.term()
        return Condition(f"(NOT {inner.sql})", inner.values) if negated else inner

    def term(self) -> Condition:
        if self.peek()[0] == "text":
            return self.membership()
        name = self.take("word")
        if name in ("appProperties", "properties"):
            return self.has(self.client if name == "appProperties" else PUBLIC)
        if name in _ELSEWHERE:
            raise not_implemented(f"searching by {name}")
        convert, forms = _TERMS.get(name, (str, {}))
        kind, operator = self.peek()
        if kind not in ("op", "word") or operator.lower() not in forms:
            raise bad_query()
        self.at += 1
        try:
            value = convert(self.take("word" if convert is _flag else "text"))
        except (ValueError, OverflowError):
            raise bad_query() from None
        return Condition(f"({forms[operator.lower()]})", (value,))

    def membership(self) -> Condition:
        """`'ID' in parents`."""
        value = self.take("text")
        self.take("word", "in")
        name = self.take("word")
        if name in _ELSEWHERE:
            raise not_implemented(f"searching by {name}")
        if name != "parents":
            raise bad_query()
        return Condition("parent IS ?", (self.root if value == "root" else value,))

    def has(self, app: str) -> Condition:
        """`{ key='k' and value='v' }`."""
        values = []
        for kind, expected in (("word", "has"), ("mark", "{"), ("word", "key"), ("op", "="), ("text", None), ("word", "and"),
                               ("word", "value"), ("op", "="), ("text", None), ("mark", "}")):
            values.append(self.take(kind, expected))
        key, value = values[4], values[8]
        return Condition("id IN (SELECT file FROM properties WHERE app = ? AND key = ? AND value = ?)", (app, key, value))
