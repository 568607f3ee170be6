"""Faults on request: by method, probability and count, drawn from a seed so that a failing run can be played again.

Each is logged with its rule as JSON: put in a list, the rules of a log are a file for `otsync workspace serve --faults`.
"""

from __future__ import annotations

import json
import logging
import random
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

log = logging.getLogger("otsync.workspace.faults")

KINDS = {
    "429": "the API's rate limit, before anything is done",
    "500": "500 Internal error, before anything is done",
    "503": "503, before anything is done",
    "503_after": "503 although the request was carried out",
    "slow": "the answer waits `delay` seconds",
    "drop_before": "the connection is closed and nothing is done",
    "drop_after": "the request is carried out, then the connection is closed without an answer",
    "truncated": "the request is carried out, then the answer breaks off half-way",
    "html_502": "a front end's 502 with an HTML page, before anything is done",
    "expired_token": "401, as with a token that has expired",
    "stale_list": "files.list answers as it would have `delay` seconds ago (default 60)",
    "edit": "`request` (method, path, body, user) is carried out first: a person who types in between",
}


@dataclass
class Rule:
    """One kind of fault. `method` is a pattern over names such as `sheets.spreadsheets.values.append` or `oauth.token` (`*` for all)."""

    kind: str
    method: str = "*"
    probability: float = 1.0
    count: int | None = None
    """How often at most; None: without end."""
    skip: int = 0
    """Matching requests that pass before the first fault."""
    delay: float = 0.0
    seed: int = 0
    request: dict[str, Any] | None = None
    hits: int = 0
    matched: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    """How many requests of each method it has been asked about."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"There is no fault of kind {self.kind!r}; there are {', '.join(KINDS)}.")
        if not 0 <= self.probability <= 1:
            raise ValueError(f"A fault's probability lies between 0 and 1; {self.probability!r} does not.")
        if self.kind == "edit" and not self.request:
            raise ValueError("A fault of kind edit needs a request: method, path, body and user.")

    def spec(self) -> dict[str, Any]:
        """What was asked for, as JSON: added anew it does the same to the same requests."""
        return {name: value for name, value in asdict(self).items() if name not in ("hits", "matched", "seen")}

    def told(self) -> dict[str, Any]:
        """The same for a log: not the words that a person types in an edit."""
        request = self.request and {name: part for name, part in self.request.items() if name != "body"}
        return {name: value for name, value in {**self.spec(), "request": request}.items() if value is not None}

    def draws(self, name: str) -> bool:
        if not fnmatchcase(name, self.method) or (self.count is not None and self.hits >= self.count):
            return False
        self.matched += 1
        self.seen[name] += 1
        # The nth request of a method always meets the same fate, whatever other threads ask in between.
        lot = random.Random(f"{self.seed}:{self.kind}:{self.method}:{name}:{self.seen[name]}").random()
        if self.matched <= self.skip or lot >= self.probability:
            return False
        self.hits += 1
        return True


class Faults:
    """The rules in force, and a log of what they did: (request number, kind, method)."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.log: list[tuple[int, str, str]] = []
        self._requests = 0
        self._lock = threading.Lock()

    def add(self, kind: str, method: str = "*", **options: Any) -> Rule:
        """A further rule; ValueError says what is wrong with it."""
        try:
            rule = Rule(kind, method, **options)
        except TypeError:
            names = ", ".join(sorted(options))
            raise ValueError(f"A fault takes kind, method, probability, count, skip, delay, seed and request; not {names}.") from None
        with self._lock:
            self.rules.append(rule)
        return rule

    def load(self, entries: Iterable[dict[str, Any]]) -> None:
        """Rules from JSON objects."""
        for entry in entries:
            self.add(**entry)

    def load_file(self, path: Path) -> None:
        """A JSON file that holds a list of rules."""
        entries = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(entries, list):
            raise ValueError(f"{path} must hold a list of faults.")
        self.load(entries)

    def clear(self) -> None:
        with self._lock:
            self.rules.clear()

    def draw(self, name: str) -> list[Rule]:
        """The faults that this request meets; each is logged."""
        if not self.rules:
            return []
        with self._lock:
            self._requests += 1
            found = [rule for rule in self.rules if rule.draws(name)]
            for rule in found:
                self.log.append((self._requests, rule.kind, name))
                log.warning("fault %s on %s (request %d), by the rule %s", rule.kind, name, self._requests, json.dumps(rule.told()))
        return found

    def as_json(self) -> dict[str, Any]:
        """Rules and log, for the control address."""
        rules = [{**rule.spec(), "hits": rule.hits} for rule in self.rules]
        return {"rules": rules, "log": [{"request": number, "kind": kind, "method": name} for number, kind, name in self.log[-1000:]]}
