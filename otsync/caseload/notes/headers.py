"""What a column of a session table holds, from its header."""

from __future__ import annotations

import re

from otsync.caseload.notes.tokens import fold

_ROLES: dict[str, str] = {
    "date": "date|dates|dos|date of service|service date|session date|day|date of session|date of visit|visit date|date seen|tx date|date/time|day/date|date & time|date and time|when",
    "weekday": "weekday|day of week|dow",
    "start": "start|start time|time in|in|begin|begin time|beginning time|from|time start|arrived|arrival|time started|started|time begin|in time|starttime",
    "end": "end|end time|time out|out|stop|stop time|to|finish|time end|left|ending time|time ended|ended|time stop|out time|departure|endtime|until",
    "times": "time|times|time in/out|in/out|session time|time of day|start/end|start-end|time in-out|time seen|time of session|clock time|time in / out|time in/time out|start - end|start / end|time frame|timeframe|start/stop|from-to|from/to",
    "minutes": "min|mins|minutes|length|duration|total min|total minutes|total mins|# min|# of min|# of minutes|# minutes|amount|total time|session length|length of session|time (min)|min.|mins."
    "|number of minutes|direct minutes|direct min|minutes seen|min seen|minutes provided|minutes delivered|mins seen|minutes served|min served|tx min|total|amt|time in minutes|actual min|actual"
    "|actual minutes|delivered|minutes of service|min provided|session minutes|session min|service minutes|length (min)|duration (min)|ot min|ot minutes|time (minutes)|tx minutes|m|min/session|amount of time|time spent",
    "hours": "hours|hrs|hr|length (hr)|time (hr)|hours seen|total hours|time (hrs)",
    "units": "units|unit|# units|billable units|billing units|# of units",
    "setting": "setting|location|loc|place|where|model|service delivery|delivery|delivery model|environment|push in/pull out|pi/po|po/pi|service model|lre|place of service|pos|service location|push-in/pull-out|site",
    "kind": "kind|type|service|service type|type of service|session type|activity type|direct/consult|direct/indirect|d/c|code type|contact type|svc|svc type|service code|service provided type",
    "status": "status|attendance|p/a|att|att.|attend|outcome|attendance code|session status|present/absent|a/p|result|attendance status|absent/present|disposition",
    "seen": "seen|seen?|✓|✔|done|done?|present|present?|attended|attended?|delivered?|completed|completed?|confirmed|took place|happened|held|held?|y/n|seen y/n|seen (y/n)|check|provided?|met|met?|x|session held|seen/not seen|ticked",
    "reason": "reason|reason missed|absence reason|reason for absence|why|reason not seen|reason if missed|missed reason|if missed|if no why|reason for missed session|missed|missed/reason|cancel reason|if not seen why|absent|absence|reason if not seen|reason code",
    "makeup": "make-up|makeup|make up|mu|make-up?|makeup?|make up?|mu?|make up for|makeup for|make-up for|m/u|made up|make up date|make-up session",
    "group": "group|group size|size|# in group|ind/group|ind/grp|i/g|grp|# students|number in group|individual/group|group/individual|# of students|group #|students|grp size|indiv/group|g/i",
    "provider": "provider|therapist|initials|staff|seen by|signature|clinician|int|int.|init|initial|sig|signed|otr|provider initials|ot initials|by|therapist initials|who|ot/cota|name of provider",
    "cpt": "cpt|cpt code|code|procedure|procedure code|billing code|cpt codes|codes|service code",
    "scheduled": "scheduled|sched|planned|sched min|scheduled min|scheduled minutes|expected|planned min|min scheduled|minutes scheduled|mins scheduled|owed|iep min|iep minutes|min owed",
    "week": "week|week of|wk|wk of|week beginning|week ending|week starting",
    "notes": "notes|note|comments|comment|narrative|activity|activities|what we did|description|progress|data|session notes|summary|goal|goals|goal addressed|goals addressed|intervention|interventions|details|observations|treatment|remarks|focus|skills|what|area|areas addressed|response|session|daily note|tx|tx notes|content|soap|target|goal #|goal/activity|objective",
    "other": "student|name|student name|child|grade|school|teacher|dob|id|plan|follow up|follow-up|next|next time|#|no.|no|session #|case manager|materials|homework",
}
_BY_NAME = {name: role for role, names in _ROLES.items() for name in names.split("|")}
_TAIL = re.compile(r"\s*\((?:.{1,40})\)\s*$")
NOT_SESSIONS = frozenset(
    "what|how it went|done|assessment|score|scores|test|baseline|due|due date|contact|person contacted|parent|standard score|percentile|result|accommodation|strategy|diagnosis|whose|item|where in the school day"
    "|how is it going|how it is going|goal|field|value|service line|frequency|annual|triennial|subtest|raw score|equipment|document|sent|received|concern|action|action item|event".split("|")
)
"""Headers of tables that a plan holds: dates in them are no sessions unless a length says so."""


def clean(header: str) -> str:
    """A header folded: single spaces, no colon, no line breaks."""
    return " ".join(fold(header).split()).strip(" :*_#" if len(header.strip()) > 2 else " :*_")


def role_of(header: str) -> str | None:
    """The role of a column, or None for a header that is not known."""
    text = clean(header)
    if not text:
        return None
    if text in _BY_NAME:
        return _BY_NAME[text]
    short = _TAIL.sub("", text)
    if short in _BY_NAME:
        inside = text[len(short) :].strip(" ()")
        if _BY_NAME[short] == "times" and inside.startswith(("min", "hr", "hour")):
            return "minutes" if inside.startswith("min") else "hours"
        return _BY_NAME[short]
    if len(text) > 60:
        return None
    for word, role in (
        ("date", "date"), ("make-up", "makeup"), ("makeup", "makeup"), ("make up", "makeup"), ("reason", "reason"), ("scheduled", "scheduled"),
        ("minutes", "minutes"), (" min", "minutes"), ("start", "start"), ("time in", "start"), ("time out", "end"), ("setting", "setting"), ("location", "setting"),
        ("attendance", "status"), ("group", "group"), ("provider", "provider"), ("therapist", "provider"), ("notes", "notes"), ("comment", "notes"), ("activit", "notes"),
    ):
        if word in text and not (role == "date" and ("due" in text or "birth" in text or "update" in text or "iep" in text)):
            return role
    return None


def roles_of(header: tuple[str, ...]) -> list[str | None]:
    """The role of each column; of several with one exclusive role the first keeps it, the rest are notes."""
    roles: list[str | None] = []
    for one in header:
        role = role_of(one)
        if role in ("date", "start", "end", "times", "minutes", "hours", "units", "status", "week") and role in roles:
            role = "times" if role == "date" else "notes"
        roles.append(role)
    if "minutes" in roles and "times" in roles:
        return roles
    if "times" in roles and "start" in roles and "end" not in roles:
        roles[roles.index("times")] = "notes"
    return roles
