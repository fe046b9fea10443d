"""What has been written is on the disk before anything points to it, and what points is never half there."""

from __future__ import annotations

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Waits until a file, or a folder's list of names, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def point(link: Path, target: Path) -> None:
    """Lets a link point to a target beside it, in one step: whoever follows it finds the old one or the new."""
    following = link.with_name(f"{link.name}.next")
    following.unlink(missing_ok=True)
    following.symlink_to(target.name)
    os.replace(following, link)
    sync(link.parent)
