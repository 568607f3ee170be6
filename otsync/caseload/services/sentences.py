"""What is said to a person when a line of service time was not read."""

from __future__ import annotations

from collections.abc import Mapping

SAYS: Mapping[str, str] = {
    "biweekly": "“Biweekly” can mean twice a week or every two weeks: write one of them",
    "bimonthly": "“Bimonthly” can mean twice a month or every two months: write one of them",
    "unquantified": "No minutes are stated, so nothing can be counted",
    "period_missing": "I could not tell per what: a week, a month, a year?",
    "period_unclear": "I could not tell which period the minutes belong to",
    "frequency_range": "A range of times cannot be counted: write the number that is owed",
    "minutes_range": "A range of minutes cannot be counted: write the minutes that are owed",
    "up_to": "“Up to” is no fixed amount: write the minutes that are owed",
    "as_needed": "“As needed” cannot be counted: write the minutes that are owed",
    "total_conflict": "There are two amounts that do not agree, or that nothing tells apart: write the one that is right",
    "alternatives": "Two readings are offered: write the one that is right",
    "kind_unclear": "I could not tell whether this is direct or consult",
    "minutes_missing": "I could not tell how long a session is",
    "minutes_unclear": "I could not tell how many minutes these are: write them as a number",
    "number_unclear": "There is a number in it that I could not place",
    "discipline_unclear": "I could not tell which minutes are occupational therapy's: begin the line with “OT”",
    "other_services": "It names other services alone: write OT's minutes, or clear the cell where none are owed",
    "esy_unclear": "I could not tell which minutes are ESY's: write a line “ESY: ...” of its own",
    "units": "Units are no minutes: write the minutes that are owed",
    "changes": "It speaks of a change: write each phase with its dates, such as “30 min weekly until 12/19/25; 30 min monthly from 1/6/26”",
    "dates": "I could not read the dates of this line: write them like 8/25/25",
    "uncertain": "There is a question in it",
    "too_long": "This is too long for service time: write one line for each service",
    "model": "A 3:1 model needs its minutes for both kinds: one line each, such as “30 min 3 of 4 weeks” and “30 min consult 1 of 4 weeks”",
}
