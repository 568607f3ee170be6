"""Formatting that a therapist gives a value stays on the words that stay, whatever the new text is."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otsync.caseload.values import folded
from otsync.document.edit import edit_requests, units
from tests.house import House
from tests.scenarios.sacred import sacred

NAME, FIELD = "Ava Romero", "diagnoses"
WORDS = ["Peanut", "allergy,", "EpiPen", "é\u0301", "🦈", "שלום", "Rm", "12", "👩\u200d🏫"]
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6, unique=True).map(" ".join)


def bold_words(body: dict[str, Any], words: list[str], start: int, end: int) -> set[str]:
    """Words of the cell that are bold from their first letter to their last."""
    bold: set[int] = set()
    text = ""

    def walk(value: Any) -> None:
        nonlocal text
        if isinstance(value, dict):
            if "textRun" in value and start <= value.get("startIndex", 0) < end:
                content = value["textRun"]["content"]
                if value["textRun"].get("textStyle", {}).get("bold"):
                    bold.update(range(len(text), len(text) + len(content)))
                text += content
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(body["tabs"][0])
    places = {word: text.find(word) for word in words if word in text.split()}
    return {word for word, at in places.items() if set(range(at, at + len(word))) <= bold}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=TEXT, new=TEXT, at=st.integers(0, 5))
def test_words_that_stay_keep_their_style(home: House, old: str, new: str, at: int) -> None:
    """A bold word that the new text has in its order stays bold, the text is the wanted one, and nothing outside the cell changes."""
    home.type_value(NAME, FIELD, old)
    doc = home.doc(NAME)
    cell = doc.fields[FIELD].value
    plain = {"range": {"startIndex": cell.start, "endIndex": cell.end - 1, "tabId": doc.plan_tab}, "textStyle": {}, "fields": "bold"}
    word = old.split()[at % len(old.split())]
    first = cell.start + units(old[: old.index(word)])
    bold = {"startIndex": first, "endIndex": first + units(word), "tabId": doc.plan_tab}
    styled = {"range": bold, "textStyle": {"bold": True}, "fields": "bold"}
    home.people.write_doc(home.doc_id(NAME), [{"updateTextStyle": plain}, {"updateTextStyle": styled}])
    before = home.body(NAME)
    requests = edit_requests(home.doc(NAME).fields[FIELD].value, new, doc.plan_tab)
    if requests:
        home.people.write_doc(home.doc_id(NAME), requests)
    after, cell = home.body(NAME), home.doc(NAME).fields[FIELD].value
    assert folded(cell.text) == folded(new)
    assert sacred(before) == sacred(after)
    if old == new or (word in new.split() and old.split()[0] == word == new.split()[0]) or (old.split()[-1] == word == new.split()[-1]):
        assert word in bold_words(after, WORDS, cell.start, cell.end)
