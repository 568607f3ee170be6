"""Properties over random batches."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otsync.workspace.errors import ApiError

from .conftest import Desk, Json, grid

SHEETS = st.sampled_from([0, 0, 0, 7])
SIZE = 7
FOLDER = tempfile.TemporaryDirectory(prefix="otsync-")
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def spans() -> Any:
    return st.tuples(st.integers(0, SIZE - 1),
        st.integers(1, SIZE)).map(lambda pair: (min(pair[0], pair[1] - 1), max(pair[0] + 1, pair[1])))


def areas() -> Any:
    return st.builds(lambda sheet, rows, columns: grid(rows[0], columns[0], rows[1], columns[1], sheet), SHEETS, spans(), spans())


def dimensions() -> Any:
    return st.builds(lambda sheet, kind, span: {"sheetId": sheet, "dimension": kind, "startIndex": span[0], "endIndex": span[1]},
                     SHEETS, st.sampled_from(["ROWS", "COLUMNS"]), spans())


VALUES = st.one_of(
    st.text("ab=1 ", max_size=4).map(lambda text: {"stringValue": text}), st.integers(-9, 9).map(lambda number: {"numberValue": number}),
    st.booleans().map(lambda flag: {"boolValue": flag}),
    st.sampled_from(["=A1+1", "=SUM(A:B)", "=Other!A1", "=SORT(A1:B2)"]).map(lambda text: {"formulaValue": text}))
CELLS = st.builds(lambda value, bold,
    note: {"userEnteredValue": value, **({"userEnteredFormat": {"textFormat": {"bold": True}}} if bold else {}), "note": note},
                  VALUES, st.booleans(), st.sampled_from(["", "n"]))
ROWS = st.lists(st.builds(lambda cells: {"values": cells}, st.lists(CELLS, max_size=3)), max_size=3)
NAMES = st.sampled_from(["one", "two", "otsync.gen.3"])
FIELDS = st.sampled_from(["*", "userEnteredValue", "userEnteredFormat.textFormat.bold,note"])
REQUESTS = st.one_of(
    st.builds(lambda area, rows, fields: {"updateCells": {"range": area, "rows": rows, "fields": fields}}, areas(), ROWS, FIELDS),
    st.builds(lambda sheet, rows, fields: {"appendCells": {"sheetId": sheet, "rows": rows, "fields": fields}}, SHEETS, ROWS, FIELDS),
    st.builds(lambda area, cell, fields: {"repeatCell": {"range": area, "cell": cell, "fields": fields}}, areas(), CELLS, FIELDS),
    st.builds(lambda span, flag: {"insertDimension": {"range": span, "inheritFromBefore": flag}}, dimensions(), st.booleans()),
    st.builds(lambda span: {"deleteDimension": {"range": span}}, dimensions()),
    st.builds(lambda span, to: {"moveDimension": {"source": span, "destinationIndex": to}}, dimensions(), st.integers(0, SIZE)),
    st.builds(lambda area, column: {"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": column}]}}, areas(),
        st.integers(0, SIZE)),
    st.builds(lambda a, b, kind: {"copyPaste": {"source": a, "destination": b, "pasteType": kind}}, areas(), areas(),
              st.sampled_from(["PASTE_NORMAL", "PASTE_VALUES", "PASTE_FORMAT"])),
    st.builds(lambda a, row: {"cutPaste": {"source": a, "destination": {"sheetId": 7, "rowIndex": row}}}, areas(), st.integers(0, SIZE)),
    st.builds(lambda area, kind: {"mergeCells": {"range": area, "mergeType": kind}}, areas(), st.sampled_from(["MERGE_ALL", "MERGE_ROWS"])),
    st.builds(lambda name, area: {"addNamedRange": {"namedRange": {"namedRangeId": name, "name": name, "range": area}}}, NAMES, areas()),
    st.builds(lambda name: {"deleteNamedRange": {"namedRangeId": name}}, NAMES),
    st.builds(lambda area: {"addProtectedRange": {"protectedRange": {"range": area}}}, areas()),
    st.builds(lambda area: {"setBasicFilter": {"filter": {"range": area}}}, areas()),
    st.builds(lambda area: {"addConditionalFormatRule": {"rule": {"ranges": [area],
                    "booleanRule": {"condition": {"type": "BLANK"}, "format": {}}}}}, areas()),
    st.builds(lambda area: {"setDataValidation": {"range": area, "rule": {"condition": {"type": "BOOLEAN"}}}}, areas()),
    st.builds(lambda find: {"findReplace": {"find": find, "replacement": "z", "allSheets": True}}, st.sampled_from(["a", "1"])),
    st.builds(lambda title: {"addSheet": {"properties": {"title": title}}}, st.sampled_from(["Sheet1", "Third", "Fourth"])),
    st.builds(lambda sheet: {"duplicateSheet": {"sourceSheetId": sheet}}, SHEETS),
    st.builds(lambda sheet: {"deleteSheet": {"sheetId": sheet}}, SHEETS),
    st.builds(lambda sheet, rows: {"updateSheetProperties": {"properties": {"sheetId": sheet, "gridProperties": {"rowCount": rows}},
                                                             "fields": "gridProperties.rowCount"}}, SHEETS, st.integers(0, 9)),
)


def fresh() -> Desk:
    return Desk(Path(tempfile.mkdtemp(dir=FOLDER.name)), {"sheets": [
        {"properties": {"sheetId": sheet_id, "title": title, "gridProperties": {"rowCount": SIZE, "columnCount": SIZE}}}
        for sheet_id, title in ((0, "Sheet1"), (7, "Other"))]})


def apply(desk: Desk, requests: list[Json]) -> None:
    """Those of the requests that the engine takes, one batch each."""
    for request in requests:
        try:
            desk.batch(request)
        except ApiError as error:
            assert error.code == 400


def sound(desk: Desk) -> None:
    """Rows lie inside their grid, once each; every range lies inside its sheet."""
    found = desk.everything()
    sizes = {sheet["properties"]["sheetId"]: sheet["properties"]["gridProperties"] for sheet in found["sheets"]}
    stored = desk.run(lambda tx: tx.execute("SELECT sheet_id, row FROM sheets_row").fetchall())
    assert len(stored) == len({tuple(place) for place in stored})
    assert all(sheet_id in sizes and 0 <= row < sizes[sheet_id]["rowCount"] for sheet_id, row in stored)
    for entry in [*found.get("namedRanges", []), *(entry for sheet in found["sheets"] for entry in sheet.get("protectedRanges", []))]:
        area, size = entry["range"], sizes[entry["range"].get("sheetId", 0)]
        assert 0 <= area["startRowIndex"] < min(area["endRowIndex"], size["rowCount"])
    for sheet in found["sheets"]:
        for merge in sheet.get("merges", []):
            assert merge["endRowIndex"] <= sizes[sheet["properties"]["sheetId"]]["rowCount"]
        for part in sheet["data"]:
            assert all(len(row.get("values", [])) <= sheet["properties"]["gridProperties"]["columnCount"]
                    for row in part.get("rowData", []))


@QUICK
@given(st.lists(REQUESTS, max_size=12))
def test_any_batch_leaves_the_spreadsheet_sound(requests: list[Json]) -> None:
    """Whatever is asked in whatever order, each answer fits the discovery document or is a 400, and the store is sound."""
    desk = fresh()
    apply(desk, requests)
    sound(desk)


@QUICK
@given(st.lists(REQUESTS, max_size=6), st.lists(REQUESTS, max_size=4), st.lists(REQUESTS, max_size=2))
def test_an_invalid_request_anywhere_changes_nothing(before: list[Json], first: list[Json], after: list[Json]) -> None:
    """With one invalid request anywhere in a batch everything is as it was."""
    desk = fresh()
    apply(desk, before)
    kept = desk.everything()
    bad: Json = {"updateCells": {"start": {"sheetId": 999999}, "rows": [], "fields": "*"}}
    assert desk.refused(*first, bad, *after).startswith("Invalid requests[")
    assert desk.everything() == kept


@QUICK
@given(st.lists(st.tuples(st.sampled_from(["insert", "delete", "move"]), st.sampled_from(["ROWS", "COLUMNS"]), spans(),
            st.integers(0, SIZE)), max_size=8))
def test_rows_and_columns_move_as_in_a_plain_table(steps: list[Any]) -> None:
    """Inserting, deleting and moving is what it is for a list of lists; a cell's named range and the formulas that point at it go along."""
    desk = fresh()
    table: list[list[str]] = [[f"{row}.{column}" for column in range(SIZE)] for row in range(SIZE)]
    desk.put("Sheet1!A1", table)
    desk.batch({"addNamedRange": {"namedRange": {"name": "marked", "range": grid(3, 3, 4, 4)}}})
    desk.type("Other!A1", "=Sheet1!D4")
    for kind, dimension, (start, end), to in steps:
        span = {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}
        try:
            desk.batch({"insert": {"insertDimension": {"range": span}}, "delete": {"deleteDimension": {"range": span}},
                        "move": {"moveDimension": {"source": span, "destinationIndex": to}}}[kind])
        except ApiError:
            continue
        lines = table if dimension == "ROWS" else [list(line) for line in zip(*table, strict=True)]
        if kind == "insert":
            lines[start:start] = [[""] * len(lines[0]) for _ in range(end - start)]
        elif kind == "delete":
            del lines[start:end]
        elif not start <= to <= end:
            block = lines[start:end]
            del lines[start:end]
            at = to if to < start else to - (end - start)
            lines[at:at] = block
        table = lines if dimension == "ROWS" else [list(line) for line in zip(*lines, strict=True)]
    found = desk.values("Sheet1")
    assert [row + [""] * (len(table[0]) - len(row)) for row in found] + [[""] * len(table[0])] * (len(table) - len(found)) == table
    alive = any("3.3" in line for line in table)
    assert desk.values("Other!A1") == [["3.3" if alive else "#REF!"]]
    assert ([desk.values("marked")] if alive else desk.get().get("namedRanges", [])) == ([[["3.3"]]] if alive else [])
