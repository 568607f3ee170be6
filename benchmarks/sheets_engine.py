"""How long the Sheets engine takes on a long log: CPU milliseconds of the server, best of several. Run: python -m benchmarks.sheets_engine

A tab like Minutes: 23 columns, 18 of them filled, formats for dates and numbers down the whole tab, 100,000 rows.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from werkzeug.test import Client

from otsync.workspace.app import Workspace

COLUMNS = 23
FORMS = {
    0: {"type": "DATE", "pattern": "M/d/yy"},
    2: {"type": "NUMBER", "pattern": "#,##0"}, 21: {"type": "DATE_TIME", "pattern": "M/d/yy h:mm"},
}
FORMULAS = (
    '=SUMIFS(Minutes!$C$2:$C,Minutes!$W$2:$W,"id7",Minutes!$I$2:$I,"delivered",Minutes!$D$2:$D,"direct")',
    '=SUMIFS(Minutes!$C$2:$C,Minutes!$W$2:$W,"id7",Minutes!$I$2:$I,"missed",Minutes!$D$2:$D,"direct")',
    '=SORT(FILTER({Minutes!$A$2:$A,Minutes!$C$2:$C,Minutes!$D$2:$D,Minutes!$P$2:$P},Minutes!$W$2:$W="id7"),1,FALSE)',
)
WORDS = ("direct", "pull-out", "Lincoln", "9:15", "9:45", "delivered", "", "", "", "P. Marlow", "", "97530")


def line(number: int) -> list[Any]:
    """One session of one of sixty students, as Minutes has it."""
    return [46300 + number // 40, f"Student {number % 60}", 30, *WORDS, f"10/7 30 pull-out, line {number}", "", "", f"e{number}", 1, "new",
            46300.1 + number // 40, f"id{number % 60}"]


def best(call: Callable[[], object], times: int) -> float:
    """CPU milliseconds of the fastest call."""
    taken: list[float] = []
    for _ in range(times):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return min(taken) * 1000


class Log:
    """A workspace with one long tab."""

    def __init__(self, directory: Path, rows: int) -> None:
        self.workspace = Workspace(directory)
        made = self.call("POST", "/v4/spreadsheets", {"sheets": [{"properties": {
            "sheetId": 7, "title": "Minutes", "gridProperties": {"rowCount": rows + 1000, "columnCount": COLUMNS, "frozenRowCount": 1}}}]})
        self.path = f"/v4/spreadsheets/{made['spreadsheetId']}"
        self.batch({"repeatCell": {"range": {"sheetId": 7, "startRowIndex": 1, "endRowIndex": 1001, "startColumnIndex": at,
                                             "endColumnIndex": at + 1},
                                   "cell": {"userEnteredFormat": {"numberFormat": form}}, "fields": "userEnteredFormat.numberFormat"}}
                   for at, form in FORMS.items())
        self.call("PUT", f"{self.path}/values/Minutes!A1?valueInputOption=RAW", {"values": [[f"Column {at}" for at in range(COLUMNS)]]})
        for first in range(0, rows, 5000):
            self.batch([self.rows(first, min(first + 5000, rows))])

    def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        status, answer = self.workspace.call(method, path, body)
        assert status == 200, answer
        return answer

    def batch(self, requests: Any) -> None:
        self.call("POST", f"{self.path}:batchUpdate", {"requests": list(requests)})

    def rows(self, first: int, last: int) -> dict[str, Any]:
        def cell(at: int, value: Any) -> dict[str, Any]:
            if value == "":
                return {}
            held: dict[str, Any] = {"userEnteredValue": {"stringValue" if isinstance(value, str) else "numberValue": value}}
            return held | ({"userEnteredFormat": {"numberFormat": FORMS[at]}} if at in FORMS else {})
        lines = [{"values": [cell(at, value) for at, value in enumerate(line(number))]} for number in range(first, last)]
        return {"appendCells": {"sheetId": 7, "rows": lines, "fields": "userEnteredValue,userEnteredFormat.numberFormat"}}

    def append(self, count: int) -> None:
        """values.append, as gspread sends it."""
        path = f"{self.path}/values/Minutes!A1:append?valueInputOption=USER_ENTERED"
        self.call("POST", path, {"values": [line(number) for number in range(count)]})

    def type(self) -> None:
        """One cell, as the page writes it."""
        self.call("PUT", f"{self.path}/values/Minutes!B9?valueInputOption=USER_ENTERED", {"values": [["x"]]})


def measure(rows: int, times: int) -> dict[str, float]:
    """What each kind of request costs at that many rows."""
    with tempfile.TemporaryDirectory() as folder:
        log = Log(Path(folder), rows)
        values, grid = f"{log.path}/values/Minutes!A2:W10001", f"{log.path}?ranges=Minutes!A2:W501&includeGridData=true"
        found = {
            "values.get of 10,000 rows": best(lambda: log.call("GET", values), times),
            "values.get of 10,000 rows, unformatted": best(lambda: log.call("GET", values + "?valueRenderOption=UNFORMATTED_VALUE"), times),
            "get of 500 rows with formats": best(lambda: log.call("GET", grid), times),
            "values.append of 1 row": best(lambda: log.append(1), times),
            "values.append of 100 rows": best(lambda: log.append(100), times),
            "appendCells of 1 row": best(lambda: log.batch([log.rows(0, 1)]), times),
            "update of 1 cell": best(log.type, times),
        }
        log.batch([{"addSheet": {"properties": {"sheetId": 8, "title": "One student"}}}])
        log.call("PUT", f"{log.path}/values/One student!A1?valueInputOption=USER_ENTERED", {"values": [[one] for one in FORMULAS]})
        found["a student's sums and list, formulas"] = best(lambda: log.call("GET", f"{log.path}/values/One student!A1:W200"), times)
        browser, page = Client(log.workspace), f"/s/{log.path.rpartition('/')[2]}?gid=7"
        found["page of the tab"] = best(lambda: browser.get(page, base_url="http://127.0.0.1:8711").get_data(), times)
        found["store, bytes a row"] = log.workspace.store.path.stat().st_size / rows
        log.workspace.close()
        return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--times", type=int, default=5)
    args = asked.parse_args()
    for name, value in measure(args.rows, args.times).items():
        print(f"{name:42}{value:10.1f}")
    print(f"{'memory, MB':42}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:10.1f}")


if __name__ == "__main__":
    main()
