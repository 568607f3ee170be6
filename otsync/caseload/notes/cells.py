"""The cells of a session table in the words of a line: attendance codes, minutes, settings, groups, and what the notes add."""

from __future__ import annotations

import re

from otsync.caseload.notes.scan import scan
from otsync.caseload.notes.tokens import fold

YES = frozenset(
    [
        "y",
        "yes",
        "x",
        "✓",
        "✔",
        "☑",
        "☒",
        "✅",
        "p",
        "present",
        "seen",
        "attended",
        "true",
        "done",
        "completed",
        "1",
        "s",
        "pr",
        "met",
        "held",
        "delivered",
        "[x]",
        "v",
        "+",
        "ok",
    ]
)
_NO = frozenset(["n", "no", "false", "not", "not_seen", "x'd", "ns!", "absent?", "[", "]", "☐", "0"])
CODES = {
    "a": "absent",
    "abs": "absent",
    "ab": "absent",
    "sa": "student absent",
    "ua": "absent",
    "ea": "absent",
    "st abs": "student absent",
    "ta": "therapist absent",
    "pa": "provider absent",
    "oa": "ot absent",
    "su": "student unavailable",
    "tu": "therapist unavailable",
    "pu": "provider unavailable",
    "r": "refused",
    "sr": "refused",
    "ref": "refused",
    "h": "holiday",
    "sc": "school closed",
    "mu": "make-up",
    "m/u": "make-up",
    "make up": "make-up",
    "makeup": "make-up",
    "se": "school event",
    "ft": "field trip",
}
_ASK = frozenset({"ns", "c", "cx", "nc", "o", "e", "t", "s/a", "un", "m", "n/s", "u", "na"})
BLANK = frozenset({"", "-", "--", "n/a", "na", "none", "...", "n.a.", "_", "."})
DITTO = re.compile(r'\s*(?:"{1,2}|\'\'|,,|same(?: as (?:above|last|before|prev(?:ious)?))?|ditto|do\.|as above|see above|\^|↑|\|\|)\s*')
INT = re.compile(r"\d{1,3}(?:\.0+)?")
_DECIMAL = re.compile(r"\d{0,2}\.\d{1,2}")
_TWO = re.compile(r"\d{1,3}\s*[-/x+]\s*\d{1,3}")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?:\s*[ap]\.?m?\.?)?|\d{1,2}\s*[ap]\.?m\.?", re.IGNORECASE)
_EACH = re.compile(r"(\d{1,3})\s*(?:ea|each)\.?", re.IGNORECASE)
_CODE_AT_HEAD = re.compile(r"\s*(SA|TA|PA|OA|SU|TU|PU|SR|SC)(?=\s*(?:$|[-:,(\u2013\u2014]))")
_SENTENCE = re.compile(r"[;\n]|(?<!\bst)(?<!\bstu)\.(?=\s|$)", re.IGNORECASE)
_PERIOD_TAGS = frozenset({"not", "reason", "kind", "busy", "test", "spoke", "makeup", "attempt", "group"})
LENGTH_ROLES = frozenset({"minutes", "hours", "times", "start", "end", "units"})


def shown(cells: list[str]) -> str:
    """The row as a person sees it."""
    return " | ".join(cell.strip() for cell in cells)


def get(values: dict[str, list[str]], role: str) -> str:
    """The first filled cell of a column's role, else ""."""
    for one in values.get(role, []):
        if fold(one).strip() not in BLANK:
            return one
    return ""


def compose(values: dict[str, list[str]], roles: list[str | None], header: tuple[str, ...]) -> tuple[str, str | None]:
    """The row's session as a line would say it, and a flag code where a cell cannot be read."""
    parts: list[str] = []
    times = get(values, "times")
    start, end = get(values, "start"), get(values, "end")
    if start and end:
        parts.append(f"{_clock(start)}-{_clock(end)}")
    elif start or end:
        parts.append(start if "-" in fold(start)[1:] else f"@ {start or end}")
    clock = bool(times and _CLOCK.fullmatch(times)) and not start
    if clock:
        # A time of day alone says when, not how long.
        parts.append(f"@ {times}")
    elif times:
        parts.append(minutes_of(times) if INT.fullmatch(times) and int(float(times)) in range(5, 181, 5) and not start else times)
    minutes = get(values, "minutes")
    zero = False
    if minutes:
        zero = fold(minutes).strip() in ("0", "0 min", "0m", "0 mins", "00", "0 minutes")
        if not zero:
            code = fold(minutes).strip()
            parts.append(CODES[code] if code in CODES and not any(c.isdigit() for c in code) else minutes_of(minutes))
    hours = get(values, "hours")
    if hours:
        parts.append(f"{hours} hr" if INT.fullmatch(hours) or _DECIMAL.fullmatch(hours) else hours)
    if get(values, "units") and not (minutes or hours or times or (start and end)):
        return "", "units" if not zero else None
    length = bool(parts) and not (clock and len(parts) == 1)
    if scheduled := get(values, "scheduled"):
        if INT.fullmatch(scheduled) and length and not (start and end):
            parts.append(f"seen, {scheduled} min scheduled")
        elif INT.fullmatch(scheduled) and not length and not zero:
            pass
    setting = get(values, "setting")
    kind = get(values, "kind")
    if not setting and len(values.get("kind", [])) > 1:
        # Two columns called a type, one of them the place.
        setting = next((one for one in values["kind"] if [item.tag for item in scan(one).items] == ["setting"]), "")
        kind = next((one for one in values["kind"] if one != setting and fold(one).strip() not in BLANK), "")
    if setting:
        parts.append(_setting(setting))
    if kind and fold(kind).strip() not in ("ot", "occupational therapy", "d", "i", "g"):
        parts.append({"c": "consult", "e": "evaluation", "m": "IEP meeting", "con": "consult"}.get(fold(kind).strip(), kind))
    unread = _status(values, roles, header, length, parts)
    if unread:
        return "", unread
    group = get(values, "group")
    if group:
        parts.append(_group(group))
    makeup = fold(get(values, "makeup")).strip()
    if makeup and makeup not in _NO:
        owes = makeup in YES and scheduled and scheduled != minutes
        said = "makeup" if makeup in YES else f"makeup for {makeup}" if makeup[:1].isdigit() else makeup
        parts.append("make up needed" if owes else said)
    if cpt := get(values, "cpt"):
        parts.append(cpt)
    if zero and not any(_hard(one) for one in parts):
        told = [_spelled_out(_first_sentence(one)) for one in values.get("notes", []) if fold(one).strip() not in BLANK]
        reason = next((one for one in told if any(item.tag == "reason" for item in scan(one).items)), told[0] if told else "")
        if reason and _hard(reason):
            parts.append(f", {reason}" if parts and parts[-1].startswith(",") else reason)
        else:
            parts.append("not seen" + (f" {reason}" if reason and _bare(reason) else ""))
    else:
        notes = " ; ".join(one if length else _spelled_out(one) for one in values.get("notes", []) if fold(one).strip() not in BLANK)
        told = _from_notes(notes, length, bool(setting or kind), parts)
        if told and "," in minutes and scan(told[0]).items[0].tag == "setting":
            # Said of the first of several lengths: "30 direct, 10 consult" and "PO" in the notes.
            parts.insert(0, told.pop(0))
        parts.extend(told)
    return " ".join(one for one in parts if one), None


def minutes_of(cell: str) -> str:
    """A number without a unit in a column of minutes, with its unit."""
    text = cell.strip()
    if INT.fullmatch(text):
        return f"{int(float(text))} min"
    if each := _EACH.fullmatch(text):
        return f"{each[1]} min each"
    if _DECIMAL.fullmatch(text) or _TWO.fullmatch(text):
        return f"{text} min"
    return re.sub(r"^(\d{1,3})(?=\s*(?:\?|\(|$))", r"\1 min", text)


def _clock(cell: str) -> str:
    text = cell.strip()
    return f"{text}:00" if re.fullmatch(r"\d{1,2}", text) else text


def _setting(cell: str) -> str:
    plain = fold(cell).strip().rstrip(".")
    short = {
        "i": "push-in",
        "o": "pull-out",
        "c": "push-in",
        "t": "teletherapy",
        "class": "classroom",
        "cl": "classroom",
        "cr": "classroom",
        "ge": "gen ed",
        "gened": "gen ed",
        "ot": "OT room",
        "in": "push-in",
        "out": "pull-out",
        "therapy": "therapy room",
        "tr": "therapy room",
        "push": "push-in",
        "pull": "pull-out",
        "general ed": "gen ed",
        "inclusion": "push-in",
        "regular class": "classroom",
    }
    return short.get(plain, cell)


def _group(cell: str) -> str:
    plain = fold(cell).strip()
    if plain.isdigit() and len(plain) <= 2:
        return "individual" if int(plain) <= 1 else f"group of {plain}"
    if plain in ("i", "ind", "1:1", "indiv", "n", "no"):
        return "individual"
    return {"g": "group", "y": "group", "yes": "group", "grp": "group"}.get(plain, cell)


def _status(values: dict[str, list[str]], roles: list[str | None], header: tuple[str, ...], length: bool, parts: list[str]) -> str | None:
    """Add what the attendance columns say to `parts`; a flag code where that cannot be read."""
    for role in ("status", "seen", "absent", "reason"):
        if role not in roles:
            continue
        raw = get(values, role)
        cell = fold(raw).strip().strip(".")
        if not cell:
            if role == "seen" and length and not get(values, "status") and not get(values, "reason"):
                return "prefilled"
            continue
        if role == "absent":
            parts.append(", absent" if cell in YES else "" if cell in _NO else f", {CODES.get(cell, raw)}")
        elif role == "reason":
            parts.append(f", {CODES.get(cell, raw)}" if cell not in ("n/a",) else "")
        elif cell in YES:
            continue
        elif cell in _ASK:
            if length or not _hard(_first_sentence(get(values, "notes"))):
                return "status_unclear"
            # "M", and the notes say why it was missed.
            parts.append(", not seen")
        elif cell in _NO:
            if any(one in ("☐", "[ ]", "[]", "false") for one in (cell,)) and length:
                return "prefilled"
            parts.append(", not seen")
        elif cell in CODES:
            parts.append(f", {CODES[cell]}")
        else:
            parts.append(f", not seen, {raw}" if length and _hard(raw) else f", {raw}")
    return None


def _spelled_out(notes: str) -> str:
    """`TA - sick` in the notes of a row without a length: the code of the register in words."""
    head = _CODE_AT_HEAD.match(notes)
    return CODES[head[1].lower()] + notes[head.end(1) :] if head else notes


def _first_sentence(notes: str) -> str:
    return _SENTENCE.split(notes, maxsplit=1)[0][:160].strip()


def _hard(text: str) -> bool:
    return any(one.tag in ("not", "reason") for one in scan(text).items)


def _bare(text: str) -> bool:
    return len(text.split()) <= 8


def _from_notes(notes: str, length: bool, described: bool, parts: list[str]) -> list[str]:
    """What the notes add: everything where no other column gives a length; else only words that change what the row is."""
    if not notes:
        return []
    if not length:
        # Apart from an attendance cell: "Missed", "OT absent" is no missed OT.
        return [f", {notes}" if parts and parts[-1].startswith(",") else notes]
    first = _first_sentence(notes)
    items = scan(first).items
    if any(one.tag == "hedge" and one.val == "doubt" for one in items):
        return [first]
    if len(items) > 1 and items[0].tag == "ref" and items[1].tag in ("ab", "date") and any(_makeup(one) for one in parts):
        # "Make-up" in one column, "for 10/7" in the notes.
        return [first]
    telling = [one for one in items if one.tag in _PERIOD_TAGS and not (one.tag == "kind" and one.val == "direct")]
    places = [one for one in items if one.tag == "setting" and (one is items[0] or one.b - one.a <= len("pull-out"))]
    where = [first[places[0].a : places[0].b]] if len(places) == 1 and not described else []
    if not telling:
        return where
    words = [one for one in items if one.tag in ("w", "act", "data", "made", "where")]
    head = items.index(telling[0]) <= 3
    negates = any(one.tag in ("not", "attempt") for one in telling) or (
        any(one.tag == "reason" for one in telling) and len(words) <= 3 and head
    )
    if any(one.tag == "attempt" for one in telling) and head:
        return [f", attempted session, {_no_digits(first)}"]
    if negates:
        return [f"({_no_digits(first)})"]
    if described and not any(one.tag in ("makeup", "kind") for one in telling):
        return []
    if where and all(one.tag == "group" for one in telling):
        return where
    if head and any(one.tag in ("kind", "busy", "spoke", "test", "makeup", "group") for one in telling):
        return [f", {first}" if any(one.tag == "makeup" for one in telling) else f", {_no_digits(first)}"]
    return []


def _makeup(text: str) -> bool:
    return any(one.tag == "makeup" for one in scan(text).items)


def _no_digits(text: str) -> str:
    return re.sub(r"\d+(?=\s*(?:min|m\b|'|hr|x))", " ", text)
