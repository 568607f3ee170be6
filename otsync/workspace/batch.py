"""`/batch/drive/v3`: up to 100 requests in one multipart body; each answer carries its request's Content-ID."""

from __future__ import annotations

import json
import secrets
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING

from werkzeug import Request, Response
from werkzeug.test import EnvironBuilder

from .errors import ApiError, envelope

if TYPE_CHECKING:
    from .app import Workspace

PATHS = frozenset({"/batch/drive/v3", "/batch"})
LIMIT = 100


def handle(workspace: Workspace, request: Request) -> Response:
    """The whole batch; a part that cannot be read fails alone."""
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + (request.content_type or "").encode("latin-1", "replace") + b"\r\n\r\n" + request.get_data()
    )
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if not parts:
        return _failed(ApiError(400, "Failed to parse batch request, error: no parts found.", reason="badRequest"))
    if len(parts) > LIMIT:
        return _failed(ApiError(400, f"The batch request has too many inner requests; the limit is {LIMIT}.", reason="badRequest"))
    boundary = f"batch_{secrets.token_urlsafe(18)}"
    out: list[bytes] = []
    for part in parts:
        payload = part.get_payload(decode=True)
        inner = _inner(workspace, request, payload if isinstance(payload, bytes) else b"")
        identity = part.get("Content-ID", "")
        named = f"Content-ID: <response-{identity.strip().strip('<>')}>\r\n" if identity else ""
        out.append(f"--{boundary}\r\nContent-Type: application/http\r\n{named}\r\n".encode() + inner + b"\r\n")
    out.append(f"--{boundary}--\r\n".encode())
    return Response(b"".join(out), content_type=f"multipart/mixed; boundary={boundary}")


def _inner(workspace: Workspace, outer: Request, payload: bytes) -> bytes:
    line, _, rest = payload.lstrip().partition(b"\n")
    words = line.decode("latin-1").split()
    if len(words) < 2:
        return _raw(_failed(ApiError(400, "Failed to parse an inner request.", reason="badRequest")))
    head, _, body = rest.replace(b"\r\n", b"\n").partition(b"\n\n") if b"\r\n\r\n" not in rest else rest.partition(b"\r\n\r\n")
    headers = BytesParser(policy=HTTP).parsebytes(head + b"\r\n\r\n")
    path = words[1] if words[1].startswith("/") else "/" + words[1].partition("://")[2].partition("/")[2]
    if path.partition("?")[0] in PATHS:
        return _raw(_failed(ApiError(400, "A batch cannot hold a batch.", reason="badRequest")))
    carried = {
        "Authorization": headers.get("Authorization") or outer.headers.get("Authorization", ""),
        "X-Workspace-User": headers.get("X-Workspace-User") or outer.headers.get("X-Workspace-User", ""),
    }
    environ = EnvironBuilder(
        path=path.partition("?")[0],
        query_string=path.partition("?")[2],
        method=words[0],
        base_url=outer.host_url,
        data=body,
        content_type=headers.get("Content-Type"),
        headers=[(name, value) for name, value in carried.items() if value],
    ).get_environ()
    return _raw(workspace.respond(Request(environ)))


def _failed(error: ApiError) -> Response:
    return Response(json.dumps(envelope("drive", error)), status=error.code, content_type="application/json; charset=UTF-8")


def _raw(response: Response) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in response.headers.items())
    return f"HTTP/1.1 {response.status}\r\n{lines}\r\n".encode("latin-1", "replace") + response.get_data()
