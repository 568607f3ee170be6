"""The suite itself, run as it is run against Google: on an endpoint whose switches cannot be set."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from otsync.workspace.context import Switches
from otsync.workspace.server import serve
from tests.live.conftest import signed_in
from tests.wire.conftest import CheckedWorkspace

AS_HERE = {"named_range_grows_at_end": True, "copy_keeps_tab_ids": False, "delete_missing_named_range_is_error": False}


def test_the_report_tells_which_setting_is_right(tmp_path: Path) -> None:
    """On a server that behaves in its own way every switch is told as that server has it, and nothing is left there."""
    workspace = CheckedWorkspace(tmp_path / "workspace", switches=Switches(**AS_HERE))
    with serve(workspace) as served:
        token = tmp_path / "token.json"
        token.write_text(signed_in(workspace, served.url).to_json(), encoding="utf-8")
        # Suggestions and row metadata are made over the wire at Google alone.
        chosen = "(switch or copy or newline) and not report and not suggested and not metadata"
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/live", "-k", chosen],
            env={**os.environ, "OTSYNC_LIVE": str(token), "OTSYNC_LIVE_ENDPOINT": served.url, "PYTEST_ADDOPTS": ""},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert run.returncode == 0, run.stdout[-3000:]
        told = dict(re.findall(r"^(\w+) = True: (as|not as) this says$", run.stdout, re.MULTILINE))
        other = dict(re.findall(r"^(\w+) = False: (as|not as) this says$", run.stdout, re.MULTILINE))
        assert set(told) == set(other) >= set(AS_HERE)
        for name, word in told.items():
            assert (word == "as") is getattr(workspace.switches, name) is not (other[name] == "as"), name
        assert workspace.call("GET", "/drive/v3/files")[1]["files"] == []
    workspace.close()
