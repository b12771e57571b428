"""`workbench ui`: the triage desk in a browser."""

from __future__ import annotations

import ipaddress
import os
import sys
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from problems.errors import InputError, MissingBackendError
from ui.config import load_config
from ui.output import say
from ui.theme import FLAGS
from verification.backend import packages

__all__ = ["has_login", "is_loopback", "ui_command"]

LOGIN = "WORKBENCH_UI_LOGIN"


def ui_command(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on")] = 8501,
    ledger: Annotated[str | None, typer.Option(help="ledger file or database URL")] = None,
    as_name: Annotated[str | None, typer.Option("--as", help="reviewer; default: from the configuration")] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="nobody can write: for visitors")] = False,
    login: Annotated[
        bool, typer.Option("--login", help="people log in even here, as behind a proxy that lets others in")
    ] = False,
    unsafe_listen: Annotated[
        bool, typer.Option("--unsafe-listen", help="listen beyond this machine although nobody has to log in")
    ] = False,
) -> None:
    """Open the catalogue, the queue and the finds in a browser, on this machine only unless told otherwise.

    Beyond loopback people log in with OpenID Connect: `.streamlit/secrets.toml` holds [auth] as st.login wants it, and
    `reviewers` and `admins` in workbench.toml say who may grade and who may start scans.
    """
    there = packages(("streamlit", "streamlit"), ("pandas", "pandas"), extra="ui")
    if not there.available:
        raise MissingBackendError(f"{there.reason}: {there.install}")
    settings = load_config({"ledger": ledger, "reviewer": as_name, "read_only": read_only or None}).settings
    if login and unsafe_listen:
        raise InputError("--login and --unsafe-listen contradict each other: give one of them")
    login = login or (not is_loopback(host) and not unsafe_listen)
    if login:
        _demand_login(host)
    flags: dict[str, str] = {"WORKBENCH_UI_LOGIN": "1" if login else ""}
    if ledger is not None:
        flags["WORKBENCH_LEDGER"] = settings.ledger
    if as_name is not None:
        flags["WORKBENCH_REVIEWER"] = as_name
    if read_only:
        flags["WORKBENCH_READ_ONLY"] = "true"
    if is_loopback(host):
        say(f"http://{'[::1]' if host == '::1' else host}:{port}/ (Ctrl-C ends it)")
    _become_server(host, port, {**os.environ, **flags})


def _demand_login(host: str) -> None:
    library = packages(("authlib", "Authlib"), extra="login")
    if not library.available:
        raise MissingBackendError(f"logging in needs Authlib: {library.install}")
    if not has_login():
        raise InputError(
            f"--host {host} lets others in, or --login was given: set up the login ([auth] with redirect_uri, "
            "cookie_secret, client_id, client_secret and server_metadata_url in .streamlit/secrets.toml), or say "
            "--unsafe-listen if everybody who reaches this port may read and grade"
        )


def _become_server(host: str, port: int, environment: dict[str, str]) -> None:
    """This process becomes the server, so that whoever ends the command ends the server."""
    app = Path(__file__).parents[1] / "app.py"
    command = [sys.executable, "-P", "-m", "ui.server", "run", str(app), *FLAGS]
    command += [f"--server.address={host}", f"--server.port={port}"]
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own app, no shell


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address; a name other than localhost counts as beyond."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def has_login(folder: Path | None = None) -> bool:
    """Whether a secrets file says with whom people log in by OpenID Connect."""
    for base in (folder or Path.cwd(), Path.home()):
        try:
            secrets: dict[str, Any] = tomllib.loads((base / ".streamlit" / "secrets.toml").read_text("utf-8"))
        except (OSError, ValueError):
            continue
        auth = secrets.get("auth")
        if isinstance(auth, dict) and auth.get("redirect_uri") and auth.get("cookie_secret"):
            return True
    return False
