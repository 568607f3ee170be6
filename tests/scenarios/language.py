"""The little language of the scenario files: one thing that somebody does, or that is expected, a line.

    sort rows by Name                     a command and what it is about
    roster set Ava | Room | 14B           parts are separated by " | "; a student is called by any unmistakable beginning of the name
    notes Ava                             lines that are indented belong to the line above
        10/6 30 push-in
    # words for the reader

The first line of a file says in a sentence what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Step:
    """One line: `words` are its parts behind the command, `lines` what is indented below it."""

    number: int
    text: str
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Script:
    title: str
    steps: tuple[Step, ...]


class Misread(Exception):
    """A line that is no sentence of the language."""


Doing = Callable[..., Any]
COMMANDS: dict[str, Doing] = {}


def says(*words: str) -> Callable[[Doing], Doing]:
    """A method answers lines that begin with these words; its arguments are the parts behind them."""

    def keep(method: Doing) -> Doing:
        for one in words:
            COMMANDS[one] = method
        return method

    return keep


def read_script(path: Path) -> Script:
    """The file as steps. Raises Misread where the first line is no sentence."""
    title, steps = "", []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if not title:
            title = line.strip()
            continue
        if line[0] in " \t":
            steps[-1].lines.append(line.strip())
        else:
            steps.append(Step(number, line.strip()))
    if not title.endswith("."):
        raise Misread(f"{path.name} does not begin with a sentence that ends in a full stop.")
    return Script(title, tuple(steps))


def find(text: str) -> tuple[Doing, list[str]]:
    """The command that a line begins with (the longest that fits), and its parts."""
    for command in sorted(COMMANDS, key=len, reverse=True):
        if text == command or text.startswith(command + " "):
            rest = text[len(command) :].strip()
            return COMMANDS[command], [part.strip() for part in re.split(r" \|(?: |$)", rest)] if rest else []
    raise Misread(f"No command begins like this: {text!r}. There are: {', '.join(sorted(COMMANDS))}.")


def one_of(names: Sequence[str], said: str) -> str:
    """The name that begins with what was said. Raises Misread for none or several."""
    found = [name for name in names if name == said] or [name for name in names if name.startswith(said)]
    if len(set(found)) != 1:
        raise Misread(f"{said!r} is none of {', '.join(names)}, or more than one.")
    return found[0]
