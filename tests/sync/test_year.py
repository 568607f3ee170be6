"""A year of some students through Docs, workbook and runs: the tabs say what was made up, to the minute."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

from otsync.caseload.values import short_day
from otsync.sync.explaining import explain_student
from otsync.workbook import layout
from tests.house import ZONE, House
from tests.sync.test_standing import fill
from tests.year import CALENDAR_ROWS, TODAY, Pupil, Year


def row(pupil: Pupil) -> dict[str, str]:
    """The pupil as someone types the roster row."""
    return {
        "Name": pupil.name,
        "Birthdate": "3/1/2018",
        "School": pupil.school,
        "Plan type": "504",
        "Service minutes": pupil.services,
        "Usual times": pupil.usual,
        "Starts": short_day(pupil.starts) if pupil.starts else "",
    }


def figure(said: list[str], kind: str, words: str) -> int:
    """A figure of the sentence about everything since counting began."""
    line = next(one for one in said if one.startswith(f"{kind}, since counting began"))
    found = re.search(rf"(\d+) {words}", line)
    return int(found.group(1)) if found else 0


def test_a_year_in_the_tabs_equals_its_truth(empty: House) -> None:
    """Ten students and their notes of a school year: Minutes, This week, One student and `explain` all say the truth; a second run writes
    nothing."""
    home = empty
    home.now = datetime(TODAY.year, TODAY.month, TODAY.day, 2, 0, tzinfo=ZONE)
    home.tick()
    home.sync()
    rows = [(short_day(first), short_day(last), who, what) for first, last, who, what in CALENDAR_ROWS]
    fill(home, layout.CALENDAR, layout.CALENDAR.header_row + 1, 0, *rows)
    pupils = Year(7).caseload(18)[8:]
    home.add_students(*(row(pupil) for pupil in pupils))
    home.sync()
    for pupil in pupils:
        home.write_notes(pupil.name, pupil.note)
    for pupil in (one for one in pupils if one.left):
        home.set_roster(pupil.name, "Status", "moved")
        home.set_roster(pupil.name, "Status date", short_day(pupil.left) if pupil.left else "")
    report = home.sync()
    entries = sum(sum(pupil.noted.values()) for pupil in pupils)
    assert report.minutes_appended == entries > 500 and report.corrections == 0
    assert not home.looks()
    assert not home.sync().wrote
    log: dict[str, Counter[str]] = {}
    for line in home.minutes():
        log.setdefault(line["Student"], Counter())[line["Kind"]] += int(line["Minutes"])
    week = {line["Student"]: line for line in home.records(layout.THIS_WEEK)}
    for pupil in pupils:
        truth: Counter[str] = Counter()
        for (_, _, kind, minutes, *_), count in pupil.noted.items():
            truth[kind] += minutes * count
        assert +log[pupil.name] == +truth, pupil.name
        said = explain_student(home.people, home.settings(), home.now, home.cell(pupil.name, "otsync ID"))
        if pupil.required["direct"]:
            found = [figure(said, "Direct", words) for words in ("required", "given", "make-up owed", "made up of it", "with no note yet")]
            given = pupil.delivered["direct"] + pupil.made_up
            assert found == [pupil.required["direct"], given, pupil.owed, pupil.made_up, pupil.silent["direct"]], pupil.name
        if not pupil.left:
            assert int(week[pupil.name]["Make-up"] or 0) == pupil.owed - pupil.made_up
