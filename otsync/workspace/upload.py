"""Uploads of plain files: `uploadType=media` (bytes alone) and `multipart` (metadata, then bytes)."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from werkzeug import Request

from .call import Media
from .errors import ApiError, not_implemented
from .validate import parse


def read(request: Request) -> tuple[Any, Media]:
    """(metadata body, uploaded bytes). 400 when the parts cannot be told apart; 501 for resumable uploads."""
    kind = request.args.get("uploadType", "media")
    data = request.get_data()
    if kind == "media":
        return {}, Media(data, request.mimetype or "application/octet-stream")
    if kind != "multipart":
        raise not_implemented(f"uploadType={kind}")
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + request.content_type.encode("latin-1", "replace") + b"\r\n\r\n" + data
    )
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if len(parts) != 2:
        raise ApiError(400, "Malformed multipart body.", reason="badContent")
    payload, content = (part.get_payload(decode=True) for part in parts)
    if not isinstance(payload, bytes) or not isinstance(content, bytes):
        raise ApiError(400, "Malformed multipart body.", reason="badContent")
    return parse(payload), Media(content, parts[1].get_content_type())
