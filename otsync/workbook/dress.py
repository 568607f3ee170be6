"""What makes new tabs look cared for: formats, choices, filter views, charts, and a warning before otsync's own cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from otsync.caseload.fields import load_plan
from otsync.workbook.defaults import CALENDAR_KINDS, SETTINGS_ROWS
from otsync.workbook.formats import AMBER, DATE_PATTERN, GREY, SOFT, TIME_PATTERN, Json, color
from otsync.workbook.look import WAITING
from otsync.workbook.one_student import LIST_ROW, SHOWN, merges
from otsync.workbook.tabs import (
    CALENDAR,
    CHART_DATA,
    DASHBOARD,
    LOOK,
    MINUTES,
    ONE_STUDENT,
    ROSTER,
    SETTINGS,
    START_HERE,
    STATE,
    THIS_WEEK,
    Column,
    Tab,
    letter,
)

NUMBER_FORMATS: dict[str, Json] = {
    "date": {"type": "DATE", "pattern": DATE_PATTERN},
    "time": {"type": "DATE_TIME", "pattern": TIME_PATTERN},
    "minutes": {"type": "NUMBER", "pattern": "#,##0"},
    "number": {"type": "NUMBER", "pattern": "0"},
}
FREE = ("Your answer", "Or type it", "Your comment")
"""Columns of people in tabs that are otsync's for the rest."""
GIVEN_COLOR, EXPECTED_COLOR, COMPLETE_COLOR = "#C48A1A", "#9AA0A6", "#C48A1A"


def area(tab: Tab, *, first: int = 0, last: int | None = None, top: int | None = None, bottom: int | None = None) -> Json:
    """GridRange of columns [first, last) below the headers; open at the bottom unless told."""
    found: Json = {"sheetId": tab.sheet_id, "startRowIndex": tab.header_row + 1 if top is None else top, "startColumnIndex": first}
    if last is not None:
        found["endColumnIndex"] = last
    if bottom is not None:
        found["endRowIndex"] = bottom
    return found


def formats(tab: Tab) -> Iterator[Json]:
    """How the columns of a tab show what is written into them later."""
    if tab is ONE_STUDENT:
        listed = (Column("", 0, "date"), Column("", 0, "minutes"), *(Column("", 0) for _ in SHOWN[2:]))
        yield from _repeated(tab, listed, top=LIST_ROW)
        yield from merges()
    elif tab not in (START_HERE, THIS_WEEK, DASHBOARD, SETTINGS):
        yield from _repeated(tab, tab.columns, top=tab.header_row + 1)


def _repeated(tab: Tab, columns: Sequence[Column], top: int) -> Iterator[Json]:
    """One repeatCell for each stretch of columns that look alike."""
    at = 0
    while at < len(columns):
        form = _column_format(columns[at])
        end = at + 1
        while end < len(columns) and _column_format(columns[end]) == form:
            end += 1
        yield {
            "repeatCell": {
                "range": area(tab, first=at, last=end, top=top),
                "cell": {"userEnteredFormat": form},
                "fields": "userEnteredFormat(" + ",".join(form) + ")",
            }
        }
        at = end


def _column_format(column: Column) -> Json:
    form: Json = {"verticalAlignment": "TOP", "wrapStrategy": "WRAP" if column.wrap else "CLIP"}
    if column.kind in NUMBER_FORMATS:
        form["numberFormat"] = NUMBER_FORMATS[column.kind]
        form["horizontalAlignment"] = "LEFT" if column.kind in ("date", "time") else "RIGHT"
    if column.own and not column.wrap:
        form["textFormat"] = {"foregroundColorStyle": color(SOFT), "fontSize": 8}
    return form


def choices(tab: Tab, asks: Sequence[str]) -> Iterator[Json]:
    """Drop-downs. They help and never refuse: what a person types stays."""
    form = load_plan()
    if tab is ROSTER:
        for field_id in ("plan_type", "status"):
            field = form.fields[field_id]
            yield _one_of(area(tab, first=tab.column(field.header), last=tab.column(field.header) + 1), field.choices)
        if asks:
            at = tab.column(form.fields["ask"].header)
            yield _one_of(area(tab, first=at, last=at + 1), asks)
    elif tab is CALENDAR:
        yield _one_of(area(tab, first=3, last=4), CALENDAR_KINDS)
    elif tab is SETTINGS:
        row = tab.header_row + 1
        for _, group in SETTINGS_ROWS:
            row += 1
            yes_no = [row + at for at, one in enumerate(group) if one.kind == "yes_no"]
            if yes_no:
                yield _one_of(area(tab, first=1, last=2, top=yes_no[0], bottom=yes_no[-1] + 1), ("yes", "no"))
            row += len(group)
    elif tab is ONE_STUDENT:
        source = f"='{DASHBOARD.title}'!$B${DASHBOARD.header_row + 2}:$B"
        where = area(tab, first=1, last=2, top=0, bottom=1)
        yield {"setDataValidation": {"range": where, "rule": _rule("ONE_OF_RANGE", (source,), "Choose a student")}}


def _one_of(where: Json, options: Sequence[str]) -> Json:
    return {"setDataValidation": {"range": where, "rule": _rule("ONE_OF_LIST", options, "")}}


def _rule(kind: str, values: Sequence[str], message: str) -> Json:
    rule: Json = {
        "condition": {"type": kind, "values": [{"userEnteredValue": one} for one in values]},
        "strict": False,
        "showCustomUi": True,
    }
    return rule | ({"inputMessage": message} if message else {})


def marks(tab: Tab) -> Iterator[Json]:
    """Amber where something waits, grey where a student is paused: in tabs where people move rows about.

    Conditions look at their own cell wherever that is enough: people insert columns, too.
    """
    rules: list[Json] = []
    if tab is ROSTER:
        form = load_plan()
        at = tab.column(form.own["to_fill"])
        rules.append(_boolean(area(tab, first=at, last=at + 1), "NUMBER_GREATER", "0", {"backgroundColorStyle": color(AMBER)}))
        status = tab.column(form.fields["status"].header)
        where = area(tab, first=status, last=status + 1)
        grey = {"backgroundColorStyle": color(GREY)}
        rules += [_boolean(where, "TEXT_CONTAINS", words, grey) for words in ("hold", "discharged", "moved")]
    elif tab is LOOK:
        state = f"${letter(tab.column('State'))}{tab.header_row + 2}"
        first = tab.column("Your answer")
        waits = f'={state}="{WAITING}"'
        rules.append(_boolean(area(tab, first=first, last=first + 2), "CUSTOM_FORMULA", waits, {"backgroundColorStyle": color(AMBER)}))
        settled = f'=AND({state}<>"",{state}<>"{WAITING}")'
        rules.append(
            _boolean(area(tab, last=len(tab.columns)), "CUSTOM_FORMULA", settled, {"textFormat": {"foregroundColorStyle": color(SOFT)}})
        )
    elif tab is MINUTES:
        change = tab.column("Change")
        where = area(tab, first=change, last=change + 1)
        rules.append(_boolean(where, "TEXT_EQ", "reversed", {"backgroundColorStyle": color(GREY)}))
    for at, rule in enumerate(rules):
        yield {"addConditionalFormatRule": {"rule": rule, "index": at}}


def _boolean(where: Json, kind: str, value: str, form: Json) -> Json:
    return {"ranges": [where], "booleanRule": {"condition": {"type": kind, "values": [{"userEnteredValue": value}]}, "format": form}}


def filter_views() -> Iterator[Json]:
    """Ways to look at the Dashboard without moving a row of it."""

    def view(at: int, title: str, column: str, order: str, condition: tuple[str, str] | None) -> Json:
        index = DASHBOARD.column(column)
        found: Json = {
            "filterViewId": DASHBOARD.sheet_id * 10 + at,
            "title": title,
            "range": area(DASHBOARD, last=len(DASHBOARD.columns), top=DASHBOARD.header_row),
            "sortSpecs": [{"dimensionIndex": index, "sortOrder": order}],
        }
        if condition:
            kind, value = condition
            values = {"values": [{"userEnteredValue": value}]} if value else {}
            found["filterSpecs"] = [{"columnIndex": index, "filterCriteria": {"condition": {"type": kind, **values}}}]
        return {"addFilterView": {"filter": found}}

    yield view(1, "Fewest left first", "To fill", "ASCENDING", ("NUMBER_GREATER", "0"))
    yield view(2, "Coming up", "Annual (days)", "ASCENDING", ("NOT_BLANK", ""))
    yield view(3, "Behind", "Ahead/behind", "ASCENDING", ("NUMBER_LESS", "0"))
    yield view(4, "No note yet", "No note yet", "DESCENDING", ("NUMBER_GREATER", "0"))


def charts() -> Iterator[Json]:
    """Plans complete over time, and minutes given against expected by week, at the right of the Dashboard."""

    def source(column: int) -> Json:
        where = area(
            DASHBOARD, first=CHART_DATA + column, last=CHART_DATA + column + 1, top=DASHBOARD.header_row, bottom=DASHBOARD.header_row + 60
        )
        return {"sourceRange": {"sources": [where]}}

    def chart(at: int, title: str, kind: str, domain: int, series: Sequence[tuple[int, str, str]], row: int) -> Json:
        return {
            "addChart": {
                "chart": {
                    "chartId": DASHBOARD.sheet_id * 10 + 5 + at,
                    "spec": {
                        "title": title,
                        "altText": title,
                        "hiddenDimensionStrategy": "SHOW_ALL",
                        "basicChart": {
                            "chartType": kind,
                            "legendPosition": "BOTTOM_LEGEND",
                            "headerCount": 1,
                            "axis": [{"position": "BOTTOM_AXIS"}, {"position": "LEFT_AXIS"}],
                            "domains": [{"domain": source(domain)}],
                            "series": [
                                {"series": source(column), "targetAxis": "LEFT_AXIS", "type": style, "colorStyle": color(code)}
                                for column, code, style in series
                            ],
                        },
                    },
                    "position": {
                        "overlayPosition": {
                            "anchorCell": {"sheetId": DASHBOARD.sheet_id, "rowIndex": row, "columnIndex": len(DASHBOARD.columns) + 1},
                            "widthPixels": 620,
                            "heightPixels": 300,
                        }
                    },
                }
            }
        }

    top = DASHBOARD.header_row + 1
    yield chart(1, "Plans complete", "COMBO", 0, ((1, COMPLETE_COLOR, "LINE"), (2, EXPECTED_COLOR, "LINE")), top)
    yield chart(2, "Minutes given and expected, by week", "COMBO", 3, ((4, GIVEN_COLOR, "COLUMN"), (5, EXPECTED_COLOR, "LINE")), top + 15)


def warnings(tab: Tab) -> Iterator[Json]:
    """A question before a person changes a cell that otsync writes; never a lock."""
    if tab.own:
        where: Json = {"sheetId": tab.sheet_id}
        words = "otsync writes this tab anew; what you type here would be overwritten" if tab is not STATE else "What otsync remembers"
        yield _warning(tab.sheet_id * 10, where, words)
        return
    own = [at for at, one in enumerate(tab.columns) if one.own]
    at = 0
    while at < len(own):
        end = at
        while end + 1 < len(own) and own[end + 1] == own[end] + 1:
            end += 1
        yield _warning(
            tab.sheet_id * 10 + at + 1, area(tab, first=own[at], last=own[end] + 1, top=tab.header_row), "otsync writes these columns"
        )
        at = end + 1


def _warning(range_id: int, where: Json, words: str) -> Json:
    return {
        "addProtectedRange": {"protectedRange": {"protectedRangeId": range_id, "range": where, "description": words, "warningOnly": True}}
    }


def dress(tabs: Sequence[Tab], asks: Sequence[str] = ()) -> list[Json]:
    """All of it, for tabs that exist and are new. `asks`: what this otsync can do when it is chosen under Ask otsync."""
    requests: list[Json] = []
    for tab in tabs:
        requests += formats(tab)
        requests += choices(tab, asks)
        requests += marks(tab)
        if tab is DASHBOARD:
            requests += [*filter_views(), *charts()]
        requests += warnings(tab)
    return requests
