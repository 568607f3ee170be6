"""The merge table, row by row, and what holds for any values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.caseload.fields import load_plan
from otsync.caseload.merge import Choice, Merged, Side, merge_field
from otsync.caseload.values import compared, digest

FORM = load_plan()
ROOM, ALLERGY, ANNUAL, PLAN_TYPE = (FORM.fields[key] for key in ("room", "precautions", "annual", "plan_type"))
ID = "k7q2abcdwxyz"


def merged(
    roster: str,
    doc: str,
    base: str | None,
    *,
    field=ROOM,
    required: bool = False,
    begun: str | None = None,
    choice: Choice | None = None,
    writable: bool = True,
) -> Merged:
    hashed = None if base is None else digest(ID, field.id, compared(field, base))
    seen = [digest(ID, field.id, compared(field, begun))] if begun is not None else []
    return merge_field(
        field, ID, base=hashed, begun=seen, roster=Side(roster, writable, "a formula"), doc=Side(doc), required=required, choice=choice
    )


@pytest.mark.parametrize(
    ("roster", "doc", "base", "action", "value"),
    [
        ("12", "12", "12", "nothing", ""),
        ("14", "12", "12", "to_doc", "14"),
        ("12", "14", "12", "to_roster", "14"),
        ("14", "14", "12", "nothing", ""),
        ("14", "15", "12", "differs", ""),
        ("", "12", "12", "to_doc", ""),
        ("12", "", "12", "to_roster", ""),
        ("", "14", "12", "differs", ""),
        ("12", "", None, "to_doc", "12"),
        ("", "12", None, "to_roster", "12"),
        ("12", "14", None, "differs", ""),
        ("", "", None, "nothing", ""),
    ],
)
def test_table(roster: str, doc: str, base: str | None, action: str, value: str) -> None:
    """Each row of the merge table gives its result, for an optional field."""
    result = merged(roster, doc, base)
    assert (result.action, result.value) == (action, value)


@pytest.mark.parametrize(("roster", "doc", "blank"), [("", "Peanut", "roster"), ("Peanut", "", "doc")])
def test_clearing_a_required_value_never_spreads(roster: str, doc: str, blank: str) -> None:
    """A required value that is cleared on one side stays on the other, and is asked about."""
    result = merged(roster, doc, "Peanut", field=ALLERGY, required=True)
    assert (result.action, result.blank_side) == ("kept", blank)


def test_begun_value_counts_as_agreed() -> None:
    """A Doc that holds what a crashed run was about to write holds otsync's value: the roster's newer one goes there."""
    assert merged("15", "14", "12", begun="14").action == "to_doc"
    assert merged("12", "14", "12", begun="14") == merged("12", "14", "14")


def test_both_changed_after_a_crash_is_still_a_difference() -> None:
    """A begun value that a person then changed is a person's."""
    assert merged("14", "16", "12", begun="14").action == "differs"


@pytest.mark.parametrize(("choice", "action", "value"), [("doc", "to_roster", "15"), ("roster", "to_doc", "14")])
def test_a_choice_settles(choice: Choice, action: str, value: str) -> None:
    """A person's answer decides which side wins."""
    result = merged("14", "15", "12", choice=choice)
    assert (result.action, result.value) == (action, value)


def test_a_formula_is_never_written() -> None:
    """A differing Doc value is listed where the roster cell is fed by a formula."""
    assert merged("12", "14", "12", writable=False).action == "unwritable"


def test_dates_are_compared_by_their_day() -> None:
    """3/4/26 and March 4, 2026 are one value; words that are no date stay where they were typed."""
    assert merged("3/4/26", "March 4, 2026", None, field=ANNUAL).action == "nothing"
    assert merged("3/4/26", "soon", "3/4/26", field=ANNUAL).action == "untyped"


def test_docs_autocorrect_is_no_change() -> None:
    """Curly quotes, long dashes and no-break spaces that Docs puts in are the same words."""
    assert merged('Rm 12 - "A" wing', "Rm 12 – “A” wing", 'Rm 12 - "A" wing').action == "nothing"


TEXT = st.one_of(st.sampled_from(["", "12", "14", "TBD", "none known", "é", "e\u0301", "שלום", "🦈"]), st.text(max_size=12))


@given(TEXT, TEXT, st.one_of(st.none(), TEXT), st.one_of(st.none(), TEXT), st.booleans())
def test_no_typed_value_is_lost(roster: str, doc: str, base: str | None, begun: str | None, required: bool) -> None:
    """A value is replaced only where it is what both sides agreed on (or what otsync itself wrote), or is blank; else it stays."""
    result = merged(roster, doc, base, required=required, begun=begun)
    known = {compared(ROOM, one) for one in (base, begun) if one is not None} | {""}
    if result.action == "to_doc":
        assert compared(ROOM, doc) in known
        assert result.value == roster
        assert not (required and not compared(ROOM, roster) and compared(ROOM, doc))
    if result.action == "to_roster":
        assert compared(ROOM, roster) in {compared(ROOM, base or ""), ""}
        assert result.value == doc


@given(TEXT, TEXT, st.one_of(st.none(), TEXT), st.booleans())
def test_converges(roster: str, doc: str, base: str | None, required: bool) -> None:
    """Once a decision is carried out, deciding again does nothing."""
    result = merged(roster, doc, base, required=required)
    after = {"to_doc": (roster, result.value), "to_roster": (result.value, doc)}.get(result.action)
    if after:
        again = merge_field(ROOM, ID, base=result.base, roster=Side(after[0]), doc=Side(after[1]), required=required)
        assert again.action == "nothing"
