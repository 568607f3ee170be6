"""The people of the simulated week at their keyboards. Nothing they do knows about anchors, states or what otsync remembers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from otsync.demo import week
from otsync.demo.book_desk import BookDesk, Keyboard
from otsync.demo.doc_desk import DocDesk

PERSON = "pat.therapist@example.test"


class People:
    """Makes edits in one workbook and its Docs. `clock` is told the local time of each edit before it is made."""

    def __init__(self, address: str, spreadsheet_id: str, clock: Callable[[datetime], None], person: str = PERSON) -> None:
        http = Keyboard(person)
        self.book = BookDesk(address, spreadsheet_id, http)
        self.docs = DocDesk(address, http)
        self._clock = clock

    def do(self, edit: week.Edit) -> None:
        """Make one edit at its time."""
        self._clock(edit.at)
        match edit:
            case week.FillDoc():
                self.docs.fill_doc(self.book.doc_of(edit.student), [(edit.field, edit.text)])
            case week.FillGoals():
                self.docs.fill_goals(self.book.doc_of(edit.student), edit.goals)
            case week.WriteNotes() if edit.cells:
                self.docs.add_table_row(self.book.doc_of(edit.student), edit.cells)
            case week.WriteNotes():
                self.docs.write_notes(self.book.doc_of(edit.student), edit.lines)
            case week.MendNote():
                self.docs.mend_note(self.book.doc_of(edit.student), edit.old, edit.new)
            case week.PasteEmail():
                self.docs.paste_email(self.book.doc_of(edit.student), edit.lines)
            case week.FillRoster():
                self.book.fill_roster(edit.student, edit.field, edit.value)
            case week.SortRoster():
                self.book.sort_roster(edit.fields)
            case week.RenameWorkbook():
                self.book.rename_workbook(edit.title)
            case _:
                raise TypeError(f"nobody knows how to do {type(edit).__name__}")
