"""Sentences about an adoption, for the tab Needs a look and for the screen. No names: the tab shows them beside."""

from __future__ import annotations

from collections.abc import Sequence

from otsync.caseload.fields import PlanForm
from otsync.document.header import Left

HOLDS = ("unreadable", "missing", "read_only", "word", "long", "tabs", "refused")
"""Problems that a person can mend: until then, or until a new Doc is asked for, no new one is made for the student."""

PICK = "run `otsync login --pick`, choose the Doc itself (its folder is not enough), then run `otsync adopt` again"

PROBLEMS = {
    "unreadable": f"This account may not read this Doc. otsync sees only files that it made or that were chosen for it: {PICK}",
    "read_only": "This Doc is read-only for this account, so it cannot get a tab Plan. Let the account edit it, then adopt again",
    "trashed": "This Doc is in the trash. Put it back, then adopt again",
    "word": "This is a Word file. Open it in Google Docs, choose File, Save as Google Docs, then adopt the new Doc",
    "long": "This Doc is as long as Google lets a Doc be, so it cannot get a tab Plan. Move old notes to another Doc, then adopt again",
    "tabs": "This Doc has 100 tabs, as many as Google allows. Take one away, then adopt again",
    "other_roster": "This Doc belongs to another roster that otsync keeps. Nothing was changed in it",
    "spare": "This Doc is a second one of a student whose plan otsync keeps elsewhere. Nothing was changed in it",
    "has_doc": (
        "This student has a plan already that otsync keeps in another Doc, so this one was left alone. To use this one instead, put the "
        "other one into the trash, then adopt again"
    ),
    "paused": "This student is on hold or no longer on the caseload, so nothing is written in the Doc",
    "refused": "Google refused to add the tab Plan to this Doc. Nothing was changed in it",
    "missing": "There is no such file, or this account may not see it. If it is yours: " + PICK,
    "empty": f"In this folder otsync sees no Doc. It sees only files that it made or that were chosen for it: {PICK}",
    "no_doc": "This is neither a Google Doc nor a folder",
}
"""Why a Doc is left alone, and what to do."""

QUESTIONS = {
    "part": "Whose Doc is this? Only a part of the name fits. Nothing was changed in it",
    "several": "Whose Doc is this? Several students fit. Nothing was changed in it",
    "shared": "More than one Doc fits this student. Is this the one? Nothing was changed in any of them",
    "twice": "Several rows of the roster link to this Doc. Whose is it? Nothing was changed in it",
    "birthdate": "The name fits, but the birthdate inside is another one. Whose Doc is this? Nothing was changed in it",
    "name": "Its title names one student and its page another. Whose Doc is this? Nothing was changed in it",
    "only_birthdate": "The birthdate inside fits, but no name does. Whose Doc is this? Nothing was changed in it",
    "taken": "The roster links another Doc to this student. Is this one nobody's? Nothing was changed in it",
}
"""Why a person is asked."""

SHORT_QUESTIONS = {
    "part": "only a part of the name fits",
    "several": "several students fit",
    "shared": "more than one Doc fits this student",
    "twice": "several rows link to it",
    "birthdate": "the name fits, the birthdate inside does not",
    "name": "its title names one student, its page another",
    "only_birthdate": "the birthdate inside fits, no name does",
    "taken": "the roster links another Doc to this student",
}

HOW = {"link": "by the link in the roster", "title": "by its title", "birthdate": "by the birthdate inside", "answer": "as answered"}

_WHY = {
    "type": "is not of its kind",
    "past": "is a day that has passed, so it may be the last one and not the next",
    "person": "does not look like a name",
    "long": "is longer than one fact",
    "twice": "stands there more than once, each time another",
    "pending": "holds a suggestion that waits",
    "shared": "is one value for several fields",
    "more": "seems to go on in the next line; only its first line was taken",
}


def left_words(form: PlanForm, left: Sequence[Left]) -> str:
    """One sentence for all lines of a page that name a field and were not taken over."""
    reasons: dict[str, None] = {}
    for one in left:
        wanted = form.fields[one.field_id]
        kind = "is not a date that I can read" if one.why == "type" and wanted.kind == "date" else _WHY[one.why]
        if one.why == "type" and wanted.choices:
            kind = f"is none of {', '.join(wanted.choices)}"
        reasons[f"{wanted.title or wanted.label} {kind}"] = None
    return (
        "Adopted. These lines of your own page stay as they are and were not taken over: "
        + "; ".join(reasons)
        + ". What is right can be typed on the tab Plan"
    )
