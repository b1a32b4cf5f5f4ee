"""QR codes on pages."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_picture(text: str) -> SafeString:
    """Return a QR code as inline SVG; black on white in dark mode too, or phones do not read it."""
    drawn = segno.make(text, error="m").svg_inline(
        scale=1, border=4, dark="#000", light="#fff", omitsize=True
    )
    # A QR code is squares: nothing of the text in it reaches the page.
    return mark_safe(drawn)  # noqa: S308 # nosec
