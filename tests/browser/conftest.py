"""A served workspace with made-up files, and a real Chromium to look at it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.test import Client

from otsync.workspace import docs
from otsync.workspace.context import Context
from otsync.workspace.server import Workspace, serve
from tests.browser.samples.book import workbook
from tests.browser.samples.docs import odd, plan

DOC = "application/vnd.google-apps.document"
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Site:
    """A workspace, its address, and the ids of its files."""

    workspace: Workspace
    url: str
    plan: str
    odd: str
    book: str

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        status, answer = self.workspace.call(method, path, body)
        assert status == 200, answer
        return answer

    def document(self, file_id: str) -> dict[str, Any]:
        return self.call("GET", f"/v1/documents/{file_id}?includeTabsContent=true")

    def text(self, file_id: str, tab: int = 0) -> str:
        """All paragraphs of a tab, one a line; chips as U+FFFC."""
        return "\n".join(lines(self.document(file_id)["tabs"][tab]["documentTab"]["body"]["content"]))

    def value(self, range_: str) -> Any:
        rows = self.call("GET", f"/v4/spreadsheets/{self.book}/values/{range_}").get("values") or [[None]]
        return rows[0][0]

    def client(self) -> Client:
        return Client(self.workspace.app)


def lines(content: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for element in content:
        if "paragraph" in element:
            parts = [e["textRun"]["content"] if "textRun" in e else "\ufffc" for e in element["paragraph"]["elements"]]
            found.append("".join(parts).removesuffix("\n"))
        for row in element.get("table", {}).get("tableRows", []):
            for cell in row["tableCells"]:
                found += lines(cell["content"])
    return found


def load_doc(workspace: Workspace, body: dict[str, Any]) -> str:
    """The id of a new Doc that holds this documents.get body."""
    status, file = workspace.call("POST", "/drive/v3/files", {"name": body["title"], "mimeType": DOC})
    assert status == 200, file
    with workspace.store.write() as tx:
        docs.load(tx, file["id"], body, Context(workspace.owner, workspace.clock.now()))
    return str(file["id"])


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, str, str]]:
    """A workspace directory with a plan, an odd Doc and a workbook, and their ids: made once, copied for each test."""
    directory = tmp_path_factory.mktemp("seeded") / "workspace"
    workspace = Workspace(directory)
    plan_id, odd_id = load_doc(workspace, plan()), load_doc(workspace, odd())
    status, book = workspace.call("POST", "/v4/spreadsheets", workbook())
    assert status == 200, book
    workspace.close()
    return directory, (plan_id, odd_id, str(book["spreadsheetId"]))


@pytest.fixture(scope="session")
def port() -> int:
    """One address for all tests: to the browser it is one site."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def site(tmp_path: Path, port: int, seeded: tuple[Path, tuple[str, str, str]]) -> Iterator[Site]:
    """A workspace of its own for each test, served on 127.0.0.1."""
    shutil.copytree(seeded[0], tmp_path / "workspace")
    workspace = Workspace(tmp_path / "workspace")
    with serve(workspace, port) as served:
        yield Site(workspace, served.url, *seeded[1])
    workspace.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; its absence is a failure, not a reason to pass the tests over."""
    path = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("These tests open the pages in a real browser: install the package chromium (apt-get install chromium).")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browsing(chromium: Browser, port: int) -> Iterator[BrowserContext]:
    """One window for all tests: each new one is a process, a third of a second of work."""
    base = f"http://127.0.0.1:{port}"
    context = chromium.new_context(base_url=base, viewport={"width": 1280, "height": 860}, color_scheme="light", timezone_id="UTC")
    context.set_default_timeout(8000)
    yield context
    context.close()


@pytest.fixture
def window(browsing: BrowserContext, site: Site) -> BrowserContext:
    """The browser's window as somebody opens it who was never there."""
    browsing.clear_cookies()
    return browsing


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A tab in which any script error or refused resource fails the test."""
    tab = window.new_page()
    trouble: list[str] = []
    tab.on("pageerror", lambda error: trouble.append(str(error)))
    tab.on("console", lambda message: trouble.append(message.text) if "Content Security Policy" in message.text else None)
    yield tab
    tab.close()
    assert trouble == []
