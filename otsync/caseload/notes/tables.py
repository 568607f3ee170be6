"""Session tables: any sensible headers, any column order. A row becomes one line of text that the line reader reads."""

from __future__ import annotations

import re

from otsync.caseload.notes import headers, structure
from otsync.caseload.notes.blocks import Found, Pass, dated_piece, undated
from otsync.caseload.notes.items import DateText
from otsync.caseload.notes.model import Line, TableRow
from otsync.caseload.notes.outcome import Outcome
from otsync.caseload.notes.prepare import Prepared, prepare
from otsync.caseload.notes.scan import scan
from otsync.caseload.notes.stretch import Stretch
from otsync.caseload.notes.tokens import blank, fold

_YES = frozenset(
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
_CODES = {
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
_BLANK = frozenset({"", "-", "--", "n/a", "na", "none", "...", "n.a.", "_", "."})
_DITTO = re.compile(r'\s*(?:"{1,2}|\'\'|,,|same(?: as (?:above|last|before|prev(?:ious)?))?|ditto|do\.|as above|see above|\^|↑|\|\|)\s*')
_INT = re.compile(r"\d{1,3}(?:\.0+)?")
_DECIMAL = re.compile(r"\d{0,2}\.\d{1,2}")
_TWO = re.compile(r"\d{1,3}\s*[-/x+]\s*\d{1,3}")
_TOTAL = re.compile(r".{0,24}\b(?:total|totals|sum|subtotal|tot)\b.{0,24}|total.*", re.DOTALL)
_SENTENCE = re.compile(r"[.;\n]")
_PERIOD_TAGS = frozenset({"not", "reason", "kind", "busy", "test", "spoke", "makeup", "attempt", "group"})
_LENGTH_ROLES = frozenset({"minutes", "hours", "times", "start", "end", "units"})


def read_row(state: Pass, row: TableRow) -> None:
    """Take one table row in."""
    cells = [_text(cell) for cell in row.cells]
    if not any(cell.strip() for cell in cells):
        return
    header = tuple(row.header)
    roles = headers.roles_of(header)
    if len(header) == 2 and len(cells) == 2 and roles[1] is None and _form_row(state, row, header, cells):
        return
    if _grid(state, row, header, roles, cells):
        return
    if "date" not in roles and "week" not in roles:
        _without_date_column(state, row, header, roles, cells)
        return
    values: dict[str, list[str]] = {}
    for n, cell in enumerate(cells):
        role = roles[n] if n < len(roles) else None
        values.setdefault(role or "other", []).append(" ".join(cell.split()))
    _session_row(state, row, header, roles, values, cells)


def _text(cell: Line) -> str:
    return blank(cell.text, cell.struck) if cell.struck else cell.text


def _get(values: dict[str, list[str]], role: str) -> str:
    for one in values.get(role, []):
        if fold(one).strip() not in _BLANK:
            return one
    return ""


def _shown(cells: list[str]) -> str:
    return " | ".join(cell.strip() for cell in cells)


def _ask(state: Pass, row: TableRow, cells: list[str], code: str) -> None:
    text = _shown(cells)
    state.found.append(Found(Line(text, place=row.place), text, Outcome(flags=[(code, ())]), code="asked", b=len(text)))


def _session_row(
    state: Pass, row: TableRow, header: tuple[str, ...], roles: list[str | None], values: dict[str, list[str]], cells: list[str]
) -> None:
    first = next((fold(cell).strip() for cell in cells if cell.strip()), "")
    date_cell = _get(values, "date") or _get(values, "week")
    lengths = [_get(values, role) for role in ("minutes", "hours", "times", "start", "end", "units")]
    if _TOTAL.fullmatch(first[:80]) or _TOTAL.fullmatch(fold(date_cell)[:80]):
        if any(character.isdigit() for character in _shown(cells)):
            _ask(state, row, cells, "period_total")
        return
    telling = [cell for n, cell in enumerate(cells) if n >= len(roles) or roles[n] not in ("notes", "other", "provider")]
    notes_only = [cell for n, cell in enumerate(cells) if n < len(roles) and roles[n] == "notes"]
    if any(_DITTO.fullmatch(fold(cell)) for cell in telling) or any(
        _DITTO.fullmatch(fold(cell)) and len(fold(cell).strip()) > 2 for cell in notes_only if not any(lengths)
    ):
        _ask(state, row, cells, "ditto")
        return
    plan_table = bool({headers.clean(one) for one in header} & headers.NOT_SESSIONS) and not _LENGTH_ROLES & {one for one in roles if one}
    body, codes = _compose(values, roles, header)
    if codes:
        _ask(state, row, cells, codes)
        return
    if not date_cell:
        if any(lengths) and body:
            _ask(state, row, cells, "date_missing")
        return
    if roles and "date" not in roles:
        date_cell = "week of " + date_cell if not fold(date_cell).startswith(("week", "wk")) else date_cell
    index = next((n for n, role in enumerate(roles) if role == "date"), None)
    chips = row.cells[index].dates if index is not None and index < len(row.cells) else ()
    where = row.cells[index].text if index is not None and index < len(row.cells) else ""
    lead = len(where) - len(where.lstrip())
    text = f"{date_cell} {body}".strip()
    moved = tuple((a - lead, b - lead, day) for a, b, day in chips if b - lead <= len(date_cell) and a >= lead)
    ready = prepare(Line(text, place=row.place, dates=moved))
    if ready is None or not ready.pieces:
        return
    piece = ready.pieces[0]
    shown = _shown(cells)
    if not piece.leads and piece.code is None:
        if body and (any(lengths) or _get(values, "status")):
            _ask(state, row, cells, "date_unreadable")
        return
    whole = Stretch(list(ready.scan.items), list(piece.leads), piece.weekday, 0, len(text), piece.code, piece.each)
    found = dated_piece(ready, whole)
    _finish_row(state, row, found, shown, cells, roles, values, plan_table, bool(body))


def _finish_row(
    state: Pass,
    row: TableRow,
    found: Found,
    shown: str,
    cells: list[str],
    roles: list[str | None],
    values: dict[str, list[str]],
    plan_table: bool,
    body: bool,
) -> None:
    found.line = Line(shown, place=row.place)
    session = " | ".join(
        cell.strip() for n, cell in enumerate(cells) if cell.strip() and (n >= len(roles) or roles[n] not in ("notes", "other"))
    )
    found.text = session or shown
    found.narrative = shown
    found.a, found.b = 0, len(found.text)
    for draft in found.outcome.drafts:
        draft.last = len(found.text)
        draft.initials = _get(values, "provider") or None
    if found.code is None and found.leads:
        index = state.date_index(found.leads[0], found.line)
        found.index = [index, *([-1] * (len(found.leads) - 1))]
    if found.outcome.missing and not found.outcome.drafts and not found.outcome.flags and found.code is None:
        if plan_table or found.outcome.silent:
            return
        if not body:
            # A row printed ahead with nothing but its date: asked about once the day has come.
            found.outcome.blank_row = True
        found.outcome.flags.append(("minutes_missing", ("30 direct", "Not a session")))
    state.found.append(found)


def _compose(values: dict[str, list[str]], roles: list[str | None], header: tuple[str, ...]) -> tuple[str, str | None]:
    """The row's session as a line would say it, and a flag code where a cell cannot be read."""
    parts: list[str] = []
    times = _get(values, "times")
    start, end = _get(values, "start"), _get(values, "end")
    if start and end:
        parts.append(f"{_clock(start)}-{_clock(end)}")
    elif start or end:
        parts.append(start if "-" in fold(start)[1:] else f"@ {start or end}")
    if times:
        parts.append(_minutes(times) if _INT.fullmatch(times) and int(float(times)) in range(5, 181, 5) and not start else times)
    minutes = _get(values, "minutes")
    zero = False
    if minutes:
        zero = fold(minutes).strip() in ("0", "0 min", "0m", "0 mins", "00", "0 minutes")
        if not zero:
            code = fold(minutes).strip()
            parts.append(_CODES[code] if code in _CODES and not any(c.isdigit() for c in code) else _minutes(minutes))
    hours = _get(values, "hours")
    if hours:
        parts.append(f"{hours} hr" if _INT.fullmatch(hours) or _DECIMAL.fullmatch(hours) else hours)
    if _get(values, "units") and not (minutes or hours or times or (start and end)):
        return "", "units" if not zero else None
    length = bool(parts)
    if scheduled := _get(values, "scheduled"):
        if _INT.fullmatch(scheduled) and length and not (start and end):
            parts.append(f"seen, {scheduled} min scheduled")
        elif _INT.fullmatch(scheduled) and not length and not zero:
            pass
    setting = _get(values, "setting")
    if setting:
        parts.append(_setting(setting))
    kind = _get(values, "kind")
    if kind and fold(kind).strip() not in ("ot", "occupational therapy", "d", "i", "g"):
        parts.append({"c": "consult", "e": "evaluation", "m": "IEP meeting", "con": "consult"}.get(fold(kind).strip(), kind))
    unread = _status(values, roles, header, length, parts)
    if unread:
        return "", unread
    group = _get(values, "group")
    if group:
        parts.append(_group(group))
    makeup = fold(_get(values, "makeup")).strip()
    if makeup and makeup not in _NO:
        parts.append("makeup" if makeup in _YES else f"makeup for {makeup}" if makeup[:1].isdigit() else makeup)
    if cpt := _get(values, "cpt"):
        parts.append(cpt)
    if zero and not any(_hard(one) for one in parts):
        reason = _first_sentence(_get(values, "notes"))
        parts.append(reason if reason and _hard(reason) else "not seen" + (f" {reason}" if reason and _bare(reason) else ""))
    else:
        notes = " ; ".join(one for one in values.get("notes", []) if fold(one).strip() not in _BLANK)
        parts.extend(_from_notes(notes, length, bool(setting or kind), parts))
    return " ".join(one for one in parts if one), None


def _minutes(cell: str) -> str:
    text = cell.strip()
    if _INT.fullmatch(text):
        return f"{int(float(text))} min"
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
    for role in ("status", "seen", "reason"):
        if role not in roles:
            continue
        raw = _get(values, role)
        cell = fold(raw).strip().strip(".")
        if not cell:
            if role == "seen" and length and not _get(values, "status") and not _get(values, "reason"):
                return "prefilled"
            continue
        if role == "reason":
            parts.append(f", {_CODES.get(cell, raw)}" if cell not in ("n/a",) else "")
        elif cell in _YES:
            continue
        elif cell in _ASK:
            return "status_unclear"
        elif cell in _NO:
            if any(one in ("☐", "[ ]", "[]", "false") for one in (cell,)) and length:
                return "prefilled"
            parts.append(", not seen")
        elif cell in _CODES:
            parts.append(f", {_CODES[cell]}")
        else:
            parts.append(f", not seen, {raw}" if length and _hard(raw) else f", {raw}")
    return None


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
        return [notes]
    first = _first_sentence(notes)
    items = scan(first).items
    if any(one.tag == "hedge" and one.val == "doubt" for one in items):
        return [first]
    telling = [one for one in items if one.tag in _PERIOD_TAGS and not (one.tag == "kind" and one.val == "direct")]
    if not telling:
        return []
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
    if head and any(one.tag in ("kind", "busy", "spoke", "test", "makeup", "group") for one in telling):
        return [f", {first}" if any(one.tag == "makeup" for one in telling) else f", {_no_digits(first)}"]
    return []


def _no_digits(text: str) -> str:
    return re.sub(r"\d+(?=\s*(?:min|m\b|'|hr|x))", " ", text)


def _grid(state: Pass, row: TableRow, header: tuple[str, ...], roles: list[str | None], cells: list[str]) -> bool:
    """A weekly grid (week | Mon | Tue ...) or one column per date: each filled cell is a session of its own."""
    days = {n: day for n, one in enumerate(header) if (day := _weekday_header(one)) is not None}
    if len(days) >= 3:
        start = next((n for n, role in enumerate(roles) if n not in days and role in ("week", "date")), None)
        if start is None or start >= len(cells):
            return False
        scanned = scan(cells[start])
        lead = next((one for one in scanned.items if one.tag in ("date", "ab")), None)
        shown = _shown(cells)
        if lead is None:
            if any(character.isdigit() for n, cell in enumerate(cells) if n in days for character in cell):
                _ask(state, row, cells, "date_missing")
            return True
        index = state.date_index(lead.val, Line(shown, place=row.place))
        for n, day in days.items():
            if n < len(cells) and fold(cells[n]).strip() not in _BLANK:
                _grid_cell(state, row, lead.val, index, day, header[n], cells[n], shown)
        return True
    dated = {
        n: one.items[0]
        for n, text in enumerate(header)
        if (one := scan(text)).items and one.items[0].tag in ("date", "ab") and len(one.items) <= 2
    }
    if len(dated) >= 2 and not any(role in _LENGTH_ROLES for role in roles):
        for n in dated:
            if n < len(cells) and fold(cells[n]).strip() not in _BLANK:
                ready = prepare(Line(f"{header[n]} {_minutes(cells[n])}", place=row.place))
                if ready is not None:
                    state.dated(ready)
                    state.close()
        return True
    return False


def _weekday_header(text: str) -> int | None:
    items = scan(text.strip()).items
    if len(items) == 1 and items[0].tag == "weekday":
        return int(items[0].val)
    return {"m": 0, "t": 1, "tu": 1, "w": 2, "th": 3, "r": 3, "f": 4}.get(fold(text).strip())


def _grid_cell(state: Pass, row: TableRow, lead: DateText, index: int, day: int, name: str, cell: str, shown: str) -> None:
    ready = prepare(Line(f"{lead.month}/{lead.day} {_minutes(cell)}", place=row.place))
    if ready is None or not ready.pieces:
        return
    found = dated_piece(ready, ready.pieces[0])
    found.index, found.offset, found.leads = [index], day, [lead]
    found.line = Line(shown, place=row.place)
    found.text = f"{name} {cell}".strip()
    found.narrative = f"{day} {cell}"
    found.a, found.b = 0, len(found.text)
    for draft in found.outcome.drafts:
        draft.last = found.b
    if found.outcome.missing and not found.outcome.drafts and not found.outcome.flags:
        found.outcome.flags.append(("minutes_missing", ("30 direct", "Not a session")))
    state.found.append(found)


def _without_date_column(state: Pass, row: TableRow, header: tuple[str, ...], roles: list[str | None], cells: list[str]) -> None:
    """No column is called a date: a row whose first filled cell is one is read as a line, anything else is no session table."""
    texts = [" ".join(cell.split()) for cell in cells]
    at = next(
        (n for n, text in enumerate(texts[:3]) if text and scan(text).items and scan(text).items[0].tag in ("date", "ab", "weekday")), None
    )
    if at is None or (at and not _LENGTH_ROLES & {one for one in roles if one}):
        if _LENGTH_ROLES & {one for one in roles if one} and len([one for one in roles if one]) >= 3:
            ready = prepare(Line(_shown(cells), place=row.place))
            if ready is not None:
                undated(state, ready)
        return
    if any(one for one in roles):
        values: dict[str, list[str]] = {}
        moved: list[str | None] = [role if n != at else "date" for n, role in enumerate(roles)]
        for n, cell in enumerate(texts):
            values.setdefault((moved[n] if n < len(moved) else None) or "notes", []).append(cell)
        _session_row(state, row, header, moved, values, cells)
        return
    line = Line(", ".join([texts[at], *(text for n, text in enumerate(texts) if n != at and text)]), place=row.place)
    ready = prepare(line)
    if ready is None or not ready.pieces or not ready.pieces[0].leads:
        return
    found = dated_piece(ready, ready.pieces[0])
    if found.counts:
        found.index = [state.date_index(ready.pieces[0].leads[0].val, line)]
        state.found.append(found)


def _form_row(state: Pass, row: TableRow, header: tuple[str, ...], cells: list[str]) -> bool:
    """A form laid out as label and value (`Time in: | 10:05`), whose header row is its first field."""

    def labelled(label: str) -> bool:
        return structure.field_label(fold(label).strip().rstrip(":") + ":") is not None

    if not labelled(header[0]) or not labelled(cells[0]):
        return False
    if state.block is None or not state.block.form:
        head: Prepared | None = prepare(Line(f"{header[0].strip().rstrip(':')}: {header[1]}", place=row.place))
        if head is None or not head.pieces or not head.pieces[0].leads:
            return False
        state.dated(head)
    ready = prepare(Line(f"{cells[0].strip().rstrip(':')}: {cells[1]}", place=row.place))
    if ready is not None:
        state.below(ready, False)
    return True
