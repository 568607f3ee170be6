"""What becomes of answers that are none: which are repeated, which error comes out, and what it may say."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otsync.errors import PersonMustAct, TryLater
from otsync.google.connect import Google, connect
from otsync.google.errors import (
    Forbidden,
    Missing,
    Refused,
    SignInNeeded,
    Unavailable,
    Unsure,
    about,
    read_problem,
    scrub,
)
from otsync.google.retry import ATTEMPTS, ATTEMPTS_TO_REACH
from tests.unit.google.conftest import Answer, Server, answer, cut_short, hang_up, refusal

READS: dict[str, Callable[[Google], Any]] = {
    "doc": lambda google: google.read_doc("D"),
    "sheet": lambda google: google.read_sheet("S", fields="sheets"),
    "drive": lambda google: google.list_files("q", fields="id"),
}
WRITES: dict[str, Callable[[Google], Any]] = {
    "doc": lambda google: google.write_doc("D", [{}]),
    "sheet": lambda google: google.write_sheet("S", [{}]),
    "drive": lambda google: google.copy_file("F", {}, fields="id"),
}
BUSY = [refusal(500, "Internal error encountered.", state="INTERNAL"), answer(b"<html>502 Bad Gateway</html>", 502), refusal(503, "x")]
RATE = [
    refusal(429, "Quota exceeded for quota metric 'Read requests'", state="RESOURCE_EXHAUSTED"),
    answer(b"<html>Too many</html>", 429),
    refusal(403, "User Rate Limit Exceeded", reason="userRateLimitExceeded"),
]


@pytest.mark.parametrize("trouble", [*BUSY, *RATE, hang_up, cut_short])
@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_read_is_asked_again_until_it_is_answered(google: Google, server: Server, naps: list[float], read: Any, trouble: Answer) -> None:
    """Busy servers, rates, broken and cut-off answers: a read costs another attempt, and each is counted."""
    server.script = [trouble, trouble, answer({"files": [], "sheets": []})]
    read(google)
    assert google.counts.total == len(server.seen) == 3
    assert len(naps) == 2 and 1 <= naps[0] <= 2 and 2 <= naps[1] <= 3


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_read_that_is_never_answered_ends_with_try_later(google: Google, server: Server, naps: list[float], read: Any) -> None:
    """Bounded attempts over more than the minute in which quotas refill, then exit code 75."""
    server.script = [answer(b"<html>", 503)] * 20
    with pytest.raises(Unavailable) as caught:
        read(google)
    assert isinstance(caught.value, TryLater) and caught.value.exit_code == 75
    assert len(server.seen) == ATTEMPTS and sum(naps) > 60


@pytest.mark.parametrize("trouble", [*BUSY, hang_up, cut_short, answer(b"not json")])
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_that_may_have_landed_is_sent_once(google: Google, server: Server, write: Any, trouble: Answer) -> None:
    """httplib2 alone would send a POST again when the connection drops; here its fate is told as unknown."""
    server.script = [trouble]
    with pytest.raises(Unsure):
        write(google)
    assert len(server.seen) == 1 == google.counts.total


@pytest.mark.parametrize("trouble", RATE)
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_write_that_was_too_fast_is_sent_again(google: Google, server: Server, write: Any, trouble: Answer) -> None:
    """A rate error means that nothing was changed."""
    server.script = [trouble, trouble]
    write(google)
    assert len(server.seen) == 3


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_connection_that_went_stale_while_idle_costs_a_write_nothing(google: Google, server: Server, write: Any) -> None:
    """The server hangs up after an answer; the next write notices before it sends and uses a fresh connection."""
    server.script = [answer({}, Connection="close")]
    write(google)
    write(google)
    assert len(server.seen) == 2 == google.counts.total


@pytest.mark.parametrize("call", [*READS.values(), *WRITES.values()])
def test_nobody_there_is_try_later_for_reads_and_writes(naps: list[float], call: Any) -> None:
    """A refused connection changed nothing, is tried a few times, and is not counted as spent."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = connect(endpoint=f"http://127.0.0.1:{unused.getsockname()[1]}", credentials=None, limits=False, sleep=naps.append)
        with pytest.raises(Unavailable, match="cannot be reached"):
            call(nobody)
    assert len(naps) == ATTEMPTS_TO_REACH - 1 and nobody.counts.total == 0


def test_retry_after_is_honoured(google: Google, server: Server, naps: list[float]) -> None:
    """The server's own wish counts, not our guess."""
    server.script = [answer({}, 429, Retry_After="17")]
    google.read_doc("D")
    assert len(naps) == 1 and 17 <= naps[0] <= 18


def test_a_retry_after_beyond_patience_ends_at_once(google: Google, server: Server, naps: list[float]) -> None:
    """An hour is not waited for: the next run comes sooner."""
    server.script = [answer({}, 429, Retry_After="3600")]
    with pytest.raises(Unavailable):
        google.read_doc("D")
    assert naps == []


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (refusal(404, "Requested entity was not found.", state="NOT_FOUND"), Missing),
        (answer(b"<html>Not found</html>", 404), Missing),
        (refusal(403, "The caller does not have permission", state="PERMISSION_DENIED"), Forbidden),
        (refusal(403, "Full", reason="storageQuotaExceeded"), Forbidden),
        (refusal(403, "Scopes", reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT"), SignInNeeded),
        (refusal(400, "Invalid requests[0]: No request set.", state="INVALID_ARGUMENT"), Refused),
        (refusal(501, "The embedded workspace does not implement x."), Refused),
        (answer([1, 2], 400), Refused),
        (answer("text", 400), Refused),
        (answer({"error": "invalid_request"}, 400), Refused),
        (answer(b"\xff\xfe<html>", 400), Refused),
    ],
)
@pytest.mark.parametrize("call", [*READS.values(), *WRITES.values()])
def test_a_final_answer_is_not_asked_for_again(google: Google, server: Server, call: Any, reply: Answer, error: type) -> None:
    """One request, one error of the right kind, whatever the shape of its body."""
    server.script = [reply]
    with pytest.raises(error):
        call(google)
    assert len(server.seen) == 1


@pytest.mark.parametrize("call", [*READS.values(), *WRITES.values()])
def test_an_unaccepted_sign_in_says_what_to_do(google: Google, server: Server, call: Any) -> None:
    """401 is exit code 2 and names the command."""
    server.script = [refusal(401, "Request had invalid authentication credentials.", state="UNAUTHENTICATED")]
    with pytest.raises(SignInNeeded, match="run `otsync login`") as caught:
        call(google)
    assert isinstance(caught.value, PersonMustAct) and caught.value.exit_code == 2


def test_a_refusal_tells_what_it_is_about_and_which_request(google: Google, server: Server) -> None:
    """Callers match on a closed set of words, never on Google's text."""
    server.script = [refusal(400, "Invalid requests[3].addNamedRange: A named range with the name \"otsync.gen.7\" already exists.")]
    with pytest.raises(Refused) as caught:
        google.write_sheet("S", [{}])
    assert caught.value.about == "already_exists" and caught.value.index == 3 and caught.value.status == 400


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("The required revision ID 'abc' does not match the latest revision.", "stale_revision"),
        ("Invalid requests[2].updateCells: No grid with id: 999999", "no_grid"),
        ("Unable to parse range: NOPE!A5:F15", "parse"),
        ("Invalid requests[0].insertText: Index 118 must be less than the end index of the referenced segment, 117.", "index"),
        ("Something else entirely", "other"),
    ],
)
def test_what_a_refusal_is_about(message: str, kind: str) -> None:
    """Google's recorded wordings."""
    assert about(message)[0] == kind


NAME = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Mn"], include_characters="' -"), min_size=3, max_size=30).filter(str.strip)


@given(NAME)
def test_no_message_carries_what_google_quotes(name: str) -> None:
    """Whatever stood in a request, it does not come out of an error."""
    def said(quoted: str) -> list[str]:
        return [
            scrub(f"Invalid value at 'requests[0].insert_text.location.index' (TYPE_INT32), \"{quoted}\""),
            scrub(f"Invalid requests[0].addSheet: A sheet with the name \"{quoted}\" already exists."),
            scrub(f"Unable to parse range: '{quoted}'!A1:B2"),
            scrub(f"Unable to parse range: {quoted}!A1"),
        ]

    for left, of_another in zip(said(name), said("Qx Zv"), strict=True):
        # A name may be a word of Google's own sentence ("value", "range"): that word stands there for anybody.
        assert set(left.split()) <= set(of_another.split())
        assert len(left) <= 160


def test_scrubbing_keeps_what_an_engineer_needs() -> None:
    """The path of the fault stays."""
    assert scrub("Invalid value at 'requests[0].insert_text.location.index' (TYPE_INT32), \"abc\"") == (
        "Invalid value at 'requests[0].insert_text.location.index' (TYPE_INT32), \"…\""
    )


def test_an_error_has_no_unscrubbed_cause(google: Google, server: Server) -> None:
    """No traceback can print what was scrubbed."""
    server.script = [refusal(400, 'Invalid value "Mateo Lopez"')]
    with pytest.raises(Refused) as caught:
        google.write_sheet("S", [{}])
    seen: BaseException | None = caught.value
    while seen is not None:
        assert "Mateo" not in str(seen)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


@given(st.binary(max_size=200), st.one_of(st.none(), st.text(max_size=30)))
def test_any_error_body_can_be_read(content: bytes, retry_after: str | None) -> None:
    """Bodies and headers are data from outside: nothing in them crashes the reading."""
    problem = read_problem(400, retry_after, content, now=0.0)
    assert problem.status == 400


KEYS = st.sampled_from(["error", "errors", "details", "status", "reason", "message"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
)


@given(JSON)
def test_any_json_error_body_can_be_read(body: Any) -> None:
    """An envelope of an unexpected shape is an error without a reason."""
    problem = read_problem(403, None, json.dumps(body).encode(), now=0.0)
    assert isinstance(problem.message, str) and all(isinstance(reason, str) for reason in problem.reasons)
