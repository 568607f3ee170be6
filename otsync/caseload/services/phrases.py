"""Phrases over tokens: what a part of a sentence says of minutes, times, periods, dates, kinds. A number that fits no phrase is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from otsync.caseload.services.handlers import HANDLERS, PER
from otsync.caseload.services.lexer import Token
from otsync.caseload.services.said import Said
from otsync.caseload.services.single import single

_PHRASES: tuple[tuple[str, str], ...] = (
    ("of_weeks", "F?nfe?np|F?npfe?np?"),
    ("nper", "[xFI/]?nT?p[rea/If]+p|[xFI/]?npl"),
    ("rate_label", "s[r/]p:n|s:n"),
    ("minutes_label", "H[re/]s:?[mn]|H:?n(?![xsr/e])"),
    ("multi", "[rea/I]+Jp"),
    ("every_n", "[re/I]+a?nT?p"),
    ("other", "[re/I]*op"),
    ("cycle", rf"{PER}*K(?:\(n?T?p?K?\))?"),
    ("nth_week", "[Fe/I]*Jp"),
    ("weeks", "[xF]nT?p|nTp|nP"),
    ("total", r"[=$]+f?m\$?|m\$|[=$]+f?n(?![xs])|n\$m?"),
    ("divided", "In[xs](?:[fF][nm])?"),
    ("per_session", "nx?ms|nm(?=[dcivGYt])|ns[fFx/:]?m|m[re/]+s|s[fF]m"),
    ("session_minutes", "ms"),
    ("each", "[re/]+s|e(?!p|n|o|J|K)"),
    ("pair_p", "nxnp"),
    ("pair", "ns?xn(?![xs])"),
    ("minutes_times", "mx?n(?=[rea/]+p|l)"),
    ("times", "nxs?|xn(?!p)|kx?|ns"),
    ("number_rate", f"n{PER}*p|nl"),
    ("group", r"u?G[(,:f]*u?n(?:[TO]n)?S?\)?(?![x/s:])|G[(]?N[)]?|NG"),
    ("students", "u?n(?:[TO]n)?S"),
    ("setting_model", r"[GYt](?:[O/A&,Ia]*[GYt])+(?:[(,:f]*u?n(?:[TO]n)?S?\)?(?![x/s:]))?"),
    ("dates", "B?D[TU]B?D|BDU?D?|UD|DT(?!D)|D"),
    ("upto", "u"),
    ("range", f"n[TO]n(?:x|s|{PER}+p|l)?|k[TO]kx?|k[TO]nx?"),
    ("kinds", "[dcivb](?:[/&+,AO]?[dcivb])+"),
    ("period", f"{PER}*p|[/e]?l"),
)
# A plural (weeks) is P: "8 weeks" is a length, "30 wk" an amount. In a pattern p is either.
_SCAN = re.compile("|".join(f"(?P<{name}>{re.sub('p', '[pP]', pattern)})" for name, pattern in _PHRASES))


_AT_LEAST_EACH = re.compile("q(?:m[re/]+s|ms)|s[fF]q?m(?<=qm)")
""" "at least 15 min a session" bounds the sessions, not the amount."""


def gather(found: Sequence[Token]) -> Said:
    """What the tokens of one part say."""
    said = Said()
    codes: list[str] = []
    between = False
    """A word that is not known stands behind "every": "every busy week" is no week."""
    kept: list[Token] = []
    complete = False
    for token in found:
        code = {"and_or": "A", "code": "C"}.get(token.code, token.code)
        if code == "p" and re.search(r"s\.?$", token.text, re.IGNORECASE):
            code = "P"
        if code == "1":
            said.ot = True
        elif code == "2":
            amount = any(one in "mn" for one in codes)
            complete = amount and any(one in "plP" for one in codes)
            if token.value == "aside" and amount:
                complete = True
            else:
                said.other = True
        elif code == "w" or (code == "S" and not (codes and codes[-1] in "nu")):
            between = bool(codes) and codes[-1] in "ero"
            continue
        else:
            if between and code in "pP":
                said.flags.append("period_unclear")
            between = False
            said.mixed = said.mixed or (complete and code in "mnxkplP")
            codes.append(code)
            kept.append(token)
    line = "".join(codes)
    if _AT_LEAST_EACH.search(line):
        said.flags.append("minutes_range")
    at = 0
    while at < len(line):
        match = _SCAN.match(line, at)
        if match and match.end() > at:
            HANDLERS[match.lastgroup or ""](said, kept[at : match.end()], line, at)
            at = match.end()
        else:
            single(said, kept[at], line, at)
            at += 1
    return said
