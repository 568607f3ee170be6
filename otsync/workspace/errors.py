"""Errors as Google words them: raised anywhere in the workspace, rendered once by the server."""

from __future__ import annotations

from typing import Any

_WORDS = {
    400: ("INVALID_ARGUMENT", "badRequest"),
    401: ("UNAUTHENTICATED", "authError"),
    403: ("PERMISSION_DENIED", "forbidden"),
    404: ("NOT_FOUND", "notFound"),
    409: ("ALREADY_EXISTS", "conflict"),
    429: ("RESOURCE_EXHAUSTED", "rateLimitExceeded"),
    500: ("INTERNAL", "backendError"),
    501: ("UNIMPLEMENTED", "notImplemented"),
    503: ("UNAVAILABLE", "backendError"),
}
"""HTTP code -> the status of Docs and Sheets, the usual reason of Drive."""


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
        self.code, self.message, self.details = code, message, details
        self.reason, self.location, self.domain = reason, location, domain


def invalid(message: str) -> ApiError:
    """400 INVALID_ARGUMENT: what is asked has no meaning here."""
    return ApiError(400, message)


def not_implemented(what: str) -> ApiError:
    """501: the workspace does not do this, and says so instead of nodding."""
    return ApiError(501, f"The embedded workspace does not implement {what}.")


def error_info(reason: str, metadata: dict[str, str]) -> list[dict[str, Any]]:
    """Error details that give a machine's reason."""
    return [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com", "metadata": metadata}]


def envelope(api: str, error: ApiError) -> dict[str, Any]:
    """The JSON body of an error: Docs and Sheets say status and details, Drive says errors[] (and status where it types a value)."""
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    status, reason = _WORDS.get(error.code, ("UNKNOWN", "backendError"))
    if api == "drive":
        entry = {"message": error.message, "domain": error.domain, "reason": error.reason or reason}
        if error.location:
            entry |= {"location": error.location, "locationType": "header" if error.location == "Authorization" else "parameter"}
        body["errors"] = [entry]
    if api != "drive" or error.details or error.code == 401:
        body["status"] = status
    if error.details:
        body["details"] = error.details
    return {"error": body}
