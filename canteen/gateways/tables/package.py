"""The zip and XML under a workbook: parts by name, unpacked within bounds, without entities or document types (S8)."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from defusedxml.expatreader import DefusedExpatParser

from canteen.gateways.tables.limits import (
    LONGEST_SILENCE,
    MOST_PARTS,
    MOST_UNPACKED,
    HostileWorkbook,
    OldWorkbook,
    TableUnpacksTooLarge,
    UnfitTable,
)

# What a zip that was cut, bent or made up says of itself when it is read.
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, OverflowError, EOFError, OSError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
_PIECE: Final = 1 << 16
_MOST_SMALL: Final = 4_000_000  # workbook, relations and styles
_LOCKED: Final = 0x1
_READINGS: Final = 5  # a sheet is counted, read for its merges and its rows, and both again for its head


class Package:
    """The parts of a workbook. Sizes that a zip states are believed only to refuse; what comes out is counted too."""

    def __init__(self, content: bytes) -> None:
        """UnfitTable, TableUnpacksTooLarge, OldWorkbook for one with a password."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN:
            raise UnfitTable() from None
        parts = self._zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TableUnpacksTooLarge()
        if any(part.flag_bits & _LOCKED for part in parts):
            raise OldWorkbook()
        self._names = {part.filename.casefold(): part.filename for part in parts}
        self._unpacked = 0

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.casefold() in self._names

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, unpacked piece by piece. UnfitTable, TableUnpacksTooLarge."""
        try:
            with self._zip.open(self._names[name.casefold()]) as part:
                while piece := part.read(_PIECE):
                    self._unpacked += len(piece)
                    if self._unpacked > MOST_UNPACKED * _READINGS:
                        raise TableUnpacksTooLarge()
                    yield piece
        except _BROKEN:
            raise UnfitTable() from None

    def tree(self, name: str) -> Element:
        """A small part as a tree. UnfitTable, HostileWorkbook."""
        text = bytearray()
        for piece in self.pieces(name):
            text += piece
            if len(text) > _MOST_SMALL:
                raise TableUnpacksTooLarge()
        try:
            found = fromstring(bytes(text), forbid_dtd=True)
        except DefusedXmlException:
            raise HostileWorkbook() from None
        except (ParseError, ValueError, LookupError):
            raise UnfitTable() from None
        if not isinstance(found, Element):
            raise UnfitTable()
        return found

    def feed(self, name: str, handler: "Listener") -> Iterator[None]:
        """Parse a large part piece by piece; after each, the caller takes what `handler` has gathered."""
        parser = DefusedExpatParser(forbid_dtd=True)
        parser.setContentHandler(handler)
        silence = 0
        try:
            for piece in self.pieces(name):
                heard = handler.heard
                parser.feed(piece)
                silence = 0 if handler.heard > heard else silence + len(piece)
                if silence > LONGEST_SILENCE:
                    raise UnfitTable()
                yield
            parser.close()
            yield
        except DefusedXmlException:
            raise HostileWorkbook() from None
        except (SAXException, ValueError, LookupError):
            raise UnfitTable() from None


class Listener(ContentHandler):
    """Hears elements; `heard` counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0
