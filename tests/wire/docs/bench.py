"""A Doc on a database of its own, and a check of a document's shape that knows nothing of how the engine works."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from otsync.workspace import docs
from otsync.workspace.context import Context, Switches
from otsync.workspace.errors import ApiError
from otsync.workspace.validate import validate

Json = dict[str, Any]


class Ground(Protocol):
    """Where a Doc is: in a database of its own, or behind the wire of a server."""

    def make(self, title: str) -> str:
        """The id of a new, empty Doc."""

    def batch_update(self, file_id: str, body: Json) -> Json:
        """ApiError when it is refused."""

    def get(self, file_id: str, params: Json) -> Json: ...

    def state(self, file_id: str) -> Any:
        """Whatever differs when the Doc does."""


class Engine:
    """The docs engine on a database in memory; `switches` are set as they are given."""

    def __init__(self, switches: Json) -> None:
        self.tx = sqlite3.connect(":memory:", isolation_level=None)
        self.tx.row_factory = sqlite3.Row
        self.tx.execute("CREATE TABLE files (id TEXT PRIMARY KEY, name TEXT)")
        for statement in docs.SCHEMA.split(";\n"):
            if statement.strip():
                self.tx.execute(statement)
        self.ctx = Context("ot@district.example", datetime(2026, 10, 7, 2, tzinfo=UTC), Switches(**switches))

    def make(self, title: str) -> str:
        self.tx.execute("INSERT INTO files VALUES ('doc', ?)", (title,))
        docs.create(self.tx, "doc", self.ctx, {"title": title})
        return "doc"

    def batch_update(self, file_id: str, body: Json) -> Json:
        return docs.batch_update(self.tx, file_id, validate("docs", "BatchUpdateDocumentRequest", body), self.ctx)

    def get(self, file_id: str, params: Json) -> Json:
        return docs.get(self.tx, file_id, params, self.ctx)

    def state(self, file_id: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.tx.execute("SELECT * FROM docs_documents ORDER BY id")]


class Bench:
    """One Doc. `on` is the ground that every new bench stands on."""

    on: Callable[[Json], Ground] = Engine

    def __init__(self, text: str = "", **switches: bool) -> None:
        self.ground = type(self).on(switches)
        self.file_id = self.ground.make("A plan")
        if text:
            self.send({"insertText": {"location": {"index": 1}, "text": text}})

    @property
    def tx(self) -> sqlite3.Connection:
        assert isinstance(self.ground, Engine)
        return self.ground.tx

    @property
    def ctx(self) -> Context:
        assert isinstance(self.ground, Engine)
        return self.ground.ctx

    def send(self, *requests: Json, file_id: str = "", **control: str) -> Json:
        """A batchUpdate; request and answer are checked against the discovery document."""
        asked: Json = {"requests": list(requests)}
        if control:
            asked["writeControl"] = control
        body = validate("docs", "BatchUpdateDocumentRequest", asked)
        return validate("docs", "BatchUpdateDocumentResponse", self.ground.batch_update(file_id or self.file_id, body))

    def failed(self, *requests: Json, **control: str) -> ApiError:
        """The error of a batch that is not carried out; the Doc must be what it was."""
        before = self.dump()
        try:
            self.ground.batch_update(self.file_id, {"requests": list(requests), "writeControl": control})
        except ApiError as error:
            assert self.dump() == before
            return error
        raise AssertionError("the batch was accepted")

    def refused(self, *requests: Json, **control: str) -> str:
        """The message of its 400."""
        error = self.failed(*requests, **control)
        assert error.code == 400
        return error.message

    def dump(self) -> Any:
        return self.ground.state(self.file_id)

    def get(self, file_id: str = "", **params: Any) -> Json:
        answer = self.ground.get(file_id or self.file_id, {"includeTabsContent": True, **params})
        assert validate("docs", "Document", answer) == answer
        return answer

    def legacy(self) -> Json:
        return self.get(includeTabsContent=False)

    def tab(self, number: int = 0) -> Json:
        content: Json = self.get()["tabs"][number]["documentTab"]
        return content

    def content(self) -> list[Json]:
        content: list[Json] = self.tab()["body"]["content"]
        return content

    def paragraphs(self) -> list[Json]:
        return [block["paragraph"] for block in self.content() if "paragraph" in block]

    def runs(self) -> list[tuple[str, Json]]:
        """(text, style) of every run of the body outside tables."""
        return [(element["textRun"]["content"], element["textRun"]["textStyle"])
                for paragraph in self.paragraphs() for element in paragraph["elements"] if "textRun" in element]

    def text(self) -> str:
        return "".join(text for text, _ in self.runs())

    def table(self) -> Json:
        return next(block for block in self.content() if "table" in block)

    def cell_texts(self) -> list[list[str]]:
        return [["".join(run_text(block) for block in cell["content"]) for cell in row["tableCells"]]
                for row in self.table()["table"]["tableRows"]]

    def ranges(self) -> dict[str, list[tuple[int, int]]]:
        return {name: [(piece.get("startIndex", 0), piece["endIndex"]) for named in group["namedRanges"] for piece in named["ranges"]]
                for name, group in self.tab().get("namedRanges", {}).items()}


def run_text(block: Json) -> str:
    return "".join(element.get("textRun", {}).get("content", "\ufffc") for element in block["paragraph"]["elements"])


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def insert(index: int, text: str, **where: str) -> Json:
    return {"insertText": {"location": {"index": index, **where}, "text": text}}


def erase(start: int, end: int, **where: str) -> Json:
    return {"deleteContentRange": {"range": {"startIndex": start, "endIndex": end, **where}}}


def name(label: str, start: int, end: int, **where: str) -> Json:
    return {"createNamedRange": {"name": label, "range": {"startIndex": start, "endIndex": end, **where}}}


def style(start: int, end: int, fields: str, **text_style: Any) -> Json:
    return {"updateTextStyle": {"range": {"startIndex": start, "endIndex": end}, "textStyle": text_style, "fields": fields}}


def table(index: int, rows: int, columns: int) -> Json:
    return {"insertTable": {"location": {"index": index}, "rows": rows, "columns": columns}}


def cell(start: int, row: int, column: int) -> Json:
    return {"tableStartLocation": {"index": start}, "rowIndex": row, "columnIndex": column}


def tables_of(content: list[Json]) -> list[Json]:
    """Every table of some content, those in cells too."""
    found: list[Json] = []
    for block in content:
        if "table" in block:
            found.append(block)
            for row in block["table"]["tableRows"]:
                for cell in row["tableCells"]:
                    found += tables_of(cell["content"])
    return found


def check_blocks(content: list[Json], at: int) -> int:
    """Every index follows from the one before it; returns the end. Widths are counted here anew, from the text alone."""
    assert "paragraph" in content[-1], "content ends in a paragraph"
    previous = ""
    for block in content:
        assert block.get("startIndex", 0) == at
        kind = next(key for key in block if key not in ("startIndex", "endIndex"))
        if kind == "paragraph":
            start = at
            elements = block["paragraph"]["elements"]
            for number, element in enumerate(elements):
                assert element.get("startIndex", 0) == at
                if "textRun" in element:
                    text = element["textRun"]["content"]
                    assert text and ("\n" not in text or (text.endswith("\n") and text.count("\n") == 1 and element is elements[-1]))
                    at += utf16(text)
                    if number and "textRun" in elements[number - 1]:
                        left, right = dict(elements[number - 1]["textRun"]), dict(element["textRun"])
                        left.pop("content"), right.pop("content")
                        assert left != right, "neighbouring runs of one style are one run"
                else:
                    at += 1
                assert element["endIndex"] == at
            assert at > start and elements[-1]["textRun"]["content"].endswith("\n")
        elif kind == "table":
            assert previous == "paragraph", "a paragraph stands before every table"
            at += 1
            assert block["table"]["rows"] == len(block["table"]["tableRows"]) > 0
            for row in block["table"]["tableRows"]:
                assert row["startIndex"] == at
                at += 1
                for one in row["tableCells"]:
                    assert one["startIndex"] == at
                    at = check_blocks(one["content"], at + 1)
                    assert one["endIndex"] == at
                assert row["endIndex"] == at
            at += 1
        else:
            at += 1
        assert block["endIndex"] == at
        previous = kind
    return at


def check_document(document: Json) -> None:
    """The geometry of every tab, and every named range inside its segment."""
    def walk(tabs: list[Json]) -> None:
        for number, tab in enumerate(tabs):
            assert tab["tabProperties"]["index"] == number
            content = tab["documentTab"]
            end = check_blocks(content["body"]["content"], 0)
            for label, group in content.get("namedRanges", {}).items():
                assert group["name"] == label and group["namedRanges"]
                for named in group["namedRanges"]:
                    assert named["name"] == label and named["ranges"]
                    for piece in named["ranges"]:
                        assert 0 <= piece.get("startIndex", 0) <= piece["endIndex"] <= end
                        assert piece["tabId"] == tab["tabProperties"]["tabId"]
            walk(tab.get("childTabs", []))
    walk(document["tabs"])
