"""Errors that end a command, each a sentence for the person who meets it.

    OtsyncError            exit 1
    ├── PersonMustAct      exit 2   configuration, sign-in, usage
    ├── AnswerAwaited      exit 3   something is held until someone answers
    └── TryLater           exit 75  another run is at work, or Google is unavailable
"""


class OtsyncError(Exception):
    """Something went wrong; the message says what happened and what to do. Never holds a student's name or text."""

    exit_code = 1


class PersonMustAct(OtsyncError):
    """Configuration, sign-in or usage: a person has to put something right first."""

    exit_code = 2


class AnswerAwaited(OtsyncError):
    """Everything that could be done is held until someone answers in Needs a look."""

    exit_code = 3


class TryLater(OtsyncError):
    """Another run holds the lease, or Google is unavailable: the same command may work later."""

    exit_code = 75
