"""Who asks, when, and how this workspace decides what nobody has measured on Google's servers."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any


def _unmeasured(default: Any, settled_by: str, unknown: str) -> Any:
    return field(default=default, metadata={"unknown": unknown, "settled_by": f"tests/live/{settled_by}"})


@dataclass(frozen=True)
class Switches:
    """The one table of unmeasured behaviour: each field has the default taken here, the test that asks Google, and what is unknown."""

    named_range_grows_at_start: bool = _unmeasured(
        False, "test_docs_ranges.py::test_growth_at_the_start_is_a_switch",
        "Whether a named range grows when text is inserted exactly at its first index.",
    )
    named_range_grows_at_end: bool = _unmeasured(
        False, "test_docs_ranges.py::test_growth_at_the_end_is_a_switch",
        "Whether a named range grows when text is inserted exactly at its end index.",
    )
    named_range_survives_emptying: bool = _unmeasured(
        False, "test_docs_ranges.py::test_an_emptied_range_vanishes_or_collapses",
        "Whether a named range all of whose text was deleted stays, collapsed, or vanishes.",
    )
    empty_named_range_is_error: bool = _unmeasured(
        True, "test_docs_ranges.py::test_an_empty_named_range_is_a_switch",
        "Whether createNamedRange on a range of no width is refused.",
    )
    copy_keeps_named_ranges: bool = _unmeasured(
        True, "test_switches.py::test_named_ranges_through_a_copy",
        "Whether files.copy of a Doc carries its named ranges (one public project saw that it does).",
    )
    copy_keeps_named_range_ids: bool = _unmeasured(
        False, "test_switches.py::test_ids_of_named_ranges_through_a_copy",
        "Whether named ranges carried by files.copy keep their ids.",
    )
    copy_keeps_tab_ids: bool = _unmeasured(
        True, "test_switches.py::test_tab_ids_through_a_copy",
        "Whether the tabs of a copied Doc keep their tab ids.",
    )
    copy_keeps_app_properties: bool = _unmeasured(
        True, "test_switches.py::test_app_properties_through_a_copy",
        "Whether files.copy carries appProperties that the request does not name (documented only by 'null clears').",
    )
    delete_missing_named_range_is_error: bool = _unmeasured(
        True, "test_docs_ranges.py::test_deleting_a_range_that_is_not_there_is_a_switch",
        "Whether deleteNamedRange with a name or id that is not there is refused or does nothing.",
    )
    delete_of_suggested_text_fails: bool = _unmeasured(
        False, "test_switches.py::test_deleting_suggested_text",
        "Whether deleting text with a pending suggestion still answers 500, as seen in 2023.",
    )
    replaced_text_keeps_named_range: bool = _unmeasured(
        True, "test_docs_text.py::test_a_named_range_over_replaced_text_is_a_switch",
        "Whether a named range that covers text which replaceAllText replaces then covers the new text.",
    )
    merged_paragraph_keeps_first_style: bool = _unmeasured(
        True, "test_docs_text.py::test_deleting_across_paragraphs_joins_them",
        "Which paragraph style survives when the newline between two paragraphs that keep text is deleted: the first's or the last's.",
    )
    style_range_may_reach_segment_end: bool = _unmeasured(
        True, "test_docs_styles.py::test_a_style_range_up_to_the_segment_s_end_is_a_switch",
        "Whether a style range may hold the last newline of its segment; public reports contradict each other.",
    )
    text_style_extends_to_newline: bool = _unmeasured(
        False, "test_docs_styles.py::test_a_style_may_reach_the_newline_by_a_switch",
        "Whether styling all the text of a paragraph styles its newline too (documented as 'may').",
    )
    named_style_resets_text_style: bool = _unmeasured(
        True, "test_docs_styles.py::test_a_heading_has_an_id_and_normal_text_has_none",
        "Whether a new named style takes font, size and colour off the paragraph's text.",
    )
    inserted_row_copies_style: bool = _unmeasured(
        True, "test_docs_styles.py::test_a_new_row_looks_like_its_neighbour_by_a_switch",
        "Whether insertTableRow gives the new cells the look of the row they were inserted beside.",
    )
    sort_moves_row_metadata: bool = _unmeasured(
        True, "test_switches.py::test_row_metadata_under_a_sort",
        "Whether sorting rows carries their developer metadata with the data.",
    )
    broken_named_ranges_block_their_name: bool = _unmeasured(
        True, "test_switches.py::test_a_broken_named_range_and_its_name",
        "Whether a spreadsheet's named range whose cells were deleted keeps its name taken though unlisted (seen by gspread users).",
    )
    strict_validation_refuses_api_writes: bool = _unmeasured(
        False, "test_switches.py::test_a_write_that_validation_forbids",
        "Whether an API write of a value that strict data validation forbids is refused.",
    )
    properties_change_modified_time: bool = _unmeasured(
        False, "test_switches.py::test_marks_and_the_modified_time",
        "Whether a change of properties, appProperties, star, trash or place alone gives a file a new modifiedTime.",
    )
    unpicked_file_is_forbidden: bool = _unmeasured(
        False, "test_switches.py::test_a_file_that_was_not_handed_over",
        "Whether drive.file meets a user's file that the app was not handed with 404 or with 403 (both have been reported).",
    )
    list_lag_seconds: int = _unmeasured(
        0, "test_switches.py::test_how_soon_a_new_file_is_listed",
        "How long a file that was just made or changed stays as it was in files.list.",
    )


def switches_from(values: dict[str, Any], base: Switches | None = None) -> Switches:
    """`base` with the named switches changed. ValueError names a switch that does not exist or has the wrong type."""
    known = {entry.name: getattr(base or Switches(), entry.name) for entry in fields(Switches)}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"There is no switch named {name!r}; there are {', '.join(sorted(known))}.")
        if type(value) is not type(known[name]):
            raise ValueError(f"The switch {name} takes {type(known[name]).__name__}, not {value!r}.")
        known[name] = value
    return Switches(**known)


@dataclass(frozen=True)
class Context:
    """One request as an engine sees it: nothing of HTTP, tokens or access is left in it."""

    user: str
    """E-mail address of the person who acts (or for whom an app acts)."""
    now: datetime
    """The workspace clock, aware, UTC; the same for the whole request."""
    switches: Switches = Switches()
    client: str = ""
    """OAuth client id of the app that acts; empty for a person at the pages or a request without a token."""
    owns: bool = True
    """Whether the user owns the file at hand: then no protected range of it keeps them out."""
    edits: list[dict[str, Any]] = field(default_factory=list, compare=False)
    """What the request changed, as `edits.py` describes it: the engines add to it."""
