"""Errors as Google words them: raised anywhere in the workspace, rendered once by the server."""

from __future__ import annotations

from typing import Any

STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}


class ApiError(Exception):
    """An answer other than 2xx. `reason` is Drive's word (notFound, ...); Docs and Sheets have a status instead.

    `location` names the parameter or header that Drive blames; `domain` is Drive's, `global` or `usageLimits`.
    """

    def __init__(
        self,
        code: int,
        message: str,
        *,
        reason: str | None = None,
        details: list[dict[str, Any]] | None = None,
        location: str | None = None,
        domain: str = "global",
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason
        self.details = details
        self.location = location
        self.domain = domain

    @property
    def status(self) -> str:
        return STATUS.get(self.code, "UNKNOWN")


def invalid(message: str) -> ApiError:
    """400 INVALID_ARGUMENT: what is asked has no meaning here."""
    return ApiError(400, message, reason="badRequest")


def not_implemented(what: str) -> ApiError:
    """501: the workspace does not do this, and says so instead of nodding."""
    return ApiError(501, f"The embedded workspace does not implement {what}.", reason="notImplemented")


_REASONS = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    409: "conflict",
    412: "conditionNotMet",
    413: "uploadTooLarge",
    429: "rateLimitExceeded",
    500: "backendError",
    501: "notImplemented",
    503: "backendError",
}


def envelope(api: str, error: ApiError) -> dict[str, Any]:
    """The JSON body of an error: Docs and Sheets say status and details, Drive says errors[] (and status where it types a value)."""
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    if api != "drive":
        body["status"] = error.status
        if error.details:
            body["details"] = error.details
        return {"error": body}
    entry: dict[str, Any] = {
        "message": error.message,
        "domain": error.domain,
        "reason": error.reason or _REASONS.get(error.code, "backendError"),
    }
    if error.location:
        entry["location"] = error.location
        entry["locationType"] = "header" if error.location == "Authorization" else "parameter"
    body["errors"] = [entry]
    if error.details or error.code == 401:
        body["status"] = error.status
    if error.details:
        body["details"] = error.details
    return {"error": body}
