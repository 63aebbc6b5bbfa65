"""Pack files and commit graphs written by hand, so that an index can say one thing and the objects another.

Git does not hash again what it reads from a pack: a copied disk may hold anything under an old id.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping

_TYPES = {b"commit": 1, b"tree": 2, b"blob": 3}


def pack(objects: Mapping[str, bytes], algorithm: str) -> dict[str, bytes]:
    """Give the two files of a pack.

    Args:
        objects: Object id to the raw object (type, space, size, NUL, content) that the pack holds for it.
        algorithm: `sha1` or `sha256`.
    """
    body = b"PACK" + (2).to_bytes(4, "big") + len(objects).to_bytes(4, "big")
    rows: list[tuple[bytes, int, int]] = []  # id, checksum, offset
    for name, raw in objects.items():
        entry = _entry(raw)
        rows.append((bytes.fromhex(name), zlib.crc32(entry), len(body)))
        body += entry
    body += hashlib.new(algorithm, body).digest()
    name = hashlib.new(algorithm, b"".join(sorted(row[0] for row in rows))).hexdigest()
    index = _index(sorted(rows), body[-hashlib.new(algorithm).digest_size :])
    index += hashlib.new(algorithm, index).digest()
    return {f"objects/pack/pack-{name}.pack": body, f"objects/pack/pack-{name}.idx": index}


def _entry(raw: bytes) -> bytes:
    head, _, content = raw.partition(b"\0")
    size = len(content)
    byte, size = _TYPES[head.partition(b" ")[0]] << 4 | size & 15, size >> 4
    start = b""
    while size:
        start += bytes([byte | 0x80])
        byte, size = size & 0x7F, size >> 7
    return start + bytes([byte]) + zlib.compress(content, 1)


def _index(rows: list[tuple[bytes, int, int]], checksum: bytes) -> bytes:
    fan = b"".join(sum(row[0][0] <= first for row in rows).to_bytes(4, "big") for first in range(256))
    columns = b"".join(row[0] for row in rows) + b"".join(row[1].to_bytes(4, "big") for row in rows)
    return (
        b"\xfftOc" + (2).to_bytes(4, "big") + fan + columns + b"".join(r[2].to_bytes(4, "big") for r in rows) + checksum
    )


def commit_graph(commits: Mapping[str, tuple[str, str | None]], algorithm: str) -> bytes:
    """Give a commit-graph file that claims, for each commit, this tree and this one parent."""
    names = sorted(commits)
    size = hashlib.new(algorithm).digest_size
    fan = b"".join(sum(int(name[:2], 16) <= first for name in names).to_bytes(4, "big") for first in range(256))
    rows = []
    for name in names:
        tree, parent = commits[name]
        at = 0x70000000 if parent is None else names.index(parent)
        tail = at.to_bytes(4, "big") + (0x70000000).to_bytes(4, "big") + (1 << 34 | 1_767_226_200).to_bytes(8, "big")
        rows.append(bytes.fromhex(tree) + tail)
    chunks = {b"OIDF": fan, b"OIDL": b"".join(map(bytes.fromhex, names)), b"CDAT": b"".join(rows)}
    table, offset = b"", 8 + 12 * (len(chunks) + 1)
    for chunk, data in chunks.items():
        table += chunk + offset.to_bytes(8, "big")
        offset += len(data)
    table += bytes(4) + offset.to_bytes(8, "big")
    whole = b"CGPH" + bytes([1, 1 if size == 20 else 2, len(chunks), 0]) + table + b"".join(chunks.values())
    return whole + hashlib.new(algorithm, whole).digest()
