"""The Minutes log against Docs that change: every sum right, nothing rewritten, accidents held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otsync.caseload.log import LogDecision, LogRow, content, decide_log, live_rows, read_reason, reason_words, row_digest, row_of
from otsync.caseload.logged import audit, day_of
from otsync.caseload.notes.model import Entry, Line
from otsync.caseload.notes.reader import read_notes

TODAY = date(2025, 10, 31)
NOW = datetime(2025, 10, 31, 2, 0, tzinfo=UTC)
ID = "k7q2mw4x"


def entries(*lines: str) -> tuple[Entry, ...]:
    """The sessions of a Doc with these lines."""
    return read_notes([Line(one) for line in lines for one in line.split("\n")], ref_date=TODAY).entries


def decide(rows: Sequence[LogRow], read: Sequence[Entry], **more: Any) -> LogDecision:
    """One run."""
    return decide_log(ID, rows, read, now=NOW, first_import=more.pop("first_import", False), today=TODAY, **more)


def sums(rows: Sequence[LogRow]) -> Counter[tuple[date, str]]:
    """What SUMIFS over the Minutes column gives by date and kind; zeros left out."""
    out: Counter[tuple[date, str]] = Counter()
    for row in rows:
        out[row.date, row.kind] += row.minutes
    return Counter({key: value for key, value in out.items() if value})


def given_sums(read: Sequence[Entry]) -> Counter[tuple[date, str]]:
    """The same from a reading."""
    return sums([row_of(one, ID, "", 1, "new", NOW) for one in read])


def said(rows: Sequence[LogRow]) -> Counter[tuple[object, ...]]:
    """What the rows say, without IDs."""
    return Counter(content(row) for row in rows)


def test_new_sessions_are_appended_once() -> None:
    """A reading is logged with rev 1 and `new`; the same reading again adds nothing."""
    read = entries("10/7 9:15-9:45 push-in, writing. Pencil dot.", "10/2 30 pull-out. Animal yoga")
    first = decide([], read)
    assert [(row.minutes, row.rev, row.change, row.as_written) for row in first.append] == [
        (30, 1, "new", "10/7 9:15-9:45 push-in, writing"),
        (30, 1, "new", "10/2 30 pull-out"),
    ]
    again = decide(first.append, read)
    assert again.append == () and again.held == () and said(again.current) == said(first.append)


def test_first_import_is_said() -> None:
    """Rows of the first import say so."""
    assert {row.change for row in decide([], entries("10/7 30 PI"), first_import=True).append} == {"first import"}


def test_a_correction_is_a_reversal_and_a_new_row() -> None:
    """30 corrected to 25: -30 reversed, 25 corrected with the next revision, one entry ID."""
    rows = decide([], entries("10/2 30 pull-out")).append
    done = decide(rows, entries("10/2 25 pull-out"))
    assert [(row.minutes, row.change, row.rev) for row in done.append] == [(-30, "reversed", 1), (25, "corrected", 2)]
    assert len({row.entry for row in (*rows, *done.append)}) == 1
    assert sum(row.minutes for row in (*rows, *done.append)) == 25


def test_a_date_put_right_moves_the_minutes() -> None:
    """A line whose date alone changed is the same session: reversed on the old day, given on the new."""
    rows = decide([], entries("10/2 30 pull-out")).append
    done = decide(rows, entries("10/3 30 pull-out"))
    assert [(row.date.day, row.minutes) for row in done.append] == [(2, -30), (3, 30)]
    assert {row.entry for row in done.append} == {rows[0].entry}


def test_a_removed_line_is_withdrawn() -> None:
    """A line that is gone is reversed and no longer current."""
    rows = decide([], entries("10/29 30 PI", "10/28 30 PO")).append
    done = decide(rows, entries("10/29 30 PI"))
    assert [(row.minutes, row.change) for row in done.append] == [(-30, "withdrawn")]
    assert [row.date.day for row in done.current] == [29]


def test_retyping_brings_the_same_session_back() -> None:
    """A line deleted and typed again has its old entry ID and the sum of one session."""
    read = entries("10/29 30 PI")
    rows = [*decide([], read).append]
    rows += decide(rows, ()).append
    rows += decide(rows, read).append
    assert sum(row.minutes for row in rows) == 30 and len({row.entry for row in rows}) == 1
    assert rows[-1].change == "restored" and decide(rows, read).append == ()


def test_moving_lines_changes_nothing() -> None:
    """The order of the lines in the Doc is of no account."""
    lines = ["10/29 30 PI", "10/28 9:15-9:45 PO", "10/24 absent", "10/23 15 consult"]
    rows = decide([], entries(*lines)).append
    assert decide(rows, entries(*reversed(lines))).append == ()


def test_a_counter_is_never_used_again() -> None:
    """A new session on a day whose withdrawn session had other words gets an ID of its own."""
    rows = [*decide([], entries("10/29 30 PI")).append]
    rows += decide(rows, ()).append
    rows += decide(rows, entries("10/29 9:15-10:00 consult with teacher")).append
    assert len({row.entry for row in rows}) == 2 and sum(row.minutes for row in rows) == 45


def test_many_withdrawals_are_held() -> None:
    """More than three lines gone at once are asked about; nothing is taken out, new lines are still logged."""
    lines = [f"10/{day} 30 PI" for day in (20, 21, 22, 23, 24)]
    rows = decide([], entries(*lines)).append
    done = decide(rows, entries("10/20 30 PI", "10/30 45 pull-out, room 12"))
    assert [(row.date.day, row.change) for row in done.append] == [(30, "new")]
    assert len(done.held) == 4 and len(done.current) == 6


def test_an_old_withdrawal_is_held_and_an_answer_lets_it_go() -> None:
    """A session older than 14 days is not withdrawn until someone says so, and stays when they say keep."""
    rows = decide([], entries("9/30 30 PI")).append
    asked = decide(rows, ())
    assert asked.append == () and len(asked.held) == 1
    assert decide(rows, (), keep=[rows[0].entry]).held == ()
    gone = decide(rows, (), withdraw=[rows[0].entry])
    assert [(row.minutes, row.change) for row in gone.append] == [(-30, "withdrawn")]


def test_rows_of_people_are_left_alone() -> None:
    """A row without an entry ID is neither paired nor reversed."""
    own = LogRow(date=date(2025, 10, 6), minutes=30, as_written="10/6 30 PI")
    done = decide([own], entries("10/6 30 PI"))
    assert [row.change for row in done.append] == ["new"] and len(done.current) == 1
    assert decide([own], ()).append == ()


def test_an_altered_row_is_kept_and_listed() -> None:
    """A person's change to a row stands and is listed once what was appended is remembered."""
    read = entries("10/2 30 pull-out")
    row = decide([], read).append[0]
    altered = replace(row, minutes=20)
    done = decide([altered], read, remembered={row.entry: row_digest(row)})
    assert done.append == () and [one.minutes for one in done.current] == [20]
    assert [one.entry for one in audit(ID, [altered], done.remembered).edited] == [row.entry]


def test_a_deleted_row_is_not_written_again() -> None:
    """A row that a person deleted is listed with `Restore it?`, not appended."""
    read = entries("10/2 30 pull-out")
    row = decide([], read).append[0]
    done = decide([], read, remembered={row.entry: row_digest(row)})
    assert done.append == () and audit(ID, [], done.remembered).deleted == (row.entry,)


def test_a_person_keeps_her_row_or_takes_the_docs() -> None:
    """“Keep mine” leaves the altered row for good; “Use the Doc” reverses it as it stands and gives the Doc's minutes."""
    read = entries("10/2 30 pull-out")
    row = decide([], read).append[0]
    hers = [replace(row, minutes=20)]
    told = {row.entry: row_digest(row)}
    mine = decide(hers, read, remembered=told, answers={row.entry: "keep"})
    assert mine.append == () and audit(ID, hers, mine.remembered).edited == ()
    assert decide(hers, read, remembered=mine.remembered).append == ()
    docs = decide(hers, read, remembered=told, answers={row.entry: "doc"})
    assert [one.minutes for one in docs.append] == [-20, 30]
    assert audit(ID, [*hers, *docs.append], docs.remembered).edited == ()


def test_a_changed_line_counts_again_after_keep_mine() -> None:
    """A row that was kept follows the Doc again when the line itself is changed."""
    row = decide([], entries("10/2 30 pull-out")).append[0]
    hers = [replace(row, minutes=20)]
    mine = decide(hers, entries("10/2 30 pull-out"), remembered={row.entry: row_digest(row)}, answers={row.entry: "keep"})
    later = decide(hers, entries("10/2 45 pull-out"), remembered=mine.remembered)
    assert [one.minutes for one in later.append] == [-20, 45]


def test_a_deleted_row_is_restored_or_left_out_for_good() -> None:
    """“Restore it” appends the row under its old entry ID; “Leave it out” is remembered and not asked again."""
    read = entries("10/2 30 pull-out")
    row = decide([], read).append[0]
    told = {row.entry: row_digest(row)}
    back = decide([], read, remembered=told, answers={row.entry: "restore"})
    assert [(one.minutes, one.entry, one.change) for one in back.append] == [(30, row.entry, "restored")]
    out = decide([], read, remembered=told, answers={row.entry: "leave"})
    assert out.append == () and audit(ID, [], out.remembered).deleted == ()
    assert decide([], read, remembered=out.remembered).append == ()
    assert day_of(ID, row.entry, TODAY) == date(2025, 10, 2)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_one_row_of_a_correction_is_deleted(at: int) -> None:
    """Of a row, its reversal and its correction any one may be deleted: it is noticed, and “Restore it” makes the sums right again."""
    rows = [*decide([], entries("10/2 30 pull-out")).append]
    read = entries("10/2 25 pull-out")
    rows += decide(rows, read).append
    told = {rows[0].entry: row_digest(rows[2])}
    less = [row for place, row in enumerate(rows) if place != at]
    quiet = decide(less, read, remembered=told)
    assert quiet.append == () and audit(ID, less, quiet.remembered).deleted == (rows[0].entry,)
    mended = decide(less, read, remembered=told, answers={rows[0].entry: "restore"})
    assert sum(row.minutes for row in (*less, *mended.append)) == 25
    assert audit(ID, [*less, *mended.append], mended.remembered).deleted == ()
    assert decide([*less, *mended.append], read, remembered=mended.remembered).append == ()


def test_a_sorted_tab_says_the_same() -> None:
    """People may sort the Minutes tab: the latest revision of a session counts, wherever its row stands."""
    rows = [*decide([], entries("10/2 30 pull-out")).append]
    rows += decide(rows, entries("10/2 25 pull-out")).append
    told = {rows[0].entry: row_digest(rows[2])}
    for order in ([2, 1, 0], [1, 0, 2], [0, 2, 1]):
        assert decide([rows[at] for at in order], entries("10/2 25 pull-out"), remembered=told).append == ()


def test_the_reason_cell_is_read_back() -> None:
    """What the Reason cell says of planned minutes and a make-up is read back."""
    read = entries("10/24 20 of 30 min, owe 10", "10/28 OT sick, will make up")
    assert [reason_words(one) for one in read] == ["20 of 30; make-up owed", "provider_absent; make-up owed"]
    assert [(read_reason(reason_words(one)).planned, read_reason(reason_words(one)).owed) for one in read] == [(30, True), (None, True)]


def test_the_same_line_in_another_year_is_another_session() -> None:
    """Two years of the same words stay two sessions."""
    read = entries("10/7/25 30 PI")
    older = read_notes([Line("10/7/24 30 PI")], ref_date=TODAY, count_from=date(2024, 8, 1)).entries
    rows = decide([], (*read, *older)).append
    assert len({row.entry for row in rows}) == 2
    assert decide(rows, (*read, *older)).append == ()


_LINE = st.builds(
    "{}/{} {}".format,
    st.just(10),
    st.sampled_from([6, 7, 8, 9, 20, 21, 22, 27, 28, 29, 30]),
    st.sampled_from(
        [
            "30 PI",
            "30 PO",
            "25 PO",
            "15 consult",
            "absent",
            "9:15-9:45 PI",
            "1:15-1:45 PO",
            "20 of 30 min",
            "MU 30",
            "OT sick, owe 30",
            "30?",
        ]
    ),
)
_DOC = st.lists(_LINE, max_size=9)


@settings(max_examples=150, deadline=None)
@given(st.lists(_DOC, min_size=1, max_size=6))
def test_the_log_follows_the_doc(docs: list[list[str]]) -> None:
    """After any edits the log's current state and its sums equal a fresh reading, and its history only grew."""
    rows: list[LogRow] = []
    for doc in docs:
        read = entries(*doc)
        before = list(rows)
        done = decide(rows, read, withdraw=[row.entry for row in live_rows(ID, rows)])
        assert done == decide(rows, read, withdraw=[row.entry for row in live_rows(ID, rows)])
        rows += done.append
        assert rows[: len(before)] == before
        assert said(done.current) == said([row_of(one, ID, "", 1, "new", NOW) for one in read])
        assert said(live_rows(ID, rows)) == said(done.current)
        assert sums(rows) == given_sums(read)
        again = decide(rows, read)
        assert again.append == () and again.held == ()


@settings(max_examples=100, deadline=None)
@given(st.lists(_DOC, min_size=2, max_size=5))
def test_nothing_is_lost_while_withdrawals_are_held(docs: list[list[str]]) -> None:
    """Unanswered, the log holds the reading and what is held: sums are those of the two together."""
    rows: list[LogRow] = []
    for doc in docs:
        read = entries(*doc)
        done = decide(rows, read)
        rows += done.append
        expected = given_sums(read)
        expected.update(sums([one.row for one in done.held]))
        assert sums(rows) == Counter({key: value for key, value in expected.items() if value})
        assert decide(rows, read).append == ()


@given(st.permutations(["10/6 30 PI", "10/7 30 PO", "10/8 15 consult", "10/9 absent", "10/20 30 PI"]))
def test_any_order_of_lines_gives_the_same_sessions(lines: list[str]) -> None:
    """Reading a shuffled Doc never appends a row."""
    rows = decide([], entries("10/6 30 PI", "10/7 30 PO", "10/8 15 consult", "10/9 absent", "10/20 30 PI")).append
    assert decide(rows, entries(*lines)).append == ()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_recent_withdrawals_go_through(count: int) -> None:
    """Up to three recent lines may go without a question."""
    days = (27, 28, 29, 30)
    rows = decide([], entries(*[f"10/{day} 30 PI" for day in days])).append
    done = decide(rows, entries(*[f"10/{day} 30 PI" for day in days[count:]]))
    assert len([row for row in done.append if row.change == "withdrawn"]) == count and done.held == ()
