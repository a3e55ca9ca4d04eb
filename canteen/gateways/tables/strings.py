"""The texts that a workbook's cells share, packed into one block of bytes and read only as far as is asked for."""

from array import array
from collections.abc import Iterator
from xml.sax.xmlreader import AttributesImpl

from canteen.gateways.tables.limits import LONGEST_TEXT, MOST_STRINGS, UnfitTable
from canteen.gateways.tables.package import Listener, Package


class Strings:
    """Texts by number. The first rows need the first texts: looking at a header does not read all of them."""

    def __init__(self, package: Package, part: str) -> None:
        self._block = bytearray()
        self._ends = array("Q")
        self._waiting: Iterator[None] = package.feed(part, _Hears(self)) if package.has(part) else iter(())

    def add(self, text: str) -> None:
        """Keep one more text. UnfitTable beyond two million."""
        if len(self._ends) >= MOST_STRINGS:
            raise UnfitTable()
        self._block += text.encode("utf-8", errors="surrogatepass")
        self._ends.append(len(self._block))

    def text(self, number: int) -> str:
        """The text with this number. UnfitTable for one there is not."""
        while number >= len(self._ends):
            if next(self._waiting, self) is self:
                raise UnfitTable()
        if number < 0:
            raise UnfitTable()
        start = self._ends[number - 1] if number else 0
        return self._block[start : self._ends[number]].decode("utf-8", errors="surrogatepass")


class _Hears(Listener):
    def __init__(self, strings: Strings) -> None:
        super().__init__()
        self.strings = strings
        self.parts: list[str] = []
        self.size = 0
        self.in_text = False
        self.in_reading = False  # how a text is pronounced stands beside it

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.heard += 1
        plain = name.rpartition(":")[2]
        if plain == "si":
            self.parts, self.size = [], 0
        self.in_reading = self.in_reading or plain == "rPh"
        self.in_text = plain == "t" and not self.in_reading

    def endElement(self, name: str) -> None:
        plain = name.rpartition(":")[2]
        if plain == "si":
            self.strings.add("".join(self.parts))
        if plain == "rPh":
            self.in_reading = False
        self.in_text = False

    def characters(self, content: str) -> None:
        if self.in_text and self.size < LONGEST_TEXT:
            self.parts.append(content)
            self.size += len(content)
