"""Logging in with OpenID Connect: the whole flow against a provider on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.ui.app.browser.keys import answers
from tests.ui.app.browser.oidc import CLIENT, PASSWORD, Provider, provided
from tests.ui.app.browser.stage import Stage, Visitor, opened, reviews
from tests.workbench import Workbench
from ui.serving import free_port, served
from verification.review import Axis

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

ADMIN, REVIEWER = "admin@desk.example", "reader@desk.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    pytest.importorskip("authlib", reason="the login extra is not installed")
    with provided() as found:
        yield found


@pytest.fixture(scope="module")
def guarded(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk at which people log in."""
    house, port = Workbench(tmp_path_factory.mktemp("guarded") / "house"), free_port()
    folder = house.folder / ".streamlit"
    folder.mkdir()
    values = {
        "redirect_uri": f"http://127.0.0.1:{port}/oauth2callback",
        "cookie_secret": "long enough to sign cookies with",
        "client_id": CLIENT,
        "client_secret": PASSWORD,
        "server_metadata_url": f"{provider.issuer}/.well-known/openid-configuration",
    }
    lines = "".join(f'{name} = "{value}"\n' for name, value in values.items())
    (folder / "secrets.toml").write_text(f"[auth]\n{lines}")
    environment = house.environment(XDG_STATE_HOME=str(house.temporary / "state"))
    with served(house.folder, environment, "--login", port=port) as address:
        yield Stage(house, address)


@pytest.fixture
def address(guarded: Stage, project: Workbench) -> str:
    return guarded.show(project, reviewers=[REVIEWER], admins=[ADMIN])


def comes(browser: Any, provider: Provider, address: str, **claims: Any) -> Any:
    """A visitor of whom the provider says this, back at the desk."""
    provider.claims = claims
    visit = opened(browser)
    visitor = visit.__enter__()
    visitor.page.goto(f"{address}/")
    visitor.page.get_by_role("button", name="Log in").click()
    return visit, visitor


@pytest.fixture
def logged_in(browser: Any, provider: Provider, address: str) -> Iterator[Any]:
    """Lets people come, and sees them off."""
    visits = []

    def come(**claims: Any) -> Visitor:
        visit, visitor = comes(browser, provider, address, **claims)
        visits.append(visit)
        return visitor  # type: ignore[no-any-return]

    yield come
    for visit in visits:
        visit.__exit__(None, None, None)


def menu(visitor: Visitor) -> set[str]:
    """The pages that the menu names."""
    visitor.sees("Logged in as")
    visitor.settles()
    links = visitor.page.get_by_test_id("stSidebarNavLink").all_inner_texts()
    return {words.splitlines()[-1] for words in links}


def test_without_a_login_nothing_is_shown(visitor: Visitor, address: str) -> None:
    for path in ("", "queue", "catalogue", "settings", "problem?id=mine:1"):
        visitor.goes(f"{address}/{path}")
        visitor.page.get_by_role("button", name="Log in").wait_for()
        text = visitor.page.locator("body").inner_text()
        assert "Problem 1" not in text
        assert "ledger" not in text


def test_a_reviewer_grades_under_the_address_that_the_provider_confirms(
    logged_in: Any, address: str, project: Workbench
) -> None:
    reader = logged_in(sub="2", email=REVIEWER, email_verified=True, name="Somebody Else")
    assert menu(reader) == {"Overview", "Catalogue", "Queue", "Families", "Compare", "Settings"}
    reader.goes(f"{address}/queue")
    answers(reader, Axis.NOVELTY, "known", "it is in the tables")
    reader.sees("1 answers in this sitting")
    assert [(item["reviewer"], item["grade"]) for item in reviews(project)] == [(REVIEWER, "known")]
    assert reader.page.get_by_role("textbox", name="Reviewer").count() == 0, "nobody chooses his name here"
    for path in ("scan", "intake"):
        reader.goes(f"{address}/{path}")
        assert reader.page.get_by_role("button", name="Start").count() == 0
        assert reader.page.get_by_role("button", name="Take it in").count() == 0


def test_an_admin_may_start_scans(logged_in: Any, address: str) -> None:
    admin = logged_in(sub="1", email=ADMIN, email_verified=True)
    assert {"Scan", "Intake"} <= menu(admin)
    admin.goes(f"{address}/scan")
    admin.page.get_by_role("button", name="Start").wait_for()


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@desk.example", "email_verified": True, "name": REVIEWER},
        {"email": ADMIN, "email_verified": False},
        {"name": ADMIN, "preferred_username": ADMIN},
    ],
    ids=["stranger", "unconfirmed", "chosen name"],
)
def test_others_only_read(logged_in: Any, address: str, project: Workbench, claims: dict[str, Any]) -> None:
    visitor = logged_in(sub="3", **claims)
    assert not {"Scan", "Intake"} & menu(visitor)
    visitor.goes(f"{address}/queue")
    visitor.sees("reading only")
    assert visitor.page.locator(".st-key-grade-1").count() == 0
    visitor.presses("5")
    assert not reviews(project)


def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    visitor: Visitor, guarded: Stage, address: str, provider: Provider
) -> None:
    from joserfc.jwk import RSAKey

    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    try:
        provider.claims = {"sub": "1", "email": ADMIN, "email_verified": True}
        forger = visitor.goes(address)
        with forger.page.expect_event("load"):
            forger.page.get_by_role("button", name="Log in").click()
        assert any("/oauth2callback?" in url for url in forger.asked), "the provider sent a token"
        forger.goes(f"{guarded.address}/settings")
        forger.page.get_by_role("button", name="Log in").wait_for()
    finally:
        provider.signs_with = provider.key
