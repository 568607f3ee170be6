"""What Drive and the Docs themselves show: trashed, moved, shared by link, read-only, too long; anchors and tabs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from otsync.caseload.fields import Field, PlanForm, normal
from otsync.document.body import Paragraph
from otsync.document.edit import units
from otsync.document.page import Page
from otsync.document.read import PLAN, RANGE_PREFIX, FieldCell, RowTable
from otsync.document.write import fill_requests
from otsync.sync.doctor.finding import Finding

Json = Mapping[str, Any]

FIELDS = (
    "id,name,trashed,parents,appProperties,createdTime,webViewLink,capabilities(canEdit),permissions(id,type,role),shared,driveId"
)
MOST_CHARACTERS = 1_020_000
"""Characters that a Doc can hold (support.google.com/drive/answer/37603)."""
NEAR = 0.85


@dataclass(frozen=True, slots=True)
class Sick:
    """What one Doc's named ranges lack, and the requests that put it back: they touch no word."""

    otsync_id: str
    document_id: str
    revision: str
    says: tuple[str, ...]
    requests: tuple[dict[str, Any], ...]


def by_link(file: Json) -> str:
    """Whom a link lets in: "anyone", "domain" or nobody."""
    types = [one.get("type") for one in file.get("permissions") or ()]
    return next((kind for kind in ("anyone", "domain") if kind in types), "")


def sharing(files: Mapping[str, Json], names: Mapping[str, str]) -> Iterator[Finding]:
    """files: what -> Drive's words on it. names: Doc id -> otsync ID, for those that are a student's."""
    for kind, who in (("anyone", "Anyone who has the link"), ("domain", "Everybody in the district who has the link")):
        open_ = [key for key, file in files.items() if by_link(file) == kind]
        ids = tuple(sorted(names[key] for key in open_ if key in names))
        others = [key for key in open_ if key not in names]
        if ids:
            yield Finding(
                "Docs",
                f"link_{kind}",
                "act",
                f"{who} can open {_docs(len(ids))}. A plan that is kept in step is an education record",
                "In Share, set General access to Restricted, and name the people who need it",
                ids,
            )
        for key in others:
            yield Finding(
                "Workbook" if key == "workbook" else "Docs",
                f"link_{kind}",
                "act",
                f"{who} can open the {key}",
                "In Share, set General access to Restricted, and name the people who need it",
            )


def standing(students: Mapping[str, str], files: Mapping[str, Json], folder: str, gone: Mapping[str, str]) -> Iterator[Finding]:
    """students: otsync ID -> Doc id. files: Doc id -> Drive's words. gone: otsync ID -> why Drive does not show its Doc."""
    trashed = [key for key, doc in students.items() if files.get(doc, {}).get("trashed")]
    locked = [
        key
        for key, doc in students.items()
        if doc in files and not files[doc].get("trashed") and not files[doc].get("capabilities", {}).get("canEdit", True)
    ]
    moved = [key for key, doc in students.items() if folder and doc in files and folder not in (files[doc].get("parents") or [folder])]
    missing = [key for key, why in gone.items() if why == "missing"]
    hidden = [key for key, why in gone.items() if why == "forbidden"]
    for code, level, found, says, advice in (
        ("trashed", "act", trashed, "in the trash", "Put them back in Drive, or set Status to discharged in the roster"),
        ("gone", "act", missing, "gone, or not to be seen by this account", "Restore or share them; no new ones are made by themselves"),
        ("forbidden", "act", hidden, "not to be read by this account any more", "Share them with otsync's account again"),
        ("read_only", "act", locked, "to be read, but not written by this account", "Make its account an editor again, or unlock them"),
        ("moved", "note", moved, "in another folder than otsync's", ""),
    ):
        if found:
            verb = "is" if len(found) == 1 else "are"
            yield Finding("Docs", code, level, f"{_docs(len(found))} {verb} {says}", advice, tuple(sorted(found)))  # type: ignore[arg-type]


def spares(students: Mapping[str, str], files: Mapping[str, Json], marks: Mapping[str, str]) -> Iterator[Finding]:
    """marks: Doc id -> the otsync ID that its mark names."""
    extra = sorted({owner for doc, owner in marks.items() if students.get(owner, doc) != doc and not files[doc].get("trashed")})
    if extra:
        yield Finding(
            "Docs",
            "spare",
            "act",
            f"{len(extra)} {'student has' if len(extra) == 1 else 'students have'} a second Doc with otsync's mark; the first one is used",
            "Keep what you need of the second one, then delete it; Needs a look has the links",
            tuple(extra),
        )
    orphans = sorted({owner for doc, owner in marks.items() if owner not in students and not files[doc].get("trashed")})
    if orphans:
        yield Finding(
            "Docs", "orphan", "note", f"{_docs(len(orphans))} stay as they are: the roster has no row for them", "", tuple(orphans)
        )


def lengths(pages: Mapping[str, Page]) -> Iterator[Finding]:
    near = sorted(key for key, page in pages.items() if _length(page) > MOST_CHARACTERS * NEAR)
    if near:
        yield Finding(
            "Docs",
            "size",
            "act",
            f"{_docs(len(near))} will soon be as long as a Doc can be ({MOST_CHARACTERS:,} characters)",
            "Move the notes of earlier years to a Doc of their own",
            tuple(near),
        )


def _length(page: Page) -> int:
    total = 0
    for tab in page.tabs:
        for block in tab.blocks:
            cells = [block.text] if isinstance(block, Paragraph) else [cell.text for row in block.rows for cell in row]
            total += sum(units(text) for text in cells)
    return total


def anchors(pages: Mapping[str, Page], form: PlanForm, had: Mapping[str, frozenset[str] | None]) -> Iterator[Finding]:
    """Cells that are not surely found. What only lacks a range is a matter of `sick`."""
    no_plan = sorted(key for key, page in pages.items() if page.tab is None)
    if no_plan:
        yield Finding(
            "Anchors",
            "no_plan",
            "act",
            f"{_docs(len(no_plan))} {'has' if len(no_plan) == 1 else 'have'} no tab Plan any more; nothing is written there",
            "File > Version history has the tab with all that stood in it: restore that first. Only where it cannot be had, "
            "`otsync doctor --repair --new-plan` makes a new tab from what the roster knows",
            tuple(no_plan),
        )
    found: dict[tuple[str, str], list[str]] = {}
    for key, page in pages.items():
        for problem in page.plan.problems:
            known = had.get(key)
            if problem.code == "lost" and known is not None and problem.field_id not in known:
                continue  # an older form: `otsync upgrade`
            found.setdefault((problem.code, problem.field_id), []).append(key)
    says = {
        "lost": ("is not on the tab Plan of", "Undo its deletion in the version history, or let `otsync upgrade --put-back` give it back"),
        "twice": ("stands more than once on the tab Plan of", "Delete the copy; until then nothing is written there"),
        "no_value": ("has no cell to its right on the tab Plan of", "Put the value's cell back; until then nothing is written there"),
    }
    grouped: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (code, field_id), keys in found.items():
        wanted: Field = form.fields[field_id]
        grouped.setdefault((code, tuple(sorted(keys))), []).append(f"“{wanted.title or wanted.label}”")
    for (code, who), labels in grouped.items():
        words, advice = says[code]
        if len(labels) > 1:
            words = words.replace("is not", "are not").replace("stands", "stand").replace("has no", "have no").replace("its", "their")
        yield Finding("Anchors", code, "act", f"{', '.join(labels)} {words} {_docs(len(who))}", advice, who)
    renamed = sorted(
        key
        for key, page in pages.items()
        if any(
            normal(cell.label.label) not in map(normal, (form.fields[one].label, *form.fields[one].former_labels))
            for one, cell in page.plan.fields.items()
        )
    )
    if renamed:
        yield Finding("Anchors", "renamed", "note", f"{_docs(len(renamed))} have labels in other words; they are found all the same", "",
                      tuple(renamed))  # fmt: skip
    titles = sorted(key for key, page in pages.items() if page.tab and page.tab.title and normal(page.tab.title) != normal(PLAN))
    if titles:
        told = f"{_docs(len(titles))} have their tab Plan under another name; it is found all the same"
        yield Finding("Anchors", "tab_renamed", "note", told, "", tuple(titles))


def sick(key: str, document_id: str, page: Page, form: PlanForm) -> Sick | None:
    """Named ranges to lay again on labels that are surely known, and those of otsync that lie where they do not belong."""
    if page.tab is None:
        return None
    plan = page.plan
    found: list[FieldCell | RowTable] = [*plan.fields.values(), *plan.tables.values()]
    lacks = [one.field_id for one in found if not one.anchored]
    # Ranges of the Docs' other tabs: a row of the Plan that somebody pasted there took them along.
    strays: dict[str, list[str]] = {}
    for tab in page.tabs:
        if tab.id != page.tab.id:
            for name in tab.named_ranges:
                if name.startswith(RANGE_PREFIX):
                    strays.setdefault(tab.id, []).append(name)
    if not lacks and not strays:
        return None
    requests: list[dict[str, Any]] = fill_requests(plan, {}, anchor=True, name_tab=True)
    for tab_id, names in strays.items():
        requests += [{"deleteNamedRange": {"name": name, "tabsCriteria": {"tabIds": [tab_id]}}} for name in sorted(names)]
    labels = [f"“{form.fields[one].title or form.fields[one].label}”" for one in lacks]
    says = [f"mark laid again: {', '.join(labels)}"] if lacks else []
    if strays:
        says.append(f"{sum(map(len, strays.values()))} marks in other tabs taken away")
    return Sick(key, document_id, plan.revision, tuple(says), tuple(requests))


def _docs(number: int) -> str:
    return f"{number} {'Doc' if number == 1 else 'Docs'}"
