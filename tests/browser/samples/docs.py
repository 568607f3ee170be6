"""Docs as the pages may meet them: a plan, and one Doc with everything odd in it. All names are made up."""

from __future__ import annotations

from typing import Any

from .paper import Json, cell, document, p, pt, rgb, run, table

AMBER = "#FFF3CD"
_THIN = {"color": rgb("#D9D4CA"), "width": pt(0.75), "dashStyle": "SOLID"}
_BOLD = {"color": rgb("#4A453D"), "width": pt(3), "dashStyle": "SOLID"}
_NONE = {"color": {}, "width": pt(0), "dashStyle": "SOLID"}
_EDGES = {"borderTop": _THIN, "borderBottom": _THIN, "borderLeft": _THIN, "borderRight": _THIN}
_GREY = rgb("#6B665E")


def label(name: str, hint: str = "", **style: Any) -> Json:
    parts: list[Json] = [p(run(name, bold=True, fontSize=pt(9.5)))]
    if hint:
        parts.append(p(run(hint, foregroundColor=_GREY, fontSize=pt(8))))
    return cell(*parts, tint="#F5F3EF", **{**_EDGES, **style})


def value(*content: str | Json, missing: bool = False, **style: Any) -> Json:
    return cell(*content, tint=AMBER if missing else None, **{**_EDGES, **style})


def date(text: str, timestamp: str) -> Json:
    about = {
        "displayText": text,
        "timestamp": timestamp,
        "timeZoneId": "Etc/UTC",
        "locale": "en",
        "dateFormat": "DATE_FORMAT_MONTH_DAY_ABBREVIATED",
    }
    return {"dateElement": {"dateId": "d1", "textStyle": {}, "dateElementProperties": about}}


def person(name: str, email: str) -> Json:
    return {"person": {"personId": "p1", "textStyle": {}, "personProperties": {"name": name, "email": email}}}


def plan(doc_id: str = "plan-mateo") -> Json:
    """A plan with three tabs: Plan, with three values missing, Notes, and E-mails."""
    facts = [
        [label("Birthdate"), value("3/14/2019"), label("Plan type"), value("IEP")],
        [label("Eligibilities"), value("Specific learning disability; OHI"), label("School and grade"), value("Lincoln, 2")],
        [label("Room"), value("12"), label("Teacher(s)"), value(p(person("Ms. Alvarez", "alvarez@example.test")))],
        [label("Annual review"), value(p(date("Mar 4, 2027", "2027-03-04T12:00:00Z"))), label("Triennial"), value("3/4/2028")],
    ]
    how = [
        [label("Strategies", "what helps, where, and how much help"), value(missing=True)],
        [label("Supports in place"), value("Pencil dot for the thumb; blank sheet over half the page")],
        [label("Outcomes of service"), value("Writes one page beside the class without help to start")],
        [label("Discharge plan", "and what the family wants"), value(missing=True)],
    ]
    tried = [
        [label("Date"), label("What"), label("How it went")],
        [value("3/12"), value("Twist N Write pencil"), value("Not effective at the time; back to a short pencil")],
        [value("9/25"), value("Tracing a square, breathing"), value("Calms in two minutes")],
    ]
    content = [
        p("Mateo Lopez · OT intervention plan", style="TITLE"),
        p(
            run(
                "3 to fill: diagnoses, strategies, discharge plan · otsync last changed this page Oct 7, 2:04 am",
                fontSize=pt(9),
                foregroundColor=_GREY,
            )
        ),
        table(
            [
                [
                    label("PRECAUTIONS", "seizures, allergies, contraindications, or “none known”", borderLeft=_BOLD),
                    value(p(run("Seizure plan with nurse. Peanut allergy, EpiPen Rm 12.", fontSize=pt(12)))),
                ]
            ],
            [150, 318],
        ),
        p("Facts", style="HEADING_2"),
        table(facts, [82, 152, 82, 152]),
        p("Service", style="HEADING_2"),
        table(
            [
                [
                    label("Service minutes", "as the IEP says, one line per service"),
                    value("30 min weekly, pull-out", "15 min consult monthly"),
                ]
            ],
            [150, 318],
        ),
        p("Behind the plan", style="HEADING_2"),
        table([[label("Diagnoses", "medical, as the records say"), value(missing=True)]], [150, 318]),
        p("How we work", style="HEADING_2"),
        table(how, [150, 318]),
        p("What was tried", style="HEADING_2"),
        table(tried, [60, 168, 240], header=True),
        p(""),
    ]
    notes = [
        p(
            run(
                "Newest on top. Date, times or minutes, where. Lines that start with Next: / Tried: / Teacher: are collected on the Plan.",
                fontSize=pt(9),
                foregroundColor=_GREY,
            )
        ),
        p("10/7 9:15-9:45 push-in, writing. Pencil dot for the thumb, 4 of 5 lines before tiring."),
        p("Next: hand strengthening"),
        p("10/2 30 pull-out. Animal yoga, clothespin spelling."),
        p("9/30 absent"),
    ]
    mails = [p("Paste here; never read for minutes.")]
    ranges = {
        "otsync.diagnoses": {
            "name": "otsync.diagnoses",
            "namedRanges": [
                {"name": "otsync.diagnoses", "namedRangeId": "kix.r1", "ranges": [{"startIndex": 2, "endIndex": 13, "tabId": "t.plan"}]}
            ],
        }
    }
    return document(
        doc_id,
        "Mateo Lopez · OT plan",
        [("t.plan", "Plan", content), ("t.notes", "Notes", notes), ("t.mail", "E-mails", mails)],
        named=ranges,
    )


def odd(doc_id: str = "doc-odd") -> Json:
    """A therapist's own Doc with whatever Docs can hold; names and text that would be trouble if they were not escaped."""
    sign = {
        "listProperties": {
            "nestingLevels": [
                {"glyphSymbol": "●", "indentStart": pt(36), "indentFirstLine": pt(18)},
                {"glyphSymbol": "○", "indentStart": pt(72), "indentFirstLine": pt(54)},
            ]
        }
    }
    counted = {
        "listProperties": {
            "nestingLevels": [
                {"glyphType": "DECIMAL", "glyphFormat": "%0.", "startNumber": 1, "indentStart": pt(36), "indentFirstLine": pt(18)},
                {"glyphType": "ALPHA", "glyphFormat": "%1)", "startNumber": 1, "indentStart": pt(72), "indentFirstLine": pt(54)},
            ]
        }
    }
    boxes = {
        "listProperties": {"nestingLevels": [{"glyphType": "GLYPH_TYPE_UNSPECIFIED", "indentStart": pt(36), "indentFirstLine": pt(18)}]}
    }
    merged = [
        [cell(p("Both columns"), columnSpan=2), cell("covered"), cell("Tall", rowSpan=2)],
        [cell("a"), cell("b"), cell("covered")],
    ]
    content = [
        p("A <script>alert(1)</script> Doc", style="TITLE"),
        p("all & everything", style="SUBTITLE"),
        p("Words of many kinds", style="HEADING_1", headingId="h.words"),
        p(
            "Plain, ",
            run("bold", bold=True),
            ", ",
            run("italic", italic=True),
            ", ",
            run("both, in rust", bold=True, italic=True, foregroundColor=rgb("#9A3412")),
            ", ",
            run("struck", strikethrough=True),
            ", H",
            run("2", baselineOffset="SUBSCRIPT"),
            "O, ",
            run("marked", backgroundColor=rgb("#FDE68A")),
            ", ",
            run("a safe link", link={"url": "https://example.test/a?b=c&d"}, underline=True, foregroundColor=rgb("#1155CC")),
            " and ",
            run("a bad one", link={"url": "javascript:alert(document.domain)"}),
            ".",
        ),
        p("Two lines\vin one paragraph, 👩🏽‍🎨 and é."),
        p(
            "On ",
            date("Oct 7", "2026-10-07T12:00:00Z"),
            " with ",
            person("Ms. Alvarez <b>", "alvarez@example.test"),
            " see ",
            {
                "richLink": {
                    "richLinkId": "r1",
                    "textStyle": {},
                    "richLinkProperties": {
                        "title": "Roster",
                        "mimeType": "application/vnd.google-apps.spreadsheet",
                        "uri": "https://docs.google.com/spreadsheets/d/book-1/edit",
                    },
                }
            },
            ", state ",
            {"dropdown": {"dropdownId": "x", "textStyle": {}, "dropdownProperties": {"displayValue": "In progress"}}},
            ".",
        ),
        p(
            "She ",
            run("will ", {"suggestedDeletionIds": ["suggest.1"]}),
            run("did ", {"suggestedInsertionIds": ["suggest.1"]}),
            "thirty minutes.",
        ),
        p("Lists", style="HEADING_1", headingId="h.lists"),
        p("pencil", bullet={"listId": "kix.sign"}),
        p("short", bullet={"listId": "kix.sign", "nestingLevel": 1}),
        p("paper", bullet={"listId": "kix.sign"}),
        p("first", bullet={"listId": "kix.count"}),
        p("one", bullet={"listId": "kix.count", "nestingLevel": 1}),
        p("two", bullet={"listId": "kix.count", "nestingLevel": 1}),
        p("second", bullet={"listId": "kix.count"}),
        p(run("call home", strikethrough=True), bullet={"listId": "kix.box"}),
        p("list of activities", bullet={"listId": "kix.box"}),
        p("Tables", style="HEADING_1", headingId="h.tables"),
        table(merged),
        p(""),
    ]
    return document(
        doc_id,
        'Odd & "quoted" <img src=x onerror=alert(1)>',
        [("t.0", "Tab <b>1</b>", content)],
        lists={"kix.sign": sign, "kix.count": counted, "kix.box": boxes},
    )
