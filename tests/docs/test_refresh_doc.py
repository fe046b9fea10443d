"""`docs/refresh.md` and the files of `deploy/` are as `purse refresh` is."""

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from loaders import cli, fetch, load
from loaders.errors import PurseError
from loaders.origin import Origin
from tests.loaders.desk import with_refresh

from .markdown import read

DOC = read("docs/refresh.md")
DEPLOY = load.ROOT / "deploy"


def understood(command: str) -> bool:
    """Whether `purse` knows the command and its options."""
    program, *words = shlex.split(command)
    known = CliRunner().invoke(cli.app if words[0] != "refresh" else with_refresh(), [*words, "--help"])
    return program.endswith(".venv/bin/purse") and known.exit_code == 0


def test_a_command_that_is_not_there_is_not_understood() -> None:
    assert understood(".venv/bin/purse refresh --dry-run")
    assert not understood(".venv/bin/purse refresh --quick")
    assert not understood(".venv/bin/purs refresh")


def test_the_systemd_units_run_the_command() -> None:
    parsed = {}
    for name in ("service", "timer"):
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read(DEPLOY / f"purse-refresh.{name}", encoding="utf-8")
        parsed[name] = unit
    service = parsed["service"]["Service"]
    assert understood(service["ExecStart"])
    assert (service["Type"], service["RestartPreventExitStatus"]) == ("oneshot", str(PurseError.exit_code))
    assert "OnCalendar" in parsed["timer"]["Timer"]
    assert parsed["timer"]["Install"]["WantedBy"] == "timers.target"
    writable = service["ReadWritePaths"]
    text = (DEPLOY / "purse-refresh.service").read_text(encoding="utf-8")
    for variable in ("PURSE_STORE", "PURSE_FILES"):
        (path,) = re.findall(rf"^Environment={variable}=(.+)$", text, re.M)
        assert path.startswith(f"{writable}/"), "ProtectSystem=strict forbids to write elsewhere"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for file in DEPLOY.glob("purse-refresh.*"):
        text = file.read_text(encoding="utf-8").replace("/opt/public-purse/.venv/bin/purse", "/bin/true")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    units = [tmp_path / f"purse-refresh.{kind}" for kind in ("service", "timer")]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert "purse-refresh" not in done.stderr, done.stderr


def test_the_crontab_runs_the_command() -> None:
    lines = (DEPLOY / "purse-refresh.crontab").read_text(encoding="utf-8").splitlines()
    jobs = [line for line in lines if line and line[0] != "#" and not re.match(r"[A-Z_]+=", line)]
    (job,) = jobs
    minute, hour, *days, command = job.split(maxsplit=5)
    assert (int(minute) < 60, int(hour) < 24, days) == (True, True, ["*", "*", "*"])
    assert understood(command.removeprefix("chronic "))


def test_the_workflow_runs_the_command() -> None:
    workflow = yaml.load((DEPLOY / "github-refresh.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert re.fullmatch(r"\d+ \d+ \* \* \*", workflow["on"]["schedule"][0]["cron"])
    script = "\n".join(step.get("run", "") for step in workflow["jobs"]["refresh"]["steps"])
    commands = re.findall(r"^\.venv/bin/purse [\w -]+?(?= \|\||$)", script, re.M)
    assert [c for c in commands if understood(c)] == commands == [".venv/bin/purse load", ".venv/bin/purse refresh"]
    targets = re.findall(r"^make (\w+)$", script, re.M)
    makefile = (load.ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets == [t for t in targets if re.search(rf"^{t}:", makefile, re.M)] != []
    for line in script.splitlines():
        assert shlex.split(line, comments=True) is not None
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


def test_the_document_has_every_key_of_an_origin_and_shows_valid_ones() -> None:
    assert re.findall(r"^\| `(\w+)` \| ", DOC.partition("## What is new")[0], re.M) == list(Origin.model_fields)
    shown = re.findall(r"^```yaml\n(.+?)^```", DOC, re.M | re.S)
    assert len(shown) == 4
    for text in shown:
        Origin.model_validate(yaml.safe_load(text)["origin"])


def test_the_document_says_the_limits_and_codes_as_they_are() -> None:
    limits, said = fetch.Limits(), " ".join(DOC.split())
    assert f"more than {limits.redirects} redirects" in said
    assert f"larger than {limits.most_bytes // 10**6} MB" in said
    assert f"has {limits.connect:g} seconds to come about, each answer and each pause in it {limits.read:g}" in said
    assert f"asked {limits.attempts} times" in said
    assert (limits.whole, limits.longest_wait) == (3600, 60), "an hour, a minute"
    assert re.findall(r"^\| (\d+) \| ", DOC, re.M) == ["0", "1", "2", "75"]
    for option in set(re.findall(r"`(--[a-z-]+)`", DOC)):
        assert option in CliRunner().invoke(with_refresh(), ["refresh", "--help"], env={"COLUMNS": "200"}).stdout


def test_the_documents_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", DOC)
    assert len(links) >= 5
    assert [link for link in links if not (load.ROOT / "docs" / link).exists()] == []
