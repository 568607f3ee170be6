"""How long the Docs engine takes on a 10-page Doc: CPU milliseconds, best of many. Run: python -m benchmarks.docs_engine

Aim: documents.get at most 5 ms, a small batchUpdate at most 10 ms.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from otsync.workspace import docs
from tests.wire.docs.bench import Bench, erase, insert, name, style, table, tables_of

LINE = "10/7 9:15-9:45 push-in, writing. Pencil dot for the thumb, 4 of 5 lines before tiring.\n"


def ten_pages() -> Bench:
    """360 dated lines and 12 tables of 8 x 2, each cell filled, half bold, under a named range."""
    bench = Bench()
    for _ in range(12):
        end = bench.content()[-1]["endIndex"] - 1
        bench.send(insert(end, LINE * 30), table(end + len(LINE) * 30, 8, 2))
    cells = [cell["content"][0]["startIndex"] for found in tables_of(bench.content()) for row in found["table"]["tableRows"]
             for cell in row["tableCells"]]
    bench.send(*[request for at in reversed(cells)
                 for request in (insert(at, "value of a field"), style(at, at + 5, "bold", bold=True), name(f"field.{at}", at, at + 5))])
    return bench


def best(call: Callable[[], object], times: int = 40) -> float:
    """CPU milliseconds of the fastest call."""
    taken: list[float] = []
    for _ in range(times):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return min(taken) * 1000


def main() -> None:
    bench = ten_pages()
    small = {"requests": [insert(5, "x"), erase(5, 6), name("z", 1, 4), {"deleteNamedRange": {"name": "z"}}]}
    print(f"units                {bench.content()[-1]['endIndex']}")
    print(f"get                  {best(lambda: docs.get(bench.tx, 'doc', {'includeTabsContent': True}, bench.ctx)):.1f} ms")
    print(f"batchUpdate, small   {best(lambda: docs.batch_update(bench.tx, 'doc', small, bench.ctx)):.1f} ms")


if __name__ == "__main__":
    main()
