"""What otsync promises, as questions to a caseload seen before and after a run. Each answer is a list of sentences: empty, it was kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from otsync.caseload.fields import Field, normal
from otsync.caseload.roster import Cell, Roster, read_roster
from otsync.caseload.values import compared
from otsync.document.read import PlanDoc, read_plan
from otsync.google.errors import Missing
from otsync.workbook import layout
from otsync.workbook.look import WAITING
from otsync.workbook.read import FIELDS, read_book
from tests.house import FORM, House
from tests.scenarios.sacred import sacred

Json = dict[str, Any]
Place = tuple[str, str]
"""otsync ID, field."""
TABS = (layout.ROSTER, layout.MINUTES, layout.LOOK, layout.SETTINGS, layout.CALENDAR)
SHARED = tuple(one for one in FORM.fields.values() if one.shared)
OWN = {normal(header) for header in FORM.own.values()}


@dataclass(frozen=True)
class Doc:
    """One Doc at one moment."""

    id: str
    otsync_id: str
    body: Json
    plan: PlanDoc
    trashed: bool


@dataclass
class Seen:
    """What people can see at one moment."""

    grids: Mapping[int, Sequence[Sequence[Cell]]]
    roster: Roster
    docs: Mapping[str, Doc]
    """Doc id -> Doc."""
    linked: Mapping[str, str]
    """otsync ID -> the Doc id that the hidden tab, or else the mark, gives."""

    def rows(self, tab: layout.Tab) -> list[list[str]]:
        """A tab below its header, as shown; rows of nothing left out at the end."""
        grid = [[cell.text for cell in row] for row in self.grids.get(tab.sheet_id, ())]
        return grid[tab.header_row + 1 :]

    def records(self, tab: layout.Tab) -> list[dict[str, str]]:
        return [dict(zip(tab.headers, [*row, *[""] * 30], strict=False)) for row in self.rows(tab)]

    def in_roster(self) -> dict[Place, str]:
        return {
            (row.otsync_id, one.id): compared(one, row.text(FORM, one.id))
            for row in self.roster.rows
            if row.otsync_id
            for one in SHARED
            if one.id in row.cells
        }

    def in_docs(self) -> dict[Place, str]:
        """Values of Docs that count, where their cell is surely found."""
        return {
            (key, one.id): compared(one, self.docs[doc].plan.text(one.id))
            for key, doc in self.linked.items()
            if doc in self.docs
            for one in SHARED
            if one.id in self.docs[doc].plan.fields
        }

    def waiting(self) -> list[dict[str, str]]:
        return [row for row in self.records(layout.LOOK) if row["State"] == WAITING]


class Watcher:
    """Looks at a house; a Doc that did not change is not read again."""

    def __init__(self, home: House) -> None:
        self.home = home
        self._known: dict[tuple[str, int], Doc] = {}
        self._ids: set[str] = set()

    def look(self) -> Seen:
        home = self.home
        body = home.people.read_sheet(home.spreadsheet_id, fields=FIELDS, ranges=self._ranges())
        book = read_book(body)
        roster = read_roster(book.grids.get(layout.ROSTER.sheet_id, ()), FORM)
        query = f"appProperties has {{ key='otsync_roster' and value='{home.spreadsheet_id}' }}"
        docs: dict[str, Doc] = {}
        linked: dict[str, str] = {}
        for file in sorted(
            home.people.list_files(query, fields="id,version,trashed,createdTime,appProperties"), key=lambda one: one["createdTime"]
        ):
            key = file["appProperties"].get("otsync_student")
            if key is None:
                continue
            version = (file["id"], int(file["version"]))
            if version not in self._known:
                body = home.people.read_doc(file["id"])
                self._known[version] = Doc(file["id"], key, body, read_plan(body, FORM), bool(file.get("trashed")))
            docs[file["id"]] = self._known[version]
            linked.setdefault(key, file["id"])
        docs |= {doc.id: doc for doc in map(self._unmarked, self._ids - docs.keys()) if doc}
        self._ids |= docs.keys()
        return Seen(book.grids, roster, docs, linked)

    def _unmarked(self, doc_id: str) -> Doc | None:
        """A Doc that has no mark any more, being a spare that was set aside: its words are watched like any other's."""
        try:
            body = self.home.people.read_doc(doc_id)
        except Missing:
            return None
        return Doc(doc_id, "", body, read_plan(body, FORM), False)

    def _ranges(self) -> list[str]:
        titles = self.home.people.read_sheet(self.home.spreadsheet_id, fields="sheets.properties(sheetId,title)")
        wanted = {tab.sheet_id for tab in TABS}
        return [f"'{one['properties']['title']}'" for one in titles["sheets"] if one["properties"]["sheetId"] in wanted]


@dataclass
class Memory:
    """What a watcher of all runs knows: the value that both sides last agreed on, and what otsync itself wrote last."""

    agreed: MutableMapping[Place, str] = field(default_factory=dict)
    ours: MutableMapping[tuple[str, Place], str] = field(default_factory=dict)
    """(side, place) -> value."""
    answered: set[str] = field(default_factory=set)
    """otsync IDs of questions that were answered since the last run ("" for the whole caseload)."""

    def learn(self, before: Seen | None, after: Seen) -> None:
        roster, docs = after.in_roster(), after.in_docs()
        for place, value in docs.items():
            if roster.get(place) == value:
                self.agreed[place] = value
        if before is None:
            return
        for side, then, now in (("roster", before.in_roster(), roster), ("doc", before.in_docs(), docs)):
            for place, value in now.items():
                if then.get(place) != value:
                    self.ours[side, place] = value


def plan_of(seen: Seen, otsync_id: str) -> str:
    row = next((one for one in seen.roster.rows if one.otsync_id == otsync_id), None)
    return compared(FORM.fields["plan_type"], row.text(FORM, "plan_type")) if row else ""


def promise_1(before: Seen, after: Seen) -> list[str]:
    """Everything in a Doc but the value cells of the Plan, and every other cell of people's in the workbook, is as it was."""
    broken: list[str] = []
    for key, doc in before.docs.items():
        now = after.docs.get(key)
        if now is None:
            broken.append("a Doc is gone")
        elif now.body["revisionId"] != doc.body["revisionId"] and sacred(now.body) != sacred(doc.body):
            broken.append("something beside the value cells of a Doc is not as it was")
    return broken + _roster_stands(before, after) + _answers_stand(before, after)


def _roster_stands(before: Seen, after: Seen) -> list[str]:
    """Rows stay in their order, and columns that are not fields keep every cell."""
    one, two = (seen.grids.get(layout.ROSTER.sheet_id, ()) for seen in (before, after))
    head = before.roster.header_row
    mine = {at for key, at in before.roster.columns.items() if key in FORM.fields and FORM.fields[key].shared}
    mine |= {at for at, cell in enumerate(one[head]) if normal(cell.text) in OWN}
    broken = []
    for row in range(max(len(one), len(two))):
        cells, now = ([*(grid[row] if row < len(grid) else ())] for grid in (one, two))
        for at in range(len(one[head])):
            was, is_now = (line[at].text if at < len(line) else "" for line in (cells, now))
            if was != is_now and (at not in mine or row <= head):
                broken.append(f"row {row + 1}, column {at + 1} of the roster said {was!r} and says {is_now!r}")
    return broken


def _answers_stand(before: Seen, after: Seen) -> list[str]:
    """Rows of Needs a look never move, and a person's two cells there are hers."""
    broken = []
    for was, now in zip(before.records(layout.LOOK), after.records(layout.LOOK), strict=False):
        if any(was[column] != now[column] for column in ("Key", "Your answer", "Or type it")):
            broken.append("an answer in Needs a look is not as it was")
    for tab in (layout.SETTINGS, layout.CALENDAR):
        if before.rows(tab) != after.rows(tab):
            broken.append(f"the tab {tab.title} changed")
    return broken


def promise_2(before: Seen, after: Seen, memory: Memory) -> list[str]:
    """A typed value stands where it stood, or on both sides; only what both sides had agreed on, or otsync wrote, gives way to it."""
    broken: list[str] = []
    r0, d0, r1, d1 = before.in_roster(), before.in_docs(), after.in_roster(), after.in_docs()
    for place in r0.keys() & d0.keys() & r1.keys() & d1.keys():
        was, now = (r0[place], d0[place]), (r1[place], d1[place])
        if was == now:
            continue
        where = f"{place[1]}: roster {was[0]!r}, Doc {was[1]!r} became {now[0]!r}, {now[1]!r}"
        if was[0] == was[1] or now[0] != now[1] or now[0] not in was:
            broken.append(f"nobody typed this; {where}")
            continue
        side = "doc" if now[0] == was[0] else "roster"
        gone = was[1] if side == "doc" else was[0]
        if place[0] in memory.answered or "" in memory.answered:
            continue
        if not gone and place not in memory.agreed:
            continue
        if gone not in (memory.agreed.get(place), memory.ours.get((side, place))):
            broken.append(f"a typed value was written over (agreed: {memory.agreed.get(place)!r}); {where}")
        types = {plan_of(before, place[0]), plan_of(after, place[0])}
        if not now[0] and all(place[1] in {one.id for one in FORM.required(plan)} for plan in types):
            broken.append(f"a cleared required value spread; {where}")
    return broken


def settled(after: Seen, *, held: bool) -> list[str]:
    """Both sides are equal after a run, or both values are listed."""
    broken: list[str] = []
    roster, docs = after.in_roster(), after.in_docs()
    listed = after.waiting()
    asked = {row["Key"].split(":")[0] for row in listed}
    if held and not asked:
        broken.append("something is held, and nobody is asked")
    for place in roster.keys() & docs.keys():
        if roster[place] == docs[place] or held or _left_alone(after, place):
            continue
        wanted = FORM.fields[place[1]]
        pair = (docs[place], roster[place])
        if FORM.is_missing(pair[0]) and FORM.is_missing(pair[1]):
            continue
        if not any(
            row["Key"].startswith(place[0]) and (compared(wanted, row["In your Doc"]), compared(wanted, row["In the roster"])) == pair
            for row in listed
        ):
            broken.append(f"{place[1]}: roster {pair[1]!r} and Doc {pair[0]!r} differ, and nobody is told")
    return broken


def _left_alone(after: Seen, place: Place) -> bool:
    """On hold or discharged, in the trash, or waiting for a suggestion: the Doc is not written."""
    row = next(one for one in after.roster.rows if one.otsync_id == place[0])
    doc = after.docs[after.linked[place[0]]]
    status = compared(FORM.fields["status"], row.text(FORM, "status"))
    return status not in ("", "active") or doc.trashed or doc.plan.fields[place[1]].value.pending


def log_stands(before: Seen, after: Seen) -> list[str]:
    """Rows of Minutes are never rewritten, moved or deleted: new ones follow."""
    was, now = before.rows(layout.MINUTES), after.rows(layout.MINUTES)
    return [] if now[: len(was)] == was else ["a row of Minutes is not as it was"]


def logged(seen: Seen, otsync_id: str) -> dict[str, int]:
    """Day as shown -> the plain sum of otsync's own rows for a student."""
    sums: dict[str, int] = {}
    for row in seen.records(layout.MINUTES):
        if row["otsync ID"] == otsync_id and row["Entry"]:
            sums[row["Date"]] = sums.get(row["Date"], 0) + int(row["Minutes"] or 0)
    return sums


def fields_of(kinds: Iterable[str]) -> list[Field]:
    return [one for one in SHARED if one.kind in kinds]
