"""The Docs v1 engine: pure functions over one database transaction. No HTTP, no access control, no check of JSON types.

Indexes are UTF-16 code units from the start of a tab's segment. Errors are `ApiError`s in Google's words.
"""

from __future__ import annotations

from otsync.workspace.docs.batch import batch_update
from otsync.workspace.docs.export import to_html, to_markdown, to_pdf, to_text
from otsync.workspace.docs.life import copy, create, load, seed_suggestion
from otsync.workspace.docs.reading import get
from otsync.workspace.docs.store import SCHEMA
from otsync.workspace.docs.store import remove as delete

__all__ = ["SCHEMA", "batch_update", "copy", "create", "delete", "get", "load", "seed_suggestion"]
__all__ += ["to_html", "to_markdown", "to_pdf", "to_text"]
