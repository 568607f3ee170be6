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


COMMANDS = {"sync", "plan", "worker", "login", "read", "workspace", "config", "status"}


def test_every_command_in_the_readme_exists() -> None:
    """Each `otsync NAME` has a help page, with the options that are named beside it."""
    named = re.findall(r"otsync ((?:workspace |config )?[a-z]+)((?: --[a-z-]+)*)", README)
    called = [(name, options) for name, options in named if name.split()[0] in COMMANDS]
    assert {"sync", "plan", "worker", "login", "read"} <= {name for name, _ in called}
    for name, options in called:
        shown = CliRunner().invoke(app, [*name.split(), "--help"])
        assert shown.exit_code == 0, name
        assert all(option in shown.output for option in options.split()), (name, options)
