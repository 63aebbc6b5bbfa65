"""SSH's wire format (RFC 4251, §5), strictly: strings, integers, and base64 that has one spelling only.

Pure functions; each takes bytes and gives what stood first and the rest. Keys and signatures are read with them.
"""

from __future__ import annotations

import base64
import binascii

_LENGTH = 4
_SIGN_BIT = 0x80


class WireFault(Exception):  # noqa: N818 - not an error of the program; keys and signatures give it their code
    """Bytes that cannot be taken apart; the text says why."""


def decode_base64(text: str | bytes) -> bytes:
    """The bytes behind base64 that is written the one canonical way: no spaces, right padding, no stray bits.

    Raises:
        WireFault: It is written otherwise.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise WireFault("the base64 is damaged") from None
    spelling = base64.b64encode(data)
    if spelling != (text.encode() if isinstance(text, str) else text):
        raise WireFault("the base64 is not written canonically")
    return data


def take(data: bytes, size: int) -> tuple[bytes, bytes]:
    """The first `size` bytes, and the rest.

    Raises:
        WireFault: There are fewer.
    """
    if len(data) < size:
        raise WireFault("it ends too early")
    return data[:size], data[size:]


def take_number(data: bytes, size: int = _LENGTH) -> tuple[int, bytes]:
    """An unsigned integer of `size` bytes, and the rest."""
    number, rest = take(data, size)
    return int.from_bytes(number, "big"), rest


def take_string(data: bytes) -> tuple[bytes, bytes]:
    """A string with its length before it, and the rest."""
    length, rest = take_number(data)
    return take(rest, length)


def take_integer(data: bytes) -> tuple[int, bytes]:
    """An integer of any size (`mpint`) that is not negative and has no needless zero in front, and the rest.

    Raises:
        WireFault: It is negative, or written longer than it must be.
    """
    number, rest = take_string(data)
    if number and number[0] & _SIGN_BIT:
        raise WireFault("a number in it is negative")
    if number[:1] == b"\0" and not number[1:2] >= b"\x80":
        raise WireFault("a number in it is not written canonically")
    return int.from_bytes(number, "big"), rest


def finish(rest: bytes) -> None:
    """Nothing may be left over.

    Raises:
        WireFault: Something is.
    """
    if rest:
        raise WireFault(f"{len(rest)} bytes are left over at its end")


def pack(data: bytes) -> bytes:
    """A string with its length before it."""
    return len(data).to_bytes(_LENGTH, "big") + data
