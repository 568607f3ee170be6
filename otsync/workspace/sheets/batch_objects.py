"""Requests on filters, filter views, conditional formats and charts."""

from __future__ import annotations

import copy
from typing import Any

from otsync.workspace.errors import invalid
from otsync.workspace.sheets.a1 import Area, grid_range
from otsync.workspace.sheets.batch_dimensions import sort
from otsync.workspace.sheets.batch_ranges import find_object, own_id, plain_range
from otsync.workspace.sheets.batch_sheets import new_sheet
from otsync.workspace.sheets.book import Book, Sheet
from otsync.workspace.sheets.colors import paired
from otsync.workspace.sheets.masks import merge, wanted

Json = dict[str, Any]


def _whole(book: Book, found: Json | None) -> Json:
    """A filter's or rule's range; without indexes it is the whole sheet."""
    sheet = book.sheet((found or {}).get("sheetId"))
    if not (found or {}).keys() - {"sheetId"}:
        return grid_range(Area(sheet.id, 0, 0, sheet.rows, sheet.columns))
    kept = plain_range(book, found)
    for low, high, size in (("startRowIndex", "endRowIndex", sheet.rows), ("startColumnIndex", "endColumnIndex", sheet.columns)):
        kept.setdefault(low, 0)
        kept[high] = min(kept.get(high, size), size)
    return {name: kept[name] for name in ("sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex") if name in kept}


def _filter(book: Book, given: Json) -> Json:
    found: Json = paired(given)
    if found.get("tableId"):
        raise invalid("Tables are not supported here.")
    if found.get("namedRangeId"):
        named = next((entry for entry in book.named if entry["namedRangeId"] == found["namedRangeId"]), None)
        if named is None:
            raise invalid(f"No NamedRange with id: {found['namedRangeId']}")
        found["range"] = dict(named["range"])
    found["range"] = _whole(book, found.get("range"))
    if found.get("criteria") and "filterSpecs" not in found:
        found["filterSpecs"] = [
            {"filterCriteria": copy.deepcopy(criteria), "columnIndex": int(column)} for column, criteria in found["criteria"].items()
        ]
    elif found.get("filterSpecs"):
        found["criteria"] = {
            str(spec.get("columnIndex", 0)): copy.deepcopy(spec.get("filterCriteria", {})) for spec in found["filterSpecs"]
        }
    if any("condition" in part and not part["condition"].get("type") for part in found.get("criteria", {}).values()):
        raise invalid("No condition type specified.")
    for spec in found.get("sortSpecs", []):
        spec.setdefault("sortOrder", "ASCENDING")
    return found


def set_basic_filter(book: Book, request: Json) -> None:
    found = _filter(book, request.get("filter") or {})
    sheet, area = book.area(found["range"])
    sheet.data["basicFilter"] = found
    if found.get("sortSpecs") and area.bottom is not None and area.bottom - area.top > 1:
        below = Area(sheet.id, area.top + 1, area.left, area.bottom, area.right)
        sort(book, sheet, below.clip(sheet.rows, sheet.columns), found["sortSpecs"])


def clear_basic_filter(book: Book, request: Json) -> None:
    book.sheet(request.get("sheetId")).data.pop("basicFilter", None)


def add_filter_view(book: Book, request: Json) -> Json:
    given = request.get("filter") or {}
    entry = {"filterViewId": own_id(book, "filterViews", "filterViewId", given, "filter view")} | {
        name: part for name, part in _filter(book, given).items() if name != "filterViewId"
    }
    sheet = book.sheet(entry["range"].get("sheetId"))
    views = sheet.data.setdefault("filterViews", [])
    entry.setdefault("title", f"Filter {len(views) + 1}")
    if any(other.get("title") == entry["title"] for other in views):
        raise invalid(f'A filter view with the name "{entry["title"]}" already exists. Please enter another name.')
    views.append(entry)
    return {"filter": copy.deepcopy(entry)}


def update_filter_view(book: Book, request: Json) -> None:
    given = request.get("filter") or {}
    sheet, entry = find_object(book, "filterViews", "filterViewId", given.get("filterViewId", 0), "filter view")
    mask = wanted(request.get("fields"), "FilterView")
    fresh = merge(copy.deepcopy(entry), given, mask) | {"filterViewId": entry["filterViewId"]}
    if "criteria" in mask and "filterSpecs" not in mask:
        fresh.pop("filterSpecs", None)
    elif "filterSpecs" in mask and not fresh.get("filterSpecs"):
        fresh.pop("criteria", None)
    views = sheet.data["filterViews"]
    views[views.index(entry)] = _filter(book, fresh)


def delete_filter_view(book: Book, request: Json) -> None:
    sheet, entry = find_object(book, "filterViews", "filterViewId", request.get("filterId", 0), "filter view")
    sheet.data["filterViews"].remove(entry)


def _rule(book: Book, given: Json | None) -> tuple[Sheet, Json]:
    rule = paired(given or {})
    if not rule.get("ranges"):
        raise invalid("At least one range must be specified.")
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise invalid("Exactly one of booleanRule and gradientRule must be set.")
    if "booleanRule" in rule and not rule["booleanRule"].get("condition", {}).get("type"):
        raise invalid("No condition type specified.")
    if "gradientRule" in rule and any(not rule["gradientRule"].get(end, {}).get("type") for end in ("minpoint", "maxpoint")):
        raise invalid("No interpolationPointType specified.")
    rule["ranges"] = [_rule_range(book, area) for area in rule["ranges"]]
    if len({area.get("sheetId", 0) for area in rule["ranges"]}) > 1:
        raise invalid("All ranges of a conditional format rule must be on the same sheet.")
    return book.sheet(rule["ranges"][0].get("sheetId")), rule


def _rule_range(book: Book, found: Json) -> Json:
    return plain_range(book, found) if found.keys() - {"sheetId"} else _whole(book, found)


def add_conditional_format_rule(book: Book, request: Json) -> None:
    sheet, rule = _rule(book, request.get("rule"))
    rules = sheet.data.setdefault("conditionalFormats", [])
    index = request.get("index", 0)
    if not 0 <= index <= len(rules):
        raise invalid(f"Invalid index: {index}. There are only {len(rules)} conditional format rules.")
    rules.insert(index, rule)


def _rules(book: Book, sheet_id: int | None, index: int) -> list[Json]:
    rules: list[Json] = book.sheet(sheet_id).data.get("conditionalFormats", [])
    if not 0 <= index < len(rules):
        raise invalid(f"No conditional format on sheet: {sheet_id or 0} at index: {index}")
    return rules


def update_conditional_format_rule(book: Book, request: Json) -> Json:
    index = request.get("index", 0)
    if "rule" in request:
        sheet, rule = _rule(book, request["rule"])
        rules = _rules(book, sheet.id, index)
        old, rules[index] = rules[index], rule
        return {"oldRule": old, "oldIndex": index, "newRule": copy.deepcopy(rule), "newIndex": index}
    rules = _rules(book, request.get("sheetId"), index)
    new = request.get("newIndex", 0)
    if not 0 <= new < len(rules):
        raise invalid(f"Invalid newIndex: {new}. There are only {len(rules)} conditional format rules.")
    rule = rules.pop(index)
    rules.insert(new, rule)
    return {"oldIndex": index, "newIndex": new, "newRule": copy.deepcopy(rule), "oldRule": copy.deepcopy(rule)}


def delete_conditional_format_rule(book: Book, request: Json) -> Json:
    rules = _rules(book, request.get("sheetId"), request.get("index", 0))
    return {"rule": rules.pop(request.get("index", 0))}


def _position(book: Book, given: Json | None, old: Json | None = None) -> tuple[Sheet, Json]:
    """Where a chart lies; a new sheet is made for `newSheet`."""
    given = copy.deepcopy(given or {})
    if given.get("newSheet"):
        sheet = new_sheet(book, {"sheetType": "GRID"})
        sheet.data["properties"]["sheetType"] = "OBJECT"
        del sheet.data["properties"]["gridProperties"]
        return sheet, {"sheetId": sheet.id}
    if "overlayPosition" not in given:
        if given.get("sheetId"):
            raise invalid("A chart can only be put on a sheet of its own with newSheet.")
        raise invalid("No position specified.")
    place = {"anchorCell": {}, **(old or {}).get("overlayPosition", {}), **given["overlayPosition"]}
    sheet = book.sheet(place["anchorCell"].get("sheetId"))
    anchor = place["anchorCell"]
    book.inside(sheet, Area(sheet.id, anchor.get("rowIndex", 0), anchor.get("columnIndex", 0), None, None))
    if anchor.get("sheetId") == 0:
        del anchor["sheetId"]
    place.setdefault("widthPixels", 600)
    place.setdefault("heightPixels", 371)
    return sheet, {"overlayPosition": place}


def _spec(given: Json | None) -> Json:
    kinds = {
        "basicChart", "pieChart", "bubbleChart", "candlestickChart", "orgChart", "histogramChart", "waterfallChart", "treemapChart",
        "scorecardChart",
    }
    if not given or len(kinds & set(given)) != 1:
        raise invalid("No chart type specified in the chart spec.")
    found: Json = paired(given)
    found.setdefault("hiddenDimensionStrategy", "SKIP_HIDDEN_ROWS_AND_COLUMNS")
    return found


def add_chart(book: Book, request: Json) -> Json:
    given = request.get("chart") or {}
    spec = _spec(given.get("spec"))
    _sources(book, spec)
    own = own_id(book, "charts", "chartId", given, "chart")
    sheet, place = _position(book, given.get("position"))
    entry: Json = {"chartId": own, "spec": spec, "position": place}
    if given.get("border"):
        entry["border"] = paired(given["border"])
    sheet.data.setdefault("charts", []).append(entry)
    return {"chart": copy.deepcopy(entry)}


def _sources(book: Book, part: Any) -> None:
    """Each source range must lie on a sheet that exists."""
    if isinstance(part, list):
        for item in part:
            _sources(book, item)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name == "sources":
                part[name] = [plain_range(book, area) for area in value]
            else:
                _sources(book, value)


def update_chart_spec(book: Book, request: Json) -> None:
    _, entry = find_object(book, "charts", "chartId", request.get("chartId", 0), "embedded object")
    spec = _spec(request.get("spec"))
    _sources(book, spec)
    entry["spec"] = spec


def update_embedded_object_position(book: Book, request: Json) -> Json:
    sheet, entry = find_object(book, "charts", "chartId", request.get("objectId", 0), "embedded object")
    given = request.get("newPosition")
    if (given or {}).get("overlayPosition") and not (given or {}).get("newSheet"):
        mask = wanted(request.get("fields"), "OverlayPosition")
        old = copy.deepcopy(entry["position"].get("overlayPosition") or {})
        given = {"overlayPosition": merge(old, (given or {})["overlayPosition"], mask)}
    target, place = _position(book, given)
    sheet.data["charts"].remove(entry)
    entry["position"] = place
    target.data.setdefault("charts", []).append(entry)
    return {"position": copy.deepcopy(place)}


def delete_embedded_object(book: Book, request: Json) -> None:
    sheet, entry = find_object(book, "charts", "chartId", request.get("objectId", 0), "embedded object")
    sheet.data["charts"].remove(entry)


HANDLERS = {
    "setBasicFilter": set_basic_filter, "clearBasicFilter": clear_basic_filter, "addFilterView": add_filter_view,
    "updateFilterView": update_filter_view, "deleteFilterView": delete_filter_view,
    "addConditionalFormatRule": add_conditional_format_rule, "updateConditionalFormatRule": update_conditional_format_rule,
    "deleteConditionalFormatRule": delete_conditional_format_rule, "addChart": add_chart, "updateChartSpec": update_chart_spec,
    "updateEmbeddedObjectPosition": update_embedded_object_position, "deleteEmbeddedObject": delete_embedded_object,
}
