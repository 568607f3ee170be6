"""values.*ByDataFilter, and developer metadata by id or filter."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from otsync.workspace.errors import ApiError
from otsync.workspace.sheets import a1, filters
from otsync.workspace.sheets.batch_ranges import shown
from otsync.workspace.sheets.book import Book
from otsync.workspace.sheets.showing import View
from otsync.workspace.sheets.values import clear_area, prefixed, totals, value_range, written

if TYPE_CHECKING:
    from otsync.workspace.context import Context

Json = dict[str, Any]


def values_batch_get_by_data_filter(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> Json:
    """BatchGetValuesByDataFilterResponse: a MatchedValueRange for each area that one of the filters selects."""
    book = Book.open(tx, file_id, ctx)
    view = View(book)
    found = []
    for entry in body.get("dataFilters", []):
        for sheet, area in filters.areas_of(book, entry):
            found.append({"valueRange": value_range(view, sheet, area, body), "dataFilters": [entry]})
    return {"spreadsheetId": file_id} | ({"valueRanges": found} if found else {})


def values_batch_update_by_data_filter(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> Json:
    """BatchUpdateValuesByDataFilterResponse: each entry's values are written into every area that its filter selects."""
    book = Book.open(tx, file_id, ctx)
    params = {**body, "responseValueRenderOption": body.get("responseValueRenderOption")}
    answers = []
    for index, data in enumerate(body.get("data", [])):
        try:
            for sheet, area in filters.areas_of(book, data.get("dataFilter") or {}):
                text = a1.text(sheet.title, area.clip(sheet.rows, sheet.columns))
                answers.append({**written(book, text, data, params), "dataFilter": data.get("dataFilter")})
        except ApiError as error:
            raise prefixed(error, f"Invalid data[{index}]") from None
    book.save()
    return totals(file_id, answers) | (
        {"responses": [{name: part for name, part in answer.items() if name != "spreadsheetId"} for answer in answers]} if answers else {}
    )


def values_batch_clear_by_data_filter(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> Json:
    """BatchClearValuesByDataFilterResponse."""
    book = Book.open(tx, file_id, ctx)
    places = [place for entry in body.get("dataFilters", []) for place in filters.areas_of(book, entry)]
    cleared = [clear_area(sheet, area) for sheet, area in places]
    book.save()
    return {"spreadsheetId": file_id} | ({"clearedRanges": cleared} if cleared else {})


def developer_metadata_get(tx: sqlite3.Connection, file_id: str, metadata_id: int, ctx: Context) -> Json:
    """DeveloperMetadata with its place; 404 for an id that is not there."""
    for entry in filters.metadata(Book.open(tx, file_id, ctx)):
        if entry[0].get("metadataId") == metadata_id:
            return shown(entry)
    raise ApiError(404, "Requested entity was not found.", reason="notFound")


def developer_metadata_search(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> Json:
    """SearchDeveloperMetadataResponse: what each of the filters selects, once."""
    book = Book.open(tx, file_id, ctx)
    found: dict[int, Json] = {}
    for entry in body.get("dataFilters", []):
        for place in filters.found_by(book, entry):
            own = int(place[0]["metadataId"])
            match = found.setdefault(own, {"developerMetadata": shown(place), "dataFilters": []})
            match["dataFilters"].append(entry)
    return {"matchedDeveloperMetadata": list(found.values())} if found else {}
