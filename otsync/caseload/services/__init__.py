"""Service time: what a student is owed, in the many words of IEPs, 504 plans and RTI."""

from otsync.caseload.services.reader import read_services
from otsync.caseload.services.words import in_words

__all__ = ["in_words", "read_services"]
