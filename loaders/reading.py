"""From a YAML file to a validated `Source`, or to an error that names file, line and key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from loaders import expectations, steps
from loaders import source as language
from loaders.errors import SourceError
from loaders.fetched import with_fetched
from loaders.source import Model, Source

M = TypeVar("M", bound=Model)
_PARTS = {name: part for module in (steps, expectations, language) for name, part in vars(module).items()}
_MODELS = {name: m for name, m in _PARTS.items() if isinstance(m, type) and issubclass(m, Model)}


class _Strict:
    """YAML whose scalars are texts, as a spreadsheet's are, but for null, true and false.

    The usual reading turns a vote `001` into 1, `on` and `no` into true and false, and cents into floats.
    A key that stands twice is an error, not a matter of which one wins.
    """

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """A mapping, or an error at the place of its second key of a name."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep))  # type: ignore[misc]


class _Texts(_Strict, yaml.SafeLoader):
    """Slow, and says best what is wrong."""


class _Fast(_Strict, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same, ten times as fast."""


for _loader in (_Texts, _Fast):
    _loader.yaml_implicit_resolvers = {
        first: [
            (tag, pattern) for tag, pattern in resolvers if tag in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    _loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))


def parsed(text: str) -> Any:
    """What a YAML text holds; yaml.YAMLError with the place where it is none."""
    try:
        return yaml.load(text, Loader=_Fast)
    except yaml.YAMLError:
        return yaml.load(text, Loader=_Texts)


def read_source(path: Path) -> Source:
    """The validated description in a YAML file; SourceError says file, line, key and what was found."""
    source = validated(path, Source, keys="dataset, releases, columns")
    object.__setattr__(source, "_path", path.resolve())
    return source


def validated(path: Path, model: type[M], *, keys: str, do: str = "") -> M:
    """What a YAML file says, as a model; SourceError says file, line, key and what was found.

    `keys` are some that it should have, `do` what helps, for whoever reads the error.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as e:
        raise SourceError(f"cannot be read: {e.strerror}", where=str(path)) from e
    except UnicodeDecodeError as e:
        raise SourceError(f"is not UTF-8: byte {e.start:,}", where=str(path), do="Save it as UTF-8.") from e
    try:
        content = parsed(text)
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise SourceError(f"is not YAML: {getattr(e, 'problem', e)}", where=f"{path}{line}") from e
    if not isinstance(content, dict):
        raise SourceError(f"expected keys such as {keys}; found none", where=str(path), do=do)
    try:
        return model.model_validate(content)
    except ValidationError as e:
        raise SourceError("\n".join(_sentences(text, e, model)), where=str(path), do=do) from e


def read_sources(folder: Path, *, absent: bool = False) -> list[Source]:
    """Every description under a folder, in the order of their names; SourceError if two share a dataset.

    Those of which no file was fetched yet are left out, unless `absent` asks for them too.
    """
    described = [with_fetched(read_source(p)) for p in sorted(folder.rglob("*.yaml"))]
    sources = [s for s in described if absent or s.present_releases()]
    seen: dict[str, Source] = {}
    for source in sources:
        if source.dataset in seen:
            raise SourceError(
                f"{source.dataset} is described in {seen[source.dataset].path} too", where=str(source.path)
            )
        seen[source.dataset] = source
    if not sources:
        raise SourceError(
            "holds no source descriptions (*.yaml)", where=str(folder), do="Set PURSE_SOURCES to a folder that does."
        )
    return sources


def _sentences(text: str, error: ValidationError, model: type[Model]) -> Iterator[str]:
    root = yaml.compose(text, Loader=_Texts)
    for problem in error.errors():
        loc = [p for p in problem["loc"] if not (isinstance(p, str) and p.startswith("function-"))]
        key = ".".join(str(p) for p in loc) or "(top)"
        line = _line(root, loc)
        place = f"line {line}, {key}" if line else key
        yield f"{place}: {_said(problem, loc, model)}"


def _said(problem: Any, loc: list[Any], model: type[Model]) -> str:
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(loc[-1]), _known_keys(loc[:-1], model), n=1)
        return "unknown key" + (f"; did you mean {near[0]!r}?" if near else "")
    if problem["type"] == "missing":
        return "required, and missing"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return message if problem["type"] == "value_error" else f"{message}; found {problem['input']!r}"


def _known_keys(loc: list[Any], model: type[Model]) -> list[str]:
    """The keys that the model at a place of the description has."""
    for part in loc:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(str(part))
        annotation = repr(field.annotation) if field else ""
        named = (_MODELS.get(word) for word in re.findall(r"\w+", annotation))
        model = next((m for m in named if m is not None), Model)
    return list(model.model_fields)


def _line(node: yaml.Node | None, loc: list[Any]) -> int | None:
    """Line of the deepest part of loc that stands in the file."""
    line = None
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
