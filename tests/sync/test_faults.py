"""Networks that lose replies, servers that answer nonsense, people who type in between, and two workers at once."""

from __future__ import annotations

import shutil
import threading
from datetime import datetime
from pathlib import Path

import pytest

from otsync.errors import OtsyncError, TryLater
from otsync.google.connect import connect
from otsync.sync.report import Report
from otsync.sync.run import run
from otsync.workbook import layout
from tests.house import AVA, BEN, House, house
from tests.proof.ends import end_of, settle

Before = tuple[Path, str, datetime]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Before:
    """A workspace on disk after a first night and a day of typing on both sides."""
    folder = tmp_path_factory.mktemp("faults") / "workspace"
    with house(folder) as home:
        home.sync()
        home.add_students(AVA, BEN)
        home.sync()
        type_on_both_sides(home)
    return folder, home.spreadsheet_id, home.now


def type_on_both_sides(home: House) -> None:
    home.set_roster("Ava Romero", "Room", "14B")
    home.type_value("Ava Romero", "diagnoses", "ADHD")
    home.write_notes("Ava Romero", "10/6 30 min push-in\nTeacher: list of hand activities")


@pytest.fixture(scope="module")
def whole(before: Before, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The end without any fault."""
    folder = tmp_path_factory.mktemp("whole") / "workspace"
    shutil.copytree(before[0], folder)
    with house(folder) as home:
        home.spreadsheet_id, home.now = before[1], before[2]
        settle(home)
        return end_of(home)


KINDS = ("drop_after", "503_after", "truncated", "drop_before", "html_502", "500")


@pytest.mark.parametrize("kind", KINDS)
def test_one_fault_at_every_request(kind: str, before: Before, whole: dict[str, object], tmp_path: Path) -> None:
    """Every fourth request over a real connection meets the fault, its reply lost after the server has committed it among them: the end
    is the same. (Every request is met in tests/proof, without a network.)
    """
    met = 0
    for at in range(KINDS.index(kind) % 4, 12, 4):
        folder = tmp_path / str(at)
        shutil.copytree(before[0], folder)
        with house(folder) as home:
            home.spreadsheet_id, home.now = before[1], before[2]
            rule = home.workspace.faults.add(kind, skip=at, count=1)
            try:
                home.sync(google=home.connect())
            except OtsyncError as error:
                assert error.exit_code == 75, error
            met += rule.hits
            home.workspace.faults.clear()
            settle(home)
            assert end_of(home) == whole, f"{kind} at request {at + 1}"
        shutil.rmtree(folder)
    assert met >= 2


def test_someone_types_between_read_and_write(before: Before, whole: dict[str, object], tmp_path: Path) -> None:
    """A Doc that changed since it was read is read again and decided again; both the person's words and ours stand."""
    shutil.copytree(before[0], tmp_path / "workspace")
    with house(tmp_path / "workspace") as home:
        home.spreadsheet_id, home.now = before[1], before[2]
        ava = home.doc("Ava Romero")
        cell = ava.fields["interests"].value
        typed = {"insertText": {"location": {"index": cell.start, "tabId": ava.plan_tab}, "text": "the ocean"}}
        request = {"method": "POST", "path": f"/v1/documents/{home.doc_id('Ava Romero')}:batchUpdate", "body": {"requests": [typed]}}
        home.workspace.faults.add("edit", "docs.documents.batchUpdate", count=1, request=request)
        report = home.sync()
        assert report.failed == 0
        assert len(home.workspace.faults.log) == 1
        settle(home)
        ava = home.doc("Ava Romero")
        assert (ava.text("interests"), ava.text("room"), ava.text("diagnoses")) == ("the ocean", "14B", "ADHD")
        assert len(home.minutes()) == 1


def test_roster_sorted_during_the_commit(before: Before, whole: dict[str, object], tmp_path: Path) -> None:
    """Rows that a person sorts while the commit is on its way get their own values back, found in its answer."""
    shutil.copytree(before[0], tmp_path / "workspace")
    with house(tmp_path / "workspace") as home:
        home.spreadsheet_id, home.now = before[1], before[2]
        where = {"sheetId": layout.ROSTER.sheet_id, "startRowIndex": 1, "endRowIndex": 3}
        sort = {"sortRange": {"range": where, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}
        request = {"method": "POST", "path": f"/v4/spreadsheets/{home.spreadsheet_id}:batchUpdate", "body": {"requests": [sort]}}
        # The first batch is begin; the second is the commit.
        home.workspace.faults.add("edit", "sheets.spreadsheets.batchUpdate", skip=1, count=1, request=request)
        home.sync()
        assert [row["Name"] for row in home.roster()] == ["Ben Tran", "Ava Romero"]
        assert home.cell("Ava Romero", "Diagnoses") == "ADHD"
        assert home.cell("Ben Tran", "Diagnoses") == ""
        settle(home)
        assert home.cell("Ben Tran", "Diagnoses") == ""


def test_two_workers_at_once(before: Before, whole: dict[str, object], tmp_path: Path) -> None:
    """Two runs started together: nothing is doubled; one works, the other leaves with 75 or finds nothing to do."""
    shutil.copytree(before[0], tmp_path / "workspace")
    with house(tmp_path / "workspace") as home:
        home.spreadsheet_id, home.now = before[1], before[2]
        home.tick()
        ends: list[Report | OtsyncError] = []
        start = threading.Barrier(2)

        def work(name: str) -> None:
            google = connect(endpoint=home.served.url, credentials=None, limits=False)
            start.wait()
            try:
                ends.append(run(google, home.settings(name), home.now, write=True))
            except OtsyncError as error:
                ends.append(error)
            finally:
                google.close()

        workers = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert len(ends) == 2
        assert all(isinstance(end, (Report, TryLater)) for end in ends), ends
        settle(home)
        assert end_of(home) == whole
