"""Service minutes that change in mid-year without a date: asked about, since the new amount would count for the whole year.

Owed is worked out anew from what the cell says now. Only dates in the cell tell from when a new amount counts; so a change without
any is pointed out, once, until the cell has dates or someone says that it was always so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from otsync.caseload.services import in_words, read_services
from otsync.caseload.values import digest
from otsync.sync.model import Snapshot, StudentDecision
from otsync.workbook.look import LookItem

ALWAYS = "It was always so"
CORRECTED_WITHIN = timedelta(days=7)
"""A value that is changed so soon after it was first seen is a correction of it."""


def watched(snap: Snapshot, one: StudentDecision) -> StudentDecision:
    """The decision with the amount that counts remembered, and a question where it changed without a date."""
    if not one.state.doc:
        return one
    reading = read_services(one.text(snap.form, "service_minutes"))
    now = in_words(reading) if reading.services and not reading.flags else ""
    before, since = (*one.state.service, "", "")[:2]
    if now == before:
        return one
    fresh = replace(one, state=replace(one.state, service=(now, snap.today.isoformat()) if now else ()))
    dated = any(line.start or line.end or line.weeks for line in reading.services)
    if not now and before:
        return one  # unreadable or cleared: it is listed as such, and what counted is not forgotten
    if not before or dated or snap.today - date.fromisoformat(since) <= CORRECTED_WITHIN:
        return fresh
    says = (
        f"The service minutes changed from “{before}” to “{now}” without a date, so the new amount counts for the whole year. If it began "
        "on a day, write both into the cell: “30 min weekly until 1/29/27, then 45 min weekly”"
    )
    about = digest(one.otsync_id, "service", f"{before}|{now}")
    link = one.state.link
    item = LookItem(one.otsync_id, "r", "service_changed", one.text(snap.form, "name"), says, link=link, choices=(ALWAYS,), about=about)
    answer = snap.look.get(item.key)
    if answer is not None and answer.answer.strip() == ALWAYS:
        return fresh
    return replace(one, looks=(*one.looks, item))
