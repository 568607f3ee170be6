"""Docs as therapists keep them before otsync: a header in their own way, then dated notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from otsync.google.connect import Google
from otsync.sync.adopt.model import Wish
from otsync.sync.adopt.report import AdoptReport
from otsync.sync.adopt.run import adopt
from tests.direct import connect_directly
from tests.house import House

Json = dict[str, Any]
DOC = "application/vnd.google-apps.document"

AVA_PAGE = """Ava Romero
DOB: 3/1/2017   Grade: 4th   Rm: 12
Eligibility: OHI
Minutes: 30/wk
Dx: ADHD, combined
Precautions: Peanut allergy, EpiPen Rm 12

Goals
- Write 4 of 5 letters on the line, 3 of 4 trials, by 3/2027
- Cut a 6-inch line within 1/4 inch

10/6 9:15-9:45 push-in, writing. 4 of 5 lines before tiring.
10/1 30 pull-out. Animal yoga, clothespin spelling.
9/24 absent
9/22 saw her in class
"""
BEN_PAGE = """Tran, Ben - 5/6/2015 - 504 - 6th grade
Teacher: Mr. Okafor
Service: consult
OT consult 15 min/quarter

Strategies:
slant board
short pencil

9/30 15 consult with Mr. Okafor
9/2 15 consult
"""
CAL_PAGE = """Student: Cal Whitfield
DOB: spring 2016
Plan: continue hand strengthening
Annual: 3/4/2027
Notes
10/2 30 PO
"""


class Desk:
    """The therapist's Drive before otsync, beside the house's workbook."""

    def __init__(self, home: House) -> None:
        self.home = home
        self.google: Google = home.people

    def folder(self, name: str = "OT 26-27", parent: str = "") -> str:
        body: Json = {"name": name, "mimeType": "application/vnd.google-apps.folder"}
        return str(self.google.create_file(body | ({"parents": [parent]} if parent else {}), fields="id")["id"])

    def doc(self, title: str, page: str, folder: str = "", *, mime: str = DOC) -> str:
        body: Json = {"name": title, "mimeType": DOC}
        doc = str(self.google.create_file(body | ({"parents": [folder]} if folder else {}), fields="id")["id"])
        if mime != DOC:
            # The workspace makes no files of other kinds; in a person's Drive they lie about.
            with self.home.workspace.store.write() as tx:
                tx.execute("UPDATE files SET mime = ? WHERE id = ?", (mime, doc))
        if mime == DOC and page:
            self.google.write_doc(doc, [{"insertText": {"location": {"index": 1}, "text": page}}])
        self.home.tick()
        return doc

    def adopt(self, *things: str, write: bool = True, google: Google | None = None, **wish: Any) -> AdoptReport:
        self.home.tick()
        google = google or connect_directly(self.home.workspace)
        try:
            return adopt(google, self.home.settings(), self.home.now, Wish(things, **wish), write=write)
        finally:
            google.close()

    def bold(self, doc: str, words: str) -> None:
        """Make the first place where these words stand bold."""
        for element in self.page(doc)["body"]["content"]:
            for part in element.get("paragraph", {}).get("elements", []):
                text = part.get("textRun", {}).get("content", "")
                if words in text:
                    at = part["startIndex"] + len(text[: text.index(words)].encode("utf-16-le")) // 2
                    where = {"startIndex": at, "endIndex": at + len(words.encode("utf-16-le")) // 2}
                    style = {"range": where, "textStyle": {"bold": True}, "fields": "bold"}
                    self.google.write_doc(doc, [{"updateTextStyle": style}])
                    return
        raise AssertionError(words)

    def table(self, doc: str, rows: Sequence[Sequence[str]], at: int = 1) -> None:
        """A table in front of what stands at `at`."""
        columns = len(rows[0])
        where = {"index": at}
        requests: list[Json] = [{"insertTable": {"rows": len(rows), "columns": columns, "location": where}}]
        for r in reversed(range(len(rows))):
            for c in reversed(range(columns)):
                if rows[r][c]:
                    index = at + 4 + r * (2 * columns + 1) + 2 * c
                    requests.append({"insertText": {"location": {"index": index}, "text": rows[r][c]}})
        self.google.write_doc(doc, requests)
        self.home.tick()

    def page(self, doc: str, tab: int = 0) -> Json:
        """One tab of hers, whole: text, styles and order."""
        return dict(self.google.read_doc(doc)["tabs"][tab]["documentTab"])

    def tabs(self, doc: str) -> list[str]:
        return [tab["tabProperties"]["title"] for tab in self.google.read_doc(doc)["tabs"]]

    def type_at(self, doc: str, after: str, text: str) -> None:
        """Type text behind the first place where `after` stands on her page ("" is its beginning)."""
        at = 1
        if after:
            for element in self.page(doc)["body"]["content"]:
                for part in element.get("paragraph", {}).get("elements", []):
                    words = part.get("textRun", {}).get("content", "")
                    if after in words:
                        at = part["startIndex"] + len(words[: words.index(after) + len(after)].encode("utf-16-le")) // 2
                        break
                else:
                    continue
                break
            else:
                raise AssertionError(after)
        self.google.write_doc(doc, [{"insertText": {"location": {"index": at}, "text": text}}])
        self.home.tick()

    def replace(self, doc: str, old: str, new: str) -> None:
        for element in self.page(doc)["body"]["content"]:
            for part in element.get("paragraph", {}).get("elements", []):
                words = part.get("textRun", {}).get("content", "")
                if old in words:
                    at = part["startIndex"] + len(words[: words.index(old)].encode("utf-16-le")) // 2
                    requests: list[Json] = [
                        {"deleteContentRange": {"range": {"startIndex": at, "endIndex": at + len(old.encode("utf-16-le")) // 2}}}
                    ]
                    if new:
                        requests.append({"insertText": {"location": {"index": at}, "text": new}})
                    self.google.write_doc(doc, requests)
                    self.home.tick()
                    return
        raise AssertionError(old)
