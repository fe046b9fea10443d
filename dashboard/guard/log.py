"""The log: one line of JSON for each event, or plain lines. What visitors typed, asked or are called is not in it.

Exceptions are written as their kind and the places in the code that they came through. Their messages are left out,
for they quote what was asked; only those of the operating system (no space left, permission denied) are kept.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_log = logging.getLogger("dashboard")
_OURS = ("dashboard", "__main__")


def set_up(as_json: bool) -> None:
    """Takes over every logger of this process. Requests are noted only in JSON: a terminal shows what goes wrong."""
    logging.setLogRecordFactory(_json if as_json else _plain)
    logging.basicConfig(stream=sys.stderr, format="%(message)s", level=logging.WARNING, force=True)
    _log.setLevel(logging.INFO if as_json else logging.WARNING)


def event(what: str, **values: object) -> None:
    """Notes something that happens all the time."""
    if _log.isEnabledFor(logging.INFO):
        _log.info(what, values)


def failure(what: str, error: BaseException, **values: object) -> None:
    """Notes something that went wrong."""
    _log.error(what, *([values] if values else []), exc_info=error)


def told(error: BaseException) -> dict[str, object]:
    """An exception without what it quotes: its kind, where it came through, and what it came of."""
    frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    found: dict[str, object] = {"kind": type(error).__qualname__, "through": frames[-30:]}
    if isinstance(error, OSError) and error.strerror:
        found["says"] = error.strerror
    if cause := error.__cause__ or error.__context__:
        found["of"] = told(cause)
    return found


def _line(name: str, level: int, message: object, args: object, exc_info: object) -> dict[str, Any]:
    values: dict[str, Any] = {}
    text = str(message)
    if isinstance(args, tuple) and len(args) == 1 and isinstance(args[0], Mapping):
        values = dict(args[0])
    elif args and isinstance(args, tuple):
        # Of another's message the pattern is kept, and the numbers that it is filled with.
        ours = name.split(".")[0] in _OURS
        text = text % tuple(_filled(a, ours) for a in args)
    if isinstance(exc_info, tuple) and isinstance(exc_info[1], BaseException):
        values["error"] = told(exc_info[1])
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {"time": now, "level": logging.getLevelName(level).lower(), "logger": name, "event": text, **values}


def _filled(value: object, ours: bool) -> object:
    if isinstance(value, BaseException):
        return type(value).__qualname__
    return value if ours or isinstance(value, int | float) else "…"


def _json(name: str, level: int, file: str, line: int, *what: Any, **_: Any) -> logging.LogRecord:
    message, args, exc_info = what[:3]
    found = _line(name, level, message, args, exc_info)
    return logging.LogRecord(name, level, file, line, _dumped(found), (), None)


def _plain(name: str, level: int, file: str, line: int, *what: Any, **_: Any) -> logging.LogRecord:
    message, args, exc_info = what[:3]
    found = _line(name, level, message, args, exc_info)
    del found["time"]
    text = f"{found.pop('level')} {found.pop('logger')}: {found.pop('event')}"
    return logging.LogRecord(name, level, file, line, f"{text} {_dumped(found)}" if found else text, (), None)


def _dumped(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=str)
