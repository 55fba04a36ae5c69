"""Passwords and codes of a second factor. Hashing is slow on purpose: call it in a thread."""

import unicodedata
from datetime import datetime
from typing import Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST: Final = 12
LONGEST: Final = 200
_HASHER: Final = PasswordHasher()
#: Verified when there is no such account, so that both cases take as long.
_NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$"
    "bGmT5YpTGuqdGlEUjhOLOkYBkVoDBUCB2eKnwb1lNxs"
)
_STEP_S: Final = 30


def hashed(password: str) -> str:
    """Return the argon2 hash of a password."""
    return _HASHER.hash(_normal(password))


def is_right(password: str, stored: str | None) -> bool:
    """Whether a password fits its hash; for no account (``None``) it never does, as slowly."""
    try:
        right = _HASHER.verify(stored or _NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def new_secret() -> str:
    """Return the secret of a second factor, in base 32."""
    return pyotp.random_base32()


def factor_address(secret: str, name: str) -> str:
    """Return the address that authenticator apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Kaerimichi")


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """Return the time step that a code belongs to: this one or a neighbour; else ``None``."""
    digits = "".join(char for char in unicodedata.normalize("NFKC", code) if char.isdigit())
    if not digits.isascii() or len(digits) != 6:
        return None
    present = int(now.timestamp()) // _STEP_S
    factor = pyotp.TOTP(secret)
    for step in (present, present - 1, present + 1):
        if pyotp.utils.strings_equal(factor.generate_otp(step), digits):
            return step
    return None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
