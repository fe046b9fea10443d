"""A user that owns nothing, on a file system that is read-only but for the data: it loads, serves, and gives files."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
NOBODY = 65534
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs")
PURSE = "from loaders.cli import app; app()"
SOURCES = "reference/series ontario/consolidated-expense"
# Everything that is not on a file system of its own becomes read-only, in here alone.
CONFINED = """
mount --make-rprivate / && mount -t tmpfs tmpfs "$DATA" && mkdir "$DATA/tmp" && chown -R {nobody}:{nobody} "$DATA"
mount --bind / / && mount -o remount,bind,ro /
cd {root} && exec {as_nobody} bash -euo pipefail -c "$WORK"
"""
WORK = """
touch {root}/README.md 2>/dev/null && {{ echo "the checkout can be written to"; exit 9; }}
{python} -c '{purse}' load {sources}
{python} -c '{purse}' verify
{python} -m dashboard.server --port {port} &
trap "kill $!" EXIT
for i in $(seq 90); do curl -fsS http://127.0.0.1:{port}/readyz 2>/dev/null && break; sleep 1; done
for kind in csv xlsx parquet json zip; do
  curl -fsS -o /dev/null -w "%{{http_code}} $kind\\n" "http://127.0.0.1:{port}/api/v1/slice.$kind?dataset=ontario/consolidated-expense&fiscal_year=2024"
done
curl -fsS -o /dev/null -w "%{{http_code}} page\\n" http://127.0.0.1:{port}/spending
echo; ls "$PURSE_STORE"
"""


def interpreter() -> str | None:
    """A Python of this version that anybody may run."""
    for found in (sys.executable, shutil.which("python3", path="/usr/bin:/usr/local/bin") or ""):
        asked = [*AS_NOBODY, "sh", "-c", '"$0" -c "import sys; print(sys.version_info[:2])"', found]
        done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd="/")
        if done.returncode == 0 and done.stdout.strip() == str(sys.version_info[:2]):
            return found
    return None


def confined(data: Path, work: str) -> subprocess.CompletedProcess[str]:
    """Runs a script as nobody, with nothing to write to but `data`."""
    packages = os.pathsep.join([str(ROOT), *site.getsitepackages()])
    env = {
        **{"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/nonexistent", "DATA": str(data), "TMPDIR": f"{data}/tmp"},
        **{"PURSE_STORE": f"{data}/store", "PYTHONPATH": packages, "WORK": work},
    }
    script = CONFINED.format(nobody=NOBODY, root=ROOT, as_nobody=" ".join(AS_NOBODY))
    words = ["unshare", "--mount", "bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(words, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder that nobody may reach, not one of pytest's, which are its user's alone; skips the test where the system
    lets no one be nobody."""
    if os.getuid() != 0 or not all(shutil.which(tool) for tool in ("unshare", "setpriv", "mount", "curl")):
        pytest.skip("only an administrator can make a file system read-only and become nobody")
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        if confined(Path(name), "true").returncode != 0:
            pytest.skip("a file system may not be mounted read-only here, or nobody may read the checkout")
        yield Path(name)


def test_nobody_on_a_read_only_file_system_loads_and_serves(data: Path) -> None:
    python = interpreter()
    if python is None:
        pytest.skip("no Python of this version may be run by everybody")
    work = WORK.format(root=ROOT, python=python, purse=PURSE, sources=SOURCES, port=free_port())
    done = confined(data, work)
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout
    assert "store-000001.duckdb is whole" in said
    assert '{"ok":true,"generation":"store-000001"' in said
    for kind in ("csv", "xlsx", "parquet", "json", "zip", "page"):
        assert f"200 {kind}" in said
    assert said.splitlines()[-2:] == ["current", "store-000001.duckdb"]
