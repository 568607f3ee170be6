"""What is told behind a session or an absence does not change it: the same reading with the story as without it, or a question."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from otsync.caseload.notes.model import Entry, Reading

sys.path.insert(0, str(Path(__file__).parent))
from lines import read

STORIES = [
    line for line in Path(__file__).with_name("stories.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
]
JOINED = ("{head}. {Story}", "{head}; {story}", "{head}, {story}", "{head} - {story}", "{head} ({story})")
SEEN = (
    "10/7 30 min PO",
    "10/7 9:15-9:45 push-in",
    "Tue 10/7/25 - 30 mins, pull-out",
    "10/7 seen 25 min in OT room",
    "10/7 15 PI + 15 PO",
    "10/7 30m",
)
NOT_SEEN = (
    "10/7 absent",
    "10/7 not seen, fire drill",
    "10/7 refused session",
    "10/7 OT at IEP meeting",
    "10/7 scheduled 30 min PO - absent",
    "10/7 30 min cancelled, assembly",
    "10/7 didn't happen (lockdown)",
)


def _told_behind(head: str) -> list[str]:
    """Each story behind the head, in two of the five ways to go on, by turns."""
    return [
        JOINED[(n + step) % len(JOINED)].format(head=head, story=story, Story=story[:1].upper() + story[1:])
        for n, story in enumerate(STORIES)
        for step in (0, 2)
    ]


def _told(entry: Entry) -> tuple[object, ...]:
    return (entry.status, entry.kind, entry.minutes, entry.setting, entry.start, entry.end, entry.makeup or None, entry.makeup_owed)


def _direct(reading: Reading) -> int:
    return sum(entry.minutes for entry in reading.entries if entry.kind == "direct")


@pytest.mark.parametrize("head", SEEN)
def test_a_story_behind_a_session_changes_nothing(head: str) -> None:
    """Scores, activities, plans and other days' matters behind a session leave it as it is, or are asked about."""
    plain = [_told(entry) for entry in read(head).entries]
    assert plain
    for text in _told_behind(head):
        reading = read(text)
        assert reading.flags or [_told(entry) for entry in reading.entries] == plain, text


@pytest.mark.parametrize("head", NOT_SEEN)
def test_a_story_behind_an_absence_counts_nothing(head: str) -> None:
    """Whatever minutes are told behind an absence, no direct minute is counted."""
    for text in _told_behind(head):
        assert _direct(read(text)) == 0, text


def test_most_stories_ask_nothing() -> None:
    """Nine stories of ten behind a clear session are read without a question."""
    asked = [story for story in STORIES if read(f"10/7 30 min PO. {story[:1].upper()}{story[1:]}").flags]
    assert len(asked) * 10 < len(STORIES), asked
