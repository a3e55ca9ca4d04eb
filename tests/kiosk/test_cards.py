"""Printed cards: what a reader reads is what was signed, through a blot too, and a name never spoils it (K7)."""

import io
import math
from dataclasses import dataclass
from datetime import date
from itertools import product, starmap

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from kiosk.core.credential import QrCard, encode
from kiosk.gateways.cards import (
    CARD_SIZE,
    CARDS_PER_PAGE,
    PAGE_SIZE,
    PrintedCard,
    card_picture,
    card_png,
    sheet_pages,
    sheet_pdf,
    sheet_pngs,
)

PRIVATE = bytes([1]) * 32
ISSUED, EXPIRES, LAST = date(2026, 11, 21), date(2031, 11, 21), date(2031, 11, 20)
MODULES, MODULE_DOTS = 65, 7
FINDER = 8  # modules: a finder pattern and its light border
BLOT_SHARE = 0.15


def card(number: int, name: str = "张小三") -> PrintedCard:
    return PrintedCard(name, encode(QrCard(bytes([number]) * 16, ISSUED, EXPIRES), 1, PRIVATE), LAST)


def read(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def corner_of(picture: Image.Image) -> tuple[int, int]:
    """The top left corner of the code itself, without its quiet zone."""
    position = zxingcpp.read_barcodes(picture)[0].position.top_left
    return round(position.x), round(position.y)


def test_a_card_reads_as_what_was_signed_at_correction_level_q() -> None:
    picture = card_picture(card(1))
    found = zxingcpp.read_barcodes(picture)
    assert [(each.text, each.ec_level) for each in found] == [(card(1).text, "Q")]
    assert picture.size == CARD_SIZE == (1011, 638)


def test_four_modules_round_the_code_are_white() -> None:
    picture = card_picture(card(1))
    x, y = corner_of(picture)
    quiet, side = 4 * MODULE_DOTS, MODULES * MODULE_DOTS
    ring = picture.crop((x - quiet, y - quiet, x + side + quiet, y + side + quiet))
    ring.paste(255, (quiet, quiet, quiet + side, quiet + side))
    assert ring.getextrema() == (255, 255)
    assert ring.size == (side + 2 * quiet,) * 2


@dataclass(frozen=True)
class Blot:
    """A blot over 15 % of the code, in modules from its top left corner."""

    shape: str
    x: int
    y: int

    @property
    def side(self) -> float:
        square = MODULES * math.sqrt(BLOT_SHARE)
        return square if self.shape == "square" else square * 2 / math.sqrt(math.pi)

    def off_finders(self) -> bool:
        far = MODULES - FINDER - self.side
        left, top, right, bottom = self.x < FINDER, self.y < FINDER, self.x > far, self.y > far
        return not ((left and top) or (right and top) or (left and bottom))

    def spoil(self, picture: Image.Image, corner: tuple[int, int], ink: int) -> Image.Image:
        spoilt = picture.copy()
        x, y = (edge + at * MODULE_DOTS for edge, at in zip(corner, (self.x, self.y), strict=True))
        box = (x, y, x + round(self.side * MODULE_DOTS), y + round(self.side * MODULE_DOTS))
        draw = ImageDraw.Draw(spoilt)
        (draw.rectangle if self.shape == "square" else draw.ellipse)(box, fill=ink)
        return spoilt


PLACES = range(0, MODULES, 5)
BLOTS = [
    blot
    for blot in starmap(Blot, product(("square", "round"), PLACES, PLACES))
    if max(blot.x, blot.y) + blot.side <= MODULES and blot.off_finders()
]


@pytest.mark.parametrize("ink", [0, 255], ids=["ink", "rubbed off"])
def test_one_blot_over_15_percent_still_reads_wherever_it_falls(ink: int) -> None:
    code = card_picture(card(1)).crop((CARD_SIZE[0] - CARD_SIZE[1], 0, *CARD_SIZE))
    corner = corner_of(code)
    assert [blot for blot in BLOTS if read(blot.spoil(code, corner, ink)) != [card(1).text]] == []
    assert len(BLOTS) == 108


def test_a_blot_on_a_finder_pattern_does_not_read_as_something_else() -> None:
    picture = card_picture(card(1))
    x, y = corner_of(picture)
    ImageDraw.Draw(picture).rectangle((x, y, x + FINDER * MODULE_DOTS, y + FINDER * MODULE_DOTS), fill=0)
    assert read(picture) in ([], [card(1).text])


@pytest.mark.parametrize("turn", [3, 90, 180, 355])
def test_a_card_reads_however_it_is_held(turn: int) -> None:
    assert read(card_picture(card(1)).rotate(turn, expand=True, fillcolor=255)) == [card(1).text]


@pytest.mark.parametrize("dots_per_inch", [100, 150, 200])
def test_a_card_reads_from_a_coarse_printer(dots_per_inch: int) -> None:
    picture = card_picture(card(1))
    size = (picture.width * dots_per_inch // 300, picture.height * dots_per_inch // 300)
    assert read(picture.resize(size, Image.Resampling.BILINEAR)) == [card(1).text]


@pytest.mark.parametrize(
    "name",
    [
        "张小三",
        "王芳",
        "李",
        "欧阳小明",
        "买买提·艾力",
        "阿卜杜热西提·阿卜杜拉",
        "Maria Theresia Meier",
        "长" * 40,
        "",
        "一\n二",
    ],
)
def test_a_name_of_any_length_leaves_the_code_alone(name: str) -> None:
    picture = card_picture(card(1, name))
    code = picture.crop((CARD_SIZE[0] - (MODULES + 8) * MODULE_DOTS, 0, *CARD_SIZE))
    plain = card_picture(card(1, ""))
    assert read(picture) == [card(1).text]
    assert code.tobytes() == plain.crop((CARD_SIZE[0] - (MODULES + 8) * MODULE_DOTS, 0, *CARD_SIZE)).tobytes()


def test_the_name_is_drawn_and_two_names_differ() -> None:
    pictures = {card_picture(card(1, name)).tobytes() for name in ("张小三", "张小四", "")}
    assert len(pictures) == 3


def test_a_name_holds_no_missing_character_boxes() -> None:
    """The font draws every character it lacks as the same box; two rare characters must not look alike."""
    assert card_picture(card(1, "䶮")).tobytes() != card_picture(card(1, "𠅤")).tobytes()


def test_cards_of_all_classes_look_alike() -> None:
    """A picture is made of name, text and day alone: there is nothing a class could show in (U7)."""
    assert set(PrintedCard.__slots__) == {"name", "text", "last_on"}


def test_a_sheet_holds_ten_cards_in_reading_order_and_goes_on() -> None:
    cards = [card(number) for number in range(CARDS_PER_PAGE + 3)]
    pages = list(sheet_pages(cards))
    assert [page.size for page in pages] == [PAGE_SIZE, PAGE_SIZE]
    read_back = [
        sorted(
            zxingcpp.read_barcodes(page), key=lambda each: (each.position.top_left.y // 100, each.position.top_left.x)
        )
        for page in pages
    ]
    assert [[each.text for each in page] for page in read_back] == [
        [each.text for each in cards[:10]],
        [each.text for each in cards[10:]],
    ]


def test_png_and_pdf() -> None:
    cards = [card(number) for number in range(11)]
    with Image.open(io.BytesIO(card_png(cards[0]))) as picture:
        assert (picture.format, read(picture)) == ("PNG", [cards[0].text])
    pngs = sheet_pngs(cards)
    sizes = []
    for png in pngs:
        with Image.open(io.BytesIO(png)) as page:
            sizes.append(page.size)
    assert sizes == [PAGE_SIZE, PAGE_SIZE]
    pdf = sheet_pdf(cards)
    assert (pdf[:5], pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page "), b"DCTDecode" in pdf) == (
        b"%PDF-",
        2,
        False,
    )


def test_no_cards_make_no_sheet() -> None:
    assert sheet_pngs([]) == []
    with pytest.raises(ValueError, match="no cards"):
        sheet_pdf([])


def test_a_text_that_does_not_fit_is_an_error_and_no_cropped_code() -> None:
    with pytest.raises(ValueError, match="too long"):
        card_picture(PrintedCard("张小三", "A" * 1500, LAST))
