"""Files that people send in stay in memory, cut at their bound: nothing of them reaches a temporary file (S1)."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from canteen.gateways.tables.limits import MOST_BYTES


class BoundedMemory(FileUploadHandler):
    """Keeps at most one byte more than a file may have: whoever reads it sees that it was too large.

    That is for a whole request, however many files it brings: anybody can send some, before any page asks who it is.
    """

    chunk_size = 256 * 1024

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room = MOST_BYTES + 1

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.content = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what there is room for; what is dropped cannot be read, and will be refused."""
        kept = raw_data[: self.room]
        self.content += kept
        self.room -= len(kept)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file."""
        return InMemoryUploadedFile(
            file=BytesIO(bytes(self.content)),
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=len(self.content),
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
