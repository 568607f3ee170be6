"""The methods of Docs and Sheets: access and Drive's bookkeeping here, what is inside a file in its engine."""

from __future__ import annotations

from importlib import import_module
from inspect import signature
from typing import Any

from . import edits
from .call import Answer, Call, Handler
from .discovery import Json
from .drive import files
from .drive.access import editor_file, hand
from .drive.methods import no_storage
from .drive.tables import DOC, SHEET
from .engines import NAMES
from .errors import ApiError, not_implemented

_docs: Any = lambda: import_module(NAMES[DOC])  # noqa: E731 (lazy: an engine is loaded when it is first needed)
_sheets: Any = lambda: import_module(NAMES[SHEET])  # noqa: E731


def _new(call: Call, mime: str, title: str) -> str:
    if call.caller.service:
        raise ApiError(403, "The caller does not have permission") if call.method.api != "drive" else no_storage()
    file_id = files.new_id(mime)
    files.insert(call.tx, call.ctx, file_id=file_id, name=title, mime=mime, parent=files.root_id(call.caller.user))
    hand(call.tx, call.caller.client, file_id)
    return file_id


def _touched(call: Call, file_id: str) -> None:
    files.touch(call.tx, file_id, call.ctx)
    edits.keep(call.tx, file_id, call.ctx.edits)


def doc_create(call: Call) -> Answer:
    file_id = _new(call, DOC, call.body.get("title") or "Untitled document")
    _docs().create(call.tx, file_id, call.ctx, call.body)
    return _dict(_docs().get(call.tx, file_id, {}, call.ctx))


def doc_get(call: Call) -> Answer:
    file_id = call.params["documentId"]
    editor_file(call, file_id, "reader")
    params = {name: value for name, value in call.params.items() if name != "documentId"}
    if call.tree and "tabs" in call.tree:
        params["includeTabsContent"] = True
    return _dict(_docs().get(call.tx, file_id, params, call.ctx))


def doc_batch_update(call: Call) -> Answer:
    file_id = call.params["documentId"]
    editor_file(call, file_id, "writer")
    answer = _dict(_docs().batch_update(call.tx, file_id, call.body, call.ctx))
    if call.body.get("requests"):
        _touched(call, file_id)
    return answer


def sheet_create(call: Call) -> Answer:
    file_id = _new(call, SHEET, call.body.get("properties", {}).get("title") or "Untitled spreadsheet")
    made = _sheets().create(call.tx, file_id, call.ctx, call.body)
    return _linked(call, _dict(made if made is not None else _sheets().get(call.tx, file_id, {}, call.ctx)))


def sheet_get(call: Call) -> Answer:
    editor_file(call, call.params["spreadsheetId"], "reader")
    return _linked(call, _dict(_sheets().get(call.tx, call.params["spreadsheetId"], _params(call), call.ctx)))


def sheet_batch_update(call: Call) -> Answer:
    file_id = call.params["spreadsheetId"]
    editor_file(call, file_id, "writer")
    answer = _dict(_sheets().batch_update(call.tx, file_id, call.body, call.ctx))
    _touched(call, file_id)
    if "updatedSpreadsheet" in answer:
        _linked(call, answer["updatedSpreadsheet"])
    return answer


def values(function: str) -> Handler:
    """A values.* method: the engine's function of that name."""
    reads = "_get" in function

    def handle(call: Call) -> Answer:
        editor_file(call, call.params["spreadsheetId"], "reader" if reads else "writer")
        answer = _dict(_run(function, call))
        if not reads:
            _touched(call, call.params["spreadsheetId"])
        return answer

    return handle


def _run(function: str, call: Call) -> Any:
    """Calls the engine with those of (tx, file_id, params, body, ctx) that its function takes, by name."""
    found = getattr(_sheets(), function, None)
    if found is None:
        raise not_implemented(f"sheets.{call.method.id}")
    offered = {
        "tx": call.tx,
        "file_id": call.params["spreadsheetId"],
        "params": _params(call),
        "body": call.body,
        "ctx": call.ctx,
        "range": call.params.get("range"),
        "range_": call.params.get("range"),
        "fields": call.mask,
    }
    return found(**{name: offered[name] for name in signature(found).parameters})


def _params(call: Call) -> Json:
    params = {name: value for name, value in call.params.items() if name != "spreadsheetId"}
    if call.mask is not None:
        params["fields"] = call.mask
    return params


def _linked(call: Call, body: Json) -> Json:
    """spreadsheetUrl leads to this server's page."""
    if "spreadsheetUrl" in body or call.method.id in ("spreadsheets.create", "spreadsheets.get"):
        body["spreadsheetUrl"] = f"{call.base}s/{body.get('spreadsheetId', call.params.get('spreadsheetId', ''))}"
    return body


def _dict(body: Any) -> Json:
    if not isinstance(body, dict):  # an engine that answers with nothing would otherwise be taken for a 204
        raise TypeError(f"an engine answered with {type(body).__name__}")
    return body
