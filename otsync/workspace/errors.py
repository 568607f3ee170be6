"""Errors as Google words them: raised anywhere in the workspace, rendered once by the server."""

from __future__ import annotations

from typing import Any

STATUS = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 409: "ALREADY_EXISTS",
    429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 501: "UNIMPLEMENTED", 503: "UNAVAILABLE",
}


class ApiError(Exception):
    """An answer other than 2xx. `reason` is Drive's word (notFound, ...); Docs and Sheets have a status instead."""

    def __init__(self, code: int, message: str, *, reason: str | None = None, details: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason
        self.details = details

    @property
    def status(self) -> str:
        return STATUS.get(self.code, "UNKNOWN")


def invalid(message: str) -> ApiError:
    """400 INVALID_ARGUMENT: what is asked has no meaning here."""
    return ApiError(400, message, reason="badRequest")


def not_implemented(what: str) -> ApiError:
    """501: the workspace does not do this, and says so instead of nodding."""
    return ApiError(501, f"The embedded workspace does not implement {what}.", reason="notImplemented")
