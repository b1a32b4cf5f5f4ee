"""What may be attached is told by its content; what a camera writes into a picture is taken out."""

import struct
import zlib

import pytest

from yizhan.duty.enums import MediaType
from yizhan.duty.media import _orientation, media_type, without_traces

PLACE = b"N31 E121 taken by somebody"


def exif(turned: int) -> bytes:
    tiff = b"II*\0" + struct.pack("<IH", 8, 2) + struct.pack("<HHII", 0x8825, 2, 26, 64)
    tiff += struct.pack("<HHIHH", 0x0112, 3, 1, turned, 0) + PLACE
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x04ab" + b"".join(segments) + b"\xff\xda\x00\x02pixels\xff\xd9"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@pytest.mark.parametrize("turned", [1, 3, 6, 8])
def test_a_photograph_keeps_which_way_up_it_is_and_nothing_of_where(turned: int) -> None:
    clean = without_traces(jpeg(exif(turned), b"\xff\xfe\x00\x06note"), MediaType.JPEG)
    assert PLACE not in clean
    assert b"note" not in clean
    assert clean.endswith(b"pixels\xff\xd9")
    at = clean.find(b"Exif\0\0")
    assert (at > 0, _orientation(clean[at + 6 :]) if at > 0 else 1) == (turned != 1, turned)


def test_a_drawing_keeps_what_draws_it() -> None:
    picture = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", b"h")
        + chunk(b"tEXt", PLACE)
        + chunk(b"IDAT", b"d")
        + chunk(b"IEND", b"")
    )
    kind = media_type(picture)
    assert kind == "image/png"
    assert without_traces(picture, kind) == picture.replace(chunk(b"tEXt", PLACE), b"")


def test_a_web_picture_loses_exif_and_says_so() -> None:
    def part(name: bytes, content: bytes) -> bytes:
        return name + struct.pack("<I", len(content)) + content

    body = b"WEBP" + part(b"VP8X", b"\x0c" + b"\0" * 9) + part(b"VP8 ", b"pixels") + part(b"EXIF", PLACE)
    picture = b"RIFF" + struct.pack("<I", len(body)) + body
    clean = without_traces(picture, MediaType.WEBP)
    assert clean[8:] == b"WEBP" + part(b"VP8X", b"\0" * 10) + part(b"VP8 ", b"pixels")
    assert struct.unpack_from("<I", clean, 4)[0] == len(clean) - 8


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x1a\x45\xdf\xa3....", "audio/webm"), (b"OggS....", "audio/ogg"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
        (b"<html>", None), (b"GIF89a", None), (b"%PDF-1.7", None), (b"", None),
    ],
)  # fmt: skip
def test_a_file_is_what_its_content_says(content: bytes, kind: str | None) -> None:
    assert media_type(content) == kind


@pytest.mark.parametrize("cut", [3, 5, 8])
def test_a_picture_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match=r"cut off|broken"):
        without_traces(jpeg()[:cut], MediaType.JPEG)
