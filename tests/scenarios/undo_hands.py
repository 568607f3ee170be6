"""Taking back what otsync did, and columns of hers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otsync.sync.undo import undo
from tests.direct import connect_directly
from tests.house import House
from tests.scenarios.language import says


class UndoHands:
    if TYPE_CHECKING:
        home: House

        def who(self, said: str) -> str: ...

    @says("undo")
    def undo(self, who: str = "") -> None:
        """The last run that changed something, for one student or for all."""
        self.home.tick()
        google = connect_directly(self.home.workspace)
        try:
            otsync_id = self.home.cell(self.who(who), "otsync ID") if who else ""
            undo(google, self.home.settings(), self.home.now, otsync_id=otsync_id)
        finally:
            google.close()

    @says("roster add column")
    def roster_add_column(self, header: str) -> None:
        self.home.add_column(header)
