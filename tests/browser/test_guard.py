"""Who may read and write: this computer, this origin, this browser's own forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect
from werkzeug.test import Client, TestResponse

from tests.browser.conftest import Site

HOST = "127.0.0.1:8711"
BASE = f"http://{HOST}"


def opened(site: Site) -> tuple[Client, str]:
    """A browser that has seen the front page, and the token of its forms."""
    client = site.client()
    answer = client.get("/", base_url=BASE)
    token = re.search(r'name="token" value="([0-9a-f]{64})"', answer.text)
    assert token is not None
    return client, token[1]


def typed(client: Client, site: Site, token: str, **headers: str) -> TestResponse:
    data = {"token": token, "gid": "1", "cell": "D2", "value": "9"}
    return client.post(
        f"/s/{site.book}/cell", data=data, base_url=BASE, headers={"Origin": BASE, **{k.replace("_", "-"): v for k, v in headers.items()}}
    )


def test_a_form_of_this_browser_is_taken(site: Site) -> None:
    """The right origin, cookie and token together change the cell and lead back to it."""
    client, token = opened(site)
    answer = typed(client, site, token)
    assert (answer.status_code, answer.location) == (303, f"/s/{site.book}?gid=1&cell=D2")
    assert site.value("Roster!D2") == "9"


@pytest.mark.parametrize("headers", [
    {"Origin": "http://evil.test"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:9999"}, {"Origin": "https://127.0.0.1:8711"},
    {"Origin": "", "Referer": ""}, {"Origin": "", "Referer": "http://evil.test/127.0.0.1:8711"},
    {"Origin": "http://["}, {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"},
])  # fmt: skip
def test_a_form_from_elsewhere_is_refused(site: Site, headers: dict[str, str]) -> None:
    """Another origin's form changes nothing, even with the right cookie and token."""
    client, token = opened(site)
    answer = typed(client, site, token, **headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert site.value("Roster!D2") == "3"


def test_a_referer_of_ours_stands_in_for_the_origin(site: Site) -> None:
    """A browser that sends no Origin is judged by its Referer."""
    client, token = opened(site)
    assert typed(client, site, token, Origin="", Referer=f"{BASE}/s/x").status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "é" * 64])
def test_a_wrong_token_is_refused(site: Site, token: str) -> None:
    """Without this browser's token nothing is changed, and the page says to load it again."""
    client, _ = opened(site)
    answer = typed(client, site, token)
    assert answer.status_code == 403
    assert "out of date" in answer.text
    assert site.value("Roster!D2") == "3"


def test_a_token_of_another_browser_is_refused(site: Site) -> None:
    """A token belongs to the cookie of the browser that was given it."""
    _, token = opened(site)
    other, _ = opened(site)
    assert typed(other, site, token).status_code == 403


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8711", "127.0.0.1.evil.test", "localhost@evil.test", "0.0.0.0:8711", ""])
def test_a_foreign_host_name_sees_nothing(site: Site, host: str) -> None:
    """A name that is not this computer's gets a plain sentence: no page, no token, no cookie."""
    answer = site.client().get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert "token" not in answer.text and "Set-Cookie" not in answer.headers and "Mateo" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8711", "LOCALHOST", "[::1]:8711"])
def test_this_computer_is_answered(site: Site, host: str) -> None:
    """Every name of the loopback interface shows the pages."""
    assert site.client().get("/", headers={"Host": host}).status_code == 200


def test_another_computer_is_refused(site: Site) -> None:
    """A request that does not come from this computer is refused, whatever it says."""
    answer = site.client().get("/", base_url=BASE, environ_base={"REMOTE_ADDR": "192.168.1.5"})
    assert answer.status_code == 403


def test_too_much_text_is_refused(site: Site) -> None:
    """A form larger than a cell can be is refused before it is read."""
    client, token = opened(site)
    answer = client.post(
        f"/s/{site.book}/cell",
        data={"token": token, "gid": "1", "cell": "D2", "value": "x" * 1_100_000},
        base_url=BASE,
        headers={"Origin": BASE},
    )
    assert answer.status_code == 413
    assert site.value("Roster!D2") == "3"


@pytest.mark.parametrize("path", ["/", "/nothing", "/d/none", "/_pages/pages.css", "/d/../../etc/passwd", "/_pages/../guard.py"])
def test_every_answer_is_sealed(site: Site, path: str) -> None:
    """No answer may be framed, sniffed, or load anything that is not ours."""
    headers = site.client().get(path, base_url=BASE).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'nonce-") and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"


def test_cookies_are_strict(site: Site) -> None:
    """The cookie behind the token never travels with another site's request, and no script can read it."""
    cookie = site.client().get("/", base_url=BASE).headers["Set-Cookie"]
    assert "SameSite=Strict" in cookie and "HttpOnly" in cookie


@pytest.mark.parametrize("back", ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)"])
def test_the_way_back_stays_here(site: Site, back: str) -> None:
    """Choosing who you are never leads to another site."""
    client, token = opened(site)
    answer = client.post("/who", data={"token": token, "as": "", "back": back}, base_url=BASE, headers={"Origin": BASE})
    assert (answer.status_code, answer.location) == (303, "/")


class _Evil(BaseHTTPRequestHandler):
    """A page of another origin that posts a form to the workspace as soon as it is opened."""

    target = ""

    def do_GET(self) -> None:
        fields = "<input name=gid value=1><input name=cell value=D2><input name=value value=evil>"
        form = f'<form method=post action="{self.target}">{fields}</form>'
        body = f"<!doctype html>{form}<script>document.forms[0].submit()</script>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def evil(site: Site) -> Iterator[str]:
    handler = type("Evil", (_Evil,), {"target": f"{site.url}/s/{site.book}/cell"})
    server = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()


def test_a_real_browser_on_another_site_changes_nothing(site: Site, page: Page, evil: str) -> None:
    """Chromium, having visited the pages, opens another origin whose script posts the form: it is refused."""
    page.goto("/")
    page.goto(evil)
    expect(page.locator("main")).to_contain_text("this form was sent by another site")
    assert site.value("Roster!D2") == "3"


def test_a_page_left_open_over_a_restart_saves_after_all(site: Site, page: Page) -> None:
    """Form tokens of before a restart are renewed by the page itself; nothing that is typed is lost."""
    page.goto(f"/s/{site.book}")
    site.workspace.form_secret = b"another secret after a restart.."
    page.locator("tr[aria-rowindex='2'] td[aria-colindex='4']").click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Saved")
    assert site.value("Roster!D2") == "5"
