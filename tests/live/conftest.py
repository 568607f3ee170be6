"""The contract tests against real Google, where OTSYNC_LIVE names a credentials file (as `otsync login` writes it).

Without it they run against an embedded workspace that is served here: so the suite itself is tried out at every `make test`.
OTSYNC_LIVE_ENDPOINT, beside OTSYNC_LIVE, names a workspace that takes Google's place: an endpoint whose switches cannot be set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import google.oauth2.credentials
import pytest

from otsync.workspace.errors import ApiError
from otsync.workspace.oauth import add_client
from otsync.workspace.server import Workspace, serve
from tests.live.endpoint import Endpoint, Wire
from tests.wire.conftest import CheckedWorkspace, Clients
from tests.wire.core.test_signin import FILE, sign_in
from tests.wire.docs.bench import Bench

LIVE = os.environ.get("OTSYNC_LIVE")
_FINDINGS = pytest.StashKey[list[tuple[str, str]]]()
_ENDPOINT = pytest.StashKey[Endpoint]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_FINDINGS] = []


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Endpoint]:
    """One account under the drive.file scope, with a scratch folder that is gone at the end."""
    if LIVE:
        credentials = google.oauth2.credentials.Credentials.from_authorized_user_file(LIVE)
        yield from _opened(Endpoint(credentials, os.environ.get("OTSYNC_LIVE_ENDPOINT")), pytestconfig)
        return
    workspace = CheckedWorkspace(tmp_path_factory.mktemp("live"))
    with serve(workspace) as served:
        yield from _opened(Endpoint(signed_in(workspace, served.url), served.url, workspace), pytestconfig)
        assert workspace.call("GET", "/drive/v3/files")[1]["files"] == [], "the suite leaves nothing behind"
    workspace.close()


def signed_in(workspace: Workspace, url: str) -> google.oauth2.credentials.Credentials:
    """Credentials of an app that its user has allowed at the consent page."""
    with workspace.store.write() as tx:
        client = add_client(tx, "otsync live tests", url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
        return sign_in(client, FILE)


def _opened(endpoint: Endpoint, config: pytest.Config) -> Iterator[Endpoint]:
    endpoint.open()
    try:
        yield endpoint
    finally:
        config.stash[_FINDINGS] += endpoint.findings
        endpoint.sweep()


@pytest.fixture
def api(endpoint: Endpoint) -> Clients:
    """What the tests of tests/wire call `api`."""
    return endpoint.api


@pytest.fixture(autouse=True)
def ground(endpoint: Endpoint, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every Bench stands on the endpoint; after a test an embedded workspace has its switches back."""
    monkeypatch.setattr(Bench, "on", lambda switches: Wire(endpoint, switches))
    request.node.stash[_ENDPOINT] = endpoint
    before = endpoint.workspace.switches if endpoint.workspace else None
    endpoint.switches = {}
    yield
    if endpoint.workspace and before:
        endpoint.workspace.switches = before


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Where switches cannot be set, a test that holds one true measures it: failing, it has answered, too."""
    report = yield
    endpoint = item.stash.get(_ENDPOINT, None)
    if report.when == "call" and endpoint is not None and endpoint.workspace is None and endpoint.switches:
        held = ", ".join(f"{name} = {value}" for name, value in sorted(endpoint.switches.items()))
        error = call.excinfo.value if call.excinfo else None
        if error is None or isinstance(error, AssertionError) or (isinstance(error, ApiError) and error.code == 400):
            endpoint.found(held, "as this says" if report.passed else "not as this says")
            report.outcome, report.longrepr = "passed", None
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash[_FINDINGS]:
        terminalreporter.section("what was unknown of Google, and what was seen" if LIVE else "what was seen of the embedded workspace")
        for what, seen in config.stash[_FINDINGS]:
            terminalreporter.write_line(f"{what}: {seen}")
