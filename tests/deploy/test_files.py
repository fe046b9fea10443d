"""What deploy/ describes: read by a parser, held to the code and to each other."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.behind import CONFIGURATION, ROOT

DEPLOY = ROOT / "deploy"
SECRET = "STREAMLIT_SERVER_COOKIE_SECRET"
ROUTES = (ROOT / "dashboard" / "server.py").read_text(encoding="utf-8")


def documents(name: str) -> list[Any]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", sorted([*DEPLOY.rglob("*.yaml"), *DEPLOY.rglob("*.yml")]), ids=lambda f: f.name)
def test_yaml_is_yaml(file: Path) -> None:
    found = list(yaml.safe_load_all(file.read_text(encoding="utf-8")))
    assert found
    assert all(isinstance(d, dict) for d in found)


def test_the_secret_has_the_name_that_streamlit_reads() -> None:
    script = "from streamlit.web.server.server_util import get_cookie_secret; print(get_cookie_secret())"
    env = {**os.environ, SECRET: "shared by all"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "shared by all"


def test_compose_runs_two_replicas_behind_nginx() -> None:
    [stack] = documents("compose.yaml")
    services = stack["services"]
    replicas = {name: s for name, s in services.items() if name.startswith("purse-")}
    named = re.findall(r"server (purse-\d):8501", CONFIGURATION.read_text(encoding="utf-8"))
    assert sorted(replicas) == sorted(named)
    assert len(replicas) == 2
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert service["mem_limit"]
    for replica in replicas.values():
        assert SECRET in replica["environment"]
        assert "ports" not in replica, "only nginx is reached from outside"
        assert replica["networks"] == ["inside"]
        assert (DEPLOY / replica["build"]["context"] / replica["build"]["dockerfile"]).is_file()
    assert stack["networks"]["inside"]["internal"] is True
    [mounted] = services["nginx"]["volumes"]
    assert (DEPLOY / mounted.split(":")[0]).resolve() == CONFIGURATION
    assert services["nginx"]["ports"] == ["127.0.0.1:8080:8080"]


def test_kubernetes_runs_two_replicas_with_affinity() -> None:
    found = {d["kind"]: d for d in documents("kubernetes.yaml")}
    assert {"Deployment", "Service", "Ingress", "PodDisruptionBudget"} <= set(found)
    pod = found["Deployment"]["spec"]["template"]
    [container] = pod["spec"]["containers"]
    assert found["Deployment"]["spec"]["replicas"] == 2
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["capabilities"]["drop"] == ["ALL"]
    assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
    assert any(e["name"] == SECRET for e in container["env"])
    for probe in ("readinessProbe", "livenessProbe"):
        path = container[probe]["httpGet"]["path"]
        assert f'Route("{path.partition("?")[0]}"' in ROUTES
    labels = pod["metadata"]["labels"]
    assert found["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert found["Service"]["spec"]["selector"] == labels
    assert found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    annotations = found["Ingress"]["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    assert all(isinstance(value, str) for value in annotations.values()), "Kubernetes takes texts alone"


def test_the_container_is_built_in_stages_and_run_by_nobody_in_particular() -> None:
    lines = re.sub(r"\\\n", " ", (DEPLOY / "Containerfile").read_text(encoding="utf-8")).splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    stages = [i for i, (word, _) in enumerate(steps) if word == "FROM"]
    last = steps[stages[-1] :]
    assert len(stages) == 2
    assert "--require-hashes" in " ".join(rest for word, rest in steps[: stages[-1]] if word == "RUN")
    assert ["USER", "10001:10001"] in last
    assert not [rest for word, rest in last if word == "RUN" and "pip" in rest], "nothing is installed where it runs"
    for word, rest in steps:
        if word == "COPY" and not rest.startswith("--from"):
            assert all((ROOT / name).exists() for name in rest.split()[:-1])
    [command] = [yaml.safe_load(rest) for word, rest in last if word == "CMD"]
    assert command[:3] == ["python", "-m", "dashboard.server"]
    help_text = subprocess.run(
        [sys.executable, "-m", "dashboard.server", "--help"], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout
    assert all(word in help_text for word in command if word.startswith("--"))


@pytest.mark.parametrize("file", sorted(DEPLOY.glob("*.service")), ids=lambda f: f.name)
def test_a_unit_names_what_there_is_and_keeps_to_itself(file: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(file, encoding="utf-8")
    service = unit["Service"]
    assert service["User"] == "purse"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    guide = unit["Unit"]["Documentation"].removeprefix("file:/opt/public-purse/")
    assert (ROOT / guide).is_file()


def test_the_replicas_unit_takes_its_port_from_its_name_and_its_secret_from_a_file() -> None:
    text = (DEPLOY / "public-purse@.service").read_text(encoding="utf-8")
    assert "--port %i" in text
    assert "EnvironmentFile=/etc/public-purse.env" in text
    assert SECRET in text
