"""A provider of OpenID Connect on loopback: discovery, authorize, token with a signed id_token, keys."""

from __future__ import annotations

import json
import secrets
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

__all__ = ["CLIENT", "PASSWORD", "Provider", "provided"]

CLIENT, PASSWORD = "workbench", "known to both sides"


class Provider:
    """Who logs in next, and what the provider says of him."""

    def __init__(self, issuer: str) -> None:
        from joserfc.jwk import RSAKey

        self.issuer = issuer
        self.claims: dict[str, Any] = {}
        """What is said of whoever comes next."""
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.signs_with = self.key
        """A key that is not published makes every token a forgery."""
        self.codes: dict[str, dict[str, Any]] = {}

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorize(self, query: dict[str, str]) -> str:
        """The address to which the visitor goes back."""
        assert query["client_id"] == CLIENT
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = {"nonce": query.get("nonce"), "redirect_uri": query["redirect_uri"], **self.claims}
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        """One token for one code."""
        from joserfc import jwt

        known = self.codes.pop(form["code"])
        assert known.pop("redirect_uri") == form["redirect_uri"]
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 600, **known}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, said, self.signs_with)
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": signed}


class _Desk(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/authorize":
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(query))
            self.end_headers()
        elif address.path == "/jwks":
            self._say({"keys": [self.provider.key.as_dict(private=False)]})
        elif address.path == "/.well-known/openid-configuration":
            self._say(self.provider.discovery())
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        if unquote(b64decode(given).decode().replace("+", " ")) != f"{CLIENT}:{PASSWORD}" or self.path != "/token":
            self.send_error(401)
        else:
            self._say(self.provider.token(form))

    def _say(self, what: dict[str, Any]) -> None:
        data = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


@contextmanager
def provided() -> Iterator[Provider]:
    """A provider for the block."""
    handler = type("_Handler", (_Desk,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        handler.provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield handler.provider
        finally:
            server.shutdown()
            thread.join()
