"""Takes in a `documents.get` or `spreadsheets.get` body: a user's puzzling Doc can be reproduced and edited here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from .context import Context
from .core import Core
from .discovery import Json
from .drive import files
from .drive.tables import DOC, SHEET
from .engines import ENGINES
from .errors import ApiError, invalid
from .validate import validate


def load(workspace: Core, body: Any) -> str:
    """The id of a new file with this content. ApiError in a sentence when the body is neither, or does not fit its schema."""
    api, schema, mime, title = _kind(body)
    checked = validate(api, schema, body)
    context = Context(workspace.owner, workspace.clock.now(), workspace.switches)
    with workspace.store.write() as tx:
        files.ensure_root(tx, workspace.owner, context.now)
        file_id = files.new_id(mime)
        files.insert(tx, context, file_id=file_id, name=title, mime=mime, parent=files.root_id(workspace.owner))
        ENGINES[mime].load(tx, file_id, checked, context)
    return file_id


def _kind(body: Any) -> tuple[str, str, str, str]:
    if isinstance(body, dict):
        if "documentId" in body or "tabs" in body or "body" in body:
            return "docs", "Document", DOC, str(body.get("title") or "Untitled document")
        if "spreadsheetId" in body or "sheets" in body:
            return "sheets", "Spreadsheet", SHEET, str((body.get("properties") or {}).get("title") or "Untitled spreadsheet")
    raise invalid("This is neither the body of a documents.get nor that of a spreadsheets.get.")


def load_file(workspace: Core, path: Path) -> str:
    """The same from a JSON file."""
    try:
        body = cast(Json, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ApiError(400, f"{path.name} could not be read as JSON: {error}.") from error
    return load(workspace, body)
