"""The store of the bundled accounts on every engine, each started once a session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from loaders import engines
from loaders.publish import Place
from tests.distributed import servers

SMALL = "spark.executor.memory=512m&spark.sql.shuffle.partitions=2&spark.driver.host=127.0.0.1"


@pytest.fixture(scope="session")
def parquet_folder(store_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet")
    engines.send(Place(store_dir), str(folder), None)
    return folder


@pytest.fixture(scope="session")
def postgres_owner() -> Iterator[str]:
    """A database whose owner publishes there."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_reader(postgres_owner: str, store_dir: Path) -> str:
    """The same as a role that may read, after the bundled accounts are published."""
    engines.send(Place(store_dir), postgres_owner, servers.READER)
    return as_reader(postgres_owner)


def as_reader(owner: str) -> str:
    parts = urlsplit(owner)
    return parts._replace(netloc=f"{servers.READER}@{parts.hostname}:{parts.port}").geturl()


@pytest.fixture(scope="session")
def spark_cluster(parquet_folder: Path) -> Iterator[str]:
    with servers.spark() as master:
        yield f"{master}{parquet_folder}?{SMALL}"


ENGINES = [
    pytest.param("parquet"),
    pytest.param("postgres", marks=pytest.mark.distributed),
    pytest.param("spark", marks=pytest.mark.distributed),
]


def address(name: str, request: pytest.FixtureRequest) -> str:
    """What PURSE_STORE is to be for one of ENGINES."""
    if name == "parquet":
        return f"parquet://{request.getfixturevalue('parquet_folder')}"
    return str(request.getfixturevalue({"postgres": "postgres_reader", "spark": "spark_cluster"}[name]))
