"""Serves a workspace on 127.0.0.1, and nowhere else."""

from __future__ import annotations

import gc
import logging
import re
import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import WSGITask

from .app import BODY_LIMIT, Workspace

__all__ = ["Served", "Workspace", "serve"]

_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
THREADS = 8
logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full queue is no trouble here: requests wait their turn


class _Task(WSGITask):  # type: ignore[misc] # waitress has no types
    """Lets a fault cut the connection of the request that it was drawn for."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ["otsync.drop"] = self._drop
        return environ

    def _drop(self) -> None:
        with suppress(OSError):
            self.channel.socket.shutdown(socket.SHUT_RDWR)
        self.close_on_finish = True


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Task


def guarded(workspace: Workspace) -> Any:
    """The application behind a check of the Host header: a name that a stranger's DNS points here is refused."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _HOST.fullmatch(environ.get("HTTP_HOST", "")) is None:
            start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"This workspace answers only under 127.0.0.1 or localhost.\n"]
        return workspace(environ, start_response)

    return app


class Served:
    """A workspace that is being served in a background thread. `close` ends it; also a context manager."""

    def __init__(self, workspace: Workspace, port: int) -> None:
        self.workspace = workspace
        self._map: dict[Any, Any] = {}
        self._server = create_server(
            guarded(workspace),
            map=self._map,
            host="127.0.0.1",
            port=port,
            threads=THREADS,
            ident="otsync-workspace",
            clear_untrusted_proxy_headers=True,
            max_request_body_size=BODY_LIMIT,
            inbuf_overflow=BODY_LIMIT,
            outbuf_overflow=BODY_LIMIT,
            channel_timeout=300,
            connection_limit=500,
            asyncore_use_poll=True,
        )
        self._server.channel_class = _Channel
        self.port: int = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.run, name="otsync-workspace", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Stops answering; requests under way are finished."""
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)
        if self._thread.is_alive():
            trigger = self._server.trigger
            with trigger.lock:  # a worker may have woken the loop already: it must not close the pipe that is written to here
                trigger.thunks.append(self._close_all)  # on the loop's own thread
                trigger._physical_pull()
        self._thread.join(5)

    def _close_all(self) -> None:
        for channel in list(self._map.values()):
            channel.close()
        self._server.close()

    def wait(self) -> None:
        """Until it is closed or the process is told to end."""
        while self._thread.is_alive():
            self._thread.join(1)

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(workspace: Workspace, port: int = 0) -> Served:
    """Starts serving on 127.0.0.1; port 0 takes a free one. Requests are answered as soon as this returns."""
    return Served(workspace, port)


def settle() -> None:
    """For a process that serves: what is loaded by now is there to stay, and a Doc that is taken apart is no garbage yet.

    Python looks for garbage after every 700 new objects, which are a page of a Doc; so seldom it costs a third less.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
