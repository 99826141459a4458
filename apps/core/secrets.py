"""Secrets at rest: what the portal must be able to say again, such as the password of a mail server."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from .exceptions import Invalid

#: Part of every key: a new one would make everything sealed before unreadable.
PURPOSE = b"campaign_portal.secrets.v1"


def seal(text: str) -> str:
    """Encrypt with a key derived from ``PORTAL_SECRET_KEY``."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed.

    Raises:
        Invalid: sealed with a key that is neither the present one nor one of the fallbacks.
    """
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Invalid("保存的密钥已无法解开（系统密钥已更换），请重新填写。", code="unreadable_secret") from error


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return base64.urlsafe_b64encode(derived)
