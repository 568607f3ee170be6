"""One spreadsheet in a fresh store; every request is checked as the server checks it, every answer against the discovery document."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from otsync.workspace import sheets
from otsync.workspace.context import Context, Switches
from otsync.workspace.errors import ApiError
from otsync.workspace.store import Store
from otsync.workspace.validate import validate

Json = dict[str, Any]
FILES = "CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, name TEXT, mime TEXT);\n"
NOW = datetime(2026, 10, 7, 14, 30, tzinfo=UTC)


class Desk:
    """A spreadsheet as a client sees it, without HTTP."""

    def __init__(self, directory: Path, body: Json | None = None, *, file_id: str = "S1") -> None:
        self.store = Store(directory, FILES + sheets.SCHEMA)
        self.file_id = file_id
        self.ctx = Context("ot@example.org", NOW)
        self.created = self.new(file_id, body or {})

    def new(self, file_id: str, body: Json) -> Json:
        with self.store.write() as tx:
            tx.execute("INSERT INTO files (id, name, mime) VALUES (?, 'Untitled spreadsheet', 'sheet')", (file_id,))
            return self._answer("Spreadsheet", sheets.create(tx, file_id, self.ctx, validate("sheets", "Spreadsheet", copy.deepcopy(body))))

    def switch(self, **values: Any) -> None:
        self.ctx = replace(self.ctx, switches=replace(Switches(), **values))

    def _answer(self, schema: str, answer: Json) -> Json:
        assert validate("sheets", schema, copy.deepcopy(answer)) == answer
        return answer

    def batch(self, *requests: Json, **options: Any) -> list[Json]:
        return list(self.update(*requests, **options)["replies"])

    def update(self, *requests: Json, **options: Any) -> Json:
        body = validate("sheets", "BatchUpdateSpreadsheetRequest", {"requests": copy.deepcopy(list(requests)), **options})
        with self.store.write() as tx:
            return self._answer("BatchUpdateSpreadsheetResponse", sheets.batch_update(tx, self.file_id, body, self.ctx))

    def refused(self, *requests: Json) -> str:
        """The message of the 400 that a batch gives."""
        with pytest.raises(ApiError) as caught:
            self.batch(*requests)
        assert caught.value.code == 400
        return caught.value.message

    def get(self, **params: Any) -> Json:
        with self.store.read() as tx:
            return self._answer("Spreadsheet", sheets.get(tx, self.file_id, params, self.ctx))

    def sheet(self, index: int = 0, **params: Any) -> Json:
        found: Json = self.get(**params)["sheets"][index]
        return found

    def cells(self, range_: str) -> list[list[Json]]:
        """CellData of a range, row by row."""
        data = self.get(ranges=[range_], includeGridData=True)["sheets"][0]["data"][0]
        return [row.get("values", []) for row in data.get("rowData", [])]

    def cell(self, range_: str) -> Json:
        rows = self.cells(range_)
        return rows[0][0] if rows and rows[0] else {}

    def values(self, range_: str, **params: Any) -> list[list[Any]]:
        return list(self.value_range(range_, **params).get("values", []))

    def value_range(self, range_: str, **params: Any) -> Json:
        with self.store.read() as tx:
            return self._answer("ValueRange", sheets.values_get(tx, self.file_id, range_, params, self.ctx))

    def put(self, range_: str, rows: list[list[Any]], option: str = "RAW", **params: Any) -> Json:
        with self.store.write() as tx:
            return self._answer("UpdateValuesResponse", sheets.values_update(
                tx, self.file_id, range_, {"values": rows}, {"valueInputOption": option, **params}, self.ctx))

    def type(self, range_: str, *values: Any) -> None:
        """Typed values, one below the other."""
        self.put(range_, [[value] for value in values], "USER_ENTERED")

    def append(self, range_: str, rows: list[list[Any]], option: str = "RAW", **params: Any) -> Json:
        with self.store.write() as tx:
            return self._answer("AppendValuesResponse", sheets.values_append(
                tx, self.file_id, range_, {"values": rows}, {"valueInputOption": option, **params}, self.ctx))

    def call(self, schema: str, name: str, *args: Any) -> Json:
        with self.store.write() as tx:
            return self._answer(schema, getattr(sheets, name)(tx, self.file_id, *args, self.ctx))

    def run(self, work: Callable[[Any], Any]) -> Any:
        with self.store.write() as tx:
            return work(tx)

    def load(self, body: Json) -> None:
        """The spreadsheet as an imported spreadsheets.get body says."""
        with self.store.write() as tx:
            sheets.delete(tx, self.file_id)
            sheets.load(tx, self.file_id, body, self.ctx)

    def mark_row(self, index: int) -> None:
        """Developer metadata on a row of the first tab, as an imported workbook may have it."""
        body = json.loads(json.dumps(self.everything()))
        body["sheets"][0]["data"][0]["rowMetadata"][index]["developerMetadata"] = [
            {"metadataId": 5, "metadataKey": "row", "visibility": "DOCUMENT", "location": {"locationType": "ROW"}}]
        self.load(body)

    def everything(self) -> Json:
        return self.get(includeGridData=True)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> Desk:
    """Two tabs of 6 x 4: Sheet1 (id 0) with rows a1..d4, Other (id 7), empty."""
    desk = Desk(tmp_path, {"sheets": [
        {"properties": {"sheetId": 0, "title": "Sheet1", "gridProperties": {"rowCount": 6, "columnCount": 4}}},
        {"properties": {"sheetId": 7, "title": "Other", "gridProperties": {"rowCount": 6, "columnCount": 4}}},
    ]})
    desk.put("Sheet1!A1", [[f"{letter}{row}" for letter in "abcd"] for row in range(1, 5)])
    return desk


def grid(top: int, left: int, bottom: int, right: int, sheet_id: int = 0) -> Json:
    return {"sheetId": sheet_id, "startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
