"""What the embedded workspace costs: CPU milliseconds of the server for one request (best of many), and its memory.

Run: python -m benchmarks.workspace. Aims: documents.get of a 10-page Doc at most 5 ms, a small batchUpdate at most 10 ms.
Its spreadsheets: python -m benchmarks.sheets_engine.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from typing import Any

from werkzeug.test import Client

from otsync.workspace.context import Context
from otsync.workspace.drive import files
from otsync.workspace.drive.tables import DOC
from otsync.workspace.server import Workspace, settle
from tests.wire.docs.bench import Bench, Json, erase, insert, name, style, table, tables_of

LINE = "10/7 9:15-9:45 push-in, writing. Pencil dot for the thumb, 4 of 5 lines before tiring.\n"
FILES = 12_000


class Called:
    """A ground for Bench: the workspace's own requests, less the socket."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.client = Client(workspace)

    def send(self, method: str, path: str, body: Json | None = None) -> None:
        """A request whose answer nobody reads: the server's part alone."""
        answer = self.client.open(path, method=method, json=body, headers={"Host": "127.0.0.1"})
        assert answer.status_code == 200, answer.text

    def call(self, method: str, path: str, body: Json | None = None) -> Json:
        status, answer = self.workspace.call(method, path, body)
        assert status == 200, answer
        return answer

    def make(self, title: str) -> str:
        return str(self.call("POST", "/drive/v3/files", {"name": title, "mimeType": DOC})["id"])

    def batch_update(self, file_id: str, body: Json) -> Json:
        return self.call("POST", f"/v1/documents/{file_id}:batchUpdate", body)

    def get(self, file_id: str, params: Json) -> Json:
        return self.call("GET", f"/v1/documents/{file_id}?includeTabsContent=true")

    def state(self, file_id: str) -> Any:
        return self.get(file_id, {})


def ten_pages() -> Bench:
    """360 dated lines and 12 tables of 8 x 2, each cell filled, half bold, under a named range."""
    bench = Bench()
    for _ in range(12):
        end = bench.content()[-1]["endIndex"] - 1
        bench.send(insert(end, LINE * 30), table(end + len(LINE) * 30, 8, 2))
    rows = [row for found in tables_of(bench.content()) for row in found["table"]["tableRows"]]
    starts = [cell["content"][0]["startIndex"] for row in rows for cell in row["tableCells"]]
    bench.send(*[
        request for at in reversed(starts)
        for request in (insert(at, "value of a field"), style(at, at + 5, "bold", bold=True), name(f"field.{at}", at, at + 5))
    ])  # fmt: skip
    return bench


def caseload(workspace: Workspace) -> None:
    """12,000 Docs with a mark each, one a millisecond."""
    context = Context(workspace.owner, workspace.clock.now())
    with workspace.store.write() as tx:
        for index in range(FILES):
            at = round(context.now.timestamp() * 1000) + index
            files.insert(tx, context, file_id=f"d{index}", name=f"Plan {index}", mime=DOC, parent=None, modified=at)
            files.set_properties(tx, f"d{index}", "", {"otsync_student": f"s{index}", "otsync_roster": "r"})


def tell(what: str, call: Callable[[], object], times: int) -> None:
    """CPU milliseconds of the fastest call."""
    taken: list[float] = []
    for _ in range(times):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    print(f"{what:<52} {min(taken) * 1000:7.1f} ms")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(folder)
        ground = Called(workspace)
        Bench.on = lambda _: ground
        bench = ten_pages()
        settle()
        small = {"requests": [insert(5, "x"), erase(5, 6), name("z", 1, 4), {"deleteNamedRange": {"name": "z"}}]}
        print(f"a Doc of {bench.content()[-1]['endIndex']} units")
        path = f"/v1/documents/{bench.file_id}"
        tell("documents.get", lambda: ground.send("GET", path + "?includeTabsContent=true"), 40)
        tell("documents.batchUpdate, four requests", lambda: ground.send("POST", path + ":batchUpdate", small), 40)
        caseload(workspace)
        print(f"files.list among {FILES:,}")
        marked = "q=appProperties has {key='otsync_%s' and value='%s'}"
        for what, query in (
            ("one by its mark", marked % ("student", "s777") + " and trashed=false"),
            ("the changed of a roster, none", marked % ("roster", "r") + " and modifiedTime > '2100-01-01T00:00:00Z'"),
            ("a page of 1000 with marks", "pageSize=1000&fields=nextPageToken,files(id,modifiedTime,appProperties)&orderBy=modifiedTime"),
        ):
            tell(f"  {what}", lambda query=query: ground.send("GET", f"/drive/v3/files?{query}"), 5)  # type: ignore[misc]
        print(f"{'memory at its highest':<52} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MiB")
        workspace.close()


if __name__ == "__main__":
    main()
