"""A specification as SVG, and SVG as PNG, each in a process of its own.

vl-convert draws with the same Vega as the browser. It holds Python's lock while it draws, a third of a second for a
large chart, and keeps some 100 MB afterwards; in the server's own process every reader would wait, for good. So each
picture is a short child process with a limit of time, and at most two run at once.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

FONTS: Final = Path(__file__).parents[2] / "static"
SECONDS: Final = 30
"""How long a picture may take, and how long one may wait for its turn."""

_TURNS = threading.BoundedSemaphore(2)


class NotDrawn(Exception):
    """A picture could not be drawn: what the drawing process said."""


def svg(spec: Mapping[str, Any]) -> str:
    """A Vega-Lite specification with its data, width and background as SVG text. Raises NotDrawn."""
    return _child("svg", json.dumps(spec).encode()).decode()


def png(picture: str, scale: float) -> bytes:
    """SVG text as PNG, `scale` pixels to the unit. Raises NotDrawn."""
    return _child("png", picture.encode(), str(scale))


def _child(kind: str, given: bytes, *more: str) -> bytes:
    if not _TURNS.acquire(timeout=SECONDS):
        raise NotDrawn("two other pictures are being drawn, and neither is done")
    try:
        command = [sys.executable, "-m", __name__, kind, *more]
        done = subprocess.run(command, input=given, capture_output=True, timeout=SECONDS, cwd=FONTS.parent, check=False)
    except subprocess.TimeoutExpired as e:
        raise NotDrawn(f"drawing took longer than {SECONDS} seconds") from e
    finally:
        _TURNS.release()
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["nothing"]
        raise NotDrawn(f"the drawing process ended with {done.returncode} and said: {said[-1][:300]}")
    return bytes(done.stdout)


def _draw(kind: Literal["svg", "png"], scale: float = 1) -> None:
    """In the child: what comes in drawn onto what goes out."""
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    given = sys.stdin.buffer.read()
    try:
        if kind == "svg":
            # No address is allowed: data stands in the specification, and nothing is fetched.
            drawn = vl_convert.vegalite_to_svg(json.loads(given), allowed_base_urls=[]).encode()
        else:
            drawn = vl_convert.svg_to_png(given.decode(), scale=scale)
    except ValueError as e:
        sys.exit(" ".join(str(e).split()))
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    _draw(sys.argv[1], *map(float, sys.argv[2:]))  # type: ignore[arg-type]
