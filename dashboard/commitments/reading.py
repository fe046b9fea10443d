"""From the YAML files to validated plans, or to sentences that name file, line, key, what was expected and found."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

import yaml
from pydantic import ValidationError

from dashboard.commitments.form import Model, Plan

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "commitments"


class Kept(NamedTuple):
    """What a folder of commitments says.

    Attributes:
        plans: those that can be read, in the order of their files.
        problems: a sentence for each mistake; a file with one gives no plan.
        digest: changes when a file does.
    """

    plans: tuple[Plan, ...]
    problems: tuple[str, ...]
    digest: str


class NotAPlan(Exception):
    """A file that is no plan. `problems` has a sentence for each mistake in it."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def folder() -> Path:
    """The folder of files that `PURSE_COMMITMENTS` names, or the bundled one."""
    return Path(os.environ.get("PURSE_COMMITMENTS") or FOLDER)


def kept() -> Kept:
    """All plans of the folder, read again when a file of it has changed."""
    files = sorted(folder().glob("*.yaml"))
    return _kept(tuple((f, f.stat().st_mtime_ns, f.stat().st_size) for f in files))


@lru_cache(maxsize=4)
def _kept(files: tuple[tuple[Path, int, int], ...]) -> Kept:
    plans: dict[str, tuple[str, Plan]] = {}
    problems: list[str] = []
    digest = hashlib.sha256()
    for path, *_ in files:
        digest.update(path.read_bytes())
        name = _named(path)
        try:
            plan = read(path, name)
        except NotAPlan as e:
            problems += e.problems
            continue
        if plan.plan in plans:
            problems.append(
                f"{name}, plan: expected an id of its own; found {plan.plan!r}, as in {plans[plan.plan][0]}"
            )
        plans.setdefault(plan.plan, (name, plan))
    return Kept(tuple(plan for _, plan in plans.values()), tuple(problems), digest.hexdigest())


def _named(path: Path) -> str:
    """A file as a page may show it: of the machine's folders it tells nothing."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def read(file: Path, path: str = "") -> Plan:
    """The plan in a file. Raises NotAPlan, whose sentences call the file `path`, where that is given."""
    path = path or str(file)
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        raise NotAPlan([f"{path}: expected UTF-8; found another encoding at byte {e.start:,}"]) from e
    except OSError as e:
        raise NotAPlan([f"{path}: cannot be read: {e.strerror}"]) from e
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
        # Every value as the text that it is: a usual reading makes dates, floats and truths of them.
        content = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as e:
        mark, what = getattr(e, "problem_mark", None), getattr(e, "problem", None) or getattr(e, "reason", e)
        raise NotAPlan([f"{path}{f', line {mark.line + 1}' if mark else ''}: expected YAML; found: {what}"]) from e
    if not isinstance(content, Mapping):
        raise NotAPlan([f"{path}: expected keys such as plan, title, commitments; found none"])
    if twice := list(_twice(root)):
        raise NotAPlan([f"{path}, line {line}, {key}: expected each key once; found it twice" for line, key in twice])
    try:
        return Plan.model_validate(content)
    except ValidationError as e:
        raise NotAPlan([f"{path}{_place(root, p['loc'])}: {_said(p)}" for p in e.errors()]) from e


def _twice(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Line and name of every key that its mapping has already."""
    seen: set[str] = set()
    parts = node.value if isinstance(node, yaml.MappingNode | yaml.SequenceNode) else []
    for part in parts:
        if isinstance(part, tuple):
            key, part = part
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
        yield from _twice(part)


def _place(node: yaml.Node | None, loc: Sequence[str | int]) -> str:
    """Line and key of what an error is about; the line of what should hold it where it is missing."""
    line = None
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
    where = f", line {line}" if line else ""
    return where + (f", {'.'.join(map(str, loc))}" if loc else "")


def _said(problem: Any) -> str:
    found = problem.get("input")
    match problem["type"]:
        case "value_error":
            return str(problem["msg"]).removeprefix("Value error, ")
        case "missing":
            return "expected this key; found none"
        case "extra_forbidden":
            known = list(_model_at(problem["loc"][:-1]).model_fields)
            near = difflib.get_close_matches(str(problem["loc"][-1]), known, n=1)
            meant = f" (did you mean {near[0]!r}?)" if near else ""
            return f"expected one of {', '.join(known)}; found {problem['loc'][-1]!r}{meant}"
        case "list_type":
            return f"expected a list, each item on a line with a hyphen; found {str(found)[:80]!r}"
        case "too_short":
            return "expected at least one commitment; found none"
    return f"expected keys such as en and fr; found {str(found)[:80]!r}"


def _model_at(loc: Sequence[str | int]) -> type[Model]:
    """The model that stands at a place of the form."""
    model: type[Model] = Plan
    for part in loc:
        if isinstance(part, str):
            kind: Any = model.model_fields[part].annotation
            while args := get_args(kind):
                kind = args[0]
            model = kind
    return model
