"""What each flag says to a person: one sentence, what was seen and what to do, never a blame."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from otsync.caseload.notes.model import Flag

SAYS: dict[str, str] = {
    "date_unreadable": "I could not read the date here; nothing was counted. Please type the date, such as 10/7.",
    "date_missing": "I see a session here but no date; nothing was counted. Please put the date in front.",
    "date_invalid": "There is no such day (month first, as in 10/7); nothing was counted.",
    "date_future": "This date has not come yet; nothing was counted. Was it written ahead of time, or is it from last year?",
    "date_weekend": "This date is a Saturday or a Sunday; nothing was counted. Please check the date.",
    "date_before_year": "This date is before this school year; nothing was counted. Is the year right?",
    "date_year": "I could not tell which year this date belongs to; nothing was counted. Please write the year.",
    "date_weekday": "The weekday and the date do not agree; nothing was counted. Please check which one is right.",
    "date_list": "I see several dates and one length; nothing was counted. Was it this long on each day?",
    "several_days": "I see a second day here and could not tell what belongs to which; nothing was counted. Please give each day its line.",
    "time_order": "The end is not after the start; nothing was counted. Please check the times.",
    "time_range": "These times are outside a school day (7:00 to 5:00); nothing was counted. Please check the times.",
    "time_unclear": "I could not tell the start and the end; nothing was counted. Times such as 9:15-9:45 are clear.",
    "minutes_missing": "I could not tell how long this session was; nothing was counted.",
    "minutes_range": "This gives a range, not one length; nothing was counted. How long was it?",
    "minutes_unusual": "This length is under 5 or over 180 minutes; nothing was counted. Please check it.",
    "minutes_time_conflict": "The minutes and the times do not agree; nothing was counted. Which is right?",
    "minutes_sum": "The parts do not add up to the total; nothing was counted. Which is right?",
    "minutes_unclear": "I see more than one length and could not tell which is the session; nothing was counted.",
    "units": "This gives units, not minutes; nothing was counted. How many minutes was it?",
    "period_total": "This looks like a total over several days; nothing was counted. Each session needs its own line.",
    "week_of": "This gives a week, not a day; nothing was counted. Which days were they?",
    "ditto": "A ditto mark points to another line; nothing was counted. Please write it out.",
    "uncertain_mark": "You were not sure here yourself; nothing was counted. What should count?",
    "possible_duplicate": "This line is the same as another one of that day; it was counted once. Were there two sessions?",
    "prefilled": "The minutes are filled in but not ticked as seen; nothing was counted. Did the session take place?",
    "attempted": "A session was attempted; it counts 0 minutes. Is a make-up owed?",
    "reason_missing": "This session was missed and I see no reason; the reason decides whether a make-up is owed.",
    "reason_unclear": "This session was missed, and I am not sure who was away; the reason decides whether a make-up is owed.",
    "status_unclear": "I could not tell whether this session took place; nothing was counted.",
    "kind_unclear": "I could not tell what kind of time this is; nothing was counted. Direct, consult, evaluation or a meeting?",
    "partial_unclear": "Part of this session was lost, and I could not tell how long it was in the end; nothing was counted.",
    "owed_elsewhere": "A make-up for another day is owed here, and I have no missed session on that day.",
    "makeup_elsewhere": "A make-up is mentioned here, and I have no session on that day. Please give it a line of its own.",
    "in_email": "This line stands in a pasted e-mail; nothing was counted. If it is your own note, put an empty line before it.",
    "row_unclear": "I could not read this row as a session; nothing was counted.",
}


def flag(code: str, text: str, choices: Sequence[str] = (), place: str = "", extra: str = "", day: date | None = None) -> Flag:
    """A flag with its sentence; `extra` is a fact that the sentence ends with."""
    says = SAYS[code]
    if extra:
        says = f"{says} ({extra})"
    return Flag(code=code, text=text.strip(), says=says, choices=tuple(dict.fromkeys(choices)), place=place, day=day)
