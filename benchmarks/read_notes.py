"""How long the note reader takes for 10,000 lines of ordinary notes: one Doc of ten years, and as many short ones.

python benchmarks/read_notes.py
"""

from __future__ import annotations

import random
import time
from datetime import date, timedelta

from otsync.caseload.notes.model import Line
from otsync.caseload.notes.reader import read_notes

LINES = 10_000
_DATED = (
    "{d} 9:15-9:45 push-in, writing. Pencil dot for the thumb, 4 of 5 lines before tiring.",
    "{d} 30 pull-out. Animal yoga, clothespin spelling, tweezers with sea animals.",
    "{d} absent",
    "{d} 30 min PO, group of 3. Cut on line 4/5 trials, 80% accuracy, min A x2.",
    "{d} consult w/ Ms. Alvarez re: slant board, 10 min",
    "{d} fire drill, not seen, will make up",
    "{d} 20 of 30 min (assembly)",
    "{d} 1:15-1:45 pull-out, MU for 10/8",
)
_BELOW = (
    "Copied 3/5 sentences with a blank sheet over half the page, on task 10 min.",
    "Next: hand strengthening",
    "Tried: weighted lap pad, helped",
    "",
)


def lines(count: int, seed: int = 7) -> tuple[list[Line], date]:
    """`count` lines, newest on top, a dated line and what stands below it by turns; and the day of reading."""
    rng = random.Random(seed)
    ref = date(2025, 10, 31)
    day = ref
    out: list[Line] = []
    while len(out) < count:
        out.append(Line(rng.choice(_DATED).format(d=f"{day.month}/{day.day}"), place=str(len(out))))
        if rng.random() < 0.5:
            out.append(Line(rng.choice(_BELOW), place=str(len(out))))
        day -= timedelta(days=rng.choice((1, 1, 2, 3)))
        while day.weekday() >= 5:
            day -= timedelta(days=1)
    return out[:count], ref


def main() -> None:
    """Print one table row a shape."""
    notes, ref = lines(LINES)
    print("shape                     lines  entries  flags  CPU seconds  microseconds a line")
    for name, docs in (("one Doc", [notes]), ("200 Docs of 50 lines", [lines(50, seed)[0] for seed in range(LINES // 50)])):
        begin = time.process_time()
        entries = flags = 0
        for doc in docs:
            reading = read_notes(doc, ref_date=ref, count_from=date(1900, 1, 1))
            entries += len(reading.entries)
            flags += len(reading.flags)
        spent = time.process_time() - begin
        print(f"{name:24} {LINES:6}  {entries:7}  {flags:5}  {spent:11.2f}  {spent / LINES * 1e6:19.0f}")


if __name__ == "__main__":
    main()
