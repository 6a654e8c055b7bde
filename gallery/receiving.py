"""Files on their way in: counted while they come, because nobody has to believe what a request says of its length."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from gallery import uploads


class LimitedUploadHandler(FileUploadHandler):
    """Passes on a file's chunks until there are more bytes than accepted, and drops the rest.

    So neither memory nor disk holds more, and the gate, which sees that there are too many, says so in its own words.
    """

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count from nothing."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Return what the handlers behind this one get."""
        dropped = self.received > uploads.MAX_BYTES
        self.received += len(raw_data)
        return None if dropped else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave making the file to the handlers behind this one."""
        return None
