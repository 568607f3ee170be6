"""Docs that a therapist has already, and their adoption. Her own pages are compared whole at every adoption."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from otsync.sync.adopt.report import AdoptReport
from tests.adopt.old_docs import Desk
from tests.house import House
from tests.scenarios.language import Misread, one_of, says

Json = dict[str, Any]


class AdoptionHands:
    if TYPE_CHECKING:
        home: House
        lines: list[str]
        kept: dict[str, Any]

        def who(self, said: str) -> str: ...

    adopted: AdoptReport

    @property
    def desk(self) -> Desk:
        return Desk(self.home)

    def _hers(self, title: str) -> str:
        docs: dict[str, str] = self.kept.setdefault("her docs", {})
        return docs[one_of(list(docs), title)]

    @says("her doc")
    def her_doc(self, title: str) -> None:
        """A Doc in her folder, with these lines."""
        folder = self.kept.setdefault("her folder", "") or self.desk.folder()
        self.kept["her folder"] = folder
        self.kept.setdefault("her docs", {})[title] = self.desk.doc(title, "\n".join([*self.lines, ""]), folder)

    @says("her table")
    def her_table(self, title: str) -> None:
        """A table of two columns on top of her own page."""
        doc = self._hers(title)
        self.desk.table(doc, [[part.strip() for part in f"{line} ".split(" |", 1)] for line in self.lines])
        self.kept["page " + doc] = self.desk.page(doc)

    @says("her page type")
    def her_page_type(self, title: str, text: str) -> None:
        """On top of her own page."""
        self.desk.type_at(self._hers(title), "", text + "\n")

    @says("her page change")
    def her_page_change(self, title: str, old: str, new: str = "") -> None:
        self.desk.replace(self._hers(title), old, new)

    @says("adopt")
    def adopt(self, how: str = "") -> None:
        """Her folder. Her own pages are the same before and after, text, styles and order."""
        options: Json = {}
        if how.startswith("--minutes-since "):
            options["since"] = date.fromisoformat(how.split()[1])
        elif how.startswith("--first "):
            options["first"] = int(how.split()[1])
        elif how not in ("", "--dry-run"):
            raise Misread(f"adopt knows no {how}")
        docs: dict[str, str] = self.kept.get("her docs", {})
        before = {doc: self.desk.page(doc) for doc in docs.values()}
        self.adopted = self.desk.adopt(self.kept["her folder"], write=how != "--dry-run", **options)
        assert {doc: self.desk.page(doc) for doc in docs.values()} == before, "an adoption changed her own page"

    @says("answer whose")
    def answer_whose(self, who: str) -> None:
        """Choose a student in the first question about whose a Doc is."""
        name = self.who(who)
        self.home.answer("Whose Doc is this?", f"{name} ({self.home.cell(name, 'otsync ID')})")

    @says("expect adopted")
    def expect_adopted(self, number: str) -> None:
        assert self.adopted.count("adopted", "would adopt") == int(number), [one.outcome for one in self.adopted.docs]

    @says("expect adoption wrote nothing")
    def expect_adoption_wrote_nothing(self) -> None:
        assert not any(count for kind, count in self.adopted.requests.items() if kind.endswith("write")), self.adopted.requests

    @says("expect her page")
    def expect_her_page(self, said: str) -> None:
        """As it was when she made its table."""
        doc = self._hers(said.removesuffix(" as it was"))
        assert self.desk.page(doc) == self.kept["page " + doc]

    @says("expect tabs")
    def expect_tabs(self, title: str, *tabs: str) -> None:
        assert self.desk.tabs(self._hers(title)) == list(tabs)
