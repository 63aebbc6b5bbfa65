"""Where points of elliptic curves lie: enough arithmetic to refuse a weak key, nothing secret, nothing slow.

Pure integers. Constants: FIPS 186-4, D.1.2 (the NIST curves) and RFC 8032, §5.1 (edwards25519).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Curve:
    """A NIST curve y² = x³ - 3x + b over the integers modulo a prime; its cofactor is 1.

    Attributes:
        name: SSH's name for it, such as `nistp256`.
        prime: The field.
        b: The constant of the equation.
        order: How many points it has; scalars and signature numbers are below it.
    """

    name: str
    prime: int
    b: int
    order: int

    @property
    def size(self) -> int:
        """How many bytes a coordinate takes."""
        return (self.prime.bit_length() + 7) // 8

    def holds(self, x: int, y: int) -> bool:
        """True when (x, y) is a point of the curve, written with coordinates below the prime."""
        on_curve = (y * y - (x * x * x - 3 * x + self.b)) % self.prime == 0
        return on_curve and x < self.prime and y < self.prime


CURVES = {
    curve.name: curve
    for curve in (
        Curve(
            "nistp256",
            2**256 - 2**224 + 2**192 + 2**96 - 1,
            0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
            0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        ),
        Curve(
            "nistp384",
            2**384 - 2**128 - 2**96 + 2**32 - 1,
            0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
            0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
        ),
        Curve(
            "nistp521",
            2**521 - 1,
            int(
                "0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E1"
                "56193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00",
                16,
            ),
            2**521 - 2**260 + 0xA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
        ),
    )
}

ED25519_PRIME = 2**255 - 19
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, ED25519_PRIME) % ED25519_PRIME


def ed25519_weakness(point: bytes) -> str:
    """Why 32 bytes are no safe ed25519 key, or the empty text.

    y alone decides: on -x² + y² = 1 + dx²y² it gives x², and the y of twice the point needs no more than that. So
    the sign of x is never looked at; the two points where a sign could lie (x = 0) are of small order anyway.
    """
    y = int.from_bytes(point, "little") & (2**255 - 1)
    if y >= ED25519_PRIME:
        return "its y is not below the prime"
    if not _is_square((y * y - 1) * (_D * y * y + 1)):
        return "it is not on the curve"
    for _ in range(3):
        y = _double(y)
    return "it is a point of small order, for which anybody can sign" if y == 1 else ""


def _is_square(number: int) -> bool:
    return pow(number, (ED25519_PRIME - 1) // 2, ED25519_PRIME) in (0, 1)


def _double(y: int) -> int:
    """The y of twice a point of edwards25519; its divisors are never 0, as d is no square."""
    yy = y * y
    xx = (yy - 1) * pow(_D * yy + 1, -1, ED25519_PRIME)
    return (yy + xx) * pow(1 - _D * xx * yy, -1, ED25519_PRIME) % ED25519_PRIME
