"""What belongs to a backup: sizes and hashes of everything, under a hash of its own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gallery.backup import folder
from gallery.backup.exceptions import InvalidBackup

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A file of a backup: how long it is, and its SHA-256."""

    byte_size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A backup: when it was made, at which migrations, how many rows each table has, and every file by its path.

    `lost` names what the database asks for and the storage did not have, with the reason.
    """

    made_at: str
    migrations: tuple[str, ...]
    rows: dict[str, int]
    database: Entry
    files: dict[str, Entry]
    lost: dict[str, str]

    @property
    def byte_size(self) -> int:
        """How long all of it is."""
        return self.database.byte_size + sum(entry.byte_size for entry in self.files.values())


def write(manifest: Manifest, backup: Path) -> None:
    """Write a manifest into its backup."""
    said = as_json(manifest)
    with folder.written_whole(backup / folder.MANIFEST) as file:
        file.write(json.dumps({"sha256": seal(said), **said}, indent=0).encode())


def read(backup: Path) -> Manifest:
    """Return the manifest of a backup, or raise InvalidBackup."""
    try:
        said = json.loads((backup / folder.MANIFEST).read_bytes())
        sealed = said.pop("sha256")
    except FileNotFoundError:
        raise InvalidBackup([f"{folder.MANIFEST} is missing"]) from None
    except (ValueError, KeyError, AttributeError) as error:
        raise InvalidBackup([f"{folder.MANIFEST} is cut off or no manifest"]) from error
    if seal(said) != sealed:
        raise InvalidBackup([f"{folder.MANIFEST} was altered: it does not have the hash that it names"])
    if said["format"] != FORMAT:
        raise InvalidBackup([f"{folder.MANIFEST} must have format {FORMAT}, got {said['format']}"])
    return from_json(said)


def seal(said: dict[str, Any]) -> str:
    """Return the hash of what a manifest says."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def as_json(manifest: Manifest) -> dict[str, Any]:
    """Return what a manifest says."""
    return {
        "format": FORMAT,
        "made_at": manifest.made_at,
        "migrations": list(manifest.migrations),
        "rows": manifest.rows,
        "database": [manifest.database.byte_size, manifest.database.sha256],
        "files": {path: [entry.byte_size, entry.sha256] for path, entry in manifest.files.items()},
        "lost": manifest.lost,
    }


def from_json(said: dict[str, Any]) -> Manifest:
    """Return a manifest that was read."""
    return Manifest(
        made_at=said["made_at"],
        migrations=tuple(said["migrations"]),
        rows=said["rows"],
        database=entry_from(said["database"]),
        files={path: entry_from(pair) for path, pair in said["files"].items()},
        lost=said["lost"],
    )


def entry_from(pair: tuple[int, str]) -> Entry:
    """Return an entry that was read."""
    byte_size, sha256 = pair
    return Entry(byte_size=byte_size, sha256=sha256)


def entry_of(path: Path) -> Entry:
    """Return what a manifest says of a file, from its bytes."""
    with path.open("rb") as file:
        return Entry(byte_size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())
