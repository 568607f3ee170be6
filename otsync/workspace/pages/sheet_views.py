"""Filter views: a tab's rows sorted and filtered for the eye, while every row stays where it is."""

from __future__ import annotations

from datetime import datetime

from otsync.workspace.sheets.conditions import holds
from otsync.workspace.sheets.entering import typed

from .desk import Json, PageError
from .sheet_data import Value, Window

_NO_DAY = datetime(2000, 1, 1)


def find(sheet: Json, wanted: str | None) -> Json | None:
    """The filter view of that id, None when none is asked for."""
    if not wanted:
        return None
    view = next((v for v in sheet.get("filterViews") or [] if str(v.get("filterViewId") or 0) == wanted), None)
    if view is None:
        raise PageError(404, "This tab has no such filter view (any more). Open the tab again and choose one of its views.")
    return dict(view)


def arrange(window: Window, view: Json) -> int:
    """Puts the window's rows into the view's order and leaves out what it hides; the number of rows hidden.

    The first row of the view's range is its header and stays on top; rows around the range, and blank ones behind it,
    stay where they are.
    """
    span = view.get("range") or {}
    top, end = int(span.get("startRowIndex") or 0), int(span.get("endRowIndex") or 1 << 30)
    inside = [r for r in window.rows if top < r < end and any(window.value(r, c) not in (None, "") for c in window.columns)]
    kept = [r for r in inside if _passes(window, view, r)]
    for sort in reversed(view.get("sortSpecs") or []):
        column = int(sort.get("dimensionIndex") or 0)
        blank = [r for r in kept if window.value(r, column) in (None, "")]
        held = [r for r in kept if window.value(r, column) not in (None, "")]
        kept = sorted(held, key=lambda r: _rank(window.value(r, column)), reverse=sort.get("sortOrder") == "DESCENDING") + blank
    moved = set(inside)
    window.rows = [r for r in window.rows if r <= top] + kept + [r for r in window.rows if r > top and r not in moved]
    return len(inside) - len(kept)


def _passes(window: Window, view: Json, row: int) -> bool:
    specs = [(int(s.get("columnIndex") or 0), s.get("filterCriteria") or {}) for s in view.get("filterSpecs") or []]
    specs = specs or [(int(c), criteria) for c, criteria in (view.get("criteria") or {}).items()]
    for column, criteria in specs:
        shown = str((window.cells.get((row, column)) or {}).get("formattedValue") or "")
        condition = criteria.get("condition") or {}
        given = [str(v.get("userEnteredValue") or "") for v in condition.get("values") or []]
        if shown in (criteria.get("hiddenValues") or []):
            return False
        if not condition or condition["type"] == "CUSTOM_FORMULA" or len(given) < len(condition.get("values") or []):
            continue  # what cannot be judged here hides nothing
        if not holds(condition["type"], window.value(row, column), shown, [typed(word, None, _NO_DAY)[0] for word in given]):
            return False
    return True


def _rank(value: Value) -> tuple[int, float, str]:
    """Numbers, then text without case, then truth, as Sheets sorts."""
    if isinstance(value, bool):
        return 2, float(value), ""
    return (0, value, "") if isinstance(value, float) else (1, 0.0, str(value).lower())
