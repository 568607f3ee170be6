"""Docs that a therapist has already become plans, and her own pages stay as they are."""

from __future__ import annotations

from datetime import date
from typing import Any

from google.oauth2.credentials import Credentials

from otsync.google.connect import Google, connect
from otsync.google.errors import Refused
from otsync.workspace import auth
from tests.adopt.old_docs import AVA_PAGE, BEN_PAGE, CAL_PAGE, Desk
from tests.direct import connect_directly
from tests.sync.test_access import ACCOUNT, SCOPES, share


def account(desk: Desk) -> Google:
    """otsync's own account, apart from the therapist's."""
    workspace = desk.home.workspace
    with workspace.store.write() as tx:
        token = auth.issue(tx, client="otsync", user=ACCOUNT, scopes=SCOPES, now=workspace.clock.now())
    return connect(endpoint=desk.home.served.url, credentials=Credentials(token=token), limits=False, sleep=lambda _: None)


def writes(requests: dict[str, int]) -> int:
    return sum(count for kind, count in requests.items() if kind.endswith("write"))


def test_her_page_is_not_touched(desk: Desk) -> None:
    """Text, styles and order of her own tabs are byte for byte what they were, through adoption and the runs after it."""
    folder = desk.folder()
    doc = desk.doc("Ava Romero OT notes", AVA_PAGE, folder)
    desk.bold(doc, "Precautions:")
    desk.table(doc, [["Name", "Ava Romero", "CM", "Ms. Kim"]])
    before = desk.page(doc)
    desk.adopt(folder)
    assert desk.page(doc) == before
    desk.home.type_value("Ava Romero", "strategies", "short pencil")
    desk.home.set_roster("Ava Romero", "Room", "14B")
    desk.home.sync()
    assert desk.page(doc) == before
    assert desk.tabs(doc) == ["Tab 1", "Plan"]


def test_tab_is_filled_from_her_header_and_the_roster(desk: Desk) -> None:
    """The header's values and the roster's stand on both sides; what the roster says in other words is no difference."""
    doc = desk.doc("Ava Romero OT notes", AVA_PAGE)
    report = desk.adopt(doc)
    plan = desk.home.doc("Ava Romero")
    assert plan.text("birthdate") == "3/1/2017"
    assert plan.text("eligibilities") == "OHI"
    assert plan.text("grade") == "4"  # "4th" on her page is the roster's 4
    assert plan.text("precautions") == "Peanut allergy, EpiPen Rm 12"
    assert [row[0] for row in plan.tables["goals"].rows] == [
        "Write 4 of 5 letters on the line, 3 of 4 trials, by 3/2027",
        "Cut a 6-inch line within 1/4 inch",
    ]
    assert all(cell.anchored for cell in plan.fields.values())
    assert desk.home.cell("Ava Romero", "Eligibilities") == "OHI"
    assert desk.home.cell("Ava Romero", "Service minutes") == "30/wk"
    assert desk.home.cell("Ava Romero", "Plan (Doc)") == "open"
    assert report.docs[0].differs == ()
    assert report.doc_to_roster >= 4


def test_adopted_again_nothing_happens(desk: Desk) -> None:
    """A second adoption of the same folder writes nothing, and neither does the sync after it."""
    folder = desk.folder()
    desk.doc("Ava Romero", AVA_PAGE, folder)
    desk.doc("Ben Tran", BEN_PAGE, folder)
    first = desk.adopt(folder)
    again = desk.adopt(folder)
    assert (first.count("adopted"), again.count("adopted"), again.count("already")) == (2, 0, 2)
    assert writes(again.requests) == 0
    assert desk.home.sync().docs_created == 1  # Cal has none
    assert writes(desk.home.sync().requests) == 0


def test_dry_run_writes_nothing(desk: Desk) -> None:
    """A dry run says what each Doc would get, student by student, without a single write."""
    folder = desk.folder()
    doc = desk.doc("Ava Romero", AVA_PAGE, folder)
    report = desk.adopt(folder, write=False)
    assert writes(report.requests) == 0
    assert desk.tabs(doc) == ["Tab 1"]
    [one] = report.docs
    assert (one.outcome, one.row) == ("would adopt", 2)
    assert "eligibilities" in one.filled
    assert "goals" in one.filled
    assert one.seen == 3


def test_first_tries_some(desk: Desk) -> None:
    """`--first 1` adopts one Doc, says how many more fit, and the next adoption goes on with them."""
    folder = desk.folder()
    desk.doc("Ava Romero", AVA_PAGE, folder)
    desk.doc("Ben Tran", BEN_PAGE, folder)
    report = desk.adopt(folder, first=1)
    assert (report.count("adopted"), report.waiting) == (1, 1)
    assert desk.adopt(folder).count("adopted") == 1


def test_difference_is_listed_and_nothing_lost(desk: Desk) -> None:
    """Where the roster says otherwise both values stay, and the difference is asked about once."""
    desk.home.set_roster("Ava Romero", "Eligibilities", "SLI")
    desk.adopt(desk.doc("Ava Romero", AVA_PAGE))
    assert desk.home.cell("Ava Romero", "Eligibilities") == "SLI"
    assert desk.home.doc("Ava Romero").text("eligibilities") == "OHI"
    looks = [row for row in desk.home.looks() if "differ" in row["What I saw"]]
    assert [(row["In your Doc"], row["In the roster"]) for row in looks] == [("OHI", "SLI")]
    desk.home.answer("Eligibilities differ", "Use the Doc")
    desk.home.sync()
    assert desk.home.cell("Ava Romero", "Eligibilities") == "OHI"


def test_lines_that_stood_there_are_seen_and_not_logged(desk: Desk) -> None:
    """Old sessions are neither logged nor asked about; a line added later is logged, even with an older day."""
    doc = desk.doc("Ava Romero", AVA_PAGE)
    desk.adopt(doc)
    desk.home.sync()
    assert desk.home.minutes() == []
    assert desk.home.looks() == []
    desk.type_at(doc, "within 1/4 inch\n", "\n10/7 30 push-in")
    desk.type_at(doc, "9/24 absent", "\n9/23 20 pull-out")
    desk.home.tick(20)
    desk.home.sync()
    assert sorted((row["Date"], row["Minutes"]) for row in desk.home.minutes()) == [("10/7/26", "30"), ("9/23/26", "20")]
    assert desk.home.looks() == []


def test_minutes_since_a_day_are_logged(desk: Desk) -> None:
    """With `--minutes-since` the sessions of that day and later are logged, the older ones not."""
    desk.adopt(desk.doc("Ava Romero", AVA_PAGE), since=date(2026, 10, 1))
    assert sorted((row["Date"], row["Minutes"]) for row in desk.home.minutes()) == [("10/1/26", "30"), ("10/6/26", "30")]
    desk.home.sync()
    assert len(desk.home.minutes()) == 2


def test_edit_of_an_old_line_logs_nothing(desk: Desk) -> None:
    """A typing error mended in an old session, or its minutes corrected, is no new session; a day completed to a session is one."""
    doc = desk.doc("Ava Romero", AVA_PAGE + "9/1\n")
    desk.adopt(doc)
    desk.replace(doc, "clothespin", "clothes pin")
    desk.home.tick(20)
    desk.home.sync()
    desk.replace(doc, "10/1 30 pull-out", "10/1 25 pull-out")
    desk.home.tick(20)
    desk.home.sync()
    assert desk.home.minutes() == []
    desk.replace(doc, "9/1", "9/1 30 push-in")
    desk.home.tick(20)
    desk.home.sync()
    assert [(row["Date"], row["Minutes"]) for row in desk.home.minutes()] == [("9/1/26", "30")]


def test_doubtful_doc_is_asked_and_the_answer_carried_out_by_a_sync(desk: Desk) -> None:
    """A part of a name is asked about in Needs a look; no new Doc is made meanwhile, and the chosen answer adopts the Doc."""
    folder = desk.folder()
    doc = desk.doc("Cal W.", CAL_PAGE.replace("Student: Cal Whitfield\n", ""), folder)
    report = desk.adopt(folder)
    assert [one.outcome for one in report.docs] == ["asked"]
    desk.home.sync()
    assert desk.home.cell("Cal Whitfield", "Plan (Doc)") == ""
    [row] = desk.home.looks()
    otsync_id = desk.home.cell("Cal Whitfield", "otsync ID")
    desk.home.answer("Whose Doc is this?", f"Cal Whitfield ({otsync_id})")
    desk.home.sync()
    assert desk.home.doc_id("Cal Whitfield") == doc
    assert desk.tabs(doc) == ["Tab 1", "Plan"]
    assert [one["State"] for one in desk.home.looks(waiting=False) if one["Key"] == row["Key"]] == ["answered 10/7"]


def test_nobodys_answer_lets_a_new_doc_be_made(desk: Desk) -> None:
    """Answered with "None of these", the Doc is left alone and the student gets a new one."""
    folder = desk.folder()
    doc = desk.doc("Cal notes", "", folder)
    desk.adopt(folder)
    desk.home.answer("Whose Doc is this?", "None of these")
    desk.home.sync()
    assert desk.home.doc_id("Cal Whitfield") != doc
    assert desk.tabs(doc) == ["Tab 1"]
    assert desk.home.looks() == []


def test_address_in_the_plan_column_is_adopted_by_a_sync(desk: Desk) -> None:
    """A Doc's address put into otsync's own column of the roster settles whose it is, without a command."""
    desk.home.sync(write=False)
    doc = desk.doc("my notes", AVA_PAGE)
    desk.adopt(desk.doc("Ben Tran", BEN_PAGE))  # the roster has otsync's columns now
    desk.home.set_roster("Ava Romero", "Plan (Doc)", f"https://docs.google.com/document/d/{doc}/edit")
    desk.home.sync()
    assert desk.home.doc_id("Ava Romero") == doc
    assert desk.home.cell("Ava Romero", "Plan (Doc)") == "open"


def test_tab_called_plan_of_hers_is_never_written(desk: Desk) -> None:
    """Where she has a tab Plan herself, otsync's has another name, and hers stays as it is, whatever becomes of otsync's."""
    doc = desk.doc("Ava Romero", AVA_PAGE)
    desk.google.write_doc(doc, [{"addDocumentTab": {"tabProperties": {"title": "Plan"}}}])
    before = desk.page(doc, 1)
    desk.adopt(doc)
    assert desk.tabs(doc) == ["Tab 1", "Plan", "Plan (otsync)"]
    assert desk.page(doc, 1) == before
    tab = desk.home.doc("Ava Romero").plan_tab
    desk.google.write_doc(doc, [{"deleteTab": {"tabId": tab}}])
    desk.home.set_roster("Ava Romero", "Room", "14B")
    desk.home.sync()
    assert desk.page(doc, 1) == before
    assert any("could not find the tab Plan" in row["What I saw"] for row in desk.home.looks())


def test_docs_that_cannot_be_adopted_are_listed(desk: Desk) -> None:
    """Word files, Docs in the trash and Docs that are read-only are listed with a sentence; the rest goes on."""
    folder = desk.folder()
    desk.doc("Ava Romero", "", folder, mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    locked = desk.doc("Ben Tran", BEN_PAGE)
    trashed = desk.doc("Cal Whitfield old", CAL_PAGE)
    desk.google.update_file(trashed, {"trashed": True}, fields="id")
    ours = desk.doc("Cal Whitfield", CAL_PAGE)
    for file in (desk.home.spreadsheet_id, folder, trashed, ours):
        share(desk.home, file, "writer")
    share(desk.home, locked, "reader")
    report = desk.adopt(folder, ours, locked, trashed, "1AbsentAbsentAbsentAbsent", google=account(desk))
    assert sorted(one.outcome for one in report.docs) == ["adopted", "listed", "listed", "listed", "listed"]
    said = " ".join(row["What I saw"] for row in desk.home.looks())
    for words in ("Word file", "read-only", "in the trash", "otsync login --pick"):
        assert words in said


def test_header_line_that_is_not_of_its_kind_is_listed(desk: Desk) -> None:
    """`DOB: spring 2016` stays where it stands and is told of, one row a Doc, settled by an answer."""
    desk.adopt(desk.doc("Cal Whitfield", CAL_PAGE))
    assert desk.home.doc("Cal Whitfield").text("birthdate") == "4/4/16"  # the roster's
    [row] = [row for row in desk.home.looks() if row["In your Doc"].startswith("DOB")]
    assert row["In your Doc"] == "DOB: spring 2016"
    desk.home.answer("were not taken over", "I fixed it")
    desk.home.sync()
    assert not [row for row in desk.home.looks() if row["In your Doc"].startswith("DOB")]


def test_adoption_that_cannot_go_on_is_listed_and_can_be_given_up(desk: Desk) -> None:
    """A Doc that went into the trash in the midst of its adoption: told once; given up, the student gets a new Doc."""
    doc = desk.doc("Ava Romero", AVA_PAGE)
    desk.home.workspace.faults.add("500", "docs.documents.batchUpdate")
    desk.adopt(doc)
    desk.home.workspace.faults.clear()
    desk.google.update_file(doc, {"trashed": True}, fields="id")
    desk.home.tick(20)
    desk.home.sync()
    assert desk.home.cell("Ava Romero", "Plan (Doc)") == ""
    assert len([row for row in desk.home.looks() if "in the trash" in row["What I saw"]]) == 1
    desk.home.answer("in the trash", "Make a new Doc")
    desk.home.sync()
    assert desk.home.doc_id("Ava Romero") != doc
    assert desk.home.looks() == []


def test_student_with_a_plan_keeps_it_until_it_is_in_the_trash(desk: Desk) -> None:
    """A Doc of a student whose plan otsync keeps elsewhere is listed; once that one is in the trash it is adopted."""
    desk.home.sync()
    doc = desk.doc("Ava Romero", AVA_PAGE)
    assert [one.outcome for one in desk.adopt(doc).docs] == ["listed"]
    assert any("has a plan already" in row["What I saw"] for row in desk.home.looks())
    desk.google.update_file(desk.home.doc_id("Ava Romero"), {"trashed": True}, fields="id")
    desk.home.tick(20)
    assert [one.outcome for one in desk.adopt(doc).docs] == ["adopted"]
    desk.home.sync()
    assert desk.home.doc_id("Ava Romero") == doc
    assert desk.home.cell("Ava Romero", "Eligibilities") == "OHI"


def test_suggestions_and_other_rosters_docs(desk: Desk) -> None:
    """A header line with a suggestion that waits is not taken; a Doc that belongs to another roster is left alone."""
    doc = desk.doc("Ava Romero", AVA_PAGE)
    desk.home.suggest(doc, 13 + len("DOB: "), "1", desk.google.read_doc(doc)["tabs"][0]["tabProperties"]["tabId"])
    other = desk.doc("Ben Tran", BEN_PAGE)
    desk.google.update_file(other, {"appProperties": {"otsync_roster": "another", "otsync_student": "x"}}, fields="id")
    report = desk.adopt(doc, other)
    assert sorted(one.outcome for one in report.docs) == ["adopted", "listed"]
    assert any("holds a suggestion that waits" in row["What I saw"] for row in desk.home.looks())
    assert any("another roster" in row["What I saw"] for row in desk.home.looks())
    assert desk.tabs(other) == ["Tab 1"]


def test_no_new_doc_for_a_student_whose_own_waits_to_be_mended(desk: Desk) -> None:
    """A Doc that is read-only is told of and no second one is made; mended and answered, a sync adopts it."""
    doc = desk.doc("Ben Tran", BEN_PAGE)
    share(desk.home, desk.home.spreadsheet_id, "writer")
    share(desk.home, doc, "reader")
    desk.adopt(doc, google=account(desk))
    assert desk.home.sync(google=account(desk)).docs_created == 2  # Ava and Cal
    desk.home.answer("read-only", "I fixed it")
    desk.home.sync(google=account(desk))
    assert desk.home.cell("Ben Tran", "Plan (Doc)") == ""  # it was not
    share(desk.home, doc, "writer")
    desk.home.sync(google=account(desk))
    assert desk.tabs(doc) == ["Tab 1", "Plan"]
    assert desk.home.cell("Ben Tran", "Plan (Doc)") == "open"
    assert desk.home.looks() == []


def test_docs_at_their_limits_are_listed(desk: Desk) -> None:
    """Too many lines to remember, or no room for another tab: told, and left alone."""
    long = desk.doc("Ava Romero", "\n".join(str(at) for at in range(5_100)))
    full = desk.doc("Ben Tran", BEN_PAGE)
    desk.google.write_doc(full, [{"addDocumentTab": {"tabProperties": {"title": f"t{at}"}}} for at in range(99)])
    assert [one.outcome for one in desk.adopt(long, full).docs] == ["listed", "listed"]
    said = " ".join(row["What I saw"] for row in desk.home.looks())
    assert "as long as Google lets a Doc be" in said and "100 tabs" in said


class RefusesToFill:
    """A connection on which Google refuses every request that makes a table."""

    def __init__(self, google: Google) -> None:
        self._google = google

    def __getattr__(self, name: str) -> Any:
        return getattr(self._google, name)

    def write_doc(self, document_id: str, requests: list[Any], **options: Any) -> Any:
        if any("insertTable" in one for one in requests):
            raise Refused("Google refused a request (400)")
        return self._google.write_doc(document_id, requests, **options)


def test_tab_that_cannot_be_filled_goes_again(desk: Desk) -> None:
    """Google adds the tab and refuses what is to stand on it: the Doc is as it was, told of, and can be adopted later."""
    doc = desk.doc("Ava Romero", AVA_PAGE)
    before = desk.page(doc)
    report = desk.adopt(doc, google=RefusesToFill(connect_directly(desk.home.workspace)))  # type: ignore[arg-type]
    assert (report.count("failed"), report.exit_code) == (1, 1)
    assert (desk.tabs(doc), desk.page(doc)) == (["Tab 1"], before)
    assert any("Google refused" in row["What I saw"] for row in desk.home.looks())
    assert desk.home.sync().docs_created == 2
    assert desk.adopt(doc).count("adopted") == 1
    assert desk.home.looks() == []
