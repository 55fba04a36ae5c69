"""Secrets of browsers and links: given out once, kept only as keyed hashes."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass


def new_token() -> str:
    """Return a secret that nobody can guess, fit for an address."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Hashes tokens with the operator's secret: another secret makes all of them worthless."""

    secret: str

    def hashed(self, token: str) -> str:
        """Return what the database holds of a token (64 hexadecimal digits)."""
        return self._keyed("token", token)

    def of_form(self, cookie: str) -> str:
        """Return what a form must carry to come from a page of ours in this browser."""
        return self._keyed("form", cookie)

    def matches_form(self, cookie: str, given: str) -> bool:
        return bool(cookie) and hmac.compare_digest(self.of_form(cookie), given)

    def _keyed(self, purpose: str, text: str) -> str:
        message = f"{purpose}\0{text}".encode(errors="replace")
        return hmac.new(self.secret.encode(), message, hashlib.sha256).hexdigest()
