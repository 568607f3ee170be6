"""otsync: plans stay in Google Docs, the caseload stays in Google Sheets, and the two stay the same."""

__version__ = "0.1.0"
