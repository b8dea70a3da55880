"""A real PostgreSQL server for tests and benches: in a folder that is thrown away, on a socket in it, without a network."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ABSENT = "no PostgreSQL server is installed; `make system-deps` installs one"


def programs() -> Path | None:
    """The newest server's programs; None: no server is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


@contextmanager
def server() -> Iterator[str]:
    """The address of a new server's database. Root does not run servers: then the system's user `postgres` does."""
    bin = programs()
    if bin is None:
        raise RuntimeError(ABSENT)
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    who: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        who = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]

    def run(*command: str) -> None:
        subprocess.run([*who, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    data = folder / "data"
    settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=20"
    run(str(bin / "initdb"), "-D", str(data), "-U", "bilan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    try:
        run(str(bin / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", settings, "start")
        try:
            yield f"postgresql:///postgres?user=bilan&host={quote(str(folder), safe='')}"
        finally:
            run(str(bin / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
