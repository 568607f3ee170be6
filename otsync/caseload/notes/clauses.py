"""Where the sentences and clauses of a line end: what belongs to which length is told by them."""

from __future__ import annotations

from otsync.caseload.notes.items import Item

_ABBREVIATED = frozenset(
    {
        *("ms", "mr", "mrs", "dr", "approx", "sched", "re", "wk", "pg", "no", "vs", "st", "oct", "sept", "nov", "dec"),
        *("jan", "feb", "mar", "apr", "aug", "hr", "hrs", "min", "mins", "gr", "ed", "rm", "stu", "tx", "sess", "appt"),
        *("cons", "obs", "incl", "tchr", "mtg", "grp", "indiv"),
    }
)
"""Behind these a full stop ends no sentence."""


def number_clauses(items: list[Item], raw: str) -> None:
    """Give each item the number of its sentence (ends at `. ; !` and line breaks) and of its clause (also at `, + & and ( ) : | -`)."""
    sentence = clause = 0
    for at, item in enumerate(items):
        item.sentence, item.clause = sentence, clause
        if item.tag == "w" and item.val in ("and", "then", "plus", "but"):
            clause += 1
            continue
        if item.tag != "p":
            continue
        s = item.val
        if s == ";" and _date_alone(items, at):
            clause += 1
        elif s in (";", "!", "\n") or (s == "?" and at + 1 < len(items) and items[at + 1].gap):
            sentence, clause = sentence + 1, clause + 1
        elif s == "." and at + 1 < len(items) and items[at + 1].gap:
            previous = items[at - 1] if at else None
            words = raw[previous.a : previous.b].lower().split()[-2:] if previous is not None and previous.tag != "dur" else []
            # `re-test next wk. 30 min PO`: that one ends what is told of another week.
            short = bool(words) and words[-1] in _ABBREVIATED and words != ["next", "wk"] and not item.gap
            if short and previous is not None and previous.tag == "setting" and raw[items[at + 1].a].isupper():
                # "15 min in gen ed. Consulted ..."
                short = False
            short = short or _ends_unit(items, at, raw)
            if not short:
                sentence, clause = sentence + 1, clause + 1
        elif s == "." and at and _ends_tight(items, at, raw):
            sentence, clause = sentence + 1, clause + 1
        elif (s == ":" and at and items[at - 1].tag in ("setting", "kind", "makeup", "daypart") and not _taken_apart(items, at)) or (
            s == "/"
            and 0 < at < len(items) - 1
            and (items[at - 1].tag == items[at + 1].tag == "setting" or (items[at - 1].tag == "w" and items[at - 1].val == "w"))
        ):
            continue
        elif s in (",", "+", "&", "(", ")", ":", "/", "=", "|") or (s == "-" and item.gap):
            clause += 1


def _ends_unit(items: list[Item], at: int, raw: str) -> bool:
    """`40 min. PO, cutting`: the full stop belongs to the unit, where the place stands right behind it."""
    length, place = items[at - 1], items[at + 1]
    if not at or length.tag != "dur" or items[at].gap or place.tag not in ("setting", "kind"):
        return False
    behind = items[at + 2] if at + 2 < len(items) else None
    if place.tag == "kind" and not (behind is None or (behind.tag == "p" and behind.val in ".,;(")):
        # "30 min. OT evaluation"; not "30 min. Evaluation next week".
        return False
    if behind is not None and behind.tag in ("num", "dur", "time"):
        # "trial 2 15 min. PO 30": the place is the next one's.
        return False
    return raw[length.a : length.b].lower().endswith(("min", "mins", "hr", "hrs", "m"))


def _date_alone(items: list[Item], at: int) -> bool:
    """`11/19; field trip`: nothing but the day stands before."""
    return at < 8 and all(one.tag in ("date", "ab", "weekday", "p", "tick") or one.val in ("dos", "date", "session") for one in items[:at])


def _taken_apart(items: list[Item], at: int) -> bool:
    """`45 min pull-out session: 20 min sensory`: a length stands before the colon, and what follows takes it apart."""
    before = any(one.tag == "dur" and one.clause == items[at].clause for one in items[max(0, at - 5) : at])
    return before and any(one.tag == "dur" for one in items[at + 1 : at + 4])


def _ends_tight(items: list[Item], at: int, raw: str) -> bool:
    """`PO.Cutting`: a full stop without a space, before a capital."""
    previous = items[at - 1]
    return (
        at + 1 < len(items)
        and raw[items[at + 1].a].isupper()
        and previous.b - previous.a >= 2
        and raw[previous.a : previous.b].lower() not in _ABBREVIATED
        and previous.tag in ("w", "setting", "dur", "reason", "kind", "act", "data")
    )
