"""What must be there before a caseload can be synced: the workbook and its tabs, the folder, the template."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from otsync.caseload.fields import PlanForm
from otsync.document.body import tabs_of
from otsync.document.page import read_page
from otsync.document.read import EMAILS, NOTES, FieldCell, PlanDoc, read_plan
from otsync.document.template import TEMPLATE_VERSION, guide_requests, template_requests
from otsync.document.upgrade import decide_upgrade
from otsync.document.upgrade_requests import upgrade_requests
from otsync.errors import PersonMustAct
from otsync.google.connect import Google
from otsync.google.errors import Forbidden, Missing, Refused, Unavailable, Unsure
from otsync.sync.ask import UNDO_REQUEST
from otsync.sync.model import SyncSettings
from otsync.sync.read import ROSTER_MARK, TEMPLATE_MARK
from otsync.workbook import layout
from otsync.workbook.state import Meta

DOC, FOLDER = "application/vnd.google-apps.document", "application/vnd.google-apps.folder"
WORKBOOK_TITLE, FOLDER_TITLE, TEMPLATE_TITLE = "OT caseload", "OT plans", "otsync template (leave as it is)"
MARK_TEXT = re.compile(r"\s*\{\{\s*([a-z_]+)\s*\}\}\s*")


@dataclass(frozen=True, slots=True)
class Template:
    """The Doc that new plans are copied from, and where its cells are."""

    id: str
    plan: PlanDoc
    revision: str


def make_workbook(google: Google, settings: SyncSettings) -> str:
    """A new workbook with all tabs, in the configured place; its id goes into the configuration."""
    made = google.create_sheet(layout.spreadsheet_body(WORKBOOK_TITLE, settings.time_zone, "en_US"), fields="spreadsheetId")
    spreadsheet_id = str(made["spreadsheetId"])
    if settings.remember:
        settings.remember(spreadsheet_id)
    google.write_sheet(spreadsheet_id, layout.dress_requests([UNDO_REQUEST]), fields="spreadsheetId")
    place = settings.folder_id or settings.shared_drive_id
    if place:
        google.update_file(spreadsheet_id, {}, fields="id", add_parents=place)
    return spreadsheet_id


def ensure_folder(google: Google, settings: SyncSettings, meta: Meta) -> tuple[str, Meta]:
    """The folder that new Docs go to: configured, remembered, or made."""
    if settings.folder_id:
        return settings.folder_id, meta
    if meta.folder_id:
        return meta.folder_id, meta
    body: dict[str, Any] = {"name": FOLDER_TITLE, "mimeType": FOLDER}
    if settings.shared_drive_id:
        body["parents"] = [settings.shared_drive_id]
    folder = str(google.create_file(body, fields="id")["id"])
    return folder, replace(meta, folder_id=folder)


def ensure_template(google: Google, settings: SyncSettings, meta: Meta, folder: str, form: PlanForm) -> tuple[Template, Meta]:
    """The template, read; a missing one of otsync's own is made again. Raises PersonMustAct for a person's own that cannot serve."""
    if settings.template_id:
        try:
            body = google.read_doc(settings.template_id)
        except (Missing, Forbidden):
            raise PersonMustAct(
                f"The template {settings.template_id} cannot be read. Share it with this account, or clear `template_id`."
            ) from None
        return Template(settings.template_id, read_own_template(body, form), str(body.get("revisionId", ""))), meta
    if meta.template_id and meta.template_version == TEMPLATE_VERSION:
        plan, _ = renew_template(google, meta.template_id, form, write=True)
        if plan is not None and plan.plan_tab is not None and not plan.problems:
            return Template(meta.template_id, plan, plan.revision), meta
    template = make_template(google, meta.spreadsheet_id, folder, form)
    return template, replace(meta, template_id=template.id, template_version=TEMPLATE_VERSION)


def renew_template(google: Google, template_id: str, form: PlanForm, *, write: bool) -> tuple[PlanDoc | None, bool]:
    """otsync's own template as it reads, brought to the form where it is of an earlier one: what a therapist changed of its look stays.
    None: it is gone. The second value tells whether it was, or would be, changed."""
    try:
        page = read_page(google.read_doc(template_id), form)
        upgrade = decide_upgrade(page, form, put_back=True, template=True)
        if not upgrade.steps or not write:
            return page.plan, bool(upgrade.steps)
        with contextlib.suppress(Unsure):  # what it became is read again either way
            google.write_doc(template_id, upgrade_requests(page, form, upgrade, anchor=False), required_revision=page.plan.revision)
        return read_page(google.read_doc(template_id), form).plan, True
    except (Missing, Forbidden, Refused):
        # Whatever became of it: the caller makes a new one unless it reads as it should.
        return None, False


def make_template(google: Google, spreadsheet_id: str, folder: str, form: PlanForm) -> Template:
    """Four requests: the Doc, its page, its reading, and the lines on top of the other tabs."""
    marks = {TEMPLATE_MARK: str(TEMPLATE_VERSION), ROSTER_MARK: spreadsheet_id}
    doc = str(google.create_file({"name": TEMPLATE_TITLE, "mimeType": DOC, "parents": [folder], "appProperties": marks}, fields="id")["id"])
    with contextlib.suppress(Unsure):  # the reading tells
        google.write_doc(doc, template_requests(form))
    body = google.read_doc(doc)
    plan = read_plan(body, form)
    if plan.plan_tab is None:
        raise Unavailable("The template could not be written. Nothing is lost; the next run makes it again.")
    if plan.problems:
        raise AssertionError(f"the template does not read back: {plan.problems}")
    tabs = {tab.title: tab.id for tab in tabs_of(body)}
    first = tabs_of(body)[0].id
    try:
        written = google.write_doc(doc, guide_requests(first, tabs[NOTES], tabs[EMAILS])).body
    except Unsure:
        written = {"writeControl": {"requiredRevisionId": google.read_doc(doc, fields="revisionId")["revisionId"]}}
    return Template(doc, plan, str(written.get("writeControl", {}).get("requiredRevisionId", "")))


def read_own_template(body: Mapping[str, Any], form: PlanForm) -> PlanDoc:
    """A person's own template: `{{field}}` alone in a cell to the right of a label. Other marks are refused with a sentence."""
    first = tabs_of(body)[0]
    fields: dict[str, FieldCell] = {}
    for table in first.tables():
        for row in table.rows:
            for cell in row:
                if "{{" not in cell.text:
                    continue
                match = MARK_TEXT.fullmatch(cell.text)
                wanted = form.fields.get(match.group(1)) if match else None
                if match is None or wanted is None or not wanted.in_doc or wanted.kind == "rows":
                    raise PersonMustAct(
                        f"The template has a mark that otsync cannot use: {cell.text.strip()[:60]}. "
                        "A mark stands alone in its cell, and is one of "
                        + ", ".join(f"{{{{{one.id}}}}}" for one in form.in_doc() if one.kind != "rows")
                        + "."
                    )
                if cell.column == 0 or not row[cell.column - 1].label or wanted.id in fields:
                    raise PersonMustAct(
                        f"In the template, the mark {cell.text.strip()} needs a label in the cell to its left, and stands there once."
                    )
                fields[wanted.id] = FieldCell(wanted.id, row[cell.column - 1], cell, anchored=False)
    if "name" not in fields:
        raise PersonMustAct("The template has no mark {{name}}: put it in a cell of its own, to the right of a label.")
    return PlanDoc(str(body.get("revisionId", "")), first.id, fields)
