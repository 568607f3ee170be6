"""What is not implemented says so: a method or a request kind that is not here answers 501, and changes nothing."""

from __future__ import annotations

import re

import pytest

from otsync.workspace.discovery import load
from otsync.workspace.errors import ApiError
from otsync.workspace.routes import HANDLERS as METHODS
from otsync.workspace.sheets.batch import HANDLERS, NEEDED

from .conftest import Desk

KINDS = load("sheets").schemas["Request"]["properties"]
NAMED = re.findall(r"\w+", """
addSheet deleteSheet duplicateSheet updateSheetProperties updateSpreadsheetProperties insertDimension deleteDimension moveDimension
appendDimension updateDimensionProperties autoResizeDimensions sortRange updateCells appendCells repeatCell copyPaste cutPaste findReplace
mergeCells unmergeCells updateBorders addNamedRange updateNamedRange deleteNamedRange addProtectedRange updateProtectedRange
deleteProtectedRange setBasicFilter clearBasicFilter addFilterView updateFilterView deleteFilterView setDataValidation
addConditionalFormatRule updateConditionalFormatRule deleteConditionalFormatRule addChart updateChartSpec updateEmbeddedObjectPosition
deleteEmbeddedObject
""")


def test_what_is_promised_is_there() -> None:
    """Every request kind that is promised is there, no other is, and so is every values method."""
    assert set(NAMED) == set(HANDLERS)
    methods = {f"sheets.{name}" for name in load("sheets").methods if ".values." in name}
    assert methods and methods <= METHODS.keys()


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - set(NAMED)))
def test_every_other_request_is_refused_in_words(small: Desk, kind: str) -> None:
    """A request kind that is not implemented answers 501, names itself, and undoes the batch it stands in."""
    before = small.everything()
    with pytest.raises(ApiError) as caught:
        small.batch({"addSheet": {"properties": {"title": "First"}}}, {kind: {}})
    assert caught.value.code == 501 and kind in caught.value.message
    assert small.everything() == before


@pytest.mark.parametrize("kind", sorted({*NEEDED, "updateCells"}))
def test_a_request_says_where(small: Desk, kind: str) -> None:
    """A request on a range that names none is refused, and is not taken for one on the whole first tab."""
    before, body = small.everything(), {"fields": "note"} if kind in ("repeatCell", "updateCells") else {}
    assert re.fullmatch(rf"Invalid requests\[0\]\.{kind}: No (range|source|area) specified\.", small.refused({kind: body}))
    assert small.everything() == before


def test_a_tab_without_a_grid_is_not_made_empty(small: Desk) -> None:
    """A tab of charts comes from a chart; one that would hold nothing answers 501."""
    with pytest.raises(ApiError, match="OBJECT"):
        small.batch({"addSheet": {"properties": {"title": "Charts", "sheetType": "OBJECT"}}})


@pytest.mark.parametrize("part", ["bandedRanges", "developerMetadata", "slicers", "tables", "columnGroups", "rowGroups"])
def test_create_takes_no_part_that_it_would_drop(small: Desk, part: str) -> None:
    """spreadsheets.create with a part of a sheet that is not implemented answers 501; nothing is taken and then forgotten."""
    with pytest.raises(ApiError) as caught:
        small.new("S2", {"sheets": [{part: [{}]}]})
    assert caught.value.code == 501 and part in caught.value.message
