"""What people do in the Docs and in Drive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from otsync.caseload.fields import normal
from otsync.document.body import tabs_of
from tests.house import FORM, House
from tests.scenarios.language import says

Json = dict[str, Any]


def field_of(said: str) -> str:
    """A field by its id or by its label."""
    return next(one.id for one in FORM.fields.values() if said == one.id or (one.label and normal(one.label) == normal(said)))


class DocHands:
    if TYPE_CHECKING:
        home: House
        said: str
        lines: list[str]
        kept: dict[str, Any]

        def who(self, said: str) -> str: ...

    def _write(self, who: str, *requests: Json) -> None:
        self.home.people.write_doc(self.home.doc_id(self.who(who)), list(requests))
        self.home.tick()

    def _value(self, who: str, field: str, words: str = "") -> Json:
        """The range of a value, or of words in it."""
        doc = self.home.doc(self.who(who))
        cell = doc.fields[field_of(field)].value
        start, end = cell.start, cell.end - 1
        if words:
            paragraph = next(one for one in cell.paragraphs if words in one.text)
            start = paragraph.start + units(paragraph.text[: paragraph.text.index(words)])
            end = start + units(words)
        return {"startIndex": start, "endIndex": end, "tabId": doc.plan_tab}

    @says("doc type", "doc clear")
    def doc_type(self, who: str, field: str, text: str = "") -> None:
        self.home.type_value(self.who(who), field_of(field), "\n".join([text, *self.lines]).strip("\n"))

    @says("doc replace everywhere")
    def doc_replace(self, who: str, words: str, other: str) -> None:
        """Find and replace, over all tabs of the Doc."""
        self._write(who, {"replaceAllText": {"containsText": {"text": words, "matchCase": True}, "replaceText": other}})

    @says("doc type into")
    def doc_type_into(self, who: str, field: str, text: str) -> None:
        """At the beginning of what stands there."""
        where = self._value(who, field)
        self._write(who, {"insertText": {"location": {"index": where["startIndex"], "tabId": where["tabId"]}, "text": text}})

    @says("doc bold")
    def doc_bold(self, who: str, field: str, words: str) -> None:
        where = self._value(who, field, words)
        self._write(who, {"updateTextStyle": {"range": where, "textStyle": {"bold": True}, "fields": "bold"}})

    @says("doc link")
    def doc_link(self, who: str, field: str, words: str, url: str) -> None:
        where = self._value(who, field, words)
        self._write(who, {"updateTextStyle": {"range": where, "textStyle": {"link": {"url": url}}, "fields": "link"}})

    @says("doc bullets")
    def doc_bullets(self, who: str, field: str) -> None:
        self._write(who, {"createParagraphBullets": {"range": self._value(who, field), "bulletPreset": "BULLET_DISC_CIRCLE_SQUARE"}})

    @says("doc date chip")
    def doc_date(self, who: str, field: str, stamp: str) -> None:
        where = self._value(who, field)
        location = {"index": where["startIndex"], "tabId": where["tabId"]}
        zone = {"timestamp": stamp, "timeZoneId": "America/Los_Angeles"}
        self._write(who, {"insertDate": {"location": location, "dateElementProperties": zone}})

    @says("doc person chip")
    def doc_person(self, who: str, field: str, email: str) -> None:
        where = self._value(who, field)
        location = {"index": where["startIndex"], "tabId": where["tabId"]}
        self._write(who, {"insertPerson": {"location": location, "personProperties": {"email": email}}})

    @says("doc put picture into", "doc put footnote into", "doc put equation into")
    def doc_put(self, who: str, field: str) -> None:
        """Something that the API can show but not write, at the beginning of a value; it takes one index."""
        what = {"picture": "inlineObjectElement", "footnote": "footnoteReference", "equation": "equation"}[self.said.split()[2]]
        name = self.who(who)
        body, doc = self.home.body(name), self.home.doc(name)
        at = doc.fields[field_of(field)].value.start
        tab = next(one for one in body["tabs"] if one["tabProperties"]["tabId"] == doc.plan_tab)["documentTab"]
        shift(tab, at)
        inside = {"inlineObjectElement": {"inlineObjectId": "kix.picture"}, "footnoteReference": {"footnoteId": "kix.note"}}.get(what, {})
        paragraph = next(one for one in paragraphs(tab["body"]["content"]) if one["startIndex"] in (at, at + 1))
        paragraph["startIndex"] = at
        paragraph["paragraph"]["elements"].insert(0, {"startIndex": at, "endIndex": at + 1, what: inside})
        if what == "inlineObjectElement":
            tab.setdefault("inlineObjects", {})["kix.picture"] = {"objectId": "kix.picture", "inlineObjectProperties": {}}
        if what == "footnoteReference":
            run = {"startIndex": 0, "endIndex": 2, "textRun": {"content": " \n"}}
            line = {"startIndex": 0, "endIndex": 2, "paragraph": {"elements": [run]}}
            tab.setdefault("footnotes", {})["kix.note"] = {"footnoteId": "kix.note", "content": [line]}
        self.home.put_back(self.home.doc_id(name), body)

    @says("doc put table into")
    def doc_put_table(self, who: str, field: str) -> None:
        """A small table of hers at the end of a value."""
        where = self._value(who, field)
        location = {"index": where["endIndex"], "tabId": where["tabId"]}
        self._write(who, {"insertTable": {"rows": 2, "columns": 2, "location": location}})

    @says("doc suggest")
    def doc_suggest(self, who: str, field: str, text: str) -> None:
        """In suggesting mode: text that waits to be accepted."""
        where = self._value(who, field)
        self.home.suggest(self.home.doc_id(self.who(who)), where["startIndex"], text, where["tabId"])

    @says("doc rename label")
    def doc_label(self, who: str, field: str, text: str) -> None:
        doc = self.home.doc(self.who(who))
        start, end = doc.fields[field_of(field)].label.label_range
        tab, behind = doc.plan_tab, start + 1 + units(text)
        self._write(
            who,
            {"insertText": {"location": {"index": start + 1, "tabId": tab}, "text": text}},
            {"deleteContentRange": {"range": {"startIndex": behind, "endIndex": behind + end - start - 1, "tabId": tab}}},
            {"deleteContentRange": {"range": {"startIndex": start, "endIndex": start + 1, "tabId": tab}}},
        )

    @says("doc drop anchor")
    def doc_drop_anchor(self, who: str, field: str) -> None:
        self._write(who, {"deleteNamedRange": {"name": f"otsync.{field_of(field)}"}})

    @says("doc anchor")
    def doc_anchor(self, who: str, field: str, other: str) -> None:
        """A field's named range laid on another field's label."""
        doc = self.home.doc(self.who(who))
        start, end = doc.fields[field_of(other)].label.label_range
        where = {"startIndex": start, "endIndex": end, "tabId": doc.plan_tab}
        self._write(who, {"createNamedRange": {"name": f"otsync.{field_of(field)}", "range": where}})

    @says("doc delete row")
    def doc_delete_row(self, who: str, field: str) -> None:
        doc = self.home.doc(self.who(who))
        cell = doc.fields[field_of(field)].label
        table = {"tableStartLocation": {"index": cell.table_start, "tabId": doc.plan_tab}, "rowIndex": cell.row, "columnIndex": 0}
        self._write(who, {"deleteTableRow": {"tableCellLocation": table}})

    @says("doc type above")
    def doc_type_above(self, who: str, text: str) -> None:
        """A paragraph of hers on top of the tab Plan."""
        doc = self.home.doc(self.who(who))
        body = self.home.body(self.who(who))
        tab = next(one for one in tabs_of(body) if one.id == doc.plan_tab)
        first = next(one for one in tab.blocks if hasattr(one, "text"))
        self._write(who, {"insertText": {"location": {"index": first.start, "tabId": doc.plan_tab}, "text": text + "\n"}})

    @says("doc add row")
    def doc_add_row(self, who: str, table: str, *cells: str) -> None:
        """In a table of rows, at its end; the empty row of a new table is used first."""
        name = self.who(who)
        before = self.home.doc(name)
        found = before.tables[field_of(table)]
        last = len(found.table.rows) - 1
        if last < 1 or any(cell.text.strip() for cell in found.table.rows[last]):
            start = {"index": found.table.start, "tabId": before.plan_tab}
            where = {"tableStartLocation": start, "rowIndex": last, "columnIndex": 0}
            self._write(who, {"insertTableRow": {"tableCellLocation": where, "insertBelow": True}})
            last += 1
        doc = self.home.doc(name)
        row = doc.tables[field_of(table)].table.rows[last]
        self._write(
            who,
            *(
                {"insertText": {"location": {"index": cell.start, "tabId": doc.plan_tab}, "text": text}}
                for cell, text in reversed(list(zip(row, cells, strict=False)))
                if text
            ),
        )

    @says("doc rename tab", "doc delete tab")
    def doc_tab(self, who: str, title: str, new: str = "") -> None:
        tab = next(tab.id for tab in tabs_of(self.home.body(self.who(who))) if tab.title == title)
        if new:
            self._write(who, {"updateDocumentTabProperties": {"tabProperties": {"tabId": tab, "title": new}, "fields": "title"}})
        else:
            self._write(who, {"deleteTab": {"tabId": tab}})

    @says("doc copy")
    def doc_copy(self, who: str) -> None:
        """Make a copy in Drive, marks included."""
        self.kept["copy"] = self.home.people.copy_file(self.home.doc_id(self.who(who)), {"name": "Copy of it"}, fields="id")["id"]
        self.home.tick()

    @says("doc trash", "doc put back")
    def doc_trash(self, who: str) -> None:
        if self.kept.get("trash " + who):
            self.home.people.update_file(self.kept.pop("trash " + who), {"trashed": False}, fields="id")
        else:
            self.kept["trash " + who] = self.home.doc_id(self.who(who))
            self.home.people.update_file(self.kept["trash " + who], {"trashed": True}, fields="id")
        self.home.tick()

    @says("doc move to another folder")
    def doc_move(self, who: str) -> None:
        doc = self.home.doc_id(self.who(who))
        folder = self.home.people.create_file({"name": "hers", "mimeType": "application/vnd.google-apps.folder"}, fields="id")["id"]
        parents = self.home.people.get_file(doc, fields="parents")["parents"]
        self.home.people.update_file(doc, {}, fields="id", add_parents=folder, remove_parents=parents)
        self.home.tick()

    @says("doc remember")
    def doc_remember(self, who: str) -> None:
        """As the version history keeps it."""
        self.kept["doc " + who] = self.home.body(self.who(who))

    @says("doc restore")
    def doc_restore(self, who: str) -> None:
        self.home.put_back(self.home.doc_id(self.who(who)), self.kept["doc " + who])

    @says("notes")
    def notes(self, who: str, *lines: str) -> None:
        self.home.write_notes(self.who(who), "\n".join([*lines, *self.lines]))

    @says("note change", "note delete")
    def note_change(self, who: str, old: str, new: str = "") -> None:
        self.home.change_note(self.who(who), old, new)

    @says("note strike")
    def note_strike(self, who: str, words: str) -> None:
        name = self.who(who)
        tab, paragraphs = self.home.notes_tab(name)
        line = next(one for one in paragraphs if words in one.text)
        start = line.start + units(line.text[: line.text.index(words)])
        where = {"startIndex": start, "endIndex": start + units(words), "tabId": tab}
        self._write(who, {"updateTextStyle": {"range": where, "textStyle": {"strikethrough": True}, "fields": "strikethrough"}})


def shift(value: Any, at: int) -> None:
    """Make room for one index at `at`, in a tab's whole body and its named ranges."""
    if isinstance(value, dict):
        for key, inside in value.items():
            if key in ("startIndex", "endIndex") and inside + (key == "startIndex") > at:
                value[key] = inside + 1
            elif key not in ("footnotes", "headers", "footers"):
                shift(inside, at)
    elif isinstance(value, list):
        for one in value:
            shift(one, at)


def paragraphs(content: list[Json]) -> list[Json]:
    """Structural elements that are paragraphs, those in table cells too."""
    found = []
    for element in content:
        if "paragraph" in element:
            found.append(element)
        for row in element.get("table", {}).get("tableRows", []):
            for cell in row["tableCells"]:
                found += paragraphs(cell["content"])
    return found


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
