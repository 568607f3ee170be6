"""Session tables: any sensible headers, any column order. A row becomes one line of text that the line reader reads."""

from __future__ import annotations

import re
from collections.abc import Mapping

from otsync.caseload.dates import MONTHS
from otsync.caseload.notes import headers
from otsync.caseload.notes.blocks import Pass
from otsync.caseload.notes.cells import BLANK, DITTO, INT, LENGTH_ROLES, YES, compose, get, minutes_of, shown
from otsync.caseload.notes.found import Found
from otsync.caseload.notes.grids import ask_row, form_row, grid, weekday_header
from otsync.caseload.notes.model import Line, TableRow
from otsync.caseload.notes.pieces import dated_piece
from otsync.caseload.notes.prepare import prepare
from otsync.caseload.notes.scan import scan
from otsync.caseload.notes.stretch import Stretch
from otsync.caseload.notes.tokens import blank, fold
from otsync.caseload.notes.undated import undated

_MONTH = re.compile(rf"(?:{'|'.join(MONTHS)})\.?(?:\s+'?\d\d(?:\d\d)?)?")
_TOTAL = re.compile(r".{0,24}\b(?:total|totals|sum|subtotal|tot)\b.{0,24}|total.*", re.DOTALL)


def read_row(state: Pass, row: TableRow) -> None:
    """Take one table row in."""
    cells = [_text(cell) for cell in row.cells]
    if not any(cell.strip() for cell in cells):
        return
    header = tuple(row.header)
    roles = headers.roles_of(header)
    if len(header) == 2 and len(cells) == 2 and roles[1] is None and form_row(state, row, header, cells):
        return
    if grid(state, row, header, roles, cells):
        return
    if "date" in roles and (split := headers.columns_of_kinds(header, roles)):
        cells, header, roles = _one_length(cells, header, roles, split)
    if "date" not in roles and "week" not in roles:
        _without_date_column(state, row, header, roles, cells)
        return
    values: dict[str, list[str]] = {}
    for n, cell in enumerate(cells):
        role = roles[n] if n < len(roles) else None
        if role is None:
            role = _by_its_cell(n, cell, header, roles)
        values.setdefault(role or "other", []).append(" ".join(cell.split()))
    _session_row(state, row, header, roles, values, cells)


def _by_its_cell(n: int, cell: str, header: tuple[str, ...], roles: list[str | None]) -> str | None:
    """The role of a column whose header is not known, from what stands in it: a length, a setting or an absence alone."""
    if n < len(header) and not header[n].strip():
        return "notes"
    items = scan(cell).items if len(cell) < _CODE else []
    if len(items) == 1 and items[0].tag == "setting" and "setting" not in roles:
        return "setting"
    if len(items) == 1 and items[0].tag in ("dur", "time") and not LENGTH_ROLES & set(roles):
        return "times" if items[0].tag == "time" else "minutes"
    if len(items) == 1 and items[0].tag in ("kind", "makeup") and "kind" not in roles:
        return "kind"
    told = [one for one in items if one.tag != "p" and not (one.tag == "w" and one.val in _BESIDE_A_REASON)]
    return "notes" if told and all(one.tag in ("reason", "not") for one in told) else None


_BESIDE_A_REASON = frozenset({"student", "st", "stu", "to", "ot", "the", "due", "was", "w", "with", "at"})
_CODE = 40
"""Characters of a cell that may be nothing but a setting or an absence."""


def _one_length(
    cells: list[str], header: tuple[str, ...], roles: list[str | None], split: Mapping[int, str]
) -> tuple[list[str], tuple[str, ...], list[str | None]]:
    """A column for each kind of time or setting (`Direct | Consult`, `PI min | PO min`): one column with all of them in words."""
    said = []
    for n, words in split.items():
        cell = cells[n].strip() if n < len(cells) else ""
        if fold(cell) not in BLANK and not (INT.fullmatch(cell) and float(cell) == 0):
            number = any(one.isdigit() for one in cell)
            said.append(f"{minutes_of(cell)} {words}" if number else words if fold(cell) in YES else f"{cell} {words}")
    kept = [n for n in range(len(cells)) if n not in split]
    place = min(split)
    at = sum(1 for n in kept if n < place)
    cells = [cells[n] for n in kept]
    names = [header[n] if n < len(header) else "" for n in kept]
    of = [roles[n] if n < len(roles) else None for n in kept]
    cells.insert(at, ", ".join(said))
    names.insert(at, "Minutes")
    of.insert(at, "minutes")
    return cells, tuple(names), of


def _text(cell: Line) -> str:
    return blank(cell.text, cell.struck) if cell.struck else cell.text


def _session_row(
    state: Pass, row: TableRow, header: tuple[str, ...], roles: list[str | None], values: dict[str, list[str]], cells: list[str]
) -> None:
    first = next((fold(cell).strip() for cell in cells if cell.strip()), "")
    date_cell = get(values, "date") or get(values, "week")
    lengths = [get(values, role) for role in ("minutes", "hours", "times", "start", "end", "units")]
    if _TOTAL.fullmatch(first[:80]) or _TOTAL.fullmatch(fold(date_cell)[:80]):
        if any(character.isdigit() for character in shown(cells)):
            ask_row(state, row, cells, "period_total")
        return
    telling = [cell for n, cell in enumerate(cells) if n >= len(roles) or roles[n] not in ("notes", "other", "provider")]
    notes_only = [cell for n, cell in enumerate(cells) if n < len(roles) and roles[n] == "notes"]
    if any(DITTO.fullmatch(fold(cell)) for cell in telling) or any(
        DITTO.fullmatch(fold(cell)) and len(fold(cell).strip()) > 2 for cell in notes_only if not any(lengths)
    ):
        ask_row(state, row, cells, "ditto")
        return
    lengths_of = LENGTH_ROLES & {one for one in roles if one}
    plan_table = bool({headers.clean(one) for one in header} & headers.NOT_SESSIONS) and not lengths_of
    if headers.clean(header[0]) in headers.NOT_SESSIONS and lengths_of <= {"times"}:
        # "Accommodation | Date | Time": a table of the plan, whose times are no session's.
        return
    body, codes = compose(values, roles, header)
    if codes:
        ask_row(state, row, cells, codes)
        return
    if not date_cell:
        if any(lengths) and body:
            ask_row(state, row, cells, "date_missing")
        return
    weekday = get(values, "weekday")
    if weekday and weekday_header(weekday) is not None and "date" in roles:
        date_cell = f"{weekday} {date_cell}"
    if roles and "date" not in roles:
        date_cell = "week of " + date_cell if not fold(date_cell).startswith(("week", "wk")) else date_cell
    index = next((n for n, role in enumerate(roles) if role == "date"), None)
    chips = row.cells[index].dates if index is not None and index < len(row.cells) else ()
    where = row.cells[index].text if index is not None and index < len(row.cells) else ""
    lead = len(where) - len(where.lstrip()) - (len(date_cell) - len(get(values, "date")) if weekday else 0)
    text = f"{date_cell} {body}".strip()
    moved = tuple((a - lead, b - lead, day) for a, b, day in chips if b - lead <= len(date_cell) and a >= lead)
    ready = prepare(Line(text, place=row.place, dates=moved))
    if ready is None or not ready.pieces:
        return
    piece = ready.pieces[0]
    words = shown(cells)
    if not piece.leads and piece.code is None:
        if body and (any(lengths) or get(values, "status")):
            ask_row(state, row, cells, "date_unreadable")
        return
    whole = Stretch(list(ready.scan.items), list(piece.leads), piece.weekday, 0, len(text), piece.code, piece.each)
    found = dated_piece(ready, whole)
    _finish_row(state, row, found, words, cells, roles, values, plan_table, bool(body))


def _finish_row(
    state: Pass,
    row: TableRow,
    found: Found,
    words: str,
    cells: list[str],
    roles: list[str | None],
    values: dict[str, list[str]],
    plan_table: bool,
    body: bool,
) -> None:
    found.line = Line(words, place=row.place)
    minutes = get(values, "minutes")
    if INT.fullmatch(minutes) and sum(one.minutes for one in found.outcome.drafts if one.kind == "direct") > float(minutes):
        # The column is the sum of the row: what the notes say of parts adds nothing.
        found.outcome.ask("minutes_sum", f"{int(float(minutes))} direct")
    session = " | ".join(
        cell.strip() for n, cell in enumerate(cells) if cell.strip() and (n >= len(roles) or roles[n] not in ("notes", "other"))
    )
    found.text = session or words
    found.narrative = words
    found.a, found.b = 0, len(found.text)
    for draft in found.outcome.drafts:
        draft.last = len(found.text)
        draft.initials = get(values, "provider") or None
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


def _without_date_column(state: Pass, row: TableRow, header: tuple[str, ...], roles: list[str | None], cells: list[str]) -> None:
    """No column is called a date: a row whose first filled cell is one is read as a line, anything else is no session table."""
    texts = [" ".join(cell.split()) for cell in cells]
    at = next(
        (n for n, text in enumerate(texts[:3]) if text and scan(text).items and scan(text).items[0].tag in ("date", "ab", "weekday")), None
    )
    if at is None and "minutes" in roles and texts and _MONTH.fullmatch(fold(texts[0])) and any(c.isdigit() for c in shown(cells[1:])):
        ask_row(state, row, cells, "period_total")
        return
    if at is None or (at and not LENGTH_ROLES & {one for one in roles if one}):
        if LENGTH_ROLES & {one for one in roles if one} and len([one for one in roles if one]) >= 3:
            ready = prepare(Line(shown(cells), place=row.place))
            if ready is not None:
                undated(state, ready)
        return
    if any(one for one in roles):
        values: dict[str, list[str]] = {}
        moved: list[str | None] = [role if n != at else "date" for n, role in enumerate(roles)]
        for n, cell in enumerate(texts):
            role = (moved[n] if n < len(moved) else None) or _by_its_cell(n, cell, header, moved) or "notes"
            values.setdefault(role, []).append(cell)
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
