"""The methods of Docs and Sheets: access and Drive's bookkeeping here, what is inside a file in its engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from inspect import signature

from . import edits
from .call import Answer, Call, Handler
from .discovery import Json
from .drive import files
from .drive.access import editor_file, hand, rank
from .drive.tables import DOC, KINDS, SHEET
from .engines import ENGINES
from .errors import ApiError


def create(call: Call) -> Answer:
    """documents.create and spreadsheets.create: in the caller's My Drive."""
    docs = call.method.api == "docs"
    mime = DOC if docs else SHEET
    if call.caller.service:
        raise ApiError(403, "The caller does not have permission")
    title = (call.body if docs else call.body.get("properties", {})).get("title") or KINDS[mime]
    file_id = files.new_id(mime)
    files.insert(call.tx, call.ctx, file_id=file_id, name=title, mime=mime, parent=files.root_id(call.caller.user))
    hand(call.tx, call.caller.client, file_id)
    return _linked(call, ENGINES[mime].create(call.tx, file_id, call.ctx, call.body))


def editor(function: Callable[..., Json], *, reads: bool = False) -> Handler:
    """A method on one Doc or spreadsheet: a function of its engine, given those of `offered` that it has parameters for."""
    wanted, empty = signature(function).parameters, function.__name__ == "batch_update"

    def handle(call: Call) -> Answer:
        mime, name = (DOC, "documentId") if call.method.api == "docs" else (SHEET, "spreadsheetId")
        file_id = call.params[name]
        role = rank(editor_file(call, file_id, "reader" if reads else "writer"))
        params = {key: value for key, value in call.params.items() if key != name}
        if call.mask is not None:
            params["fields"] = call.mask
        if mime == DOC and call.tree and "tabs" in call.tree:  # a mask that names tabs asks for them
            params["includeTabsContent"] = True
        if mime == DOC and role < rank("commenter"):  # who may only look does not see what is suggested
            if params.get("suggestionsViewMode") == "SUGGESTIONS_INLINE":
                raise ApiError(403, "The caller does not have permission")
            params.setdefault("suggestionsViewMode", "PREVIEW_WITHOUT_SUGGESTIONS")
        ctx = replace(call.ctx, owns=role >= rank("fileOrganizer"))
        offered: Json = {"tx": call.tx, "file_id": file_id, "params": params, "body": call.body, "ctx": ctx}
        offered["range_"] = params.get("range")
        answer = function(**{key: offered[key] for key in wanted})
        if not reads and (call.body.get("requests") or not empty):
            files.touch(call.tx, file_id, call.ctx)
            edits.keep(call.tx, file_id, call.ctx.edits)
        if mime == DOC and role < rank("writer"):
            answer.pop("revisionId", None)
        return _linked(call, answer)

    return handle


def _linked(call: Call, answer: Json) -> Json:
    """spreadsheetUrl leads to this server's page."""
    for body in (answer, answer.get("updatedSpreadsheet", {})):
        if "sheets" in body or "spreadsheetUrl" in body:
            body["spreadsheetUrl"] = f"{call.base}s/{body['spreadsheetId']}"
    return answer
