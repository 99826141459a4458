"""Pictures: drawn anew without what the camera wrote, small ones for lists, and a number that says how one looks."""

import datetime as dt
import io
from decimal import Decimal
from typing import IO, Any, NamedTuple

from django.utils import timezone
from PIL import ExifTags, Image, ImageOps

from .contents.kinds import JPEG, PNG, FileProblem

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 50_000_000
THUMB = (320, 320)
#: Fewer differences than this: a plain surface, which looks like every other.
FEATURES = 6
BROKEN = "图片无法打开，可能已损坏，请重新拍摄或选择。"
# Pillow tells of a broken PNG by SyntaxError, and of other damage by ValueError.
DAMAGE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)


class Drawn(NamedTuple):
    """The picture anew, its kind, and what the camera had written."""

    content: bytes
    kind: str
    note: dict[str, Any]


def redrawn(file: IO[bytes], kind: str) -> Drawn:
    """The picture drawn anew, upright and without metadata, so that nothing hides in it.

    Raises:
        FileProblem: damaged, or of too many pixels.
    """
    try:
        file.seek(0)
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise FileProblem("图片尺寸过大，请缩小后再上传。")
            note = camera_note(image)
            upright = ImageOps.exif_transpose(image)
            upright.info.clear()
            out = io.BytesIO()
            kept = PNG if kind == PNG or "A" in upright.getbands() else JPEG
            if kept == PNG:
                upright.save(out, "PNG")
            else:
                upright.convert("RGB").save(out, "JPEG", quality=85)
    except DAMAGE as error:
        raise FileProblem(BROKEN) from error
    return Drawn(out.getvalue(), kept, note)


def camera_note(image: Image.Image) -> dict[str, Any]:
    """Time, place and camera; empty when the picture says nothing. Damage in it is no damage of the picture."""
    try:
        exif = image.getexif()
        detail, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (*DAMAGE, KeyError, TypeError, AttributeError):
        return {}
    if not exif:
        return {}
    latitude, longitude = _degrees(place, 1, 2, "S", 90), _degrees(place, 3, 4, "W", 180)
    known = latitude is not None and longitude is not None
    return {
        "taken_at": _moment(detail.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)),
        "latitude": latitude if known else None,
        "longitude": longitude if known else None,
        "camera": " ".join(_words(exif.get(tag)) for tag in (ExifTags.Base.Make, ExifTags.Base.Model)).strip()[:100],
        "tags": {
            ExifTags.TAGS.get(tag, str(tag)): _words(value)[:200] for tag, value in [*exif.items(), *detail.items()]
        },
    }


def _words(value: Any) -> str:
    """A value as text that a database takes."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value if value is not None else "")
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _moment(value: Any) -> dt.datetime | None:
    """Cameras write local time without a zone."""
    try:
        return timezone.make_aware(dt.datetime.strptime(str(value).strip("\x00 "), "%Y:%m:%d %H:%M:%S"))
    except ValueError:
        return None


def _degrees(place: dict[int, Any], sign: int, value: int, negative: str, most: int) -> Decimal | None:
    try:
        degrees, minutes, seconds = (float(part) for part in place[value])
        found = round(Decimal(degrees + minutes / 60 + seconds / 3600), 6)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    if not -most <= found <= most:
        return None
    return -found if _words(place.get(sign)).upper() == negative else found


def thumb_of(file: IO[bytes]) -> tuple[bytes, int | None]:
    """A small picture for lists, and how the picture looks."""
    with Image.open(file, formats=FORMATS) as image:
        image.draft("RGB", (THUMB[0] * 2, THUMB[1] * 2))
        flat = image.convert("RGBA") if "A" in image.getbands() else image.convert("RGB")
        if flat.mode == "RGBA":
            ground = Image.new("RGB", flat.size, "white")
            ground.paste(flat, mask=flat.getchannel("A"))
            flat = ground
    look = look_of(flat)
    flat.thumbnail(THUMB)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=80)
    return out.getvalue(), look


def look_of(image: Image.Image) -> int | None:
    """The difference hash: for each of 8 × 8 places whether it is brighter than its neighbour; signed 64 bits."""
    dots = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            place = row * 9 + column
            bits = bits << 1 | (dots[place] > dots[place + 1])
    if not FEATURES <= bits.bit_count() <= 64 - FEATURES:
        return None
    return bits - (1 << 64) if bits >> 63 else bits
