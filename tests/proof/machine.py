"""A caseload that people, networks and clocks do everything to, and the promises after every run."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import otsync.sync.read
from otsync.caseload.dates import school_year_start
from otsync.errors import OtsyncError
from otsync.google.connect import Google
from otsync.sync.report import Report
from otsync.sync.run import run
from otsync.workbook import layout
from tests.direct import Exchange, connect_directly
from tests.house import AVA, BEN, ELI, FORM, NIGHT, house
from tests.proof.hands import Hands
from tests.proof.promises import SHARED, Memory, Seen, Watcher, log_stands, logged, promise_1, promise_2, settled

Json = dict[str, Any]
ZOE = BEN | {"Name": "Zoë Nuñez", "Birthdate": "2/2/2016", "Plan type": "IEP", "Room": "7", "Precautions": "Latex; no balloons"}
WORDS = (
    "14B", "Lincoln", "new {}", "{} 👩🏽‍🎨 brush", "שלום {} עולם", "قلم {} 🥜", "e\u0301te\u0301 {} n\u0303", "two\nlines {}",
    "a\u00a0b “{}” – c…",
    "{} " + "long words " * 30, "TBD", "?", "none known", "=1+{}", "  {} ", "{}\u000bsoft",
)  # fmt: skip
DATES = ("3/4/27", "10/12/2027", "9/1/2016", "someday {}")
CHOICES = ("IEP", "504", "RTI", "iep", "other {}")
STATUSES = ("active", "on hold", "on hold (legal)", "discharged", "active", "active")
DANGERS = ("429", "500", "503", "503_after", "drop_before", "drop_after", "truncated", "html_502")

IDS = {one.id: one for one in SHARED}
FIELDS = st.sampled_from(sorted(IDS))
WHO = st.integers(0, 5)
PART = st.integers(0, 40)


class Killed(BaseException):
    """SIGKILL, as far as the worker's own code can tell."""


class Made:
    """The caseload that every example begins with, made once a process."""

    folder: Path | None = None
    spreadsheet_id = ""
    now = NIGHT

    @classmethod
    def copy(cls) -> Path:
        place = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
        if cls.folder is None:
            cls.folder = Path(tempfile.mkdtemp(prefix="otsync-", dir=place)) / "workspace"
            with house(cls.folder) as home:
                home.sync()
                home.add_students(AVA, BEN, ELI, ZOE)
                home.sync()
                home.sync()
                cls.spreadsheet_id, cls.now = home.spreadsheet_id, home.now
        target = Path(tempfile.mkdtemp(prefix="otsync-", dir=place)) / "workspace"
        shutil.copytree(cls.folder, target)
        return target


class Caseload(RuleBasedStateMachine):
    """Rules are what people do, and runs of every kind; nothing that they type is lost, and nothing is counted twice."""

    steps: ClassVar[int] = 0
    runs: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        otsync.sync.read.THREADS = 1  # one request at a time: an example is the same each time
        self.place = Made.copy()
        self.home_ = house(self.place)
        self.home = self.home_.__enter__()
        self.home.spreadsheet_id, self.home.now = Made.spreadsheet_id, Made.now
        self.home.tick()
        self.hands = Hands(self.home)
        self.watcher = Watcher(self.home)
        self.memory = Memory()
        self.memory.learn(None, self.watcher.look())
        self.trashed: list[str] = []

    @invariant()
    def is_counted(self) -> None:
        type(self).steps += 1

    def teardown(self) -> None:
        try:
            if hasattr(self, "memory"):
                self.quiet()
        finally:
            otsync.sync.read.THREADS = 8
            self.home_.__exit__(None, None, None)
            shutil.rmtree(self.place.parent)

    def words(self, wanted: str, at: int) -> str:
        kind = IDS[wanted].kind
        pool = DATES if kind == "date" else CHOICES if kind == "choice" else WORDS
        text = pool[at % len(pool)].format(self.hands.token())
        return text if kind == "text" else text.replace("\n", " ")

    # what people type

    @rule(who=WHO, wanted=FIELDS, at=PART)
    def types_in_the_roster(self, who: int, wanted: str, at: int) -> None:
        self.hands.type_roster(who, IDS[wanted], self.words(wanted, at))

    @rule(who=WHO, wanted=FIELDS, at=PART)
    def types_in_the_doc(self, who: int, wanted: str, at: int) -> None:
        self.hands.type_doc(who, IDS[wanted], self.words(wanted, at))

    @rule(who=WHO, wanted=FIELDS, at=PART)
    def types_on_both_sides(self, who: int, wanted: str, at: int) -> None:
        self.hands.type_roster(who, IDS[wanted], self.words(wanted, at))
        self.hands.type_doc(who, IDS[wanted], self.words(wanted, at + at % 2))

    @rule(who=WHO, wanted=FIELDS, at=PART, share=PART)
    def types_within_words(self, who: int, wanted: str, at: int, share: int) -> None:
        if IDS[wanted].kind in ("line", "text"):
            self.hands.insert_doc(who, IDS[wanted], self.words(wanted, at).replace("\n", " "), share)

    @rule(who=WHO, wanted=FIELDS, doc=st.booleans())
    def clears(self, who: int, wanted: str, doc: bool) -> None:
        if wanted != "name":
            (self.hands.type_doc if doc else self.hands.type_roster)(who, IDS[wanted], "")

    @rule(who=WHO, wanted=FIELDS, style=st.sampled_from(("bold", "link", "bullets")))
    def styles(self, who: int, wanted: str, style: str) -> None:
        self.hands.style_doc(who, IDS[wanted], style)

    @rule(who=WHO, wanted=FIELDS)
    def suggests(self, who: int, wanted: str) -> None:
        self.hands.suggest(who, IDS[wanted])

    @rule(who=WHO, status=st.sampled_from(STATUSES))
    def changes_status(self, who: int, status: str) -> None:
        self.hands.type_roster(who, FORM.fields["status"], status)

    # what people move

    @rule(column=st.sampled_from(("name", "room", "school", "birthdate")), order=st.sampled_from(("ASCENDING", "DESCENDING")))
    def sorts_rows(self, column: str, order: str) -> None:
        self.hands.sort(column, order, alone=False)

    @rule(column=st.sampled_from(("room", "teachers", "school", "name")), order=st.sampled_from(("ASCENDING", "DESCENDING")))
    def sorts_one_column(self, column: str, order: str) -> None:
        self.hands.sort(column, order, alone=True)

    @rule(at=WHO)
    def inserts_a_row(self, at: int) -> None:
        if len(self.hands.students()):
            self.hands.insert_row(at)

    @rule(at=WHO)
    def deletes_a_row(self, at: int) -> None:
        if len(self.hands.students()) > 2:
            self.hands.delete_row(at)

    @rule(at=PART, to=PART)
    def moves_a_column(self, at: int, to: int) -> None:
        self.hands.move_column(at, to)

    @rule(at=PART)
    def inserts_a_column(self, at: int) -> None:
        self.hands.insert_column(at)

    @rule(wanted=st.sampled_from([one.id for one in SHARED if one.aliases and one.id != "name"]))
    def renames_a_column(self, wanted: str) -> None:
        self.hands.rename_column(IDS[wanted], IDS[wanted].aliases[0])

    @rule(tab=st.sampled_from((layout.ROSTER, layout.MINUTES, layout.SETTINGS, layout.LOOK)), new=st.booleans())
    def renames_a_tab(self, tab: layout.Tab, new: bool) -> None:
        self.hands.rename_tab(tab, f"Her {tab.title}" if new else tab.title)

    @rule(who=WHO, wanted=FIELDS)
    def loses_an_anchor(self, who: int, wanted: str) -> None:
        self.hands.drop_anchor(who, IDS[wanted])

    @rule(who=WHO, wanted=st.sampled_from(("diagnoses", "supports", "reasoning")))
    def deletes_a_row_of_the_plan(self, who: int, wanted: str) -> None:
        self.hands.delete_plan_row(who, IDS[wanted])

    @rule(who=WHO, at=PART)
    def types_above_the_plan(self, who: int, at: int) -> None:
        self.hands.type_above(who, self.words("room", at))

    @rule(who=WHO, title=st.sampled_from(("Plan", "Her plan", "🐙")))
    def renames_the_plan(self, who: int, title: str) -> None:
        self.hands.rename_doc_tab(who, title)

    @rule(who=WHO)
    def copies_a_doc(self, who: int) -> None:
        self.hands.copy_doc(who)

    @rule(who=WHO)
    def trashes_a_doc(self, who: int) -> None:
        if doc := self.hands.trash(who):
            self.trashed.append(doc)

    @precondition(lambda self: self.trashed)
    @rule()
    def puts_a_doc_back(self) -> None:
        self.hands.put_back(self.trashed.pop())

    @rule(who=WHO)
    def moves_a_doc(self, who: int) -> None:
        self.hands.move(who)

    @rule(at=PART)
    def adds_a_student(self, at: int) -> None:
        header = self.home.grid(layout.ROSTER.sheet_id)[self.hands.roster().header_row]
        if len(self.hands.students()) < 6 and any(cell.text == "Name" for cell in header):
            self.home.add_students(BEN | {"Name": f"New {self.hands.token()}", "Room": str(at)})

    # what people note

    @rule(who=WHO, back=st.integers(0, 9), minutes=st.sampled_from((15, 20, 30, 45)), more=st.sampled_from(("", ". Pencil 🖍", ", writing")))
    def notes_a_session(self, who: int, back: int, minutes: int, more: str) -> None:
        self.hands.add_note(who, back, minutes, more)

    @rule(who=WHO, which=WHO, minutes=st.sampled_from((10, 25, 30, 40)))
    def corrects_a_session(self, who: int, which: int, minutes: int) -> None:
        self.hands.change_note(who, which, minutes)

    @rule(who=WHO, which=WHO, strike=st.booleans())
    def takes_a_session_back(self, who: int, which: int, strike: bool) -> None:
        (self.hands.strike_note if strike else self.hands.delete_note)(who, which)

    @rule(who=WHO, minutes=st.sampled_from((5, 60)))
    def adds_a_row_of_her_own(self, who: int, minutes: int) -> None:
        self.hands.own_minutes(who, minutes)

    @rule(at=PART, choice=PART)
    def answers(self, at: int, choice: int) -> None:
        owner = self.hands.answer(at, choice)
        if owner is not None:
            self.memory.answered.add(owner)

    @rule(at=PART, wanted=FIELDS, word=PART)
    def answers_by_typing(self, at: int, wanted: str, word: int) -> None:
        """A third value, or words that are none of that field."""
        owner = self.hands.answer_by_typing(at, self.words(wanted, word))
        if owner is not None:
            self.memory.answered.add(owner)

    @rule(minutes=st.sampled_from((5, 20, 60, 24 * 60, 3 * 24 * 60)))
    def waits(self, minutes: int) -> None:
        """Minutes or days."""
        self.home.tick(minutes)

    # runs

    @rule()
    def quiet(self) -> None:
        """Every promise, in full; and run again it writes nothing."""
        self.home.tick(16)  # past a lease, and past the time that an intent is waited for
        before = self.watcher.look()
        report, refused = self._run(connect_directly(self.home.workspace, threads=1))
        assert refused is None, f"a quiet run ended with {refused!r}"
        assert report.failed == 0, "a quiet run failed for a student"
        after = self._kept(before)
        self._hold(settled(after, held=report.held > 0) + self._counted(after))
        self.memory.answered.clear()
        again, refused = self._run(connect_directly(self.home.workspace, threads=1))
        writes = {kind: count for kind, count in again.requests.items() if kind.endswith("write") and count}
        self._hold([f"run again it writes {writes}"] if writes or refused else [])

    @rule(kind=st.sampled_from(DANGERS), seed=st.integers(0, 1000), share=st.sampled_from((0.1, 0.3, 0.6)))
    def runs_over_a_bad_network(self, kind: str, seed: int, share: float) -> None:
        before = self.watcher.look()
        self.home.workspace.faults.add(kind, probability=share, seed=seed)
        self._run(connect_directly(self.home.workspace, threads=1))
        self.home.workspace.faults.clear()  # people's own requests are not meant
        self._kept(before)

    @rule(at=st.integers(1, 16), after=st.booleans())
    def is_killed(self, at: int, after: bool) -> None:
        exchange = Exchange(self.home.workspace)

        def die(*_: str) -> None:
            if exchange.count >= at:
                raise Killed

        exchange.before, exchange.after = (None, die) if after else (die, None)
        before = self.watcher.look()
        self._run(connect_directly(self.home.workspace, exchange, threads=1))
        self._kept(before)

    @rule(at=st.integers(1, 14), who=WHO, wanted=FIELDS, words=PART, deed=st.sampled_from(("doc", "roster", "sort", "note")))
    def is_typed_into(self, at: int, who: int, wanted: str, words: int, deed: str) -> None:
        """Somebody types between two requests of the run: anywhere but inside a write of the workbook."""
        exchange = Exchange(self.home.workspace)
        seen: list[Seen] = []

        def meanwhile(method: str, path: str) -> None:
            if exchange.count < at or len(seen) > 1 or (path.startswith("/v4/") and method == "POST" and deed != "doc"):
                return
            seen.append(self._kept(seen[0]))
            self.home.tick()  # within the very second of a write otsync knows of it the next day only
            if deed == "doc":
                self.hands.type_doc(who, IDS[wanted], self.words(wanted, words))
            elif deed == "roster":
                self.hands.type_roster(who, IDS[wanted], self.words(wanted, words))
            elif deed == "sort":
                self.hands.sort("name", "DESCENDING", alone=False)
            else:
                self.hands.add_note(who, words % 9, 30, "")
            seen[0] = self.watcher.look()

        seen.append(self.watcher.look())
        exchange.before = meanwhile
        self._run(connect_directly(self.home.workspace, exchange, threads=1))
        self._kept(seen[0])

    def _run(self, google: Google) -> tuple[Report, OtsyncError | None]:
        type(self).runs += 1
        self.home.tick()
        try:
            return run(google, self.home.settings(), self.home.now, write=True), None
        except OtsyncError as error:
            return Report(requests=google.counts.as_dict()), error
        except Killed:
            return Report(), None

    # promises

    def _kept(self, before: Seen) -> Seen:
        """Promises that hold after any run, however it ended."""
        after = self.watcher.look()
        self._hold(promise_1(before, after) + promise_2(before, after, self.memory) + log_stands(before, after))
        self.memory.learn(before, after)
        return after

    def _counted(self, after: Seen) -> list[str]:
        """Each session exactly once: the sum of a day is that of its line; a line that is gone may wait for an answer."""
        broken = []
        asked = {row["Key"].split(":")[0] for row in after.waiting()} | self.memory.answered
        for key, lines in self.hands.lines.items():
            doc = after.docs.get(after.linked.get(key, ""))
            if doc is None or doc.trashed or key not in {row.otsync_id for row in after.roster.rows}:
                continue
            sums = logged(after, key)
            for line in lines:
                shown = f"{line.day.month}/{line.day.day}/{line.day.year % 100:02d}"
                found = sums.get(shown, 0)
                if found == 0 and line.day < school_year_start(self.home.now.date()):
                    continue  # first seen in another school year: sessions count from August on
                if found == 0 and any(f" {line.token}" in row["In your Doc"] for row in after.waiting()):
                    continue  # it could not be read, and somebody is asked
                if found != (0 if line.gone else line.minutes) and not (line.gone and found == line.minutes and key in asked):
                    broken.append(f"{shown} {line.minutes} min ({'gone' if line.gone else 'there'}) counts {found}")
        return broken

    def _hold(self, broken: list[str]) -> None:
        for sentence in broken:
            note(sentence)
        assert not broken, broken
