"""Signatures: every refusal has a specimen; the forgeries that OpenSSH takes; and three hundred mutants beside it."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import random
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sshkeys as make
from qms.trust.curves import CURVES, ED25519_ORDER
from qms.trust.sshsig import MAX_SIGNATURE, Flags, SignatureFault, check_namespace, parse_signature, verify
from sshkeys import MESSAGE, NAMESPACE, join, mpint, string

ED = make.ed25519()
ED_FILE = ED.sign()
BODY = b"".join(ED_FILE.split(b"\n")[1:-2])
BEGIN, END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
ED_INNER = ED.inner(make.statement())
EC = make.ecdsa()
FIDO = make.ed25519(b"ssh:")
FIDO_EC = make.ecdsa(fido=b"ssh:")


def judge(file: bytes, message: bytes = MESSAGE, namespace: str = NAMESPACE) -> Flags:
    """All three calls, in the order of the walk."""
    signature = parse_signature(file)
    check_namespace(signature, namespace)
    return verify(signature, message)


def refusal(file: bytes, message: bytes = MESSAGE, namespace: str = NAMESPACE) -> tuple[str, str]:
    """Code and message of the refusal of a signature."""
    with pytest.raises(SignatureFault) as caught:
        judge(file, message, namespace)
    return caught.value.code, caught.value.message


def malformed(file: bytes) -> str:
    """Why a signature file cannot be taken apart."""
    with pytest.raises(SignatureFault) as caught:
        parse_signature(file)
    assert caught.value.code == "signature-malformed"
    return caught.value.message


def label(value: object) -> str:
    """A short name of a case, the same in every run: some specimens are random."""
    return value if isinstance(value, str) else type(value).__name__


def accepts(file: bytes) -> bool:
    try:
        judge(file)
    except SignatureFault:
        return False
    return True


# Good ones


@pytest.fixture(scope="module")
def openssh_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@make.needs_ssh_keygen
@pytest.mark.parametrize("method", ["sha512", "sha256"])
@pytest.mark.parametrize(
    ("kind", "bits"), [("ed25519", 256), ("rsa", 3072), ("rsa", 4096), ("ecdsa", 256), ("ecdsa", 384), ("ecdsa", 521)]
)
def test_signatures_of_openssh(openssh_keys: Path, kind: str, bits: int, method: str):
    key = openssh_keys / f"{kind}{bits}"
    if not key.exists():  # made once for both hashes: a large RSA key takes seconds
        subprocess.run(["ssh-keygen", "-q", "-N", "", "-t", kind, "-b", str(bits), "-f", key], check=True)
    command = ["ssh-keygen", "-q", "-Y", "sign", "-O", f"hashalg={method}", "-n", NAMESPACE, "-f", key]
    file = subprocess.run(command, input=MESSAGE, capture_output=True, check=True).stdout
    signature = parse_signature(file)
    assert (signature.namespace, signature.hash_algorithm) == (NAMESPACE, method)
    assert judge(file) == Flags(user_verified=False)
    assert refusal(file, MESSAGE + b"\n")[0] == "signature-invalid"


SIGNERS = (
    ED,
    EC,
    make.ecdsa("nistp384"),
    make.ecdsa("nistp521"),
    FIDO,
    FIDO_EC,
    make.ed25519(b""),
    make.ed25519(b"\xff"),
)


@make.needs_ssh_keygen
@pytest.mark.parametrize("method", ["sha512", "sha256"])
@pytest.mark.parametrize("signer", SIGNERS, ids=lambda signer: signer.algorithm)
def test_signatures_made_in_software(signer: make.Signer, method: str):
    file = signer.sign(method=method)
    assert judge(file) == Flags(user_verified=False)
    assert make.ssh_keygen_accepts(signer.public, file)


@pytest.mark.parametrize("method", ["sha2-512", "sha2-256"])
def test_rsa_signs_by_either_hash(method: str):
    file = make.rsa_key(method=method).sign()
    assert parse_signature(file).algorithm == f"rsa-{method}"
    assert judge(file) == Flags(user_verified=False)


@pytest.mark.parametrize("signer", [FIDO, FIDO_EC], ids=lambda signer: signer.algorithm)
@pytest.mark.parametrize(("flags", "verified"), [(0x01, False), (0x05, True), (0xFB, False), (0xFF, True)])
def test_fido_flags(signer: make.Signer, flags: int, *, verified: bool):
    file = signer.sign(flags=flags)
    assert (parse_signature(file).flags, parse_signature(file).counter) == (flags, 7)
    assert judge(file) == Flags(user_verified=verified)


def test_only_a_fido_key_verifies_its_user():
    assert verify(dataclasses.replace(parse_signature(ED_FILE), flags=0xFF), MESSAGE) == Flags(user_verified=False)


def test_a_signature_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        parse_signature(ED_FILE).flags = 1


def test_lines_may_have_any_length_to_76():
    for width in (1, 64, 70, 76):
        judge(make.armour(make.unarmour(ED_FILE), width))


# The file


def full(base64_text: bytes) -> bytes:
    return BEGIN + base64_text + b"\n" + END


def wrapped(text: bytes) -> bytes:
    return full(b"\n".join(text[at : at + 70] for at in range(0, len(text), 70)))


@pytest.mark.parametrize(
    "file",
    [
        b"",
        BEGIN + END,
        BEGIN + b"\n" + END,
        b"\n" + ED_FILE,
        b"text\n" + ED_FILE,
        b"\xef\xbb\xbf" + ED_FILE,
        ED_FILE + b"\n",
        ED_FILE + b"text",
        ED_FILE + ED_FILE,
        ED_FILE[:-1],
        ED_FILE.replace(b"\n", b"\r\n"),
        ED_FILE.replace(b"\n", b"\n\n", 1),
        ED_FILE.replace(b"\n", b" \n", 1),
        ED_FILE.replace(END, b"\n" + END),
        ED_FILE.replace(END, b" " + END),
        ED_FILE.replace(END, b""),
        ED_FILE.replace(BEGIN, BEGIN.lower()),
        ED_FILE.replace(b"SSH SIG", b"PGP SIG"),
        ED_FILE.replace(BEGIN, BEGIN + b"Comment: none\n"),
        make.armour(make.unarmour(ED_FILE), 77),
        full(BODY[:20] + b" " + BODY[20:75]),
        ED_FILE.replace(b"\n", b"\r\n").replace(b"-\r\n", b"-\n"),
        full(BODY[:20] + b"-" + BODY[21:76]),
    ],
    ids=label,
)
def test_armour_is_exact(file: bytes):
    assert "its lines are not" in malformed(file)


def test_base64_is_canonical():
    """Two letters behind which the same bytes stand, no padding, and padding that does not belong there."""
    inside = make.unarmour(next(file for size in range(3) if b"=\n" in (file := make.ed25519(b"s" * size).sign())))
    text = base64.b64encode(inside)
    bare = text.rstrip(b"=")
    padding = text[len(bare) :]
    stray = bare[:-1] + bytes([bare[-1] + 1]) + padding
    assert base64.b64decode(stray) == inside
    judge(wrapped(text))
    assert "canonically" in malformed(wrapped(stray))
    assert "damaged" in malformed(wrapped(bare))
    assert malformed(wrapped(text + b"===="))
    assert malformed(wrapped(text[:80] + padding + text[80:]))


def test_base64_does_not_end_in_the_middle():
    assert malformed(full(base64.b64encode(b"SSHSIG\0")[:-2] + b"==" + b"AAAA"))


def test_a_file_has_at_most_16_kib():
    namespace = "n" * 11_900
    text = base64.b64encode(make.unarmour(ED.sign(namespace=namespace)))
    for size in (MAX_SIGNATURE, MAX_SIGNATURE + 1):
        count = size - len(full(text)) + 1
        width, wider = divmod(len(text), count)
        ends = [number * width + min(number, wider) for number in range(count + 1)]
        file = full(b"\n".join(text[start:end] for start, end in pairwise(ends)))
        assert len(file) == size
        if size == MAX_SIGNATURE == 16 * 1024:
            judge(file, namespace=namespace)
        else:
            assert "more than 16,384 bytes" in malformed(file)


# Inside


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (make.sshsig(ED.blob, ED_INNER, magic=b"SSHSIX\0\0\0\1"), "SSHSIG version 1"),
        (make.sshsig(ED.blob, ED_INNER, magic=b"SSHSIG\0\0\0\0"), "SSHSIG version 1"),
        (make.sshsig(ED.blob, ED_INNER, magic=b"SSHSIG\0\0\0\2"), "SSHSIG version 1"),
        (make.sshsig(ED.blob, ED_INNER, magic=b"SSHSIG\1\0\0\1"), "SSHSIG version 1"),
        (make.sshsig(ED.blob, ED_INNER, reserved=b"x"), "reserved"),
        (make.sshsig(ED.blob, ED_INNER, method="sha1"), "hashed by"),
        (make.sshsig(ED.blob, ED_INNER, method="sha384"), "hashed by"),
        (make.sshsig(ED.blob, ED_INNER, method="SHA512"), "hashed by"),
        (make.sshsig(ED.blob, ED_INNER, end=b"\0"), "1 bytes are left over"),
        (make.sshsig(ED.blob, ED_INNER + b"\0"), "1 bytes are left over"),
        (make.sshsig(ED.blob + b"\0", ED_INNER), "the key cannot be read"),
        (make.sshsig(join("ssh-dss", b"x"), ED_INNER), "no key type"),
        (make.sshsig(b"", ED_INNER), "the key cannot be read"),
        (make.sshsig(ED.blob, b""), "ends too early"),
        (make.sshsig(FIDO.blob, join(FIDO.algorithm, bytes(64)) + b"\1\0\0\0"), "ends too early"),
        (make.sshsig(FIDO.blob, join(FIDO.algorithm, bytes(64))), "ends too early"),
        (make.sshsig(FIDO.blob, FIDO.inner(make.statement()) + b"\0"), "left over"),
        (make.sshsig(ED.blob, ED_INNER + b"\1\0\0\0\7"), "left over"),
    ],
    ids=label,
)
def test_fields_are_exact(file: bytes, says: str):
    assert says in malformed(file)


def test_every_truncation_is_malformed():
    inside = make.unarmour(ED_FILE)
    for size in range(len(inside)):
        malformed(make.armour(inside[:size]))


RSA_BLOB = make.rsa_key().blob


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (RSA_BLOB, "ssh-rsa"),
        (RSA_BLOB, "rsa-sha2-384"),
        (RSA_BLOB, "ssh-ed25519"),
        (ED.blob, "ssh-rsa"),
        (ED.blob, "rsa-sha2-512"),
        (ED.blob, "sk-ssh-ed25519@openssh.com"),
        (ED.blob, "ssh-ed25519\0"),
        (FIDO.blob, "ssh-ed25519"),
        (EC.blob, "ecdsa-sha2-nistp384"),
        (FIDO_EC.blob, "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"),
        (FIDO_EC.blob, "ecdsa-sha2-nistp256"),
    ],
    ids=label,
)
def test_the_algorithm_fits_the_key(key: bytes, algorithm: str):
    assert "does not sign by" in malformed(make.sshsig(key, join(algorithm, bytes(64)) + b"\1\0\0\0\7"))


def ecdsa_file(r: bytes, s: bytes, end: bytes = b"") -> bytes:
    return make.sshsig(EC.blob, join(EC.algorithm, r + s + end))


ORDER = CURVES["nistp256"].order


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (make.sshsig(ED.blob, join("ssh-ed25519", bytes(63))), "has 64 bytes, this one 63"),
        (make.sshsig(ED.blob, join("ssh-ed25519", bytes(65))), "has 64 bytes, this one 65"),
        (ecdsa_file(string(b"\xff"), mpint(1)), "negative"),
        (ecdsa_file(mpint(1), string(b"\0\1")), "not written canonically"),
        (ecdsa_file(mpint(1), mpint(1), b"\0"), "left over"),
        (ecdsa_file(mpint(1), b""), "ends too early"),
    ],
    ids=label,
)
def test_signature_numbers_have_one_spelling(file: bytes, says: str):
    assert says in malformed(file)


@pytest.mark.parametrize(
    "file",
    [
        make.sshsig(ED.blob, join("ssh-ed25519", bytes(32) + ED25519_ORDER.to_bytes(32, "little"))),
        make.sshsig(RSA_BLOB, join("rsa-sha2-512", bytes(383))),
        make.sshsig(RSA_BLOB, join("rsa-sha2-512", bytes(385))),
        ecdsa_file(mpint(0), mpint(1)),
        ecdsa_file(mpint(1), mpint(0)),
        ecdsa_file(mpint(ORDER), mpint(1)),
        ecdsa_file(mpint(1), mpint(ORDER)),
    ],
    ids=label,
)
def test_numbers_out_of_range_are_well_formed_and_never_valid(file: bytes):
    assert refusal(file)[0] == "signature-invalid"


@pytest.mark.parametrize("numbers", [(1, 1), (ORDER - 1, ORDER - 1)])
def test_ecdsa_numbers_at_the_limits_are_well_formed(numbers: tuple[int, int]):
    assert refusal(ecdsa_file(*map(mpint, numbers)))[0] == "signature-invalid"


def test_ed25519_number_just_in_range_is_well_formed():
    number = (ED25519_ORDER - 1).to_bytes(32, "little")
    assert refusal(make.sshsig(ED.blob, join("ssh-ed25519", bytes(32) + number)))[0] == "signature-invalid"


@make.needs_ssh_keygen
def test_s_plus_l_is_one_signature_too_many():
    raw = ED.raw(make.statement())
    larger = int.from_bytes(raw[32:], "little") + ED25519_ORDER
    file = make.sshsig(ED.blob, join("ssh-ed25519", raw[:32] + larger.to_bytes(32, "little")))
    assert make.ssh_keygen_accepts(ED.public, file), "OpenSSH is strict now: say so in `_in_range`"
    assert refusal(file)[0] == "signature-invalid"


@make.needs_ssh_keygen
def test_a_shortened_rsa_signature_is_refused_though_openssh_takes_it():
    signer = make.rsa_key()
    message, raw = next(
        (message, raw)
        for message in (str(number).encode() for number in range(10_000))
        if (raw := signer.raw(make.statement(message)))[0] == 0
    )
    file = make.sshsig(signer.blob, join(signer.algorithm, raw[1:]))
    assert make.ssh_keygen_accepts(signer.public, file, message), "OpenSSH is strict now: say so in `_in_range`"
    assert refusal(file, message)[0] == "signature-invalid"
    judge(make.sshsig(signer.blob, join(signer.algorithm, raw)), message)


# Namespace, presence, validity


@pytest.mark.parametrize("made_for", ["git", "", "QMS-approval-v1", "qms-approval-v1 ", "qms-approval-v1\0", b"\xff"])
def test_another_namespace(made_for: str | bytes):
    code, message = refusal(ED.sign(namespace=made_for))
    assert code == "signature-namespace"
    assert message.isascii()


def test_a_strange_namespace_is_still_bound():
    verify(parse_signature(ED.sign(namespace=b"\xff")), MESSAGE)


def test_the_namespace_is_signed():
    claimed = make.sshsig(ED.blob, ED.inner(make.statement(namespace="git")))
    assert refusal(claimed)[0] == "signature-invalid"


def test_the_hash_algorithm_is_signed():
    data = b"SSHSIG" + join(NAMESPACE, b"", "sha256", hashlib.sha512(MESSAGE).digest())
    assert refusal(make.sshsig(ED.blob, ED.inner(data)))[0] == "signature-invalid"


def test_a_bare_signature_over_the_message_is_none():
    assert refusal(make.sshsig(ED.blob, ED.inner(MESSAGE)))[0] == "signature-invalid"


@make.needs_ssh_keygen
@pytest.mark.parametrize("signer", [FIDO, FIDO_EC], ids=lambda signer: signer.algorithm)
@pytest.mark.parametrize("flags", [0x00, 0x04, 0xFE])
def test_fido_without_a_touch(signer: make.Signer, flags: int):
    file = signer.sign(flags=flags)
    assert make.ssh_keygen_accepts(signer.public, file), "OpenSSH refuses it too now"
    assert refusal(file)[0] == "signature-presence"


def test_presence_comes_before_validity():
    assert refusal(FIDO.sign(flags=0), b"other")[0] == "signature-presence"


def test_namespace_comes_before_presence():
    assert refusal(FIDO.sign(flags=0, namespace="git"))[0] == "signature-namespace"


@pytest.mark.parametrize("signer", [FIDO, FIDO_EC], ids=lambda signer: signer.algorithm)
def test_fido_flags_counter_and_application_are_signed(signer: make.Signer):
    inner = signer.inner(make.statement())
    for wrong in (inner[:-5] + b"\5" + inner[-4:], inner[:-1] + b"\10"):
        assert refusal(make.sshsig(signer.blob, wrong))[0] == "signature-invalid"
    other = dataclasses.replace(signer, application=b"web:")
    assert refusal(other.sign())[0] == "signature-invalid"


@pytest.mark.parametrize("signer", [*SIGNERS, make.rsa_key()], ids=lambda signer: signer.algorithm)
def test_another_message_or_key(signer: make.Signer):
    assert refusal(signer.sign(), b"another message")[0] == "signature-invalid"
    inner = signer.inner(make.statement())
    for key in (make.ed25519(seed=b"2"), make.ecdsa(number=2), make.ed25519(b"ssh:", seed=b"2")):
        if key.algorithm == signer.algorithm:
            assert refusal(make.sshsig(key.blob, inner))[0] == "signature-invalid"


def test_an_rsa_hash_cannot_be_exchanged():
    raw = make.rsa_key().raw(make.statement())
    assert refusal(make.sshsig(RSA_BLOB, join("rsa-sha2-256", raw)))[0] == "signature-invalid"


def test_rsa_number_not_below_the_modulus():
    assert refusal(make.sshsig(RSA_BLOB, join("rsa-sha2-512", b"\xff" * 384)))[0] == "signature-invalid"


@make.needs_ssh_keygen
@pytest.mark.parametrize(
    ("key", "forge"),
    [(make.IDENTITY_KEY, make.forge_by_identity), (make.RSA_E1_KEY, make.forge_by_exponent_one)],
    ids=["identity point", "e = 1"],
)
def test_forgeries_that_openssh_takes(key: bytes, forge: object):
    file = forge(MESSAGE)
    public = f"{key[4 : 4 + key[3]].decode()} {base64.b64encode(key).decode()}"
    assert make.ssh_keygen_accepts(public, file), "OpenSSH refuses it too now"
    code, message = refusal(file)
    assert code == "signature-invalid"
    assert "weak" in message


def test_a_weak_key_is_well_formed_until_verified():
    check_namespace(parse_signature(make.forge_by_identity()), NAMESPACE)


# Beside OpenSSH: never taken by us and refused by it


def mutate(data: bytes, kind: str, at: int, value: int) -> bytes:
    """Change one place of some bytes."""
    at %= len(data)
    other = value % len(data)
    low, high = sorted((at, other))
    return {
        "flip": data[:at] + bytes([data[at] ^ (1 << value % 8)]) + data[at + 1 :],
        "insert": data[:at] + bytes([value % 256]) + data[at:],
        "delete": data[:at] + data[at + 1 :],
        "swap": data[:low] + data[high : high + 1] + data[low + 1 : high] + data[low : low + 1] + data[high + 1 :]
        if low < high
        else data,
        "copy": data[:low] + data[low:high] + data[low:],
    }[kind]


def mutant(file: bytes, place: str, changes: list[tuple[str, int, int]], width: int) -> bytes:
    """A changed signature file: its text, or the bytes inside it; `wrap` only sets the lines anew."""
    if place == "wrap":
        return make.armour(make.unarmour(file), width)
    data = file if place == "text" else make.unarmour(file)
    for change in changes:
        data = mutate(data, *change)
    return data if place == "text" else make.armour(data, width)


KINDS = ("flip", "insert", "delete", "swap", "copy")
ORIGINALS = [(signer, signer.sign()) for signer in (*SIGNERS[:6], make.rsa_key())]


@make.needs_ssh_keygen
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    original=st.sampled_from(ORIGINALS),
    place=st.sampled_from(["text", "inside", "inside", "wrap"]),
    changes=st.lists(
        st.tuples(st.sampled_from(KINDS), st.integers(0, 5000), st.integers(0, 5000)), min_size=1, max_size=3
    ),
    width=st.integers(1, 90),
)
def test_no_mutant_is_taken_that_openssh_refuses(
    original: tuple[make.Signer, bytes], place: str, changes: list[tuple[str, int, int]], width: int
):
    signer, file = original
    changed = mutant(file, place, changes, width)
    if accepts(changed):
        assert make.ssh_keygen_accepts(signer.public, changed)
        assert make.unarmour(changed) == make.unarmour(file), "a second spelling of one signature"


@make.needs_ssh_keygen
def test_three_hundred_mutants_beside_openssh():
    chance = random.Random(20260301)  # noqa: S311 - the same mutants every time
    taken = both = 0
    for _ in range(300):
        signer, file = chance.choice(ORIGINALS)
        place = chance.choice(["text", "inside", "wrap"])
        change = (chance.choice(KINDS), chance.randrange(5000), chance.randrange(5000))
        changed = mutant(file, place, [change], chance.randrange(60, 80))
        ours, theirs = accepts(changed), make.ssh_keygen_accepts(signer.public, changed)
        assert theirs or not ours
        taken += ours
        both += theirs
    assert 0 < taken <= both < 200
