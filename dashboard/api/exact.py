"""JSON with exact amounts: a decimal is written as the number that it is, with its decimals, and never as a float."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel


class Exact(JSONResponse):
    """A model as an answer: `Exact(model, headers=…)`."""

    def render(self, content: BaseModel) -> bytes:
        return written(content.model_dump()).encode()


def written(value: Any) -> str:
    """A value as JSON: `Decimal("-1234.50")` is `-1234.50`, a time is in UTC and says so."""
    match value:
        case Decimal():
            return format(value, "f")
        case Mapping():
            return "{" + ",".join(f"{json.dumps(name)}:{written(each)}" for name, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(map(written, value)) + "]"
        case datetime():
            return f'"{value.isoformat().replace("+00:00", "Z")}"'
    return json.dumps(value, ensure_ascii=False)
