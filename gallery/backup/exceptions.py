"""Why a backup is not made or not restored."""

from __future__ import annotations

from collections.abc import Sequence

NAMED_AT_MOST = 10


class BackupFailed(Exception):
    """A backup or a restoration that was not begun, or not ended; the message says what to do."""


class AnotherAtWork(BackupFailed):
    """Somebody else is at work on what is needed: try again later."""


class InvalidBackup(BackupFailed):
    """A backup that is not what its manifest says."""

    def __init__(self, faults: Sequence[str]) -> None:
        more = len(faults) - NAMED_AT_MOST
        named = [*faults[:NAMED_AT_MOST], *([f"and {more:,} more"] if more > 0 else [])]
        super().__init__(
            f"The backup is damaged: {'; '.join(named)}. "
            "Nothing was changed; take another backup or a copy of this one."
        )
