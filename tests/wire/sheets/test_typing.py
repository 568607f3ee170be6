"""USER_ENTERED parsing and number formats (locale en_US)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.workspace.sheets.patterns import moment, serial, shown

from .conftest import Desk


@pytest.mark.parametrize(("typed", "value", "shows", "kind"), [
    ("12", {"numberValue": 12}, "12", None), ("-3.50", {"numberValue": -3.5}, "-3.5", None), (".5", {"numberValue": 0.5}, "0.5", None),
    ("1,234.5", {"numberValue": 1234.5}, "1,234.50", "NUMBER"), ("1,234", {"numberValue": 1234}, "1,234", "NUMBER"),
    ("5%", {"numberValue": 0.05}, "5%", "PERCENT"), ("12.5%", {"numberValue": 0.125}, "12.50%", "PERCENT"),
    ("$1,200", {"numberValue": 1200}, "$1,200", "CURRENCY"), ("-$3.5", {"numberValue": -3.5}, "-$3.50", "CURRENCY"),
    ("1e3", {"numberValue": 1000}, "1.00E+03", "SCIENTIFIC"), ("007", {"numberValue": 7}, "7", None),
    ("true", {"boolValue": True}, "TRUE", None), ("FALSE", {"boolValue": False}, "FALSE", None),
    ("'007", {"stringValue": "007"}, "007", None), ("'=1", {"stringValue": "=1"}, "=1", None),
    ("3/4/26", {"numberValue": 46085}, "3/4/26", "DATE"), ("3/4/2026", {"numberValue": 46085}, "3/4/2026", "DATE"),
    ("2026-03-04", {"numberValue": 46085}, "2026-03-04", "DATE"), ("3-4", {"numberValue": 46085}, "3-4", "DATE"),
    ("10/7", {"numberValue": 46302}, "10/7", "DATE"), ("Mar 4, 2026", {"numberValue": 46085}, "Mar 4, 2026", "DATE"),
    ("4 March 2026", {"numberValue": 46085}, "4 March 2026", "DATE"), ("9:15", {"numberValue": 0.3854166666666667}, "9:15", "TIME"),
    ("9:15 pm", {"numberValue": 0.8854166666666666}, "9:15 PM", "TIME"),
    ("3/4/2026 12:00", {"numberValue": 46085.5}, "3/4/2026 12:00", "DATE_TIME"),
    ("13/40/2026", {"stringValue": "13/40/2026"}, "13/40/2026", None), ("30 min", {"stringValue": "30 min"}, "30 min", None),
    ("1,23", {"stringValue": "1,23"}, "1,23", None), ("Feb 30", {"stringValue": "Feb 30"}, "Feb 30", None),
    ("see IEP", {"stringValue": "see IEP"}, "see IEP", None), ("=1+2", {"formulaValue": "=1+2"}, "3", None),
    ("٣", {"stringValue": "٣"}, "٣", None), ("-", {"stringValue": "-"}, "-", None), ("=", {"stringValue": "="}, "=", None),
])
def test_typed_text(desk: Desk, typed: str, value: dict[str, Any], shows: str, kind: str | None) -> None:
    """Typed text becomes what Sheets makes of it, with the number format it brings."""
    desk.type("A1", typed)
    cell = desk.cell("A1")
    assert cell["userEnteredValue"] == value and cell["formattedValue"] == shows
    assert cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type") == kind


def test_a_text_cell_stays_text(desk: Desk) -> None:
    """In a cell formatted as plain text a typed date stays text; a date cell keeps its own date format."""
    for column, pattern in ((0, {"type": "TEXT"}), (1, {"type": "DATE", "pattern": "yyyy-mm-dd"})):
        desk.batch({"repeatCell": {"range": {"sheetId": 0, "startColumnIndex": column, "endColumnIndex": column + 1, "startRowIndex": 0,
                        "endRowIndex": 1},
                                   "cell": {"userEnteredFormat": {"numberFormat": pattern}}, "fields": "userEnteredFormat.numberFormat"}})
    desk.put("A1", [["3-4", "3/4/26"]], "USER_ENTERED")
    assert desk.values("A1:B1") == [["3-4", "2026-03-04"]]
    assert desk.cell("A1")["userEnteredValue"] == {"stringValue": "3-4"}


@pytest.mark.parametrize(("value", "pattern", "text"), [
    (46302.385416667, {"type": "DATE_TIME", "pattern": "ddd m/d h:mm am/pm"}, "Wed 10/7 9:15 AM"),
    (46302.63542, {"type": "DATE_TIME", "pattern": "ddd h:mm am/pm"}, "Wed 3:15 PM"),
    (46302, {"type": "DATE", "pattern": "M/d/yy"}, "10/7/26"),
    (46302, {"type": "DATE", "pattern": "mmm d"}, "Oct 7"), (46302, {"type": "DATE", "pattern": "mmmm d, yyyy"}, "October 7, 2026"),
    (46302, {"type": "DATE", "pattern": "dddd"}, "Wednesday"), (46302, {"type": "DATE", "pattern": "dd.mm.yyyy"}, "07.10.2026"),
    (46302, {"type": "DATE"}, "10/7/2026"), (0.5, {"type": "TIME"}, "12:00:00 PM"), (1.5, {"type": "TIME", "pattern": "[h]:mm"}, "36:00"),
    (46302.5, {"type": "DATE_TIME"}, "10/7/2026 12:00:00"), (0.0004166, {"type": "TIME", "pattern": "mm:ss"}, "00:36"),
    (1234.567, {"type": "NUMBER"}, "1,234.57"), (-1234.5, {"type": "CURRENCY"}, "-$1,234.50"), (0.256, {"type": "PERCENT"}, "25.60%"),
    (7, {"type": "NUMBER", "pattern": "000"}, "007"), (0.5, {"type": "NUMBER", "pattern": "#.##"}, ".5"),
    (0, {"type": "NUMBER", "pattern": "0;-0;none"}, "none"),
    (-5, {"type": "NUMBER", "pattern": "0;(0)"}, "(5)"), (30, {"type": "NUMBER", "pattern": '0" min"'}, "30 min"),
    (12345, {"type": "SCIENTIFIC"}, "1.23E+04"),
    (1.005, {"type": "NUMBER", "pattern": "0.0#"}, "1.0"), (1500, {"type": "NUMBER", "pattern": "0.0,"}, "1.5"), (3, {"type": "TEXT"}, "3"),
    (1 / 3, None, "0.3333333333"), (100 / 3, None, "33.33333333"), (0.1 + 0.2, None, "0.3"), (1e15, None, "1E+15"),
    (123456789012, None, "123456789012"),
])
def test_shown(value: float, pattern: dict[str, Any] | None, text: str) -> None:
    """A number shows by its format's pattern; without one with ten significant digits."""
    assert shown(value, pattern) == text


@given(st.datetimes(min_value=datetime(1900, 1, 1)).map(lambda found: found.replace(microsecond=0)))
def test_serial_numbers_round_trip(when: Any) -> None:
    """A date and time becomes a serial number from 1899-12-30 and the same date and time again, to the second."""
    assert abs((moment(serial(when)) - when).total_seconds()) < 0.01


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-10**18, 10**18)),
    st.text("0#?,.%dmyhs;\"E+-[]$@ ", max_size=12))
def test_any_pattern_shows_something(value: float, pattern: str) -> None:
    """No number and no pattern, however odd, makes showing it fail."""
    for kind in ("NUMBER", "DATE", ""):
        assert isinstance(shown(value, {"type": kind, "pattern": pattern}), str)


@given(st.text(max_size=20))
def test_any_text_can_be_typed(text: str) -> None:
    """No typed text makes the parser fail."""

    from otsync.workspace.sheets.entering import typed
    value, _ = typed(text, None, datetime(2026, 10, 7))
    assert isinstance(value, (str, int, float, dict))
