"""What is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from otsync.document.body import Paragraph, tabs_of
from otsync.sync.report import Report
from otsync.workbook import layout
from tests.house import FORM, House
from tests.scenarios.doc_hands import field_of
from tests.scenarios.language import says

TINTS = {"amber": FORM.tint_to_fill, "grey-blue": FORM.tint_differs, "none": ""}


class Eyes:
    if TYPE_CHECKING:
        home: House
        report: Report
        refused: str
        said: str
        lines: list[str]
        kept: dict[str, Any]

        def who(self, said: str) -> str: ...

    @says("expect roster")
    def expect_roster(self, who: str, header: str, text: str = "") -> None:
        assert self.home.cell(self.who(who), header) == "\n".join([text, *self.lines]).strip("\n")

    @says("expect formula")
    def expect_formula(self, who: str, header: str, formula: str) -> None:
        row = self.home.grid(layout.ROSTER.sheet_id)[self.home.find(self.who(who))]
        assert row[self.home.column(header)].entered == formula

    @says("expect row")
    def expect_blank_row(self, said: str) -> None:
        """`2 is blank`: the second row of the tab Roster shows nothing."""
        row = self.home.grid(layout.ROSTER.sheet_id)[int(said.split()[0]) - 1]
        assert not any(cell.text for cell in row), [cell.text for cell in row]

    @says("expect doc")
    def expect_doc(self, who: str, field: str, text: str = "") -> None:
        assert self.home.doc(self.who(who)).text(field_of(field)) == "\n".join([text, *self.lines]).strip("\n")

    @says("expect rows")
    def expect_rows(self, who: str, table: str, *rows: str) -> None:
        """The first cells of the rows that say something, or whole rows with " / " between their cells."""
        found = [row for row in self.home.doc(self.who(who)).tables[field_of(table)].rows if any(text.strip() for text in row)]
        shown = [" / ".join(text for text in row if text) if "/" in " ".join(rows) else row[0] for row in found]
        assert shown == list(rows)

    @says("expect tint")
    def expect_tint(self, who: str, field: str, tint: str) -> None:
        assert self.home.doc(self.who(who)).fields[field_of(field)].value.tint == TINTS[tint]

    @says("expect style")
    def expect_style(self, who: str, words: str, style: str) -> None:
        """Some run of the Doc holds these words with this style: bold, link."""
        runs = [run for run in _runs(self.home.body(self.who(who))) if words in run.get("content", "")]
        assert any(run.get("textStyle", {}).get(style) for run in runs), f"no {style} {words!r}"

    @says("expect plain")
    def expect_plain(self, who: str, words: str, style: str) -> None:
        """No run with these words has this style."""
        runs = [run for run in _runs(self.home.body(self.who(who))) if words in run.get("content", "")]
        assert runs and not any(run.get("textStyle", {}).get(style) for run in runs), f"{style} or no {words!r}"

    @says("expect text")
    def expect_text(self, who: str, words: str) -> None:
        """Words stand somewhere in the Doc."""
        assert words in "".join(run.get("content", "") for run in _runs(self.home.body(self.who(who))))

    @says("expect picture still in", "expect footnote still in", "expect equation still in")
    def expect_still(self, who: str) -> None:
        what = {"picture": "inlineObjectElement", "footnote": "footnoteReference", "equation": "equation"}[self.said.split()[1]]
        assert f"'{what}'" in repr(self.home.body(self.who(who))), f"no {what} any more"

    @says("expect note")
    def expect_note(self, who: str, words: str) -> None:
        tabs = [tab for tab in tabs_of(self.home.body(self.who(who))) if tab.title == "Notes"]
        assert any(words in block.text for tab in tabs for block in tab.blocks if isinstance(block, Paragraph))

    @says("expect look", "expect one look")
    def expect_look(self, *words: str) -> None:
        """Exactly one row waits whose cells hold all these words."""
        rows = [row for row in self.home.looks() if all(word in " · ".join(row.values()) for word in words)]
        assert len(rows) == 1, f"{len(rows)} rows; there are: {[row['What I saw'] for row in self.home.looks()]}"

    @says("expect no look")
    def expect_no_look(self, *words: str) -> None:
        """None waits (with these words)."""
        rows = [row for row in self.home.looks() if all(word in " · ".join(row.values()) for word in words)]
        assert not rows, [row["What I saw"] for row in rows]

    @says("expect looks")
    def expect_looks(self, count: str, *words: str) -> None:
        """So many rows wait (with these words)."""
        rows = [row for row in self.home.looks() if all(word in " · ".join(row.values()) for word in words)]
        assert len(rows) == int(count), [row["What I saw"] for row in rows]

    @says("expect sum")
    def expect_sum(self, who: str, minutes: str) -> None:
        """A plain sum over the column Minutes."""
        name = self.who(who)
        assert sum(int(row["Minutes"] or 0) for row in self.home.minutes() if row["Student"] == name) == int(minutes)

    @says("expect log")
    def expect_log(self, who: str, *rows: str) -> None:
        """Every row of the student's in order: date, minutes, change."""
        name = self.who(who)
        found = [
            " ".join(text for text in (row["Date"].rsplit("/", 1)[0], row["Minutes"], row["Change"]) if text)
            for row in self.home.minutes()
            if row["Student"] == name
        ]
        assert found == list(rows)

    @says("expect cell")
    def expect_cell(self, tab: str, row: str, header: str, text: str = "") -> None:
        """In the first row of a tab of otsync's that holds the words `row`: what stands below a header."""
        rows = self.home.records(next(one for one in layout.TABS if one.title == tab))
        assert next(one for one in rows if any(row in cell for cell in one.values()))[header] == text

    @says("expect docs")
    def expect_docs(self, count: str) -> None:
        assert len(self.home.docs()) == int(count)

    @says("expect made")
    def expect_made(self, count: str) -> None:
        """So many new Docs in the last run."""
        assert self.report.docs_created == int(count)

    @says("expect written docs")
    def expect_written(self, count: str) -> None:
        assert self.report.docs_updated == int(count)

    @says("expect held")
    def expect_held(self) -> None:
        assert self.report.held > 0

    @says("expect refused")
    def expect_refused(self, words: str) -> None:
        assert words in self.refused, self.refused or "it was not refused"

    @says("expect done")
    def expect_done(self) -> None:
        """The run ended well: nothing failed, nothing was refused."""
        assert (self.refused, self.report.failed) == ("", 0)

    @says("expect nothing held")
    def expect_nothing_held(self) -> None:
        assert self.report.held == 0, self.report

    @says("expect nothing written")
    def expect_nothing_written(self) -> None:
        writes = {kind: count for kind, count in self.report.requests.items() if kind.endswith("write") and count}
        assert not writes, writes

    @says("expect change")
    def expect_change(self, who: str, field: str, before: str, after: str) -> None:
        """A row in Changes tells it."""
        name = self.who(who)
        assert any(
            (row["Student"], row["Field"], row["From"], row["To"]) == (name, field, before, after)
            for row in self.home.records(layout.CHANGES)
        )

    @says("expect the roster stands")
    def expect_stands(self) -> None:
        """Every cell that people fill is as it was when it was remembered."""
        own = ("Read as", "To fill", "Plan (Doc)", "otsync ID")
        plain = [{key: text for key, text in row.items() if key not in own} for row in self.home.roster()]
        before = [{key: text for key, text in row.items() if key not in own} for row in self.kept["roster"]]
        assert plain == before


def _runs(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        if "textRun" in value:
            return [value["textRun"]]
        return [run for one in value.values() for run in _runs(one)]
    return [run for one in value for run in _runs(one)] if isinstance(value, list) else []
