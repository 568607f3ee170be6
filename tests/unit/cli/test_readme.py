"""What the README says of the program is what the program says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from otsync.cli.app import app

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_help_in_the_readme_is_the_programs() -> None:
    """`otsync --help` at 100 columns, word for word."""
    said = re.search(r"<!-- help -->\n```\n(.*?)```\n<!-- /help -->", README, re.DOTALL)
    command = [sys.executable, "-m", "otsync", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "COLUMNS": "100"}).stdout
    assert said is not None and said.group(1).strip() == shown.strip()


def test_every_command_in_the_readme_exists() -> None:
    """Each `otsync NAME` has a help page, with the options that are named beside it."""
    named = set(re.findall(r"otsync(?:`)? ((?:workspace |config )?[a-z]+)((?: --[a-z-]+)*)", README))
    known = {"sync", "plan", "worker", "login", "demo", "read notes"}
    found = {name for name, _ in named if name.split()[0] in {"sync", "plan", "worker", "login", "demo", "read", "workspace", "config", "status"}}
    assert known - {"read notes"} <= found
    for name, options in named:
        if name not in found:
            continue
        shown = CliRunner().invoke(app, [*name.split(), "--help"])
        assert shown.exit_code == 0, name
        for option in options.split():
            assert option in shown.output, (name, option)
