"""The examples for nginx and Caddy are sound to the programs themselves, where those are installed."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.running_site import ROOT

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
CADDY = shutil.which("caddy")
NGINX_CONF = ROOT / "deploy/nginx/clinic.conf"
CADDYFILE = ROOT / "deploy/caddy/Caddyfile"


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "clinic.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@pytest.mark.skipif(not NGINX, reason="nginx is not installed")
def test_nginx_finds_no_fault(tmp_path: Path) -> None:
    make_certificate(tmp_path)
    text = re.sub(r"/etc/letsencrypt/live/[^/]+", str(tmp_path), NGINX_CONF.read_text(encoding="utf-8"))
    text = text.replace("/var/log/nginx", str(tmp_path))
    # `nginx -t` binds nothing that it may not, but opens what it would write to.
    text = re.sub(r"(listen (?:\[::\]:)?)(80|443)", r"\g<1>18\2", text)
    whole = tmp_path / "nginx.conf"
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{temporary}\n{text}}}\n", encoding="utf-8")
    tested = subprocess.run(
        [str(NGINX), "-t", "-p", str(tmp_path), "-c", str(whole), "-e", "stderr"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr


@pytest.mark.skipif(not CADDY, reason="Caddy is not installed")
def test_caddy_finds_no_fault() -> None:
    tested = subprocess.run(
        [str(CADDY), "adapt", "--config", str(CADDYFILE), "--validate"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert tested.returncode == 0, tested.stderr


def test_log_names_neither_reader_nor_page() -> None:
    text = NGINX_CONF.read_text(encoding="utf-8")
    [log_format] = re.findall(r"^log_format clinic '(.*)';$", text, re.MULTILINE)
    assert not re.search(r"remote|uri|args|request |referer|agent|cookie", log_format)
    assert set(re.findall(r"access_log [^;]*?(\w+);", text)) == {"off", "clinic"}


def test_both_proxies_serve_the_same_names() -> None:
    nginx = re.findall(r"server_name (\S+);", NGINX_CONF.read_text(encoding="utf-8"))
    caddy = re.findall(r"^(\S+) \{", CADDYFILE.read_text(encoding="utf-8"), re.MULTILINE)
    assert nginx == caddy == ["clinic.example", "staff.clinic.example"]
