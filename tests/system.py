"""Sees to what the tests need of the operating system: `make system`, after the list in system.txt."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

LIST = Path(__file__).with_name("system.txt")


def present(kind: str, name: str) -> bool:
    """Is it there? Asked of the machine itself: another distribution has other packages."""
    if kind == "command":
        return shutil.which(name) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing() -> list[str]:
    """The packages whose command or library is not on this machine."""
    rows = [
        line.split() for line in LIST.read_text().splitlines() if line.strip() and not line.startswith("#")
    ]
    return [package for kind, name, package, *_why in rows if not present(kind, name)]


def rights() -> list[str] | None:
    """What to write before apt-get: nothing for root, sudo where it asks no password, None where neither."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n", "DEBIAN_FRONTEND=noninteractive"]
    return None


def run(command: list[str]) -> int:
    """Run it without a terminal; its own words go to stderr only when it fails."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout.decode(errors="replace")[-2000:])
    return done.returncode


def main() -> int:
    """Install what is missing, or name it."""
    packages = missing()
    if not packages:
        return 0
    names = " ".join(packages)
    before = rights()
    if before is None or not shutil.which("apt-get"):
        print(
            f"The tests need what this machine lacks: {names}.\n"
            f"As root, on Debian or Ubuntu: apt-get install --no-install-recommends {names}",
            file=sys.stderr,
        )
        return 1
    print(f"Installing {names} ...", flush=True)
    run([*before, "apt-get", "update"])
    run([*before, "apt-get", "install", "--yes", "--no-install-recommends", *packages])
    packages = missing()
    if packages:
        print(f"Still missing after apt-get: {' '.join(packages)}", file=sys.stderr)
    return 1 if packages else 0


if __name__ == "__main__":
    sys.exit(main())
