"""A certificate for this machine, made anew: nothing that is installed makes them."""

import base64
import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from math import gcd, prod
from pathlib import Path

EXPONENT = 65537
BITS = 1024
SMALL = [number for number in range(3, 2000) if all(number % one for one in range(2, number))]
SEQUENCE, SET, OID, BITS_TAG, OCTETS, TEXT, TIME = 0x30, 0x31, 0x06, 0x03, 0x04, 0x0C, 0x17
NULL = b"\x05\x00"
RSA, SHA256_WITH_RSA = "2a864886f70d010101", "2a864886f70d01010b"
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a self-signed certificate for localhost; return its file and that of its key."""
    first, second = _prime(), _prime()
    key, whole = _key(first, second), first * second
    number = pow(EXPONENT, -1, (first - 1) * (second - 1))
    body = _body(whole)
    padded = (b"\x00" + SHA256 + hashlib.sha256(body).digest()).rjust(BITS // 4 - 2, b"\xff")
    signed = pow(int.from_bytes(b"\x00\x01" + padded), number, whole).to_bytes(BITS // 4)
    certificate = _der(SEQUENCE, body, _algorithm(SHA256_WITH_RSA), _bits(signed))
    return (
        _write(folder / "certificate.pem", "CERTIFICATE", certificate),
        _write(folder / "key.pem", "RSA PRIVATE KEY", key),
    )


def _prime() -> int:
    while True:
        number = secrets.randbits(BITS) | 3 << (BITS - 2) | 1
        is_likely = gcd(number, prod(SMALL)) == 1 and number % EXPONENT != 1
        if is_likely and all(pow(base, number - 1, number) == 1 for base in (2, 3, 5)):
            return number


def _key(first: int, second: int) -> bytes:
    number = pow(EXPONENT, -1, (first - 1) * (second - 1))
    rests = (number % (first - 1), number % (second - 1), pow(second, -1, first))
    parts = (0, first * second, EXPONENT, number, first, second, *rests)
    return _der(SEQUENCE, *map(_number, parts))


def _body(whole: int) -> bytes:
    name = _der(SEQUENCE, _der(SET, _der(SEQUENCE, _oid("550403"), _der(TEXT, b"localhost"))))
    now = datetime.now(UTC)
    times = (now - timedelta(days=1), now + timedelta(days=2))
    valid = [_der(TIME, f"{time:%y%m%d%H%M%SZ}".encode()) for time in times]
    public = _der(SEQUENCE, _number(whole), _number(EXPONENT))
    mark = hashlib.sha256(public).digest()[:20]
    return _der(
        SEQUENCE,
        _der(0xA0, _number(2)),
        _number(secrets.randbits(64)),
        _algorithm(SHA256_WITH_RSA),
        name,
        _der(SEQUENCE, *valid),
        name,
        _der(SEQUENCE, _algorithm(RSA), _bits(public)),
        _der(0xA3, _der(SEQUENCE, *_extensions(mark))),
    )


def _extensions(mark: bytes) -> list[bytes]:
    """Say that it may vouch for itself, and for which host it stands."""
    yes = b"\x01\x01\xff"
    names = _der(SEQUENCE, _der(0x82, b"localhost"))
    return [
        _der(SEQUENCE, _oid("551d13"), yes, _der(OCTETS, _der(SEQUENCE, yes))),
        _der(SEQUENCE, _oid("551d0f"), yes, _der(OCTETS, _der(BITS_TAG, b"\x02\x84"))),
        _der(SEQUENCE, _oid("551d0e"), _der(OCTETS, _der(OCTETS, mark))),
        _der(SEQUENCE, _oid("551d11"), _der(OCTETS, names)),
    ]


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + body


def _number(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def _oid(code: str) -> bytes:
    return _der(OID, bytes.fromhex(code))


def _bits(body: bytes) -> bytes:
    return _der(BITS_TAG, b"\x00", body)


def _algorithm(code: str) -> bytes:
    return _der(SEQUENCE, _oid(code), NULL)


def _write(path: Path, kind: str, body: bytes) -> Path:
    text = base64.encodebytes(body).decode()
    path.write_text(f"-----BEGIN {kind}-----\n{text}-----END {kind}-----\n")
    return path
