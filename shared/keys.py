"""The product's secret keys, newest first, and the purposes derived from them."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """Secrets that sign tokens and links: the first signs, all verify, so that a key can be changed under way."""

    secrets: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.secrets or any(len(secret) < 16 for secret in self.secrets):
            raise ValueError("SAMLING_SECRET_KEY: each key needs at least 16 characters")

    @classmethod
    def parse(cls, text: str) -> "Keys":
        """Reads keys separated by white space or commas, newest first."""
        return cls(tuple(text.replace(",", " ").split()))

    @classmethod
    def kept_in(cls, file: Path) -> "Keys":
        """Reads the keys of this data folder, making one that only its owner can read on first use."""
        if not file.exists() or not file.stat().st_size:  # empty: the first start was cut short
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(32) + "\n", encoding="ascii")
        return cls.parse(file.read_text(encoding="ascii"))

    def derive(self, purpose: str) -> list[bytes]:
        """One 32-byte key per secret for this purpose (HMAC-SHA256), newest first."""
        return list(_derived(self.secrets, purpose))

    @cached_property
    def names(self) -> list[str]:
        """A short public name per secret, so that what was signed can say by which."""
        return [key.hex()[:6] for key in self.derive("name")]


@lru_cache(maxsize=64)
def _derived(secrets: tuple[str, ...], purpose: str) -> tuple[bytes, ...]:
    return tuple(hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256) for secret in secrets)
