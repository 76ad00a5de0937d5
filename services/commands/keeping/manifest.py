"""What a backup holds: written last, read first, and trusted only where every sum is right."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.settings import Unusable

NAME = "manifest.json"
KEY = "secret_key"
FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """`files`: by service the name of its file; `under_way`: messages that were nowhere but in the broker."""

    taken_at: datetime
    version: str
    kind: str
    files: Mapping[str, str]
    under_way: int = 0


def write(folder: Path, manifest: Manifest) -> None:
    """Writes it beside the files that it names, with their sums; all of it is on the disk when this returns."""
    names = [KEY, *manifest.files.values()]
    body = {
        "format": FORMAT,
        "taken_at": manifest.taken_at.isoformat(),
        "version": manifest.version,
        "kind": manifest.kind,
        "files": dict(manifest.files),
        "under_way": manifest.under_way,
        "sha256": {name: _sum(folder / name) for name in names},
    }
    file = folder / NAME
    file.touch(mode=0o600)
    file.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    for name in (NAME, *names):
        (folder / name).chmod(0o600)
        _to_disk(folder / name)
    _to_disk(folder)


def read(folder: Path) -> Manifest:
    """Reads it and compares every sum. Raises Unusable."""
    try:
        body: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if body["format"] != FORMAT:
            raise Unusable(f"{folder} was written by a version that this one does not know")
        damaged = [name for name, told in body["sha256"].items() if _sum(folder / name) != told]
        manifest = Manifest(
            datetime.fromisoformat(body["taken_at"]), body["version"], body["kind"], body["files"], body["under_way"]
        )
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Unusable(f"{folder} holds no backup that can be read ({type(fault).__name__})") from None
    if damaged or not {KEY, *manifest.files.values()} <= body["sha256"].keys():
        raise Unusable(f"{folder} is damaged: {', '.join(damaged) or NAME}; nothing was changed")
    return manifest


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _to_disk(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # a folder cannot be opened there
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
