"""PDF by typst, from templates beside this file, with fonts that come with the product.

The machine's own fonts are never used, so that a sheet looks the same wherever it is made.
"""

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Fonts

FOLDER = Path(__file__).parent


def typeset(template: str, facts: dict[str, Any]) -> bytes:
    """Return `template`.typ filled with `facts` (JSON values) as a PDF."""
    import typst  # noqa: PLC0415 - heavy; start-up must stay quick

    made = typst.compile(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} did not become one document")
    return made


def qr_svg(text: str) -> str:
    """Return a QR code as SVG, with its quiet zone, that survives a crease (15 % correction)."""
    import segno  # noqa: PLC0415 - only paper needs it

    picture = BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="svg", border=4, xmldecl=False, svgns=True)
    return picture.getvalue().decode()


@cache
def _fonts() -> "Fonts":
    import pylopdf_fonts_ar  # noqa: PLC0415
    import pylopdf_fonts_jp  # noqa: PLC0415
    import pylopdf_fonts_zh_cn  # noqa: PLC0415
    import pylopdf_fonts_zh_tw  # noqa: PLC0415
    from typst import Fonts  # noqa: PLC0415

    # Rare characters of names lie scattered: the fonts of Taiwan and Japan have some two thousand more.
    packages = (pylopdf_fonts_zh_cn, pylopdf_fonts_zh_tw, pylopdf_fonts_jp, pylopdf_fonts_ar)
    folders = [package.sans_path().parent for package in packages]
    return Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
