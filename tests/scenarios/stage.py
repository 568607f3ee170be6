"""Plays the lines of a scenario: the worker, the clock, and the promises that hold at every run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from otsync.errors import OtsyncError
from otsync.sync.report import Report
from otsync.sync.run import run
from tests.direct import connect_directly
from tests.house import ZONE, House
from tests.scenarios.adoption_hands import AdoptionHands
from tests.scenarios.caretaker import Caretaker
from tests.scenarios.doc_hands import DocHands
from tests.scenarios.eyes import Eyes
from tests.scenarios.language import Step, find, says
from tests.scenarios.roster_hands import RosterHands
from tests.scenarios.sacred import sacred
from tests.scenarios.undo_hands import UndoHands

BATCHES = {"Doc": "docs.documents.batchUpdate", "workbook": "sheets.spreadsheets.batchUpdate"}
READS = {"Doc": "docs.documents.get", "workbook": "sheets.spreadsheets.get"}


class Stage(RosterHands, DocHands, AdoptionHands, Caretaker, UndoHands, Eyes):
    """One scenario as it is played."""

    def __init__(self, home: House) -> None:
        self.home = home
        self.report = Report()
        self.refused = ""
        self.names: dict[str, str] = {}
        self.kept: dict[str, Any] = {}

    def play(self, step: Step) -> None:
        method, parts = find(step.text)
        self.said, self.lines = step.text, step.lines
        method(self, *parts)

    @says("sync")
    def sync(self, how: str = "") -> None:
        """A run. What is not otsync's to write is the same before and after, in every Doc."""
        before = self._bodies()
        self.refused = ""
        self.home.tick()
        google = connect_directly(self.home.workspace)
        try:
            self.report = run(
                google, self.home.settings(), self.home.now, write=how != "--plan", force=how == "--force", polling=how == "--polling"
            )
        except OtsyncError as error:
            self.report, self.refused = Report(requests=google.counts.as_dict()), str(error)
        finally:
            google.close()
            self.home.workspace.faults.clear()
        if not self.typed_meanwhile:
            after = self._bodies()
            for doc, body in before.items():
                # A spare copy that was set aside is no plan any more.
                same = after.get(doc, body) == body
                assert same or sacred(after[doc]) == sacred(body), "otsync wrote outside its value cells"
        self.typed_meanwhile = False

    typed_meanwhile = False

    def _bodies(self) -> dict[str, Any]:
        marked = f"appProperties has {{ key='otsync_roster' and value='{self.home.spreadsheet_id}' }}"
        files = self.home.people.list_files(marked + " and trashed=false", fields="id,appProperties")
        ids = [file["id"] for file in files if "otsync_student" in file.get("appProperties", {})]
        return {doc: self.home.people.read_doc(doc) for doc in ids}

    def at_rest(self) -> None:
        """One more run on the same day writes nothing (promise 4)."""
        self.sync()
        self.expect_nothing_written()

    @says("while it writes the")
    def while_writing(self, target: str, action: str, *rest: str) -> None:
        """Somebody does something within the run: just before its (first, second ...) batch for the Doc or the workbook."""
        self._meanwhile(BATCHES, target, action, *rest)

    @says("before it reads the")
    def while_reading(self, target: str, action: str, *rest: str) -> None:
        """The same, just before it reads the Doc or the workbook for the (first, second ...) time."""
        self._meanwhile(READS, target, action, *rest)

    def _meanwhile(self, methods: dict[str, str], target: str, action: str, *rest: str) -> None:
        what, _, turn = target.partition(" ")
        skip = {"": 0, "first": 0, "second": 1, "third": 2}[turn]
        method, parts = find(" | ".join((action, *rest)))
        with self.home.recorded() as requests:
            method(self, *parts)
        for request in requests:
            self.home.workspace.faults.add("edit", methods[what], skip=skip, count=1, request=request)
        self.typed_meanwhile = what == "Doc"

    @says("wait")
    def wait(self, how_long: str) -> None:
        number, unit = how_long.split()
        self.home.tick(int(number) * {"minute": 1, "hour": 60, "day": 1440, "week": 10080}[unit.removesuffix("s")])

    @says("it is")
    def it_is(self, when: str) -> None:
        """A local date and time."""
        moment = datetime.fromisoformat(when).replace(tzinfo=ZONE)
        self.home.tick((moment - self.home.now).total_seconds() / 60)
