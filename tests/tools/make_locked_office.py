#!/usr/bin/env python3
"""Writes an Office document locked as Office 2010 and later lock it (MS-OFFCRYPTO, agile), independent of the reader: AES by openssl.

    make_locked_office.py PLAIN.docx PASSWORD LOCKED.docx
"""

import base64
import hashlib
import pathlib
import struct
import subprocess
import sys

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SPINS = 100000


def sha512(*parts):
    return hashlib.sha512(b"".join(parts)).digest()


def aes(key, iv, data):
    data += b"\0" * (-len(data) % 16)
    command = ["openssl", "enc", "-aes-256-cbc", "-nopad", "-K", key.hex(), "-iv", iv.hex()]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def lock(package, password):
    """EncryptionInfo and EncryptedPackage. Salts and keys are fixed: the file is for tests."""
    key_salt, data_salt, key, verifier = (hashlib.sha256(name).digest() for name in (b"key salt", b"data salt", b"key", b"verifier"))
    key_salt, data_salt, verifier = key_salt[:16], data_salt[:16], verifier[:16]
    base = sha512(key_salt, password.encode("utf-16-le"))
    for i in range(SPINS):
        base = sha512(struct.pack("<I", i), base)
    purpose = lambda block, data: base64.b64encode(aes(sha512(base, bytes.fromhex(block))[:32], key_salt, data)).decode()
    common = 'saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"'
    info = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" '
        'xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
        f'<keyData {common} saltValue="{base64.b64encode(data_salt).decode()}"/>'
        '<keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
        f'<p:encryptedKey spinCount="{SPINS}" {common} saltValue="{base64.b64encode(key_salt).decode()}" '
        f'encryptedVerifierHashInput="{purpose("fea7d2763b4b9e79", verifier)}" '
        f'encryptedVerifierHashValue="{purpose("d7aa0f6d3061344e", sha512(verifier))}" '
        f'encryptedKeyValue="{purpose("146e0be7abacd0d6", key)}"/>'
        "</keyEncryptor></keyEncryptors></encryption>"
    )
    segments = [package[at : at + 4096] for at in range(0, len(package), 4096)]
    stored = b"".join(aes(key, sha512(data_salt, struct.pack("<I", i))[:16], part) for i, part in enumerate(segments))
    return struct.pack("<HHI", 4, 4, 0x40) + info.encode(), struct.pack("<Q", len(package)) + stored


def entry(name, kind, first, size, child=FREE, right=FREE):
    raw = name.encode("utf-16-le") + b"\0\0"
    return raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child) + b"\0" * 36 + struct.pack("<IQ", first, size)


def padded(data, unit):
    return data + b"\0" * (-len(data) % unit)


def compound(small, large):
    """A compound file of two streams: the small one in the mini stream, the large one in sectors."""
    parts, table = [], []

    def add(data):
        first, count = len(table), len(padded(data, SECTOR)) // SECTOR
        table.extend([*range(first + 1, first + count), END])
        parts.append(padded(data, SECTOR))
        return first

    minis = len(padded(small, MINI)) // MINI
    package, pool = add(large), add(padded(small, MINI))
    mini_table = add(struct.pack(f"<{minis}I", *range(1, minis), END).ljust(SECTOR, b"\xff"))
    directory = add(
        entry("Root Entry", 5, pool, minis * MINI, child=1)
        + entry("EncryptionInfo", 2, 0, len(small), right=2)
        + entry("EncryptedPackage", 2, package, len(large))
    )
    first_table = len(table)
    table.append(TABLE)
    assert len(table) <= SECTOR // 4
    parts.append(struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff"))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIIII", 0, 1, directory, 0, CUTOFF, mini_table, 1, END, 0, first_table)
    return header.ljust(SECTOR, b"\xff") + b"".join(parts)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    plain, password, locked = sys.argv[1:]
    info, package = lock(pathlib.Path(plain).read_bytes(), password)
    assert len(info) < CUTOFF <= len(package)
    pathlib.Path(locked).write_bytes(compound(info, package))


if __name__ == "__main__":
    main()
