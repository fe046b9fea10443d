"""Everything that pages are made of, imported by whoever imports this first.

Each visit runs in a thread of its own, and the API is put together in another. A thread that imports `exports.about`
has it to itself and waits for `exports`, of which it is a part; another that imports `exports` waits for its part.
Python ends that by giving one of them what is half there, and a page breaks. So the front door and the API enter here:
the second thread waits outside until the first has everything. It takes half a second, once in a process.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import dashboard

LATER = ("dashboard.api.", "dashboard.engines.", "dashboard.server")
"""What no page needs: the API and the server enter here first, an engine is imported where it is named."""

for _found in walk_packages(dashboard.__path__, f"{dashboard.__name__}."):
    if not _found.name.startswith(LATER):
        import_module(_found.name)
