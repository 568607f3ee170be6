"""Formula text to a tree: tuples whose first item names the node.

("value", x) ("err", type) ("ref", tab title or None, first corner, last corner or None)
("name", text) ("call", NAME, arguments; None for one left out)
("sign", "-", node) ("bin", sign, left, right) ("pct", node) ("rows", rows of nodes)
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from otsync.workspace.sheets import a1
from otsync.workspace.sheets.formulas.kinds import Fault
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
ERRORS = {
    "ERROR": "#ERROR!", "NULL_VALUE": "#NULL!", "DIVIDE_BY_ZERO": "#DIV/0!", "VALUE": "#VALUE!", "REF": "#REF!", "NAME": "#NAME?",
    "NUM": "#NUM!", "N_A": "#N/A",
}
_KINDS = {shown: kind for kind, shown in ERRORS.items()}
_BINDING = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 6}
DEPTH = 60


@lru_cache(maxsize=4096)
def parse(formula: str) -> Node:
    """The tree of `=...`. Fault (#ERROR!) when the text is no formula."""
    reader = _Reader(formula[1:])
    tree = reader.expression(0)
    if reader.kind is not None:
        raise reader.fault
    return tree


def functions(node: Any) -> set[str]:
    """The names of all functions called anywhere in a tree."""
    found = {node[1]} if isinstance(node, tuple) and node and node[0] == "call" else set()
    return found.union(*(functions(part) for part in node)) if isinstance(node, tuple) else found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text.rstrip(), 0, 0
        self.fault = Fault("ERROR", "Formula parse error.")
        self.kind: str | None = None
        self.hit: Any = None
        self.advance()

    def advance(self) -> None:
        if self.at >= len(self.text):
            self.kind = None
            return
        self.hit = _TOKEN.match(self.text, self.at)
        if not self.hit:
            raise self.fault
        self.at = self.hit.end()
        self.kind = "ref" if self.hit["a"] or self.hit["c"] or self.hit["e"] else self.hit.lastgroup

    def sign(self) -> str:
        return str(self.hit["op"]) if self.kind == "op" else ""

    def take(self, *signs: str) -> str:
        found = self.sign()
        if found not in signs:
            raise self.fault
        self.advance()
        return found

    def expression(self, least: int) -> Node:
        self.depth += 1
        if self.depth > DEPTH:
            raise Fault("ERROR", "The formula is nested too deeply.")
        if self.sign() in ("-", "+"):
            left: Node = ("sign", self.take("-", "+"), self.expression(6))  # binds tighter than ^: -2^2 is 4
        else:
            left = self.primary()
        while True:
            sign = self.sign()
            if sign == "%":
                self.advance()
                left = ("pct", left)
            elif _BINDING.get(sign, 0) > least:
                self.advance()
                left = ("bin", sign, left, self.expression(_BINDING[sign]))
            else:
                self.depth -= 1
                return left

    def primary(self) -> Node:
        kind, hit = self.kind, self.hit
        if kind is None:
            raise self.fault
        if kind == "op":
            if self.take("(", "{") == "(":
                inner = self.expression(0)
                self.take(")")
                return inner
            rows: list[tuple[Node, ...]] = [()]
            while True:
                rows[-1] += (self.expression(0),)
                sign = self.take(",", ";", "}")
                if sign == "}":
                    return ("rows", tuple(rows))
                rows += [()] if sign == ";" else []
        self.advance()
        if kind == "str":
            return ("value", hit["str"][1:-1].replace('""', '"'))
        if kind == "num":
            value = float(hit["num"])
            return ("value", int(value) if value.is_integer() and abs(value) < 1e15 else value)
        if kind == "err":
            return ("err", _KINDS[hit["err"]])
        if kind == "ref":
            first, last = hit["a"] or hit["c"] or hit["e"], hit["b"] or hit["d"] or hit["f"]
            title = a1.split(hit["sheet"] + "!")[0] if hit["sheet"] else None
            return ("ref", title, corner(first), corner(last) if last else None)
        name = hit["name"]
        if self.sign() == "(":
            return ("call", name.upper(), self.arguments())
        return ("value", name.upper() == "TRUE") if name.upper() in ("TRUE", "FALSE") else ("name", name)

    def arguments(self) -> tuple[Node | None, ...]:
        self.take("(")
        found: list[Node | None] = []
        if self.sign() == ")":
            self.advance()
            return ()
        while True:
            found.append(None if self.sign() in (",", ")", ";") else self.expression(0))
            if self.take(",", ";", ")") == ")":
                return tuple(found)
