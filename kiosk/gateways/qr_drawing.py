"""A QR code as one path of a drawing, for pages: no picture file, no style, sharp at any size."""

from dataclasses import dataclass

import qrcode


@dataclass(frozen=True, slots=True)
class QrDrawing:
    """A square of `size` units a side, its quiet zone included; `path` fills the dark modules."""

    size: int
    path: str


def qr_drawing(text: str) -> QrDrawing:
    """Draw a text; error correction M is enough for a screen that is held still."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    modules = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(modules) for x, is_dark in enumerate(row) if is_dark]
    return QrDrawing(len(modules), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
