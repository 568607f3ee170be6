"""Lines that stood in a Doc when it was adopted, told from those that came later."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.notes.model import Line
from otsync.caseload.notes.reader import read_notes
from otsync.caseload.notes.seen import Mark, as_text, from_text, pieces_of, still_seen, without_seen

TODAY = date(2026, 10, 7)
OLD = ["DOB: 3/1/17", "10/2 30 pull-out. Animal yoga.", "good day", "9/30", "20 min push-in", "9/24 absent", "9/22 saw her in class"]


def lines(texts: list[str]) -> list[Line]:
    return [Line(text, f"t:{at}") for at, text in enumerate(texts)]


def record(texts: list[str]) -> list[Mark]:
    source = lines(texts)
    return [one.mark for one in pieces_of("s1", source, read_notes(source, ref_date=TODAY).entries)]


def logged(seen: list[Mark], now: list[str]) -> tuple[list[tuple[str, int]], int]:
    """Sessions (month/day, minutes) and flags that are new."""
    source = lines(now)
    pieces = pieces_of("s1", source)
    known, _ = still_seen(seen, [one.mark for one in pieces])
    new = without_seen(read_notes(source, ref_date=TODAY), pieces, known)
    return [(f"{one.date.month}/{one.date.day}", one.minutes) for one in new.entries], len(new.flags)


def test_nothing_changed_nothing_new() -> None:
    """Neither a session nor a question from lines that stood there."""
    assert logged(record(OLD), OLD) == ([], 0)


def test_lines_added_anywhere_are_new() -> None:
    """On top, below, in between, with an older day, or under an old day that stood there alone."""
    seen = record([*OLD, "9/15"])
    now = ["10/7 30 push-in", *OLD[:3], "10/1 15 consult", *OLD[3:], "9/15", "30 min pull-out"]
    assert logged(seen, now) == ([("10/7", 30), ("10/1", 15), ("9/15", 30)], 0)


def test_same_words_a_second_time_are_new_once() -> None:
    """A line that stands there again counts once more, wherever it was typed."""
    seen = record(["10/2 30 pull-out"])
    assert logged(seen, ["10/2 30 pull-out"])[0] == []
    for now in (["10/2 30 pull-out", "x", "10/2 30 pull-out"], ["10/2 30 pull-out", "10/2 30 pull-out"]):
        entries, flags = logged(seen, now)
        assert len(entries) + flags == 1


def test_moved_lines_stay_seen() -> None:
    """Old notes turned round, or cut and pasted to another place, log nothing; so do lines that were away for a while."""
    seen = record(OLD)
    assert logged(seen, list(reversed(OLD)))[0] == []
    _, remembered = still_seen(seen, [one.mark for one in pieces_of("s1", lines(OLD[:1]))])
    assert logged(remembered, OLD) == ([], 0)


def test_edits_of_an_old_session_stay_seen_again_and_again() -> None:
    """A word, the minutes, then the day of an old session: each run remembers the line as it stands."""
    seen = record(OLD)
    for line in ("10/2 30 pull-out. Animal yoga!!", "10/2 25 pull-out. Animal yoga!!", "10/3 25 pull-out. Animal yoga!!"):
        now = [OLD[0], line, *OLD[2:]]
        assert logged(seen, now) == ([], 0), line
        _, seen = still_seen(seen, [one.mark for one in pieces_of("s1", lines(now))])
    now = [OLD[0], "10/3 25 pull-out. Animal yoga!!", *OLD[2:4], "20 min push-in, scissors", *OLD[5:]]
    assert logged(seen, now) == ([], 0)  # a line without a day, one in the place of one


def test_line_that_was_no_session_and_becomes_one_is_new() -> None:
    """A day completed to a session, and a line that could not be read and now can be."""
    seen = record(["10/6", "9/22 saw her in class"])
    assert logged(seen, ["10/6 30 push-in", "9/22 saw her in class 20 min push-in"])[0] == [("10/6", 30), ("9/22", 20)]


def test_what_cannot_be_read_below_an_old_day_is_asked() -> None:
    """A new line below an old day that gives no length is a question, though the day stood there before."""
    seen = record(["9/15", "10/2 30 pull-out"])
    assert logged(seen, ["9/15", "saw 2 classes with her", "10/2 30 pull-out"])[1] == 1
    assert logged(seen, ["9/15", "10/2 30 pull-out"])[1] == 0


def test_breaks_inside_a_paragraph_are_lines() -> None:
    """Shift+Enter makes lines of one paragraph: each is told by itself."""
    seen = record(["10/2 30 pull-out\n10/1 20 push-in"])
    assert logged(seen, ["10/5 15 consult\n10/2 30 pull-out\n10/1 20 push-in"])[0] == [("10/5", 15)]


def test_record_holds_no_words_and_reads_back() -> None:
    """Nine characters a line, hashes that another student's same words do not share."""
    marks = record(OLD)
    text = as_text(marks)
    assert len(text) == 9 * len(OLD)
    assert from_text(text) == marks
    assert "absent" not in text
    other = as_text([one.mark for one in pieces_of("s2", lines(OLD))])
    assert not {one.words for one in from_text(other)} & {one.words for one in marks}


TEXTS = st.lists(
    st.sampled_from(["10/2 30 pull-out", "10/2 25 pull-out", "9/30 absent", "good day", "9/29", "20 min push-in", "x"]), max_size=8
)


@given(TEXTS, TEXTS, st.randoms(use_true_random=False))
def test_never_more_seen_than_there_were(old: list[str], added: list[str], dice: object) -> None:
    """However old and new lines are mixed: at most as many lines are held for old as stood there, and remembering twice is as once."""
    assert hasattr(dice, "shuffle")
    now = [*old, *added]
    dice.shuffle(now)
    seen = record(old)
    marks = [one.mark for one in pieces_of("s1", lines(now))]
    known, remembered = still_seen(seen, marks)
    assert sum(known) == len(old)
    assert still_seen(remembered, marks) == (known, remembered)
