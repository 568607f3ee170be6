"""What an adoption asks of people: rows of Needs a look, and students that wait for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from otsync.sync.adopt import words
from otsync.sync.adopt.model import AdoptionPlan, Listed
from otsync.sync.adopt.settled import half_done
from otsync.sync.model import Snapshot
from otsync.workbook.look import ADOPTION, FIXED, HEADER, NEW_DOC, NOBODY, LookItem
from otsync.workbook.state import StudentState


def looks_of(
    snap: Snapshot, plan: AdoptionPlan, refused: frozenset[str] = frozenset(), failed: frozenset[str] = frozenset()
) -> tuple[tuple[LookItem, ...], frozenset[tuple[str, str]]]:
    """Rows for Needs a look, and what was looked at afresh: each row about a Doc belongs to that Doc."""
    names = {row.otsync_id: row.text(snap.form, "name").strip() for row in snap.roster.rows}
    looks = [_question(one, names) for one in plan.asked]
    begun = half_done(snap)
    looks += [_problem(one, names, begun=one.doc.id in begun) for one in plan.listed]
    for one in plan.adoptions:
        if one.otsync_id in refused:
            looks.append(_problem(Listed(one.doc, "refused", (one.otsync_id,)), names))
        elif one.doc.page and one.doc.page.header.left and one.otsync_id not in failed:
            left = one.doc.page.header.left
            lines = "\n".join(dict.fromkeys(entry.line for entry in left))[:1000]
            says = words.left_words(snap.form, left)
            name, doc = names[one.otsync_id], one.doc
            looks.append(LookItem(one.otsync_id, HEADER, "header", name, says, lines, link=doc.link, choices=(FIXED,), about=doc.id))
    docs = [*(one.doc for one in plan.adoptions), *(one.doc for one in (*plan.asked, *plan.listed)), *plan.unmatched]
    looked = {(doc.id, ADOPTION) for doc in docs} | {(one.otsync_id, HEADER) for one in plan.adoptions}
    return tuple(looks), frozenset(looked)


def _question(one: Listed, names: Mapping[str, str]) -> LookItem:
    choices = (*(f"{names[key]} ({key})" for key in one.choices if key in names), NOBODY)
    who = " / ".join(names[key] for key in one.choices[:3] if key in names)
    doc, says = one.doc, words.QUESTIONS[one.code]
    return LookItem(doc.id, ADOPTION, one.code, who, says, doc.title, link=doc.link, choices=choices, about=doc.id)


def _problem(one: Listed, names: Mapping[str, str], *, begun: bool = False) -> LookItem:
    """begun: its adoption cannot go on, and a person may give it up."""
    who = " / ".join(names[key] for key in one.choices[:3] if key in names)
    doc, says = one.doc, words.PROBLEMS[one.code]
    choices = (FIXED, NEW_DOC) if begun or one.code in words.HOLDS else (FIXED,)
    return LookItem(doc.id, ADOPTION, one.code, who or "?", says, doc.title, link=doc.link, choices=choices, about=doc.id)


def asked_of(snap: Snapshot, plan: AdoptionPlan) -> dict[str, StudentState]:
    """Students whose Doc is asked about, or waits to be mended: until that is settled no new one is made for them. Only what is not
    recorded yet."""
    adopted = {one.otsync_id for one in plan.adoptions}
    docs: dict[str, list[str]] = {}
    held = [one for one in plan.listed if one.code in words.HOLDS and len(one.choices) == 1]
    for one in (*plan.asked, *held):
        for key in one.choices:
            docs.setdefault(key, []).append(one.doc.id)
    states: dict[str, StudentState] = {}
    for key, asked in docs.items():
        known = snap.state.students.get(key, StudentState())
        merged = tuple(dict.fromkeys((*known.asked, *asked)))
        if key not in adopted and not known.doc and merged != tuple(known.asked):
            states[key] = replace(known, asked=merged)
    return states
