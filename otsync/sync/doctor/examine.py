"""`otsync doctor`: read everything, say what is seen, and with `repair` put back what is certain.

Repairs go the way of a sync: a fenced batch that takes the lease, the Docs under the revision that was read, a fenced batch that writes
the workbook and the tab Changes. In a Doc they lay named ranges and take doubled ones away; no word of anybody is written or removed.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime

from otsync.document.upgrade import decide_upgrade
from otsync.errors import PersonMustAct
from otsync.google.connect import Google
from otsync.google.errors import Forbidden, Missing
from otsync.sync.doctor import docs, workbook
from otsync.sync.doctor.finding import Diagnosis, Finding
from otsync.sync.doctor.repair import Repairs, repair_all
from otsync.sync.doctor.seen import Json, Progress, Seen, read_docs, read_workbook, tabs_of
from otsync.sync.model import SyncSettings
from otsync.sync.read import MARK, add_missing_tabs, check_home
from otsync.sync.setup import read_own_template, renew_template
from otsync.workbook.state import StudentState


def examine(
    google: Google,
    settings: SyncSettings,
    now: datetime,
    *,
    repair: bool = False,
    new_plan: bool = False,
    schedule: str = "",
    progress: Progress | None = None,
) -> Diagnosis:
    """Look at everything that the configuration names. `now` is local (aware). `schedule`: when the worker is to run, in a sentence.

    new_plan: with `repair`, a Doc without its tab Plan gets a new one; the next run fills it from the roster. Errors are those of the sync.
    """
    started = time.monotonic()
    say = progress or (lambda _: None)
    found = Diagnosis(spreadsheet_id=settings.spreadsheet_id)
    if not settings.spreadsheet_id:
        found.findings.append(Finding("Workbook", "none", "note", "There is no workbook yet", "`otsync sync` makes it"))
    else:
        try:
            _examine(google, settings, now, found, repair=repair, new_plan=new_plan, schedule=schedule, say=say)
        except PersonMustAct as error:
            found.findings.append(Finding("Workbook", "unusable", "act", str(error).rstrip(".")))
    found.requests = google.counts.as_dict()
    found.seconds = time.monotonic() - started
    return found


def _examine(
    google: Google, settings: SyncSettings, now: datetime, found: Diagnosis, *, repair: bool, new_plan: bool, schedule: str, say: Progress
) -> None:
    say("Reading the workbook")
    book = tabs_of(google, settings)
    tabs = list(workbook.tabs(book))
    if repair and add_missing_tabs(google, book):
        tabs = [replace(one, level="repaired", says=f"{one.says}. They are there again, empty", advice="") for one in tabs]
        book = tabs_of(google, settings)
    found.findings += tabs
    seen = read_workbook(google, settings, book)
    check_home(seen.book, seen.state)
    mends = list(_of_workbook(found, settings, seen, now))
    found.findings += workbook.size(seen.book, settings.time_zone)
    if seen.roster.fatal:
        found.findings.append(Finding("Roster", "fatal", "act", seen.roster.fatal.rstrip(".")))
        return
    found.findings += workbook.roster(seen.roster)
    say("Looking at the Docs")
    read_docs(google, settings, seen, say)
    sick = _of_docs(found, google, settings, seen)
    unmarked = [
        key
        for key, doc in seen.students.items()
        if doc in seen.files and not seen.files[doc].get("trashed") and (seen.files[doc].get("appProperties") or {}).get(MARK) != key
    ]
    no_plan = [key for key, page in seen.pages.items() if page.tab is None and key not in seen.resting]
    repairs = Repairs(mends, sick, unmarked, no_plan if new_plan else [])
    _of_template(found, google, settings, seen, repair=repair)
    if repair and repairs:
        say("Putting back what is certain")
        found.findings += repair_all(google, settings, seen, repairs, now)
        if new_plan and no_plan:
            found.findings = [one for one in found.findings if one.code != "no_plan"]
    else:
        found.findings += repairs.findings()
    found.findings += workbook.schedule(seen.state, now, schedule)


def _of_workbook(found: Diagnosis, settings: SyncSettings, seen: Seen, now: datetime) -> list[workbook.Mend]:
    mends: list[workbook.Mend] = []
    said = [*workbook.headers(seen.book), *workbook.state(seen.book, seen.state, now)]
    if not seen.roster.fatal:
        said += workbook.own(seen.roster, seen.sheet, settings.form)
    for one in said:
        if isinstance(one, workbook.Mend):
            mends.append(one)
        else:
            found.findings.append(one)
    return mends


def _of_docs(found: Diagnosis, google: Google, settings: SyncSettings, seen: Seen) -> list[docs.Sick]:
    marks = {doc: file["appProperties"][MARK] for doc, file in seen.files.items() if (file.get("appProperties") or {}).get(MARK)}
    names = {doc: key for key, doc in seen.students.items()} | marks
    shared: dict[str, Json] = {doc: file for doc, file in seen.files.items() if not file.get("trashed") and doc in names}
    meta = seen.state.meta
    for what, file_id in (("workbook", seen.book.spreadsheet_id), ("folder of the plans", settings.folder_id or meta.folder_id)):
        if file_id:
            try:
                shared[what] = google.get_file(file_id, fields=docs.FIELDS)
            except (Missing, Forbidden):
                if what != "workbook":
                    advice = "Restore it, or name another one as `folder_id` under [drive] in the configuration"
                    found.findings.append(Finding("Docs", "folder", "act", "The folder of the plans is gone", advice))
    before = len(found.findings)
    found.findings += docs.sharing(shared, names)
    found.findings += docs.standing(seen.students, seen.files, settings.folder_id or meta.folder_id, seen.gone)
    found.findings += docs.spares(seen.students, seen.files, marks)
    found.findings += docs.lengths(seen.pages)
    if not any(one.level == "act" for one in found.findings[before:]):
        found.findings.append(Finding("Docs", "docs", "well", f"{len(seen.students)} Docs, none of them shared by link, trashed or locked"))
    known = {key: seen.state.students.get(key, StudentState()) for key in seen.pages}
    had = {key: seen.state.fields_of(one) for key, one in known.items()}
    before = len(found.findings)
    found.findings += docs.anchors(seen.pages, settings.form, had)
    older = sorted(
        key
        for key, page in seen.pages.items()
        if page.tab is not None
        and key not in seen.resting
        and decide_upgrade(page, settings.form, known=had[key] or page.plan.holds, adds=not settings.template_id).steps
    )
    if older:
        says = f"{len(older)} {'Doc is' if len(older) == 1 else 'Docs are'} of an earlier form of the plan"
        found.findings.append(Finding("Anchors", "older", "note", says, "`otsync upgrade --dry-run` shows what is new", tuple(older)))
    sick = [
        one
        for key, page in seen.pages.items()
        if key not in seen.resting and (one := docs.sick(key, seen.students[key], page, settings.form)) is not None
    ]
    if not sick and not any(one.level == "act" for one in found.findings[before:]):
        found.findings.append(Finding("Anchors", "anchors", "well", "Every field is found in every Doc"))
    return sick


def _of_template(found: Diagnosis, google: Google, settings: SyncSettings, seen: Seen, *, repair: bool) -> None:
    if settings.template_id:
        try:
            read_own_template(google.read_doc(settings.template_id), settings.form)
            found.findings.append(Finding("Template", "own", "well", "Your own template can be read and used"))
        except (Missing, Forbidden):
            says = f"Your template {settings.template_id} cannot be read"
            found.findings.append(Finding("Template", "own", "act", says, "Share it with this account, or clear `template_id`"))
        except PersonMustAct as error:
            found.findings.append(Finding("Template", "own", "act", str(error).rstrip(".")))
        return
    if not seen.state.meta.template_id:
        return
    plan, changed = renew_template(google, seen.state.meta.template_id, settings.form, write=repair)
    if plan is None or plan.plan_tab is None:
        found.findings.append(Finding("Template", "gone", "note", "otsync's template is gone; the next new plan makes another"))
    elif changed:
        says, level = ("otsync's template is renewed", "repaired") if repair else ("otsync's template is of an earlier form", "note")
        advice = "" if repair else "It is renewed with the next new plan"
        found.findings.append(Finding("Template", "template", level, says, advice))  # type: ignore[arg-type]
    elif plan.problems:
        says = "otsync's template was changed by hand; the next new plan makes another"
        found.findings.append(Finding("Template", "template", "note", says))
    else:
        found.findings.append(Finding("Template", "template", "well", "The template of new plans is whole"))
