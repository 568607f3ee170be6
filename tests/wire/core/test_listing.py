"""files.list: the query language against an independent reading of it, order, pages, shared drives, lag, speed."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otsync.workspace.clock import Clock, millis
from otsync.workspace.context import Context
from otsync.workspace.drive import files
from otsync.workspace.drive.query import parse
from otsync.workspace.errors import ApiError
from otsync.workspace.server import Workspace
from tests.wire.conftest import START, Clients
from tests.wire.core.test_files import DOC, FOLDER, SHEET, make, refusal


def names(api: Clients, q: str, **more: Any) -> list[str]:
    return [entry["name"] for entry in api.files.list(q=q, orderBy="name", **more).execute()["files"]]


def test_terms(api: Clients) -> None:
    """Each term of the query language finds what it names and leaves out the rest."""
    folder = make(api, "Plans", FOLDER)
    make(api, "Ana's plan", parents=[folder], appProperties={"otsync": "a"})
    make(api, "Bo plan", parents=[folder], appProperties={"otsync": "b"}, properties={"public": "1"}, starred=True)
    make(api, "Minutes", SHEET)
    assert names(api, f"'{folder}' in parents") == ["Ana's plan", "Bo plan"]
    assert names(api, "appProperties has { key='otsync' and value='a' }") == ["Ana's plan"]
    assert names(api, "appProperties has {key='otsync' and value='c'}") == []
    assert names(api, "properties has {key='public' and value='1'}") == ["Bo plan"]
    assert names(api, f"mimeType = '{SHEET}'") == ["Minutes"]
    assert names(api, "mimeType contains 'application/vnd.google-apps.d'") == ["Ana's plan", "Bo plan"]
    assert names(api, "name = 'Ana\\'s plan'") == ["Ana's plan"]
    assert names(api, "name = 'MINUTES'") == ["Minutes"]
    assert names(api, "name contains 'pla'") == ["Ana's plan", "Bo plan", "Plans"]
    assert names(api, "name contains 'lan'") == []
    assert names(api, "name contains 'plan bo'") == ["Bo plan"]
    assert names(api, "starred = true") == ["Bo plan"]
    assert names(api, "not starred = true and mimeType != 'application/vnd.google-apps.folder'") == ["Ana's plan", "Minutes"]
    assert names(api, "name='Minutes' or name='Bo plan' and trashed=true") == []
    assert names(api, "name='Minutes' or (name='Bo plan' and trashed=true)") == ["Minutes"]


def test_times(api: Clients, clock: Clock) -> None:
    """modifiedTime compares as RFC 3339, with and without an offset, UTC being the default zone."""
    make(api, "Old")
    clock.advance(timedelta(hours=1))
    make(api, "New")
    assert names(api, "modifiedTime > '2026-10-07T02:30:00'") == ["New"]
    assert names(api, "modifiedTime > '2026-10-06T22:30:00-04:00'") == ["New"]
    assert names(api, "modifiedTime <= '2026-10-07T02:00:00Z'") == ["Old"]
    assert names(api, "createdTime = '2026-10-07T03:00:00.000Z'") == ["New"]


@pytest.mark.parametrize(
    "query",
    [
        "id = 'x'",
        "title = 'x'",
        "name",
        "name =",
        "name = x",
        "name > 'a'",
        "name = 'a",
        "(name = 'a'",
        "name = 'a')",
        "and",
        "not",
        "trashed = 'yes'",
        "modifiedTime > 'yesterday'",
        "'x' in nowhere",
        "appProperties has {key='a'}",
        "name = 'a' name = 'b'",
        "name = 'a' and",
        "\x00",
        "name = 'a';",
    ],
)
def test_what_is_no_query(api: Clients, query: str) -> None:
    """Anything that is no query is refused: 400 Invalid Value, reason invalid."""
    assert refusal(api.files.list(q=query)) == (400, "Invalid Value", "invalid")


def test_terms_that_are_not_searched(api: Clients) -> None:
    """A term that Drive has and this workspace has not is a 501 that names it."""
    for query, word in (("fullText contains 'x'", "fullText"), ("'me' in owners", "owners"), ("sharedWithMe = true", "sharedWithMe")):
        code, message, _ = refusal(api.files.list(q=query))
        assert code == 501 and word in message
    assert refusal(api.files.list(orderBy="viewedByMeTime"))[0] == 501


_WORDS = st.sampled_from(["alpha", "beta", "Alpha beta", "gamma's"])
_TERM = st.one_of(
    st.builds(lambda word, op: ("name", op, word), _WORDS, st.sampled_from(["=", "!=", "contains"])),
    st.builds(lambda flag, op: ("starred", op, flag), st.booleans(), st.sampled_from(["=", "!="])),
    st.builds(lambda minute, op: ("createdTime", op, minute), st.integers(0, 3), st.sampled_from(["<", "<=", "=", "!=", ">", ">="])),
    st.builds(lambda value: ("prop", "has", value), st.sampled_from(["1", "2", "it's"])),
)
_TREE: st.SearchStrategy[Any] = st.recursive(
    _TERM, lambda inner: st.one_of(st.tuples(st.just("not"), inner), st.tuples(st.sampled_from(["and", "or"]), inner, inner)), max_leaves=8
)
_FILES = [
    {"name": name, "starred": starred, "minute": minute, "props": {prop}}
    for name, starred, minute, prop in [
        ("alpha", True, 0, "1"),
        ("Alpha beta", False, 1, "2"),
        ("beta", True, 2, "it's"),
        ("gamma's", False, 3, "1"),
        ("BETA", True, 3, "2"),
    ]
]


def _text(tree: Any) -> str:
    if tree[0] == "not":
        return f"not ({_text(tree[1])})"
    if tree[0] in ("and", "or"):
        return f"({_text(tree[1])}) {tree[0]} ({_text(tree[2])})"
    kind, op, value = tree
    if kind == "name":
        return f"name {op} '{value.replace(chr(39), chr(92) + chr(39))}'"
    if kind == "starred":
        return f"starred {op} {str(value).lower()}"
    if kind == "createdTime":
        return f"createdTime {op} '2026-10-07T02:0{value}:00Z'"
    return f"appProperties has {{ key='p' and value='{value.replace(chr(39), chr(92) + chr(39))}' }}"


def _holds(tree: Any, file: dict[str, Any]) -> bool:
    if tree[0] == "not":
        return not _holds(tree[1], file)
    if tree[0] == "and":
        return _holds(tree[1], file) and _holds(tree[2], file)
    if tree[0] == "or":
        return _holds(tree[1], file) or _holds(tree[2], file)
    kind, op, value = tree
    if kind == "prop":
        return value in file["props"]
    if kind == "name" and op == "contains":
        words = file["name"].lower().replace("'", " ").split()
        return all(any(word.startswith(part) for word in words) for part in value.lower().replace("'", " ").split())
    left, right = {
        "name": (file["name"].lower(), str(value).lower()),
        "starred": (file["starred"], value),
        "createdTime": (file["minute"], value),
    }[kind]
    return {"=": left == right, "!=": left != right, "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]


@pytest.fixture
def five(workspace: Workspace) -> Workspace:
    with workspace.store.write() as tx:
        for index, file in enumerate(_FILES):
            context = Context("owner@example.org", START + timedelta(minutes=file["minute"]))
            files.insert(
                tx, context, file_id=f"f{index}", name=file["name"], mime=DOC, parent=None, starred=int(file["starred"])
            )
            files.set_properties(tx, f"f{index}", "", {"p": next(iter(file["props"]))})
    return workspace


@pytest.mark.parametrize(("q", "said"), [
    (" or ".join(["'nobody' in parents"] * 300), None),
    (" and ".join(["trashed = false"] * 5000), "The query is too complex."),
    (" or ".join(["name = 'x' and name = 'y'"] * 200), "The query is too complex."),
    ("not (" * 60 + "starred = true" + ")" * 60, "The query is too complex."),
    ("(" * 200 + "starred = true" + ")" * 200, "The query is too complex."),
], ids=["many", "too many", "mixed", "negated", "nested"])
def test_a_query_may_be_long_but_not_endless(five: Workspace, q: str, said: str | None) -> None:
    """Hundreds of alternatives are searched; what is too much is refused in Drive's grammar, never an error of the server's own."""
    status, body = five.call("GET", "/drive/v3/files?" + urlencode({"q": q}))
    assert (status, body.get("error", {}).get("message")) == ((400, said) if said else (200, None))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=_TREE)
def test_queries_mean_what_they_say(five: Workspace, tree: Any) -> None:
    """Any query selects just the files for which an independent reading of it holds."""
    condition = parse(_text(tree), "", "root")
    with five.store.read() as tx:
        found = {
            row["id"]
            for row in tx.execute(
                f"SELECT id, modified AS listed, created FROM files WHERE is_root = 0 AND {condition.sql}", condition.values
            )
        }
    assert found == {f"f{index}" for index, file in enumerate(_FILES) if _holds(tree, file)}


@settings(max_examples=300, deadline=None)
@given(
    text=st.lists(
        st.sampled_from([*"'\"\\()={}<>! ", "name", " and ", " or ", "not ", "trashed", "true", " has ", "key", " in ", "parents", "é"]),
        max_size=30,
    ).map("".join)
)
def test_no_query_breaks_the_parser(text: str) -> None:
    """Any text is either a query or refused; nothing else happens."""
    try:
        condition = parse(text, "", "root")
    except ApiError as error:
        assert error.code in (400, 501)
    else:
        assert condition.sql.count("?") == len(condition.values)


@pytest.mark.parametrize("order", ["name", "name desc", "modifiedTime desc,name", "createdTime", "folder,modifiedTime desc,name", None])
def test_pages_hold_every_file_once(api: Clients, clock: Clock, order: str | None) -> None:
    """Whatever the order and page size, pages join to what one long page lists."""
    for index in range(11):
        make(api, f"n{index % 4}", FOLDER if index % 5 == 0 else DOC)
        clock.advance(timedelta(minutes=index % 2))
    extra = {"orderBy": order} if order else {}
    whole = [entry["id"] for entry in api.files.list(pageSize=1000, **extra).execute()["files"]]
    assert len(set(whole)) == 11
    for size in (1, 3, 10, 11):
        joined: list[str] = []
        request = api.files.list(pageSize=size, **extra)
        while request is not None:
            answer = request.execute()
            joined += [entry["id"] for entry in answer["files"]]
            request = api.files.list_next(request, answer)
        assert joined == whole


def test_a_page_token_belongs_to_its_question(api: Clients) -> None:
    """A token with another query, or a made-up one, is refused."""
    for _ in range(3):
        make(api)
    token = api.files.list(pageSize=1).execute()["nextPageToken"]
    assert refusal(api.files.list(pageToken=token, q="trashed=false"))[:2] == (400, "Invalid Value")
    assert refusal(api.files.list(pageToken="made-up"))[:2] == (400, "Invalid Value")
    assert refusal(api.files.list(pageSize=1001))[0] == 400
    assert refusal(api.files.list(orderBy="size"))[0] == 400


def test_a_page_goes_on_where_it_ended_while_files_change(api: Clients) -> None:
    """A file made or removed on an earlier page neither hides nor doubles one on a later page."""
    ids = [make(api, f"n{index}") for index in range(6)]
    first = api.files.list(pageSize=3, orderBy="name").execute()
    api.files.delete(fileId=ids[0]).execute()
    make(api, "n00")
    second = api.files.list(pageSize=3, orderBy="name", pageToken=first["nextPageToken"]).execute()
    assert [entry["id"] for entry in second["files"]] == ids[3:]


def test_fields_of_lists(api: Clients) -> None:
    """Masks on lists choose inside each file; a wrong one is refused with Drive's words."""
    make(api, "A", appProperties={"k": "v"})
    assert api.files.list(fields="files(name,appProperties/k)").execute() == {"files": [{"name": "A", "appProperties": {"k": "v"}}]}
    assert api.files.list(fields="files/name").execute() == {"files": [{"name": "A"}]}
    assert set(api.files.list(fields="*").execute()["files"][0]) > {"capabilities", "owners", "modifiedTime"}
    assert refusal(api.files.list(fields="files(title)"))[:2] == (400, "Invalid field selection title")


def test_shared_drives(api: Clients) -> None:
    """What lies in a shared drive is there only for requests that say they know of shared drives."""
    drives = api.drive.drives()
    drive = drives.create(requestId="once", body={"name": "District"}).execute()
    assert drives.create(requestId="once", body={"name": "District"}).execute()["id"] == drive["id"]
    assert [entry["name"] for entry in drives.list().execute()["drives"]] == ["District"]
    body = {"name": "Plan", "mimeType": DOC, "parents": [drive["id"]]}
    assert refusal(api.files.create(body=body))[0] == 404
    doc = api.files.create(body=body, supportsAllDrives=True).execute()["id"]
    assert refusal(api.files.get(fileId=doc))[0] == 404
    got = api.files.get(fileId=doc, supportsAllDrives=True, fields="driveId,owners,parents").execute()
    assert got == {"driveId": drive["id"], "parents": [drive["id"]]}
    assert api.docs.get(documentId=doc).execute()["title"] == "Plan"
    assert api.files.list().execute()["files"] == []
    both = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}
    assert [entry["id"] for entry in api.files.list(**both).execute()["files"]] == [doc]
    assert [entry["id"] for entry in api.files.list(corpora="drive", driveId=drive["id"], **both).execute()["files"]] == [doc]
    assert refusal(api.files.list(includeItemsFromAllDrives=True))[0] == 400
    assert refusal(api.files.list(corpora="drive", **both))[0] == 400
    copied = api.files.copy(fileId=doc, supportsAllDrives=True, body={}, fields="driveId").execute()
    assert copied == {"driveId": drive["id"]}


def test_lists_may_lag(api: Clients, workspace: Workspace, clock: Clock) -> None:
    """Under the lag switch a new file is not listed yet, and a changed one is listed with its older time."""
    old = make(api, "Old")
    clock.advance(timedelta(minutes=10))
    api.files.update(fileId=old, body={"name": "Older"}).execute()
    make(api, "New")
    workspace.with_switches(list_lag_seconds=60)
    listed = api.files.list(fields="files(name,modifiedTime)").execute()["files"]
    assert listed == [{"name": "Older", "modifiedTime": "2026-10-07T02:00:00.000Z"}]
    assert names(api, "modifiedTime > '2026-10-07T02:05:00Z'") == []
    clock.advance(timedelta(seconds=61))
    assert names(api, "modifiedTime > '2026-10-07T02:05:00Z'") == ["New", "Older"]


def test_twelve_thousand_files(workspace: Workspace) -> None:
    """Among 12,000 files one is found by its appProperty, and what changed lately by its time, in a few milliseconds."""
    context = Context("owner@example.org", START)
    with workspace.store.write() as tx:
        for index in range(12_000):
            files.insert(
                tx, context, file_id=f"d{index}", name=f"Plan {index}", mime=DOC, parent=None, modified=millis(START) + index
            )
            files.set_properties(tx, f"d{index}", "", {"otsync_id": f"s{index}"})

    def best(path: str, count: int) -> float:
        times = []
        for _ in range(5):
            start = time.process_time()
            status, body = workspace.call("GET", path)
            times.append(time.process_time() - start)
            assert status == 200 and len(body["files"]) == count
        return min(times)

    by_property = best("/drive/v3/files?q=appProperties has {key='otsync_id' and value='s777'} and trashed=false", 1)
    lately = best(f"/drive/v3/files?q=modifiedTime>'{(START + timedelta(milliseconds=11_989)).isoformat()[:-6]}Z'", 10)
    thousand = best("/drive/v3/files?pageSize=1000&fields=nextPageToken,files(id,modifiedTime,appProperties)&orderBy=modifiedTime", 1000)
    assert by_property < 0.02 and lately < 0.02 and thousand < 0.5
