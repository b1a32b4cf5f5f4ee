"""Pictures and voices as they may be kept: told by their content, freed of what a camera writes into them.

A photograph says where and when it was taken, and with which phone; none of that is kept. Which way up it
is held is all that stays.
"""

import struct

from yizhan.duty.enums import MediaType

MOST_BYTES = 2 * 1024 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_SIGNS = (
    (0, b"\xff\xd8\xff", MediaType.JPEG),
    (0, _PNG, MediaType.PNG),
    (8, b"WEBP", MediaType.WEBP),
    (0, b"\x1a\x45\xdf\xa3", MediaType.WEBM),
    (0, b"OggS", MediaType.OGG),
    (4, b"ftyp", MediaType.MP4),
)
# What a picture needs to be drawn; text, times, and places are in others.
_PNG_KEPT = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    }
)
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_EXIF_AND_XMP = 0b0000_1100
_JFIF, _ADOBE, _ICC, _EXIF, _SCAN = 0xE0, 0xEE, 0xE2, 0xE1, 0xDA
_ORIENTATION = 0x0112


def media_type(content: bytes) -> MediaType | None:
    """Return what a file is by its first bytes; None for what may not be kept."""
    return next((kind for at, sign, kind in _SIGNS if content[at : at + len(sign)] == sign), None)


def without_traces(content: bytes, kind: MediaType) -> bytes:
    """Return a picture without place, time and device, a voice as it is; ValueError if it is broken."""
    clean = {MediaType.JPEG: _clean_jpeg, MediaType.PNG: _clean_png, MediaType.WEBP: _clean_webp}.get(kind)
    try:
        return clean(content) if clean else content
    except (struct.error, IndexError) as broken:
        raise ValueError("the picture is cut off") from broken


def _clean_jpeg(content: bytes) -> bytes:
    kept, at, turned = [content[:2]], 2, 1
    while content[at] == 0xFF and content[at + 1] != _SCAN:
        marker = content[at + 1]
        (length,) = struct.unpack_from(">H", content, at + 2)
        segment = content[at : at + 2 + length]
        if marker == _EXIF and segment[4:10] == b"Exif\0\0":
            turned = _orientation(segment[10:])
        # Comments and what a camera or an editor adds are left out.
        if marker < _JFIF or marker in (_JFIF, _ADOBE, _ICC):
            kept.append(segment)
        at += 2 + length
    if content[at] != 0xFF:
        raise ValueError("the picture is broken")
    return b"".join([kept[0], _only_turned(turned), *kept[1:], content[at:]])


def _orientation(tiff: bytes) -> int:
    """Return which way up a photograph is held, 1 to 8; 1 if its camera has written nonsense."""
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        entries = [struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * at) for at in range(count)]
    except struct.error:
        return 1
    return next((turned for tag, _, _, turned in entries if tag == _ORIENTATION), 1)


def _only_turned(turned: int) -> bytes:
    """Return an EXIF segment that says which way up a photograph is held, and nothing else."""
    if not 1 < turned <= 8:
        return b""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _clean_png(content: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        if name in _PNG_KEPT:
            kept.append(content[at : at + 12 + length])
        at += 12 + length
        if name == b"IEND":
            break
    return b"".join(kept)


def _clean_webp(content: bytes) -> bytes:
    kept, at = [], 12
    while at + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        chunk = content[at : at + 8 + length + length % 2]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_EXIF_AND_XMP]) + chunk[9:]
        if name not in _WEBP_DROPPED:
            kept.append(chunk)
        at += 8 + length + length % 2
    body = b"".join([b"WEBP", *kept])
    return b"RIFF" + struct.pack("<I", len(body)) + body
