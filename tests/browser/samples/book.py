"""A workbook as the pages may meet it, as a spreadsheets.create body. All names are made up."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

AMBER = {"red": 1.0, "green": 243 / 255, "blue": 205 / 255}
GREY = {"red": 0.93, "green": 0.925, "blue": 0.91}
SOFT = {"red": 0.42, "green": 0.4, "blue": 0.37}
HEAD = {"textFormat": {"bold": True}, "backgroundColor": GREY, "wrapStrategy": "WRAP", "verticalAlignment": "MIDDLE"}

STUDENTS = [
    ("Ava Rivera", "5/2/2018", "Lincoln", "3", "14", "IEP", "None known", "30 min weekly", 1),
    ("Ben Osei", "11/19/2017", "Lincoln", "3", "14", "IEP", "Latex allergy", "30 min weekly + 15 min consult monthly", 1),
    ("Eli Tran", "2/8/2019", "Lincoln", "2", "12", "504", "", "20 min weekly", 2),
    (
        "Mateo Lopez",
        "3/14/2019",
        "Lincoln",
        "2",
        "12",
        "IEP",
        "Seizure plan with nurse. Peanut allergy, EpiPen Rm 12.",
        "30 min weekly, pull-out",
        3,
    ),
    ("Noor Haddad", "8/30/2016", "Garfield", "4", "7", "IEP", "None known", "60 min monthly", 0),
    ("=1+1 <script>alert(1)</script>", "1/1/2018", "Garfield", "3", "9", "RTI", "None known", "as needed", 0),
]


def cell(value: str | float | bool | None = None, *, format: Json | None = None, **more: Any) -> Json:
    """A cell; text that starts with = is a formula only when given as formula=True."""
    made: Json = {}
    if more.pop("formula", False):
        made["userEnteredValue"] = {"formulaValue": value}
    elif isinstance(value, bool):
        made["userEnteredValue"] = {"boolValue": value}
    elif isinstance(value, (int, float)):
        made["userEnteredValue"] = {"numberValue": value}
    elif value:
        made["userEnteredValue"] = {"stringValue": value}
    if format:
        made["userEnteredFormat"] = format
    return {**made, **more}


def rows(*given: list[Json]) -> list[Json]:
    return [{"values": values} for values in given]


def _widths(*pixels: int) -> list[Json]:
    return [{"pixelSize": p} for p in pixels]


def _sheet(
    sheet_id: int,
    title: str,
    data: list[Json],
    widths: list[Json],
    *,
    index: int,
    frozen: tuple[int, int] = (1, 0),
    size: tuple[int, int] = (100, 26),
    hidden: bool = False,
    **more: Any,
) -> Json:
    grid = {"rowCount": size[0], "columnCount": size[1], "frozenRowCount": frozen[0], "frozenColumnCount": frozen[1]}
    return {
        "properties": {"sheetId": sheet_id, "title": title, "index": index, "hidden": hidden, "gridProperties": grid},
        "data": [{"rowData": data, "columnMetadata": widths}],
        **more,
    }


def _list(*choices: str) -> Json:
    return {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": c} for c in choices]},
        "showCustomUi": True,
        "strict": True,
    }


def _rule(sheet_id: int, span: tuple[int, int, int, int], kind: str, value: str, colour: Json) -> Json:
    top, bottom, left, right = span
    area = {"sheetId": sheet_id, "startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {
        "ranges": [area],
        "booleanRule": {"condition": {"type": kind, "values": [{"userEnteredValue": value}]}, "format": {"backgroundColor": colour}},
    }


def _area(sheet_id: int, top: int, bottom: int, column: int) -> Json:
    return {
        "sourceRange": {
            "sources": [
                {"sheetId": sheet_id, "startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": column, "endColumnIndex": column + 1}
            ]
        }
    }


def _chart(
    sheet_id: int, chart_id: int, title: str, domain: int, series: list[tuple[int, str]], anchor: tuple[int, int], rows_: tuple[int, int]
) -> Json:
    basic = {
        "chartType": "COMBO",
        "headerCount": 1,
        "domains": [{"domain": _area(sheet_id, *rows_, domain)}],
        "series": [{"series": _area(sheet_id, *rows_, c), "type": kind, "targetAxis": "LEFT_AXIS"} for c, kind in series],
    }
    place = {"anchorCell": {"sheetId": sheet_id, "rowIndex": anchor[0], "columnIndex": anchor[1]}, "widthPixels": 520, "heightPixels": 290}
    return {"chartId": chart_id, "spec": {"title": title, "altText": title, "basicChart": basic}, "position": {"overlayPosition": place}}


def roster() -> Json:
    heads = [
        "Name",
        "Birthdate",
        "School",
        "Grade",
        "Room",
        "Plan type",
        "Precautions",
        "Service minutes",
        "Status",
        "Seen",
        "To fill",
        "Plan",
    ]
    own = {**HEAD, "backgroundColor": {"red": 0.85, "green": 0.84, "blue": 0.82}}
    data = [[cell(h, format=own if h in ("To fill", "Plan") else HEAD) for h in heads]]
    for name, born, school, grade, room, kind, precautions, minutes, left in STUDENTS:
        data.append(
            [
                cell(name, format={"textFormat": {"bold": True}}),
                cell(born),
                cell(school, dataValidation=_list("Lincoln", "Garfield", "Washington")),
                cell(grade),
                cell(room),
                cell(kind, dataValidation=_list("IEP", "504", "RTI")),
                cell(precautions, format={"wrapStrategy": "WRAP", **({} if precautions else {"backgroundColor": AMBER})}),
                cell(minutes),
                cell("active", dataValidation=_list("active", "on hold", "discharged")),
                cell(left == 0, dataValidation={"condition": {"type": "BOOLEAN"}, "strict": True}),
                cell(float(left)),
                cell("open", format={"textFormat": {"link": {"uri": "https://docs.google.com/document/d/plan-mateo/edit"}}}),
            ]
        )
    count = len(data)
    data.append([])
    data.append([cell("Words that are wider than their cell run on over the empty cells beside it")])
    data.append(
        [
            cell("Left to fill", format={"textFormat": {"italic": True}}),
            cell(f"=SUM(K2:K{count})", formula=True, format={"textFormat": {"bold": True}}),
        ]
    )
    return _sheet(
        1,
        "Roster",
        rows(*data),
        _widths(170, 84, 90, 52, 52, 76, 210, 200, 80, 50, 60, 70),
        index=0,
        frozen=(1, 1),
        conditionalFormats=[_rule(1, (1, 100, 10, 11), "NUMBER_GREATER", "0", AMBER)],
    )


def look() -> Json:
    heads = ["Found", "Student", "What I saw", "In your Doc", "In the roster", "Your answer", "State"]
    wrap = {"wrapStrategy": "WRAP"}
    data = [[cell(h, format=HEAD) for h in heads]]
    for found, student, saw, in_doc, in_roster, state in [
        ("10/8", "Mateo L.", "I could not tell how long this session was; nothing counted", "10/7 saw M in class", "", "waiting for you"),
        ("10/8", "Ava R.", "Annual date differs", "3/4/26", "3/14/26", "waiting for you"),
        ("10/6", "Ben O.", "Two lines of one date that differ in nothing; one counted", "9/30 30 pull-out", "", "settled"),
    ]:
        data.append(
            [
                cell(found),
                cell(student),
                cell(saw, format=wrap),
                cell(in_doc, format=wrap),
                cell(in_roster),
                cell(dataValidation=_list("Use the Doc", "Use the roster")),
                cell(state),
            ]
        )
    rule = _rule(2, (1, 100, 5, 6), "CUSTOM_FORMULA", '=$G2="waiting for you"', AMBER)
    return _sheet(2, "Needs a look", rows(*data), _widths(60, 90, 260, 180, 120, 130, 120), index=1, conditionalFormats=[rule])


def dashboard() -> Json:
    big = {"textFormat": {"fontSize": 12}, "wrapStrategy": "OVERFLOW_CELL"}
    lines = [
        "Plans: 48 of 60 complete, 3 new this week",
        "October to date: 1,450 of 1,500 min expected by today; 90 with no note yet; 60 make-up owed",
        "Coming up: 4 annuals in 30 days, 1 triennial in 60",
        "Last good run Tue 2:04 am; 5 for you to look at",
    ]
    data: list[list[Json]] = [[cell(line, format=big)] for line in lines]
    data += [[], [cell(h, format=HEAD) for h in ("Week", "Given", "Expected", "Week", "Complete", "Students")]]
    for n, (given, complete) in enumerate([(1320, 12), (1410, 19), (1275, 26), (1500, 33), (1390, 41), (1450, 48)]):
        week = ["9/1", "9/8", "9/15", "9/22", "9/29", "10/6"][n]
        data.append([cell(week), cell(float(given)), cell(1500.0), cell(week), cell(float(complete)), cell(60.0)])
    charts = [
        _chart(3, 31, "Minutes given and expected, by week", 0, [(1, "COLUMN"), (2, "LINE")], (13, 0), (5, 12)),
        _chart(3, 32, "Plans complete", 3, [(4, "LINE"), (5, "LINE")], (13, 6), (5, 12)),
    ]
    return _sheet(
        3,
        "Dashboard",
        rows(*data),
        _widths(90, 90, 90, 90, 90, 90),
        index=2,
        frozen=(0, 0),
        charts=charts,
        merges=[{"sheetId": 3, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 6}],
    )


def minutes(count: int = 1200) -> Json:
    data = [[cell(h, format=HEAD) for h in ("Date", "Student", "Minutes", "Kind", "As written")]]
    day = {"numberFormat": {"type": "DATE", "pattern": "m/d/yy"}}
    for n in range(count):
        data.append([cell(45931.0 + n % 200, format=day), cell(STUDENTS[n % 5][0]), cell(30.0), cell("direct"), cell(f"line {n + 1}")])
    return _sheet(4, "Minutes", rows(*data), _widths(80, 120, 80, 80, 200), index=3, size=(count + 1, 8))


def workbook(title: str = "Caseload 2026-27") -> Json:
    """The whole body; its hidden tab is `_otsync`."""
    hidden = _sheet(5, "_otsync", rows([cell("state")]), _widths(200), index=4, hidden=True)
    return {
        "properties": {"title": title, "locale": "en_US", "timeZone": "America/Los_Angeles"},
        "sheets": [roster(), look(), dashboard(), minutes(), hidden],
    }
