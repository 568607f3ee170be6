"""Formula text to a tree: tuples whose first item names the node.

("num", x) ("str", s) ("bool", b) ("err", type) ("ref", tab title or None, first corner, last corner or None) ("name", text)
("call", NAME, arguments; None for one left out) ("un", sign, node) ("bin", sign, left, right) ("pct", node) ("rows", rows of nodes)
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from otsync.workspace.sheets import a1
from otsync.workspace.sheets.refs import corner

Node = tuple[Any, ...]

_SHEET = r"(?:(?P<sheet>'(?:[^']|'')+'|[A-Za-z_]\w*)!)?"
_COL, _ROW = r"\$?[A-Za-z]{1,3}", r"\$?[1-9]\d{0,6}"
_TOKEN = re.compile(
    rf'\s*(?:(?P<str>"(?:[^"]|"")*")'
    rf"|{_SHEET}(?:(?P<a>{_COL}{_ROW})(?::(?P<b>{_COL}{_ROW}|{_COL}|{_ROW}))?|(?P<c>{_COL}):(?P<d>{_COL}(?:{_ROW})?)|(?P<e>{_ROW}):(?P<f>{_ROW}))(?![\w.(!])"
    r"|(?P<num>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
    r"|(?P<err>#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|ERROR!))"
    r"|(?P<name>[A-Za-z_][\w.]*)|(?P<op><=|>=|<>|[-+*/^&=<>%(){},;]))"
)
_ERRORS = {
    "#REF!": "REF", "#N/A": "N_A", "#VALUE!": "VALUE", "#DIV/0!": "DIVIDE_BY_ZERO", "#NAME?": "NAME", "#NUM!": "NUM",
    "#NULL!": "NULL_VALUE", "#ERROR!": "ERROR",
}
_BINDING = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 6}
DEPTH = 100


class SyntaxFault(Exception):
    """The text is no formula: Sheets shows #ERROR!."""


@lru_cache(maxsize=4096)
def parse(formula: str) -> Node:
    """The tree of `=...`."""
    reader = _Reader(formula[1:])
    tree = reader.expression(0)
    if reader.kind is not None:
        raise SyntaxFault(formula)
    return tree


def functions(node: Any) -> set[str]:
    """The names of all functions called anywhere in a tree."""
    found: set[str] = set()
    if isinstance(node, (tuple, list)):
        if node and node[0] == "call":
            found.add(node[1])
        for part in node:
            found |= functions(part)
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.kind: str | None = None
        self.hit: Any = None
        self.advance()

    def advance(self) -> None:
        if not self.text[self.at:].strip():
            self.kind = None
            return
        hit = _TOKEN.match(self.text, self.at)
        if not hit:
            raise SyntaxFault(self.text)
        self.at, self.hit = hit.end(), hit
        self.kind = "ref" if hit["a"] or hit["c"] or hit["e"] else hit.lastgroup

    def sign(self) -> str | None:
        return self.hit["op"] if self.kind == "op" else None

    def take(self, sign: str) -> None:
        if self.sign() != sign:
            raise SyntaxFault(self.text)
        self.advance()

    def expression(self, least: int) -> Node:
        self.depth += 1
        if self.depth > DEPTH:
            raise SyntaxFault(self.text)
        left = self.prefix()
        while True:
            sign = self.sign()
            if sign == "%":
                self.advance()
                left = ("pct", left)
                continue
            power = _BINDING.get(sign or "", 0)
            if power <= least:
                self.depth -= 1
                return left
            self.advance()
            left = ("bin", sign, left, self.expression(power))

    def prefix(self) -> Node:
        if self.sign() in ("-", "+"):
            sign = self.sign()
            self.advance()
            return ("un", sign, self.expression(6))  # binds tighter than ^: -2^2 is 4
        return self.primary()

    def primary(self) -> Node:
        kind, hit = self.kind, self.hit
        if kind is None:
            raise SyntaxFault(self.text)
        if kind == "op":
            if hit["op"] == "(":
                self.advance()
                inner = self.expression(0)
                self.take(")")
                return inner
            if hit["op"] == "{":
                return self.array()
            raise SyntaxFault(self.text)
        self.advance()
        if kind == "str":
            return ("str", hit["str"][1:-1].replace('""', '"'))
        if kind == "num":
            value = float(hit["num"])
            return ("num", int(value) if value.is_integer() and abs(value) < 1e15 else value)
        if kind == "err":
            return ("err", _ERRORS[hit["err"]])
        if kind == "ref":
            first, last = hit["a"] or hit["c"] or hit["e"], hit["b"] or hit["d"] or hit["f"]
            title = a1.split(hit["sheet"] + "!")[0] if hit["sheet"] else None
            return ("ref", title, corner(first), corner(last) if last else None)
        name = hit["name"]
        if self.sign() == "(":
            return ("call", name.upper(), self.arguments())
        return ("bool", name.upper() == "TRUE") if name.upper() in ("TRUE", "FALSE") else ("name", name)

    def arguments(self) -> tuple[Node | None, ...]:
        self.take("(")
        found: list[Node | None] = []
        if self.sign() == ")":
            self.advance()
            return ()
        while True:
            if self.sign() in (",", ")", ";"):
                found.append(None)
            else:
                found.append(self.expression(0))
            if self.sign() == ")":
                self.advance()
                return tuple(found)
            if self.sign() not in (",", ";"):
                raise SyntaxFault(self.text)
            self.advance()

    def array(self) -> Node:
        self.take("{")
        rows: list[list[Node]] = [[]]
        while True:
            rows[-1].append(self.expression(0))
            if self.sign() == "}":
                self.advance()
                return ("rows", tuple(tuple(row) for row in rows))
            if self.sign() == ";":
                rows.append([])
            elif self.sign() != ",":
                raise SyntaxFault(self.text)
            self.advance()
