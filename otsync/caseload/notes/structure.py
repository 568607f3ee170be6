"""What a line is before anyone looks for a session in it: e-mail, quotation, plan text, heading, SOAP letter, collected line."""

from __future__ import annotations

import re
from typing import Literal

_HEADER = re.compile(r"\s*(?:\*\s*)?(from|to|cc|bcc|subject|sent|date|re|fwd|fw)\s*:\s*(.*)", re.DOTALL)
_WROTE = re.compile(r"\s*on\b.{4,120}\bwrote\s*:?\s*$", re.DOTALL)
_MAIL_MARK = re.compile(r"\s*-{2,}\s*(?:original message|forwarded message|forwarded by|original appointment)|\s*begin forwarded message")
_DAY = r"\d{1,2}/\d{1,2}(?:/\d{2,4})?"
_COLLECT = re.compile(
    rf"[*\-\u2610\u2022\s]{{0,10}}(next(?: time| session| visit)?|tried|teacher)\s*(?::|(?=\(?{_DAY}\)?\s*:))\s*", re.IGNORECASE
)
_PLAN_LABEL = re.compile(
    r"\s*[*\-]*\s*(?:#?\d{1,2}[.)]\s*)?(?:long[- ]term |short[- ]term |annual |iep |ot |measurable |current |school |student )*"
    r"((?:seizure|health|emergency|behaviou?r|safety|crisis|medical|feeding|care|toileting|allergy|asthma)"
    r"(?: action| intervention| care)? plans?"
    r"|goals?|objectives?|benchmarks?|baselines?|stg|ltg|precautions?|allerg(?:y|ies)|diagnos[ie]s|dx|eligibilit(?:y|ies)|dob"
    r"|date of birth|birth ?date|d\.o\.b|triennial|tri|annual"
    r"|accommodations?|modifications?|strategies|strengths|needs|concerns|interests|background|history|medical"
    r"|medications?|service minutes|service time|services?"
    r"|frequency|duration and frequency|freq|plan of care|plan|recommendations?|next steps|next iep|next annual"
    r"|case manager|teacher|grade|address|phone|parents?|guardian|school"
    r"|supports?|present levels?|plaafp|plop|evaluation results?|discharge(?: plan)?|exit criteria|rationale"
    r"|reason for referral|referral|equipment|home program|hep"
    r"|iep date|iep dates?|iep|annual review|annual due|annual iep|re-?eval(?:uation)? due|eval(?:uation)? due"
    r"|due dates?|amendment|student|name|contact|email|consent|home exercise program"
    r"|sensory diet|schedule|usual times?|usual schedule|minutes owed|service line|mandate|mandated|iep minutes"
    r"|minutes per iep|caseload)\s*(?:#?\d{1,2}(?!\d|/)\s*)?"
    rf"(?:\(.{{0,40}}\)\s*|{_DAY}\s*)?"
    r"(?:#?\d{1,2}\s*)?(?::|$|-\s|=)"
)
_PLAN_START = re.compile(
    r"\s*[*\-]*\s*(?:iep (?:dated? )?\d{1,2}/\d{1,2}/\d{2,4}\s?[-(]|"
    r"(?:annual|tri|triennial|re-?eval|reevaluation|iep|progress reports?|report cards?|eval) (?:is |iep "
    r"|review |eval |reeval )?(?:due|on|by|date|expires|until)\b"
    r"|(?:will|student will|he will|she will|they will|plan to|continue|cont\.|by (?:the end|[a-z]+ 20|\d{1,2}/|annual"
    r"|next)|given\b|in (?:\d+|a) (?:weeks?|months?|school year)"
    r"|next (?:session|time|week|visit|steps?|tx|iep|annual|ot)|upcoming|goal|see iep|per iep|iep:|iep minutes|iep says"
    r"|service minutes|services:|mandated|mandate|usual|schedule|ot schedule)\b)"
)
_SOAP = re.compile(
    r"\s*(s|o|a|p|subjective|objective|assessment|plan|intervention|interventions|response|data|narrative|notes?"
    r"|comments?|activities|activity|progress|behavior|goal addressed|goals addressed|goals)(?:\s*[:/]\s*|(?<=^[soap])\s-\s+)(?=\S|$)"
)
_ADDRESS = re.compile(r"<[^<>\s@]{1,64}@[^<>\s@]{1,80}>")
_GREETING = re.compile(r"(?:hi|hello|dear|hey|good (?:morning|afternoon|evening))(?: (?:ms|mr|mrs|dr)\.?)?(?: [a-z'-]{1,20}){0,3}(?:,|!|$)")
_SIGN_OFF = re.compile(
    r"\s*(?:thanks|thank you|best|sincerely|regards|warmly|take care|best regards|kind regards|many thanks|cheers)\b.{0,30}$"
)
SIGN_OFF_INITIALS = frozenset("tbsrwkmc")
"""What the words of `_SIGN_OFF` begin with."""
_FIELD = re.compile(
    r"\s*[*\-]*\s*(date(?: of (?:service|session|visit))?|dos|session date|time in|time out|time|times|start(?: time)?"
    r"|end(?: time)?|in|out|stop(?: time)?|setting|location|place|where"
    r"|minutes|min|mins|duration|length|total(?: time| minutes| min)?|amount of time|time spent"
    r"|length of (?:session|visit|service|time)|(?:session|visit|treatment) (?:length|duration)|service(?: type)?"
    r"|type(?: of (?:service|session|visit|contact))?|(?:session|visit|contact|activity) type|kind"
    r"|service delivery|delivery(?: model)?|model|group(?: size)?|# in group"
    r"|provider|therapist|student (?:seen|present)|seen by|initials|cpt(?: code)?|code|attendance|status|present|arrived|left"
    r"|session|tx time"
    r"|treatment time|time seen|begin(?: time)?|reason|absent|make[- ]?up(?: owed| needed| required| due)?)\s*[:=]\s*"
)
_PLAN_HEAD = re.compile(
    r"(?:.{0,24}\b)?(goals?|objectives?|precautions?|diagnos[ie]s|eligibility|accommodations|strategies|strengths"
    r"|background|medical(?: history)?|service minutes|services"
    r"|present levels?|recommendations|discharge plan|evaluation(?: results)?|student information|demographics|contacts?"
    r"|plan of care|intervention plan|supports|equipment|interests|about .{2,30}|iep(?: info| information"
    r"| at a glance)?)\s*:?"
)
_NOTES_HEAD = re.compile(
    r"(?:.{0,30}\b)?(notes?|sessions?|log|daily notes|session log|progress notes|contact log|attendance|treatment log|visits|data)\s*:?"
)

Role = Literal["mail", "wrote", "quote", "soap-story", "soap-plan", "field", "plan", "plan-head", "notes-head", "text"]


def mail_header(folded: str) -> str | None:
    """The name of an e-mail header (`from`, `subject`, `sent` ...) that a line is, else None."""
    match = _HEADER.match(folded)
    return match[1] if match else None


def mail_begins(folded: str, next_lines: list[str]) -> bool:
    """Whether a pasted e-mail begins here. `next_lines` are the few lines below, as they stand."""
    if folded[:1].isdigit() and "<" not in folded:
        return False
    if greeting(folded) or _ADDRESS.search(folded) or folded in ("to me", "to me,"):
        return True
    if _MAIL_MARK.match(folded) or (folded.rstrip(" :").endswith("wrote") and _WROTE.match(folded)):
        return True
    name = mail_header(folded) if ":" in folded else None
    next_lines = [one.lower().strip()[:200] for one in next_lines[:3]] if name or folded.startswith("on ") else []
    if name in ("subject", "sent", "fwd", "fw", "cc", "bcc"):
        return True
    if name == "from":
        return "@" in folded or any(mail_header(line) in ("to", "sent", "date", "subject", "cc") for line in next_lines[:3])
    if name == "to":
        return "@" in folded or any(mail_header(line) in ("from", "subject", "cc", "sent") for line in next_lines[:3])
    if name == "date":
        return any(mail_header(line) in ("from", "to", "subject") for line in next_lines[:2])
    below = next_lines[0] if next_lines else ""
    return folded.startswith("on ") and below.rstrip(" :").endswith("wrote") and len(below) < 80 and "@" in folded + below


def greeting(folded: str) -> bool:
    """The first words of a letter: `Hi Ms. Alvarez,`."""
    return bool(_GREETING.match(folded))


def quoted(folded: str) -> bool:
    """A line of a quoted message (`> ...`)."""
    return folded.lstrip().startswith((">", "|>"))


def collected(text: str) -> tuple[Literal["next", "tried", "teacher"], int] | None:
    """`Next:`, `Tried:` or `Teacher:` at the head of a line, and where its words begin."""
    plain = text.lstrip()
    match = _COLLECT.match(plain)
    if not match:
        return None
    word, begin = match[1].lower(), len(text) - len(plain) + match.end()
    if word.startswith("next"):
        return "next", begin
    return ("tried", begin) if word == "tried" else ("teacher", begin)


def plan_line(folded: str) -> bool:
    """A line of a plan: a goal, a due date, a precaution, a service line. Never a session, whatever numbers it holds."""
    return bool(_PLAN_LABEL.match(folded) or _PLAN_START.match(folded))


def plan_heading(folded: str) -> bool:
    """A heading below which a plan stands, not notes."""
    return len(folded) < 60 and bool(_PLAN_HEAD.fullmatch(folded.strip(" *-=_#")))


def notes_heading(folded: str) -> bool:
    """A heading below which notes stand."""
    return len(folded) < 60 and bool(_NOTES_HEAD.fullmatch(folded.strip(" *-=_#")))


def soap(folded: str) -> str | None:
    """The letter or word of a SOAP part at the head of a line (`s`, `o`, `a`, `p` ...), else None."""
    match = _SOAP.match(folded)
    return match[1] if match else None


def field_label(folded: str) -> str | None:
    """The label of a form line (`Time in:`, `Setting:`), else None."""
    match = _FIELD.match(folded)
    return match[1] if match else None


def sign_off(folded: str) -> bool:
    """The end of a letter."""
    return len(folded) < 60 and bool(_SIGN_OFF.match(folded))
