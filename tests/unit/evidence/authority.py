"""A time-stamping authority of our own, for tests: real certificates, and real tokens made by `openssl ts`."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass(frozen=True)
class LocalAuthority:
    """`root`: its root certificate, PEM. `answer` makes a token for a query."""

    folder: Path
    root: Path

    @classmethod
    def begin(cls, folder: Path, *, ended: bool = False) -> LocalAuthority:
        """`ended`: its certificate ran out yesterday."""
        if shutil.which("openssl") is None:
            pytest.skip("openssl is not installed: apt-get install openssl")
        folder.mkdir(parents=True)
        now = datetime.now(UTC)
        root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        until = now - timedelta(days=1) if ended else now + timedelta(days=30)
        root = (
            x509.CertificateBuilder()
            .subject_name(_name("An invented root"))
            .issuer_name(_name("An invented root"))
            .public_key(root_key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=60))
            .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
            .sign(root_key, hashes.SHA256())
        )
        signer = (
            x509.CertificateBuilder()
            .subject_name(_name("An invented authority"))
            .issuer_name(_name("An invented root"))
            .public_key(key.public_key())
            .serial_number(2)
            .not_valid_before(now - timedelta(days=59))
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(root_key, hashes.SHA256())
        )
        (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
        (folder / "signer.pem").write_bytes(signer.public_bytes(Encoding.PEM))
        (folder / "signer.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (folder / "serial").write_text("01\n")
        (folder / "openssl.cnf").write_text(_CONFIG.format(folder=folder))
        return cls(folder, folder / "root.pem")

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query.tsq").write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", "openssl.cnf", "-queryfile", "query.tsq", "-out", "answer.tsr"]
        command += ["-inkey", "signer.key", "-signer", "signer.pem"]
        made = subprocess.run(command, cwd=self.folder, capture_output=True, check=False)
        if made.returncode:
            raise RuntimeError(made.stderr.decode())
        return (self.folder / "answer.tsr").read_bytes()
