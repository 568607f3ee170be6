"""Filter views: a tab's rows sorted and filtered for the eye, while every row stays where it is."""

from __future__ import annotations

from .desk import Json, PageError
from .sheet_data import Window
from .sheet_rules import Unknown, Value, holds


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
    inside = [r for r in window.rows if top < r < end and not _blank(window, r)]
    kept = [r for r in inside if _passes(window, view, r, top + 1)]
    for sort in reversed(view.get("sortSpecs") or []):
        column = int(sort.get("dimensionIndex") or 0)
        descending = sort.get("sortOrder") == "DESCENDING"
        blank = [r for r in kept if window.value(r, column) in (None, "")]
        held = [r for r in kept if window.value(r, column) not in (None, "")]
        kept = sorted(held, key=lambda r: _rank(window.value(r, column)), reverse=descending) + blank
    moved = set(inside)
    before = [r for r in window.rows if r <= top]
    after = [r for r in window.rows if r > top and r not in moved]
    window.rows = before + kept + after
    return len(inside) - len(kept)


def _passes(window: Window, view: Json, row: int, first: int) -> bool:
    specs = [(int(s.get("columnIndex") or 0), s.get("filterCriteria") or {}) for s in view.get("filterSpecs") or []]
    specs = specs or [(int(c), criteria) for c, criteria in (view.get("criteria") or {}).items()]
    for column, criteria in specs:
        shown = str((window.cells.get((row, column)) or {}).get("formattedValue") or "")
        if shown in (criteria.get("hiddenValues") or []):
            return False
        if criteria.get("condition"):
            try:
                if not holds(criteria["condition"], row, column, (first, column), window.value):
                    return False
            except Unknown:
                continue  # what cannot be judged hides nothing
    return True


def _blank(window: Window, row: int) -> bool:
    return all(window.value(row, c) in (None, "") for c in window.columns)


def _rank(value: Value) -> tuple[int, float, str]:
    """Numbers, then text without case, then truth, as Sheets sorts."""
    if isinstance(value, bool):
        return 2, float(value), ""
    if isinstance(value, float):
        return 0, value, ""
    return 1, 0.0, str(value).lower()
