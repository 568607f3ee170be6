"""A server on a real socket that answers as a test tells it, and a connection to it whose waiting takes no time."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from otsync.google.connect import Google, connect

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    """Answers in the order of `script`; when that is used up, with `{}`."""

    url: str = ""
    script: list[Answer] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    most_at_once: int = 0


def answer(body: Any, status: int = 200, **headers: str) -> Answer:
    """JSON, or bytes as they are."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "text/html" if isinstance(body, bytes) else "application/json")
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return send


def refusal(status: int, message: str, *, state: str = "", reason: str = "") -> Answer:
    """An error envelope as Docs and Sheets send it, or Drive's when there is a reason."""
    error: dict[str, Any] = {"code": status, "message": message}
    if state:
        error["status"] = state
    if reason:
        error["errors"] = [{"domain": "global", "reason": reason, "message": message}]
    return answer({"error": error}, status)


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """The request arrived and was perhaps carried out; no answer comes."""
    handler.close_connection = True
    handler.connection.close()


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"half": ')
    handler.close_connection = True


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()
    lock = threading.Lock()
    busy = 0

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def handle_any(self) -> None:
            nonlocal busy
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with lock:
                busy += 1
                state.most_at_once = max(state.most_at_once, busy)
                state.seen.append(Seen(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                reply = state.script.pop(0) if state.script else answer({})
            try:
                reply(self)
            finally:
                with lock:
                    busy -= 1

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any

        def log_message(self, *_: Any) -> None:
            pass

        def finish(self) -> None:
            with contextlib.suppress(OSError, ValueError):
                super().finish()

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass

    listener = Quiet(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{listener.server_address[1]}"
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield state
    listener.shutdown()
    listener.server_close()


@pytest.fixture
def naps() -> list[float]:
    """Seconds that the connection would have waited."""
    return []


@pytest.fixture
def google(server: Server, naps: list[float]) -> Iterator[Google]:
    connection = connect(endpoint=server.url, credentials=None, limits=False, sleep=naps.append)
    yield connection
    connection.close()
