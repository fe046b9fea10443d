"""Whether a pinned package has a known weakness: `make audit`.

    python .ci/audit.py requirements.lock

pip-audit asks a public register of weaknesses. Where that does not answer, the lock itself is looked at: a short list of
versions that are known to be weak, and how old it is.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

OLDEST = 60  # days
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
MENDED = {
    "certifi": "2024.7.4",
    "h11": "0.16.0",
    "idna": "3.7",
    "jinja2": "3.1.6",
    "pillow": "11.3.0",
    "protobuf": "6.31.1",
    "pyarrow": "14.0.1",
    "requests": "2.32.4",
    "starlette": "0.49.1",
    "streamlit": "1.43.2",
    "urllib3": "2.6.3",
}
"""The first version of a package in which the weaknesses known when this was written are mended."""


def pins(lock: str) -> dict[str, str]:
    """The version of each package."""
    return {name.lower(): version for name, version in PIN.findall(lock)}


def parts(version: str) -> tuple[int, ...]:
    """A version as numbers, to be compared."""
    return tuple(int(n) for n in re.findall(r"\d+", version.partition("+")[0]))


def weak(lock: str) -> list[str]:
    """What is pinned below the version that mends it, a sentence each."""
    found = pins(lock)
    return [
        f"{name} {found[name]} has a known weakness; {mended} mends it."
        for name, mended in MENDED.items()
        if name in found and parts(found[name]) < parts(mended)
    ]


def unhashed(lock: str) -> list[str]:
    """What is pinned without a hash, a sentence each."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)
    return [f"{m[1]} is pinned without a hash." for b in blocks if (m := PIN.match(b)) and "--hash=sha256:" not in b]


def days_old(file: Path) -> float:
    """Since the lock was last changed, in days: by its history if there is one."""
    asked = ["git", "log", "-1", "--format=%ct", "--", file.name]
    done = subprocess.run(asked, cwd=file.parent, capture_output=True, text=True, check=False)
    changed = float(done.stdout) if done.returncode == 0 and done.stdout.strip() else file.stat().st_mtime
    return (time.time() - changed) / 86_400


def asked(file: Path) -> tuple[int, list[str]] | None:
    """How many packages the register knew, and each weakness as a sentence; None where it did not answer."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(file), "--disable-pip", "--require-hashes", "-f", "json"]
    try:
        done = subprocess.run([*command, "--timeout", "15"], capture_output=True, text=True, timeout=600, check=False)
        packages = json.loads(done.stdout)["dependencies"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        return None
    known = [p for p in packages if "vulns" in p]
    found = [f"{p['name']} {p['version']}: {v['id']}, mended in {', '.join(v['fix_versions']) or 'no version yet'}."
             for p in known for v in p["vulns"]]  # fmt: skip
    # A register that knows none of them, or few, is not the register.
    return (len(known), found) if len(known) > len(packages) // 2 else None


def main() -> int:
    """0 where nothing is known against any package."""
    file = Path(sys.argv[1]).resolve()
    lock = file.read_text(encoding="utf-8")
    answer, problems = asked(file), [*weak(lock), *unhashed(lock)]
    if answer:
        print(f"{file.name}: {answer[0]} of {len(pins(lock))} packages were looked up in the register of weaknesses.")
        problems += answer[1]
    else:
        age = days_old(file)
        print(f"{file.name}: the register of weaknesses does not answer here. Its {len(pins(lock))} pins were held against "
              f"{len(MENDED)} known ones; it is {age:.0f} days old.")  # fmt: skip
        if age > OLDEST:
            problems.append(f"It is older than {OLDEST} days: make lock, and test.")
    for problem in problems:
        print(f"  {problem}")
    print("Nothing was found." if not problems else f"{len(problems)} to look at.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
