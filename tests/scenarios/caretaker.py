"""Whoever looks after otsync: a changed form, `otsync upgrade`, `otsync doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from otsync.caseload.fields import load_plan
from otsync.document.body import Table, tabs_of
from otsync.sync.doctor.examine import examine
from otsync.sync.doctor.finding import Diagnosis
from otsync.sync.upgrade import UpgradeReport, upgrade
from tests.direct import connect_directly
from tests.house import House
from tests.scenarios.doc_hands import field_of
from tests.scenarios.language import says


class Caretaker:
    if TYPE_CHECKING:
        home: House
        lines: list[str]

        def who(self, said: str) -> str: ...

    upgraded: UpgradeReport
    diagnosis: Diagnosis

    @says("form")
    def change_form(self) -> None:
        """A file of the district's own fields, as it now is."""
        folder = Path(self.home.workspace.directory)
        path = folder / f"fields{len(list(folder.glob('fields*')))}.toml"
        path.write_text("\n".join(self.lines) + "\n", encoding="utf-8")
        self.home.form = load_plan(own=path)

    @says("upgrade")
    def upgrade(self, how: str = "") -> None:
        self.home.tick()
        google = connect_directly(self.home.workspace)
        self.upgraded = upgrade(
            google, self.home.settings(), self.home.now, write=how != "--dry-run", first=None, put_back=how == "--put-back"
        )
        google.close()

    @says("expect upgrade")
    def expect_upgrade(self, said: str) -> None:
        """`3 Docs`: so many were changed; else words of what some Doc gets, or is left."""
        number, _, what = said.partition(" ")
        if what in ("Doc", "Docs"):
            assert self.upgraded.todo == int(number), self.upgraded
        else:
            assert any(said in words for one in self.upgraded.plans for words in (*one.gets, *one.left)), self.upgraded.plans

    @says("expect pair")
    def expect_pair(self, who: str, label: str, text: str = "") -> None:
        """A label and the value to its right, wherever in the Doc they stand; that label stands there once."""
        assert [value for said, value in self._pairs(who) if said == label] == [text]

    @says("expect no label")
    def expect_no_label(self, who: str, label: str) -> None:
        assert label not in [said for said, _ in self._pairs(who)]

    def _pairs(self, who: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for tab in tabs_of(self.home.body(self.who(who))):
            for table in (block for block in tab.blocks if isinstance(block, Table)):
                found += [(row[at].label, row[at + 1].text) for row in table.rows for at in range(0, len(row) - 1, 2)]
        return found

    @says("expect anchored")
    def expect_anchored(self, who: str, label: str) -> None:
        """The field's mark lies on its label, once."""
        assert self.home.doc(self.who(who)).fields[field_of(label)].anchored

    @says("doctor")
    def doctor(self, how: str = "") -> None:
        self.home.tick()
        google = connect_directly(self.home.workspace)
        asked: dict[str, Any] = {"repair": "--repair" in how, "new_plan": "--new-plan" in how}
        self.diagnosis = examine(google, self.home.settings(), self.home.now, **asked)
        google.close()

    @says("expect doctor")
    def expect_doctor(self, said: str) -> None:
        """`is content`, `needs a person`, or words of what it says."""
        if said in ("is content", "needs a person"):
            seen = [one for one in self.diagnosis.findings if one.level in ("act", "mend")]
            assert (self.diagnosis.exit_code == 0) is (said == "is content"), seen
        else:
            assert any(said in one.says or said in one.advice for one in self.diagnosis.findings), self.diagnosis.findings
