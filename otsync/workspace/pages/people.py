"""Who sits at the keyboard: made-up people, chosen by name, kept in a cookie.

This is play-acting, not signing in: whoever can open the pages may be anyone. It lets the lists of changes show
several names and lets a person see what is shared with whom.
"""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug import Request

COOKIE = "otsync_as"


@dataclass(frozen=True)
class Person:
    """A name for the screen and the e-mail address that the workspace's API knows ("" is the owner of the workspace)."""

    email: str
    name: str

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.replace(",", " ").split()[:1]).upper()


OWNER = Person("", "Owner of this workspace")
PEOPLE = (
    OWNER,
    Person("pat.therapist@example.test", "Pat, therapist"),
    Person("dana.lead@example.test", "Dana, lead"),
    Person("sam.assistant@example.test", "Sam, assistant"),
)


def sitting(request: Request, people: tuple[Person, ...] = PEOPLE) -> Person:
    """The person whom this browser's cookie names, else the owner."""
    held = request.cookies.get(COOKIE, "")
    return next((p for p in people if p.email == held), people[0])
