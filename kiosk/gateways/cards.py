"""Printable QR cards: the picture of one card, and A4 sheets of ten as PDF or PNG (K7).

A card has the size of a bank card (85.6 × 54 mm) at 300 dots an inch. It carries the elder's name in large type, so
that she finds her own, and the signed text as QR with correction level Q and its quiet zone. Nothing else personal.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from itertools import chain
from typing import Final

import pylopdf_fonts_zh_cn
import qrcode
from PIL import Image, ImageDraw, ImageFont

_DOTS_PER_INCH: Final = 300
_WHITE: Final = 255
_BLACK: Final = 0


def _dots(mm: float) -> int:
    return round(mm / 25.4 * _DOTS_PER_INCH)


CARD_SIZE: Final = (_dots(85.6), _dots(54))
PAGE_SIZE: Final = (_dots(210), _dots(297))
_COLUMNS: Final = 2
_ROWS: Final = 5
CARDS_PER_PAGE: Final = _COLUMNS * _ROWS

# The text would fit a code of version 8. Version 12 spreads it over 65 × 65 modules and repairs 130 of 466 codewords,
# the best share of all sizes that fit the card. With a blot over 15 % of the area, wherever off the finder patterns,
# each of 5,000 pictures was read; version 8 failed for 7 % of the round blots, version 14 for a quarter.
_QR_VERSION: Final = 12
_MODULE_DOTS: Final = 7  # 0.59 mm: cheap scanners ask for 0.25
_QUIET_MODULES: Final = 4  # what the QR standard asks for
_MARGIN: Final = _dots(4)
_TITLE: Final = "老年助餐卡"
_TITLE_DOTS: Final = _dots(5)
_FOOT_DOTS: Final = _dots(3.4)
_NAME_DOTS: Final = range(_dots(12), _dots(3), -2)
_ONE_LINE_DOTS: Final = _dots(7)  # a name that would have to be smaller than this is set in two lines


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What goes on one card: the name in full (she carries it herself), the signed text, its last good day."""

    name: str
    text: str
    last_on: date


Draw = Callable[[PrintedCard], Image.Image]


def card_picture(card: PrintedCard) -> Image.Image:
    """One card in shades of grey. ValueError for a text too long for the card."""
    picture = Image.new("L", CARD_SIZE, _WHITE)
    code = _qr(card.text)
    left = CARD_SIZE[0] - code.width
    if code.height > CARD_SIZE[1]:
        raise ValueError("the text is too long for a card")
    draw = ImageDraw.Draw(picture)
    draw.text((_MARGIN, _MARGIN), _TITLE, fill=_BLACK, font=_font(_TITLE_DOTS), anchor="lt")
    lines, font = _set_name(" ".join(card.name.split()), left - _MARGIN)
    draw.multiline_text(
        (_MARGIN, CARD_SIZE[1] // 2), "\n".join(lines), fill=_BLACK, font=font, anchor="lm", spacing=_dots(2)
    )
    foot = f"有效至 {card.last_on:%Y-%m-%d}"
    draw.text((_MARGIN, CARD_SIZE[1] - _MARGIN), foot, fill=_BLACK, font=_font(_FOOT_DOTS), anchor="lb")
    # Last, so that no name, however long, ever lies on the code or in its quiet zone
    picture.paste(code, (left, (CARD_SIZE[1] - code.height) // 2))
    return picture


def card_png(card: PrintedCard, *, draw: Draw = card_picture) -> bytes:
    """One card as PNG, for a screen or a card printer; `draw` may hold pictures that were drawn before."""
    return _png(draw(card))


def sheet_pdf(cards: Sequence[PrintedCard], *, draw: Draw = card_picture) -> bytes:
    """A4 pages of ten cards with lines to cut along. ValueError for no cards: a PDF has a page at least."""
    pages = sheet_pages(cards, draw=draw)
    first = next(pages, None)
    if first is None:
        raise ValueError("no cards to print")
    written = BytesIO()
    # Black and white and nothing between: Pillow packs such pages without loss, greys would become JPEG
    sharp = (page.convert("1", dither=Image.Dither.NONE) for page in chain([first], pages))
    next(sharp).save(written, "PDF", resolution=_DOTS_PER_INCH, save_all=True, append_images=sharp, title=_TITLE)
    return written.getvalue()


def sheet_pngs(cards: Sequence[PrintedCard]) -> list[bytes]:
    """The same pages as PNG files, where nothing prints a PDF."""
    return [_png(page) for page in sheet_pages(cards)]


def sheet_pages(cards: Sequence[PrintedCard], *, draw: Draw = card_picture) -> Iterator[Image.Image]:
    """The pages one by one: a page takes 9 MB while it is drawn, a town has thousands."""
    left = (PAGE_SIZE[0] - _COLUMNS * CARD_SIZE[0]) // 2
    top = (PAGE_SIZE[1] - _ROWS * CARD_SIZE[1]) // 2
    for start in range(0, len(cards), CARDS_PER_PAGE):
        page = Image.new("L", PAGE_SIZE, _WHITE)
        lines = ImageDraw.Draw(page)
        for place, card in enumerate(cards[start : start + CARDS_PER_PAGE]):
            x = left + place % _COLUMNS * CARD_SIZE[0]
            y = top + place // _COLUMNS * CARD_SIZE[1]
            page.paste(draw(card), (x, y))
            lines.rectangle((x, y, x + CARD_SIZE[0], y + CARD_SIZE[1]), outline=_BLACK)
        yield page


def _qr(text: str) -> Image.Image:
    code = qrcode.QRCode(
        version=_QR_VERSION, error_correction=qrcode.ERROR_CORRECT_Q, box_size=_MODULE_DOTS, border=_QUIET_MODULES
    )
    code.add_data(text, optimize=0)
    modules = code.get_matrix()
    picture = Image.new("L", (len(modules), len(modules)), _WHITE)
    picture.putdata([_BLACK if dark else _WHITE for row in modules for dark in row])
    return picture.resize((len(modules) * _MODULE_DOTS,) * 2, Image.Resampling.NEAREST)


def _set_name(name: str, width: int) -> tuple[Sequence[str], ImageFont.FreeTypeFont]:
    """The lines of a name and the largest type in which they fit; a long one breaks at a dot, a space or its middle."""
    for lines in ([name], _halves(name)):
        for size in _NAME_DOTS:
            if len(lines) == 1 and size < _ONE_LINE_DOTS:
                break
            if _width(lines, size) <= width:
                return lines, _font(size)
    return lines, _font(_NAME_DOTS[-1])


def _halves(name: str) -> list[str]:
    middle = len(name) // 2
    breaks = [index + 1 for index, character in enumerate(name) if character in "· "]
    at = min(breaks, key=lambda index: abs(index - middle), default=middle)
    return [name[:at].rstrip(), name[at:]]


def _width(lines: Iterable[str], size: int) -> float:
    return max(_font(size).getlength(line) for line in lines)


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)


def _png(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "PNG", dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
    return written.getvalue()
