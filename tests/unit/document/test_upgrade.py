"""What an existing Doc gets when the form changes, tried on the embedded Docs engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from otsync.caseload.fields import PlanForm, load_plan
from otsync.document.body import Paragraph, Table, tabs_of
from otsync.document.page import Page, read_page
from otsync.document.read import NOTES
from otsync.document.template import template_requests
from otsync.document.upgrade import NO_LONGER, Upgrade, decide_upgrade
from otsync.document.upgrade_requests import upgrade_requests
from otsync.document.write import CellWrite, fill_requests
from otsync.google.connect import Google, connect
from otsync.workspace.server import Workspace, serve

Json = dict[str, Any]
FORM = load_plan()


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Google]:
    served = serve(Workspace(tmp_path_factory.mktemp("docs"), clock=None), 0)
    google = connect(endpoint=served.url, credentials=None, limits=False)
    yield google
    google.close()
    served.close()


@pytest.fixture
def form(tmp_path: Path) -> Callable[[str], PlanForm]:
    """A form with further tables of TOML behind the shipped one."""

    def make(text: str) -> PlanForm:
        path = tmp_path / f"fields{len(list(tmp_path.iterdir()))}.toml"
        path.write_text(text, encoding="utf-8")
        return load_plan(own=path)

    return make


class Doc:
    """One Doc of the shipped form, filled and anchored as otsync does it."""

    def __init__(self, google: Google, form: PlanForm = FORM, values: Mapping[str, str] | None = None) -> None:
        self.google = google
        self.id = google.create_doc("A plan")["documentId"]
        google.write_doc(self.id, template_requests(form))
        plan = self.page(form).plan
        writes = {key: CellWrite(value=text) for key, text in (values or {}).items()}
        google.write_doc(self.id, fill_requests(plan, writes, anchor=True, name_tab=True))

    def body(self) -> Json:
        return self.google.read_doc(self.id)

    def page(self, form: PlanForm) -> Page:
        return read_page(self.body(), form)

    def edit(self, *requests: Json) -> None:
        self.google.write_doc(self.id, requests)

    def upgrade(self, form: PlanForm, **options: Any) -> Upgrade:
        page = self.page(form)
        decided = decide_upgrade(page, form, **options)
        if decided.steps:
            self.google.write_doc(self.id, upgrade_requests(page, form, decided), required_revision=page.plan.revision)
        again = decide_upgrade(self.page(form), form, **options)
        assert again.steps == (), again.steps
        return decided

    def words(self, form: PlanForm) -> list[str]:
        """Paragraphs and rows of the plan's tab, as a reader sees them."""
        tab = self.page(form).tab
        assert tab is not None
        said: list[str] = []
        for block in tab.blocks:
            if isinstance(block, Paragraph):
                said.append(block.text)
            else:
                said += [" | ".join(cell.text for cell in row) for row in block.rows]
        return said

    def value(self, form: PlanForm, field_id: str) -> list[Json]:
        """The content of a field's value cell without its indexes and ids of lists."""
        page = self.page(form)
        return [_bare(element, page.lists) for element in page.content(page.plan.fields[field_id].value)]


def _bare(element: Mapping[str, Any], lists: Mapping[str, Any]) -> Json:
    paragraph = element["paragraph"]
    bullet = paragraph.get("bullet")
    shown = None
    if bullet:
        shown = (bullet.get("nestingLevel", 0), lists[bullet["listId"]]["listProperties"]["nestingLevels"])
    runs = [(part["textRun"]["content"], part["textRun"].get("textStyle", {})) for part in paragraph["elements"]]
    return {"style": paragraph.get("paragraphStyle", {}), "bullet": shown, "runs": runs}


def at(doc: Doc, form: PlanForm, field_id: str) -> tuple[int, int, str]:
    """Start, end (without its newline) and tab of a field's value."""
    plan = doc.page(form).plan
    value = plan.fields[field_id].value
    return value.start, value.end - 1, plan.plan_tab or ""


def where(start: int, end: int, tab: str) -> Json:
    return {"startIndex": start, "endIndex": end, "tabId": tab}


def test_a_doc_of_the_form_needs_nothing(google: Google) -> None:
    """The shipped form, read back from its own template, has nothing to be upgraded."""
    assert Doc(google).upgrade(FORM).steps == ()


def test_added_fields_stand_beside_their_neighbours(google: Google, form: Callable[[str], PlanForm]) -> None:
    """A new fact takes the free half of a row, the next one a row of its own; a line in a two-column table goes below its neighbour."""
    more = form("""
        [field.bus]
        label = "Bus"
        kind = "line"
        section = "facts"
        after = "room"
        [field.nurse]
        label = "Nurse"
        hint = "who, when"
        kind = "line"
        section = "facts"
        [field.goals_of_family]
        label = "What the family wants"
        kind = "text"
        section = "how"
        after = "strategies"
    """)
    doc = Doc(google, values={"room": "12", "strategies": "Pencil grips\nBreaks", "interests": "the ocean"})
    before = doc.words(FORM)
    decided = doc.upgrade(more)
    assert [step.kind for step in decided.steps] == ["add"] * 3
    after = doc.words(more)
    assert [line for line in after if line not in before] == [
        "Bus |  |  | ",
        "Nurse\nwho, when |  |  | ",
        "What the family wants | ",
    ]
    assert [line for line in before if line not in after] == []
    assert after.index("Bus |  |  | ") == after.index("Room | 12 | Teacher(s) | ") + 1
    assert after.index("What the family wants | ") == after.index("Strategies\nwhat you do in treatment | Pencil grips\nBreaks") + 1
    plan = doc.page(more).plan
    assert all(plan.fields[key].anchored for key in ("bus", "nurse", "goals_of_family", "room", "strategies"))
    assert not plan.problems
    assert plan.fields["nurse"].label.tint == plan.fields["room"].label.tint
    assert plan.fields["nurse"].value.tint == ""


def test_a_free_half_row_is_used(google: Google, form: Callable[[str], PlanForm]) -> None:
    """Where the last row of the facts has room, no row is added."""
    odd = form('[field.bus]\nlabel = "Bus"\nkind = "line"\nsection = "facts"\n')
    more = form(
        '[field.bus]\nlabel = "Bus"\nkind = "line"\nsection = "facts"\n[field.nurse]\nlabel = "Nurse"\nkind = "line"\nsection = "facts"\n'
    )
    doc = Doc(google, odd, {"bus": "7"})
    assert "Bus | 7 |  | " in doc.words(odd)
    doc.upgrade(more)
    assert "Bus | 7 | Nurse | " in doc.words(more)
    assert doc.page(more).plan.fields["nurse"].anchored


def test_a_section_that_the_doc_lacks_is_opened(google: Google, form: Callable[[str], PlanForm]) -> None:
    """Heading and table come behind the section that the form has before it; tables of rows likewise, with their anchor."""
    more = form("""
        [section.health]
        heading = "Health"
        [field.equipment]
        label = "Equipment"
        hint = "at school"
        kind = "text"
        section = "health"
        after = "service_reasons"
        [field.doctor]
        label = "Doctor"
        kind = "line"
        section = "health"
        after = "equipment"
        [section.calls]
        heading = "Calls home"
        [field.calls]
        label = "Day"
        title = "Calls home"
        kind = "rows"
        columns = ["Day", "With whom", "What"]
        section = "calls"
        after = "open_items"
    """)
    doc = Doc(google, values={"service_minutes": "30 min weekly"})
    before = doc.words(FORM)
    doc.upgrade(more)
    after = doc.words(more)
    assert [line for line in after if line not in before] == [
        *("Health", "Equipment\nat school | ", "Doctor | "),
        *("Calls home", "Day | With whom | What"),
    ]
    assert after.index("Health") < after.index("Behind the plan") and after.index("Health") > after.index("Service")
    assert after.index("Calls home") > after.index("Open for the teacher")
    plan = doc.page(more).plan
    assert plan.fields["equipment"].anchored and plan.fields["doctor"].anchored and plan.tables["calls"].anchored
    assert not plan.problems
    assert plan.text("service_minutes") == "30 min weekly"


def test_a_label_is_renewed_where_it_still_is_otsyncs(google: Google, form: Callable[[str], PlanForm]) -> None:
    """Only the words of the label change, and its bold stays; one that a person changed is left and listed."""
    more = form("""
        [field.case_manager]
        label = "Case carrier"
        former_labels = ["Case manager"]
        [field.interests]
        label = "Loves"
        hint = "what makes this child shine"
        former_labels = ["Interests"]
        former_hints = ["what this child loves"]
        [field.school]
        label = "Building"
        former_labels = ["School"]
    """)
    doc = Doc(google, values={"case_manager": "R. Diaz", "interests": "the ocean"})
    plan = doc.page(FORM).plan
    start, _ = plan.fields["school"].label.label_range
    doc.edit({"insertText": {"location": {"index": start + 2, "tabId": plan.plan_tab}, "text": "cool "}})
    decided = doc.upgrade(more)
    assert [(step.kind, step.field_id) for step in decided.steps] == [
        ("label", "case_manager"),
        ("label", "interests"),
        ("hint", "interests"),
    ]
    assert [(one.code, one.field_id) for one in decided.left] == [("altered", "school")]
    words = doc.words(more)
    assert any("Case carrier | R. Diaz" in line for line in words)
    assert any("Loves\nwhat makes this child shine | the ocean" in line for line in words)
    page = doc.page(more)
    assert page.plan.fields["interests"].anchored and page.plan.fields["case_manager"].anchored
    label = page.content(page.plan.fields["interests"].label)
    assert label[0]["paragraph"]["elements"][0]["textRun"]["textStyle"]["bold"] is True
    assert "bold" not in label[1]["paragraph"]["elements"][0]["textRun"]["textStyle"]


def test_a_doc_with_the_old_label_is_read_by_the_new_form(google: Google, form: Callable[[str], PlanForm]) -> None:
    """Before the upgrade has come by, a former label is the field's own, with its range or without."""
    more = form('[field.case_manager]\nlabel = "Case carrier"\nformer_labels = ["Case manager"]\n')
    doc = Doc(google, values={"case_manager": "R. Diaz"})
    assert doc.page(more).plan.text("case_manager") == "R. Diaz"
    doc.edit({"deleteNamedRange": {"name": "otsync.case_manager"}})
    assert doc.page(more).plan.text("case_manager") == "R. Diaz"


MOVED = '[field.diagnoses]\nsection = "facts"\nformer_sections = ["behind"]\n[field.scope]\nsection = "how"\nformer_sections = ["behind"]\n'


def test_a_moved_field_takes_everything_with_it(google: Google, form: Callable[[str], PlanForm]) -> None:
    """Words, bold, a link, colours and lists stand in the new row as they stood in the old one, which is gone."""
    more = form(MOVED)
    text = "ADHD 🦈 since 2024\nfirst\nsecond\ndeeper\nsee the report"
    doc = Doc(google, values={"diagnoses": text})
    start, end, tab = at(doc, FORM, "diagnoses")
    bold = start + len("ADHD 🦈 ".encode("utf-16-le")) // 2
    first = start + len("ADHD 🦈 since 2024\n".encode("utf-16-le")) // 2
    deeper = first + len("first\nsecond\n")
    doc.edit(
        {"updateTextStyle": {"range": where(bold, bold + 5, tab), "textStyle": {"bold": True, "italic": True}, "fields": "bold,italic"}},
        {"updateTextStyle": {"range": where(end - 6, end, tab), "textStyle": {"link": {"url": "https://example.org/r"}}, "fields": "link"}},
        {"insertText": {"location": {"index": deeper, "tabId": tab}, "text": "\t"}},
        {"createParagraphBullets": {"range": where(first, deeper + 8, tab), "bulletPreset": "NUMBERED_DECIMAL_ALPHA_ROMAN"}},
    )
    before = doc.value(FORM, "diagnoses")
    assert sum(bool(one["bullet"]) for one in before) == 3
    decided = doc.upgrade(more)
    assert [(step.kind, step.field_id) for step in decided.steps] == [("move", "diagnoses"), ("move", "scope")]
    assert doc.value(more, "diagnoses") == before
    words = doc.words(more)
    assert sum("Diagnoses" in line for line in words) == 1
    assert not doc.page(more).plan.problems
    assert doc.page(more).plan.fields["diagnoses"].anchored
    assert words.index("Scope of intervention | ") > words.index("How we work")


@pytest.mark.parametrize("what", ["chip", "checklist", "soft break"])
def test_what_cannot_be_carried_whole_stays(google: Google, form: Callable[[str], PlanForm], what: str) -> None:
    """A chip, a checklist, a soft line break: the row stays where it is, byte for byte, and is listed."""
    more = form('[field.diagnoses]\nsection = "facts"\nformer_sections = ["behind"]\n')
    doc = Doc(google, values={"diagnoses": "ADHD"})
    start, end, tab = at(doc, FORM, "diagnoses")
    edits: dict[str, Json] = {
        "chip": {"insertPerson": {"location": {"index": end, "tabId": tab}, "personProperties": {"email": "pat@example.org"}}},
        "checklist": {"createParagraphBullets": {"range": where(start, end, tab), "bulletPreset": "BULLET_CHECKBOX"}},
        "soft break": {"insertText": {"location": {"index": end, "tabId": tab}, "text": "\x0bfrom the doctor"}},
    }
    doc.edit(edits[what])
    before = doc.body()
    decided = doc.upgrade(more)
    assert [one.code for one in decided.left] == ["whole"]
    assert doc.body() == before


def test_a_row_that_a_person_moved_stays_hers(google: Google, form: Callable[[str], PlanForm]) -> None:
    """A field is moved from the sections that it had in earlier forms, and from nowhere else."""
    more = form('[field.diagnoses]\nsection = "facts"\nformer_sections = ["review"]\n')
    doc = Doc(google, values={"diagnoses": "ADHD"})
    assert doc.upgrade(more).steps == ()


def test_a_whole_section_that_moves_leaves_no_empty_heading(google: Google, form: Callable[[str], PlanForm]) -> None:
    """All rows of a section go to another one, or to a new one: the old table and its heading go, and the move is not done twice."""
    more = form("""
        [section.dates]
        heading = "Dates"
        [field.plan_written]
        section = "dates"
        former_sections = ["review"]
        [field.last_reviewed]
        section = "dates"
        former_sections = ["review"]
        [field.reviewed_by]
        section = "facts"
        former_sections = ["review"]
    """)
    doc = Doc(google, values={"plan_written": "9/1/2026", "reviewed_by": "Kim OTR/L"})
    doc.upgrade(more)
    words = doc.words(more)
    assert "Review" not in words
    assert "Plan written | 9/1/2026" in words and "Dates" in words
    assert any("By | Kim OTR/L" in line for line in words)
    assert not doc.page(more).plan.problems


def test_retired_fields(google: Google, form: Callable[[str], PlanForm]) -> None:
    """An empty retired row goes, one of a pair is blanked; one with words stays and says that it is no longer used."""
    gone = form("[retired.supports]\n[retired.interests]\n[retired.reasoning]\n[retired.outcomes]\n[retired.tried]\n[retired.open_items]\n")
    doc = Doc(google, values={"reasoning": "sensory first", "outcomes": "writes his name"})
    tried = doc.page(FORM).plan.tables["tried"]
    doc.edit({"insertText": {"location": {"index": tried.table.rows[1][0].start, "tabId": doc.page(FORM).plan.plan_tab}, "text": "3/12"}})
    decided = doc.upgrade(gone)
    assert sorted((step.kind, step.field_id) for step in decided.steps) == [
        ("mark", "outcomes"),
        ("mark", "reasoning"),
        ("mark", "tried"),
        ("remove", "interests"),
        ("remove", "open_items"),
        ("remove", "supports"),
    ]
    words = doc.words(gone)
    assert not any("Supports in place" in line or "Interests" in line or "Open for the teacher" in line for line in words)
    assert any(line.startswith(f"Outcomes of service{NO_LONGER} | writes his name") for line in words)
    assert any(line.startswith("OT and credential |") for line in words)
    assert f"Date{NO_LONGER} | What | How it went" in words
    page = doc.page(gone)
    assert page.tab is not None
    assert "otsync.outcomes" not in page.tab.named_ranges
    # Once its words are gone, the marked row goes as well.
    cell = next(row[1] for table in page.tab.tables() for row in table.rows if row[0].label.startswith("Outcomes"))
    doc.edit({"deleteContentRange": {"range": where(cell.start, cell.end - 1, page.tab.id)}})
    assert [(step.kind, step.field_id) for step in doc.upgrade(gone).steps] == [("remove", "outcomes")]
    assert not any("Outcomes" in line for line in doc.words(gone))


def test_a_row_of_hers_with_a_retired_label_stays(google: Google, form: Callable[[str], PlanForm]) -> None:
    """Without otsync's mark a row may be a person's own: it is left and listed."""
    gone = form("[retired.supports]\n")
    doc = Doc(google)
    doc.edit({"deleteNamedRange": {"name": "otsync.supports"}})
    decided = doc.upgrade(gone)
    assert decided.steps == () and [one.code for one in decided.left] == ["unsure"]


def test_a_deleted_row_stays_deleted(google: Google, form: Callable[[str], PlanForm]) -> None:
    """A field that the Doc had, and that a person deleted, is put back only when asked for."""
    doc = Doc(google)
    plan = doc.page(FORM).plan
    cell = plan.fields["supports"].label
    start = {"tableStartLocation": {"index": cell.table_start, "tabId": plan.plan_tab}, "rowIndex": cell.row, "columnIndex": 0}
    doc.edit({"deleteTableRow": {"tableCellLocation": start}})
    decided = doc.upgrade(FORM, known=plan.holds)
    assert decided.steps == () and [one.code for one in decided.left] == ["deleted"]
    assert [step.field_id for step in doc.upgrade(FORM, known=plan.holds, put_back=True).steps] == ["supports"]


def test_merged_cells_are_left(google: Google, form: Callable[[str], PlanForm]) -> None:
    """A table whose shape a person changed gets no row; the rest of the Doc does."""
    more = form(
        '[field.bus]\nlabel = "Bus"\nkind = "line"\nsection = "facts"\n[field.aim]\nlabel = "Aim"\nkind = "text"\nsection = "how"\n'
    )
    doc = Doc(google)
    body = doc.body()
    for table in (element["table"] for element in body["tabs"][0]["documentTab"]["body"]["content"] if "table" in element):
        if table["columns"] == 4:
            table["tableRows"][0]["tableCells"][0]["tableCellStyle"]["columnSpan"] = 2
            break
    decided = decide_upgrade(read_page(body, more), more)
    assert [(step.field_id) for step in decided.steps] == ["aim"]
    assert [(one.field_id, one.code) for one in decided.left] == [("bus", "shape")]


def test_what_people_typed_around_it_is_the_same_before_and_after(google: Google, form: Callable[[str], PlanForm]) -> None:
    """A paragraph of hers between the tables, a second row of hers, the notes: byte for byte as before."""
    more = form(MOVED + '[field.bus]\nlabel = "Bus"\nkind = "line"\nsection = "facts"\n[retired.supports]\n')
    doc = Doc(google, values={"diagnoses": "ADHD", "strategies": "Breaks"})
    page = doc.page(FORM)
    assert page.tab is not None
    headings = [block for block in page.tab.blocks if isinstance(block, Paragraph) and block.text in ("How we work", "Goals")]
    notes = next(tab for tab in page.tabs if tab.title == NOTES)
    doc.edit(
        *(
            {"insertText": {"location": {"index": block.start, "tabId": page.tab.id}, "text": "Ask mom about *Thursday* 🦈\n"}}
            for block in reversed(headings)
        ),
        {"insertText": {"location": {"index": 1, "tabId": notes.id}, "text": "10/7 30 min push-in\n"}},
    )
    doc.upgrade(more)
    words = doc.words(more)
    assert words.count("Ask mom about *Thursday* 🦈") == 2
    assert words.index("Ask mom about *Thursday* 🦈") < words.index("Goals")
    after = next(tab for tab in tabs_of(doc.body()) if tab.title == NOTES)
    assert [block.text for block in after.blocks if not isinstance(block, Table)] == ["10/7 30 min push-in", ""]


def test_own_fields_that_cannot_be_understood(form: Callable[[str], PlanForm]) -> None:
    """A mistake in a district's own fields is a sentence that names the key."""
    for text, said in (
        ('[field.bus]\nlabel = "Room"\nkind = "line"\nsection = "facts"\n', "same label"),
        ('[field.bus]\nlabel = "Bus"\nsection = "facts"\n', "field.bus needs a kind"),
        ('[field.Bus]\nkind = "line"\n', "small letters"),
        ('[field.bus]\nkind = "line"\ncolour = "red"\n', "unknown key 'colour'"),
        ("[fields.bus]\n", "none of field, section, retired"),
        ("[field.bus\n", "not valid TOML"),
    ):
        with pytest.raises(Exception, match=said) as caught:
            form(text)
        assert type(caught.value).__name__ == "PersonMustAct"


def test_the_example_of_own_fields(google: Google) -> None:
    """config/fields.example.toml is a form that reaches a plan."""
    more = load_plan(own=Path(__file__).parents[3] / "config" / "fields.example.toml")
    doc = Doc(google, values={"diagnoses": "ADHD", "reasoning": "sensory first"})
    decided = doc.upgrade(more)
    assert sorted((step.kind, step.field_id) for step in decided.steps) == [
        ("add", "bus"),
        ("add", "equipment"),
        ("label", "case_manager"),
        ("mark", "reasoning"),
        ("move", "diagnoses"),
    ]
    assert decided.left == () and doc.page(more).plan.text("diagnoses") == "ADHD"
