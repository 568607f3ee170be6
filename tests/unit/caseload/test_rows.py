"""The merge of a table, row by row: what goes where, and what holds for any rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.rows import (
    Hasher,
    Row,
    RowsMerged,
    align,
    line_of,
    lines_of,
    merge_rows,
    pair,
    plain,
    read_lines,
    same_rows,
    write_mark,
)

GOALS = Hasher("k7q2abcdwxyz", "goals", 1)
TRIED = Hasher("k7q2abcdwxyz", "tried", 2)


def rows(*lines: str, columns: int = 3) -> list[Row]:
    return read_lines("\n".join(lines), columns)


def mark(held: list[Row], hasher: Hasher = GOALS) -> str:
    return write_mark(hasher.of(row) for row in held)


def merged(roster: list[Row], doc: list[Row], base: list[Row] | None, *, hasher: Hasher = GOALS, **more: object) -> RowsMerged:
    said = {"required": False, "begun": None} | more
    return merge_rows(hasher, base=None if base is None else mark(base, hasher), roster=roster, doc=doc, **said)  # type: ignore[arg-type]


def doc_of(result: RowsMerged) -> list[str]:
    return [line_of(one.row) for one in result.doc]


def roster_of(result: RowsMerged) -> list[str]:
    return [line_of(one.row) for one in result.roster]


def test_a_row_added_on_one_side_is_added_on_the_other() -> None:
    """It comes behind the row that it stands behind; rows that stay keep their places."""
    old = rows("cut | OT", "write | OT")
    result = merged(rows("cut | OT", "zip | OT", "write | OT"), [*old, *rows("tie | shared")], old)
    assert doc_of(result) == ["cut | OT", "zip | OT", "write | OT", "tie | shared"]
    assert roster_of(result) == ["cut | OT", "zip | OT", "write | OT", "tie | shared"]
    assert [one.at for one in result.doc] == [0, None, 1, 2]


def test_a_row_changed_on_one_side_changes_on_the_other() -> None:
    """By its first column where the rest changed, by its place where the first column did."""
    old = rows("cut | OT | art", "write | OT", "zip | OT")
    result = merged(rows("cut | shared | art", "write | OT", "zip | OT"), rows("cut | OT | art", "write 3 words | OT", "zip | OT"), old)
    assert doc_of(result) == roster_of(result) == ["cut | shared | art", "write 3 words | OT", "zip | OT"]
    assert not result.differ


def test_a_row_changed_on_both_sides_stays_on_both() -> None:
    """It is listed once with both, and the other rows go on."""
    old = rows("cut | OT", "write | OT")
    result = merged(rows("cut | shared", "write | OT", "zip"), rows("cut | consult", "write | OT"), old)
    assert result.differ == ((0, 0),)
    assert doc_of(result) == ["cut | consult", "write | OT", "zip"]
    assert roster_of(result) == ["cut | shared", "write | OT", "zip"]


def test_a_choice_settles_a_row() -> None:
    """The chosen side's row goes to the other."""
    result = merged(rows("cut | shared"), rows("cut | consult"), rows("cut | OT"), choose=lambda roster, doc: "doc")
    assert (doc_of(result), roster_of(result)) == (["cut | consult"], ["cut | consult"])


def test_a_row_taken_away_goes_on_the_other_side_where_nobody_changed_it() -> None:
    """Agreed words go; words that someone wrote since come back."""
    old = rows("cut | OT", "write | OT", "zip | OT")
    result = merged(rows("write | OT", "zip | OT"), rows("cut | OT", "write | OT, 3 words"), old)
    assert doc_of(result) == ["write | OT, 3 words"]
    result = merged(rows("write | OT"), rows("cut | OT, by May", "write | OT"), rows("cut | OT", "write | OT"))
    assert doc_of(result) == roster_of(result) == ["cut | OT, by May", "write | OT"]


def test_a_table_that_is_needed_is_never_emptied() -> None:
    """Every row gone from one side stays on the other until someone answers."""
    old = rows("cut | OT", "write | OT")
    result = merged([], old, old, required=True)
    assert (result.emptied, len(result.doc), result.to_doc) == ("roster", 2, ())
    assert doc_of(merged([], old, old, required=True, cleared="roster")) == []
    assert roster_of(merged([], old, old, required=True, cleared="doc")) == ["cut | OT", "write | OT"]


def test_rows_that_a_dead_run_wrote_count_as_agreed() -> None:
    """A row that otsync had put into the Doc follows the roster's newer words instead of differing from them."""
    first = merged(rows("cut | shared", "zip"), rows("cut | OT"), rows("cut | OT"))
    assert doc_of(first) == ["cut | shared", "zip"]
    again = merged(rows("cut | consult"), rows("cut | shared", "zip"), rows("cut | OT"), begun=first.begun)
    assert (doc_of(again), again.differ) == (["cut | consult"], ())


def test_a_row_that_a_dead_run_took_out_may_come_back() -> None:
    """Typed again in the roster, it goes to the Doc again: its being gone there was otsync's doing."""
    first = merged(rows("cut"), rows("cut", "zip"), rows("cut", "zip"))
    assert doc_of(first) == ["cut"]
    again = merged(rows("cut", "zip"), rows("cut"), rows("cut", "zip"), begun=first.begun)
    assert doc_of(again) == roster_of(again) == ["cut", "zip"]


def test_dates_alone_do_not_tell_rows_apart() -> None:
    """Two things tried on one day are two rows."""
    old = rows("10/6 | slant board", "10/6 | pencil grip")
    result = merged(rows("10/6 | slant board | helps", "10/6 | pencil grip"), old, old, hasher=TRIED)
    assert doc_of(result) == ["10/6 | slant board | helps", "10/6 | pencil grip"]


WORD = st.sampled_from(["cut", "write", "zip", "tie", "é", "שלום", "a b"])
ROW = st.tuples(WORD, st.sampled_from(["", "OT", "shared"]), st.sampled_from(["", "art"]))
ROWS = st.lists(ROW, max_size=5, unique_by=plain)
BASE = st.one_of(st.none(), ROWS)


@given(ROWS, ROWS, BASE, st.booleans(), st.booleans(), st.booleans())
def test_no_typed_row_is_lost(
    roster: list[Row], doc: list[Row], base: list[Row] | None, required: bool, to_doc: bool, to_roster: bool
) -> None:
    """Words that were not agreed stand afterwards where they stood, or on both sides, or the row is one that only the other changed."""
    result = merged(roster, doc, base, required=required, may_write_doc=to_doc, may_write_roster=to_roster)
    agreed = {plain(row) for row in base or []}
    for here, after in ((roster, result.roster), (doc, result.doc)):
        stays = {plain(one.row) for one in after}
        for row in here:
            assert plain(row) in stays or plain(row) in agreed
    if not to_doc:
        assert doc_of(result) == [line_of(row) for row in doc]
    if not to_roster:
        assert roster_of(result) == [line_of(row) for row in roster]


@given(ROWS, ROWS, BASE, st.booleans())
def test_converges(roster: list[Row], doc: list[Row], base: list[Row] | None, required: bool) -> None:
    """Once a decision is carried out, deciding again does nothing and lists the same."""
    result = merged(roster, doc, base, required=required)
    after_roster, after_doc = [one.row for one in result.roster], [one.row for one in result.doc]
    again = merge_rows(GOALS, base=result.base, begun=None, roster=after_roster, doc=after_doc, required=required)
    assert (again.to_doc, again.to_roster) == ((), ())
    assert len(again.differ) == len(result.differ)
    assert same_rows(again.base, result.base)


@given(ROWS, ROWS, BASE)
def test_a_dead_run_loses_no_row(roster: list[Row], doc: list[Row], base: list[Row] | None) -> None:
    """Decided again over the Doc as it was just written, with the roster as it was: every row of the undisturbed end is there."""
    result = merged(roster, doc, base)
    again = merged(roster, [one.row for one in result.doc], base, begun=result.begun)
    assert set(doc_of(result)) <= set(doc_of(again))
    assert set(roster_of(result)) <= set(roster_of(again))


@given(ROWS)
def test_lines_and_rows_are_one(many: list[Row]) -> None:
    """Rows written as lines of a cell read back as the same rows."""
    assert [plain(row) for row in read_lines(lines_of(many), 3)] == [plain(row) for row in many]


@given(ROWS, ROWS)
def test_pair_serves_each_once(one: list[Row], other: list[Row]) -> None:
    """No row is two rows."""
    found = [index for index in pair([GOALS.of(row) for row in one], [GOALS.of(row) for row in other]) if index is not None]
    assert len(found) == len(set(found))


@given(ROWS, ROWS)
def test_align_gives_the_wanted_rows(current: list[Row], wanted: list[Row]) -> None:
    """Places that are kept are in the order of the table."""
    placed = align(current, wanted, GOALS)
    assert [plain(one.row) for one in placed] == [plain(row) for row in wanted]
    kept = [one.at for one in placed if one.at is not None]
    assert kept == sorted(set(kept))
