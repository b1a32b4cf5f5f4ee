"""What a scanner reads from paper."""

import shutil
import subprocess
from pathlib import Path

from tests.support.requirements import lacking


def codes_of(pdf: bytes, folder: Path, page: int = 1) -> list[str]:
    """What a scanner reads from one sheet, drawn as grey pixels, 200 to the inch."""
    import zxingcpp

    if shutil.which("pdftoppm") is None:
        lacking("poppler's pdftoppm")
    (folder / "sheet.pdf").write_bytes(pdf)
    command = [
        "pdftoppm",
        "-r",
        "200",
        "-gray",
        "-f",
        str(page),
        "-l",
        str(page),
        "-singlefile",
        "sheet.pdf",
        "sheet",
    ]
    subprocess.run(command, cwd=folder, check=True)
    kind, size, depth, body = (folder / "sheet.pgm").read_bytes().split(b"\n", 3)
    assert (kind, depth) == (b"P5", b"255")
    width, height = (int(number) for number in size.split())
    pixels = memoryview(body).cast("B", shape=[height, width])
    return sorted(found.text for found in zxingcpp.read_barcodes(pixels))
