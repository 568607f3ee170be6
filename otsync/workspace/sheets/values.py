"""spreadsheets.values: plain values in and out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from otsync.workspace.context import Context
from otsync.workspace.errors import ApiError, invalid, not_implemented
from otsync.workspace.sheets import a1
from otsync.workspace.sheets.a1 import Area
from otsync.workspace.sheets.book import Book, Cell, Sheet
from otsync.workspace.sheets.cells import checked, number, permitted, with_value
from otsync.workspace.sheets.entering import typed
from otsync.workspace.sheets.formulas.evaluate import error_text
from otsync.workspace.sheets.patterns import DATES, shown
from otsync.workspace.sheets.showing import View

Json = dict[str, Any]


def values_get(tx: sqlite3.Connection, file_id: str, range_: str, params: Json, ctx: Context) -> Json:
    """A ValueRange. params: majorDimension, valueRenderOption, dateTimeRenderOption."""
    book = Book.open(tx, file_id, ctx)
    return value_range(View(book), *book.range(range_), params)


def values_batch_get(tx: sqlite3.Connection, file_id: str, params: Json, ctx: Context) -> Json:
    """BatchGetValuesResponse for params.ranges."""
    book = Book.open(tx, file_id, ctx)
    view = View(book)
    ranges = params.get("ranges") or []
    found = [value_range(view, *book.range(text), params) for text in ([ranges] if isinstance(ranges, str) else ranges)]
    return {"spreadsheetId": file_id} | ({"valueRanges": found} if found else {})


def value_range(view: View, sheet: Sheet, area: Area, params: Json) -> Json:
    """The values of an area; trailing empty rows and columns are left out, so rows are ragged."""
    area = area.clip(sheet.rows, sheet.columns)
    assert area.bottom is not None and area.right is not None
    view.evaluator.spread(sheet)
    extra = view.evaluator.spill_rows(sheet)
    table: list[list[Any]] = []
    option, dates = params.get("valueRenderOption") or "FORMATTED_VALUE", params.get("dateTimeRenderOption")
    for index, row in sheet.lines(area.top, area.bottom, extra):
        cells = row.cells
        if index in extra:
            cells = cells + [None] * (area.right - len(cells))
        line: list[Any] = []
        for column, cell in enumerate(cells[area.left:area.right], area.left):
            if not cell and index not in extra:
                line.append("")
                continue
            value: Any = cell.get("v") if cell and "x" not in cell else None
            if type(value) is str or type(value) in (int, float):  # the many; what follows is the same for them, only slower
                pattern = cell["f"].get("numberFormat") if cell and "f" in cell else None
                if option == "FORMATTED_VALUE":
                    line.append(value if pattern is None and type(value) is str else shown(value, pattern))
                    continue
                if dates is None or pattern is None:
                    line.append(value)
                    continue
            line.append(rendered(view, sheet, index, column, cell, option, dates))
        while line and line[-1] == "":
            line.pop()
        if line:
            while len(table) < index - area.top:
                table.append([])
            table.append(line)
    dimension = params.get("majorDimension") or "ROWS"
    if dimension == "COLUMNS":
        width = max((len(line) for line in table), default=0)
        turned = [[line[column] if column < len(line) else "" for line in table] for column in range(width)]
        for line in turned:
            while line and line[-1] == "":
                line.pop()
        table = turned
    found: Json = {"range": a1.text(sheet.title, area), "majorDimension": "COLUMNS" if dimension == "COLUMNS" else "ROWS"}
    return found | ({"values": table} if table else {})


def rendered(view: View, sheet: Sheet, row: int, column: int, cell: Cell | None, option: str, dates: str | None) -> Any:
    """One value under valueRenderOption and dateTimeRenderOption; "" for an empty cell."""
    if option == "FORMULA" and cell and isinstance(cell.get("v"), dict) and "f" in cell["v"]:
        return cell["v"]["f"]
    if option not in ("UNFORMATTED_VALUE", "FORMULA"):
        return view.text(sheet, row, column, cell)
    value = view.value(sheet, row, column, cell)
    if isinstance(value, dict):
        return error_text(value["e"])
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    if numeric and dates == "FORMATTED_STRING" and (view.pattern(sheet, row, column, cell) or {}).get("type") in DATES:
        return view.text(sheet, row, column, cell)
    if numeric:
        return number(value)
    return "" if value is None else str(value) if isinstance(value, str) else value


def values_update(tx: sqlite3.Connection, file_id: str, range_: str, body: Json, params: Json, ctx: Context) -> Json:
    """UpdateValuesResponse. params: valueInputOption (RAW or USER_ENTERED), includeValuesInResponse, response*RenderOption."""
    book = Book.open(tx, file_id, ctx)
    if body.get("range") and not _same_place(book, body["range"], range_):
        raise invalid(f"Request range[{range_}] does not match value's range[{body['range']}]")
    answer = written(book, range_, body, params)
    book.save()
    return answer


def _same_place(book: Book, one: str, two: str) -> bool:
    if one == two:
        return True
    (sheet, area), (other, place) = book.range(one), book.range(two)
    return sheet is other and (area.top, area.left) == (place.top, place.left)


def values_batch_update(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> Json:
    """BatchUpdateValuesResponse; one bad range and nothing is written."""
    book = Book.open(tx, file_id, ctx)
    answers = []
    for index, data in enumerate(body.get("data", [])):
        try:
            answers.append(written(book, data.get("range", ""), data, body))
        except ApiError as error:
            raise prefixed(error, f"Invalid data[{index}]") from None
    book.save()
    return totals(file_id, answers) | ({"responses": answers} if answers else {})


def totals(file_id: str, answers: list[Json]) -> Json:
    """The sums at the head of a batch answer; zeros are left out."""
    found: Json = {"spreadsheetId": file_id}
    for name, key in (
        ("totalUpdatedRows", "updatedRows"), ("totalUpdatedColumns", "updatedColumns"), ("totalUpdatedCells", "updatedCells"),
    ):
        total = sum(answer.get(key, 0) for answer in answers)
        if total:
            found[name] = total
    sheets = {a1.split(answer["updatedRange"])[0] for answer in answers}
    return found | ({"totalUpdatedSheets": len(sheets)} if sheets else {})


def prefixed(error: ApiError, where: str) -> ApiError:
    """The same error with the place of its part in front."""
    return ApiError(error.code, f"{where}: {error.message}" if error.code == 400 else error.message, reason=error.reason,
        details=error.details)


def table_of(body: Json) -> list[list[Any]]:
    """The rows of a ValueRange body, turned when its major dimension is columns. 400 for a value that is no scalar."""
    rows: list[list[Any]] = body.get("values") or []
    for index, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, (list, dict)):
                kind = "list_value" if isinstance(value, list) else "struct_value"
                raise invalid(f"Invalid values[{index}][{place}]: {kind} {{\n}}\n")
    if body.get("majorDimension") != "COLUMNS":
        return rows
    height = max((len(column) for column in rows), default=0)
    return [[column[row] if row < len(column) else None for column in rows] for row in range(height)]


def written(book: Book, range_: str, body: Json, params: Json) -> Json:
    """Writes a ValueRange into an area; None skips a cell, "" clears it."""
    option = params.get("valueInputOption")
    if option not in ("RAW", "USER_ENTERED"):
        raise invalid("'valueInputOption' is required but not specified")
    sheet, area = book.range(range_)
    rows = table_of(body)
    single = area.bottom == area.top + 1 and area.right == area.left + 1
    last_row = sheet.rows if single or area.bottom is None else area.bottom
    last_column = sheet.columns if single or area.right is None else area.right
    width = max((len(row) for row in rows), default=0)
    if area.top + len(rows) > min(last_row, sheet.rows):
        raise invalid(f"Requested writing within range [{range_}], but tried writing to row [{min(last_row, sheet.rows) + 1}]")
    if area.left + width > min(last_column, sheet.columns):
        raise invalid(
            f"Requested writing within range [{range_}], but tried writing to column [{a1.letters(min(last_column, sheet.columns))}]"
        )
    return put(book, sheet, area.top, area.left, rows, params)


def put(book: Book, sheet: Sheet, top: int, left: int, rows: list[list[Any]], params: Json) -> Json:
    """Writes rows at a place inside the grid and answers UpdateValuesResponse."""
    raw = params.get("valueInputOption") == "RAW"
    local = book.now
    count, columns, lines = 0, set(), 0
    for offset, values in enumerate(rows):
        if all(value is None for value in values):
            continue
        row, before = sheet.touch(top + offset), count
        for step, value in enumerate(values):
            if value is None:
                continue
            column = left + step
            row.put(column, permitted(book, top + offset, column, entered(row.get(column), value, raw=raw, now=local)))
            count += 1
            columns.add(column)
        lines += count > before
    width = max((len(values) for values in rows), default=0)
    area = Area(sheet.id, top, left, top + max(len(rows), 1), left + max(width, 1))
    answer: Json = {"spreadsheetId": book.file_id, "updatedRange": a1.text(sheet.title, area)}
    if count:
        answer |= {"updatedRows": lines, "updatedColumns": len(columns), "updatedCells": count}
    if params.get("includeValuesInResponse"):
        options = {
            "valueRenderOption": params.get("responseValueRenderOption"),
            "dateTimeRenderOption": params.get("responseDateTimeRenderOption"),
        }
        answer["updatedData"] = value_range(View(book), sheet, area, options)
    return answer


def entered(cell: Cell | None, value: Any, *, raw: bool, now: datetime) -> Cell:
    """The cell after a value of values.* was put into it."""
    if isinstance(value, bool) or not isinstance(value, str):
        return with_value(cell, value if isinstance(value, bool) else number(value))
    if raw or value == "":
        return with_value(cell, checked(value))
    own = (cell or {}).get("f") or {}
    kept, pattern = typed(value, own.get("numberFormat"), now)
    found = with_value(cell, kept)
    if pattern:
        found["f"] = {**own, "numberFormat": pattern}
    return found


def values_batch_get_by_data_filter(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> Json:
    """BatchGetValuesByDataFilterResponse: a MatchedValueRange for each filter."""
    book = Book.open(tx, file_id, ctx)
    view = View(book)
    filters = body.get("dataFilters", [])
    found = [{"valueRange": value_range(view, *_picked(book, entry), body), "dataFilters": [entry]} for entry in filters]
    return {"spreadsheetId": file_id} | ({"valueRanges": found} if found else {})


def values_batch_update_by_data_filter(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> Json:
    """BatchUpdateValuesByDataFilterResponse; one bad filter and nothing is written."""
    book = Book.open(tx, file_id, ctx)
    answers = []
    for index, data in enumerate(body.get("data", [])):
        try:
            sheet, area = _picked(book, data.get("dataFilter") or {})
            answer = written(book, a1.text(sheet.title, area.clip(sheet.rows, sheet.columns)), data, body)
        except ApiError as error:
            raise prefixed(error, f"Invalid data[{index}]") from None
        answers.append({name: part for name, part in answer.items() if name != "spreadsheetId"} | {"dataFilter": data.get("dataFilter")})
    book.save()
    return totals(file_id, answers) | ({"responses": answers} if answers else {})


def values_batch_clear_by_data_filter(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> Json:
    """BatchClearValuesByDataFilterResponse."""
    book = Book.open(tx, file_id, ctx)
    cleared = [clear_area(*_picked(book, entry)) for entry in body.get("dataFilters", [])]
    book.save()
    return {"spreadsheetId": file_id} | ({"clearedRanges": cleared} if cleared else {})


def _picked(book: Book, data_filter: Json) -> tuple[Sheet, Area]:
    """The area that a DataFilter selects."""
    if "developerMetadataLookup" in data_filter:
        raise not_implemented("a DataFilter by developer metadata")
    if "a1Range" in data_filter:
        return book.range(data_filter["a1Range"])
    if "gridRange" in data_filter:
        return book.area(data_filter["gridRange"])
    raise invalid("Invalid dataFilter: no filter set.")


def values_append(tx: sqlite3.Connection, file_id: str, range_: str, body: Json, params: Json, ctx: Context) -> Json:
    """AppendValuesResponse. params as values_update, and insertDataOption (OVERWRITE or INSERT_ROWS)."""
    from otsync.workspace.sheets.moving import insert

    book = Book.open(tx, file_id, ctx)
    if params.get("valueInputOption") not in ("RAW", "USER_ENTERED"):
        raise invalid("'valueInputOption' is required but not specified")
    sheet, area = book.range(range_)
    rows = table_of(body)
    table = table_at(sheet, area)
    top, left = (table[2], table[1]) if table else (area.top, area.left)
    width = max((len(row) for row in rows), default=0)
    if left + width > sheet.columns:
        sheet.resize(sheet.rows, left + width)
    if params.get("insertDataOption") == "INSERT_ROWS" and top < sheet.rows:
        insert(book, sheet, "ROWS", top, len(rows), inherit=top > 0)
    elif top + len(rows) > sheet.rows:
        sheet.resize(top + len(rows), sheet.columns)
    updates = put(book, sheet, top, left, rows, params)
    book.save()
    answer: Json = {"spreadsheetId": file_id}
    if table:
        answer["tableRange"] = a1.text(sheet.title, Area(sheet.id, *table))
    return answer | {"updates": updates}


def table_at(sheet: Sheet, area: Area) -> tuple[int, int, int, int] | None:
    """The last table that the area touches, as top, left, bottom, right: a block of cells set off by empty rows and columns.

    Source: Google's guide to appending values, and recorded answers.
    """
    area = area.clip(sheet.rows, sheet.columns)
    assert area.bottom is not None and area.right is not None
    inside = ((1 << area.right) - 1) & ~((1 << area.left) - 1)
    whole = _only_table(sheet)
    if whole and inside & whole[0] and area.top < whole[1][2] and area.bottom > whole[1][0]:
        return whole[1]
    masks = dict(sheet.filled())
    best: tuple[int, int, int, int] | None = None
    for row in reversed(masks):
        if best is not None and row < best[2] - 1:
            break
        if not area.top <= row < area.bottom or not masks[row] & inside:
            continue
        for column in _columns(masks[row] & inside):
            if best and best[0] <= row < best[2] and best[1] <= column < best[3]:
                continue
            block = _block(masks, row, column)
            if best is None or (block[2], block[1]) > (best[2], best[1]):
                best = block
    return best


def _only_table(sheet: Sheet) -> tuple[int, tuple[int, int, int, int]] | None:
    """Where a long log is all that stands on a tab, its place without a look at each row, and the columns filled in every row."""
    kinds = sheet.filled_kinds()
    masks = [mask for mask, _, _, _ in kinds]
    each, some = reduce(and_, masks, -1), reduce(or_, masks, 0)
    top, last = min((first for _, _, first, _ in kinds), default=0), max((last for _, _, _, last in kinds), default=0)
    left, right = (some & -some).bit_length() - 1, some.bit_length()
    if not masks or not each or some != (1 << right) - (1 << left) or sum(count for _, count, _, _ in kinds) != last + 1 - top:
        return None
    return each, (top, left, last + 1, right)


def _columns(mask: int) -> Iterable[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _block(masks: dict[int, int], row: int, column: int) -> tuple[int, int, int, int]:
    """The block of cells around one, as top, left, bottom, right: it grows as long as a filled cell adjoins it."""
    top, bottom, left, right, seen = row, row + 1, column, column + 1, masks[row]
    while True:
        before = top, bottom, left, right
        while seen >> right & 1:
            right += 1
        while left and seen >> (left - 1) & 1:
            left -= 1
        around = (1 << (right + 1)) - (1 << max(left - 1, 0))
        while masks.get(top - 1, 0) & around:
            top -= 1
            seen |= masks[top]
        while masks.get(bottom, 0) & around:
            seen |= masks[bottom]
            bottom += 1
        if (top, bottom, left, right) == before:
            return top, left, bottom, right


def values_clear(tx: sqlite3.Connection, file_id: str, range_: str, ctx: Context) -> Json:
    """ClearValuesResponse: values go, formats, notes and validation stay."""
    book = Book.open(tx, file_id, ctx)
    cleared = clear_area(*book.range(range_))
    book.save()
    return {"spreadsheetId": file_id, "clearedRange": cleared}


def values_batch_clear(tx: sqlite3.Connection, file_id: str, body: Json, ctx: Context) -> Json:
    """BatchClearValuesResponse for body.ranges; one bad range and nothing is cleared."""
    book = Book.open(tx, file_id, ctx)
    cleared = []
    for index, text in enumerate(body.get("ranges", [])):
        try:
            cleared.append(clear_area(*book.range(text)))
        except ApiError as error:
            raise prefixed(error, f"Invalid range[{index}]") from None
    book.save()
    return {"spreadsheetId": file_id} | ({"clearedRanges": cleared} if cleared else {})


def clear_area(sheet: Sheet, area: Area) -> str:
    """Takes the values of an area away; answers with its A1 text."""
    area = area.clip(sheet.rows, sheet.columns)
    assert area.right is not None
    for index, row in sheet.scan(area.top, area.bottom):
        for column in range(area.left, min(area.right, len(row.cells))):
            cell = row.cells[column]
            if cell:
                row.put(column, with_value(cell, None))
        sheet.keep(index, row)
    return a1.text(sheet.title, area)
