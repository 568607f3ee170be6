"""Drive: files, folders, shared drives, sharing, search, revisions."""

from __future__ import annotations

from .files import touch
from .tables import DOC, FOLDER, SCHEMA, SHEET

__all__ = ["DOC", "FOLDER", "SCHEMA", "SHEET", "touch"]
