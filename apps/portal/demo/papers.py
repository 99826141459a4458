"""Small generated files: pictures and one-page documents, plainly marked as demonstration."""

import io
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from apps.branding.documents import font_folder

SKIES = ("#8fb3d9", "#d9b38f", "#9ec7a0", "#c9a0c4")


def photo(title: str, place: str) -> SimpleUploadedFile:
    """A drawn picture of a site with its caption."""
    image = Image.new("RGB", (640, 400), SKIES[len(title + place) % len(SKIES)])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 290, 640, 400), fill="#5f7f5f")
    draw.rectangle((170, 150, 470, 310), fill="#f4efe6")
    draw.polygon(((150, 150), (490, 150), (320, 70)), fill="#b1261c")
    draw.rectangle((290, 220, 350, 310), fill="#7a4b2a")
    _write(draw, (20, 330), f"{title}（演示图片）", 26, "#ffffff")
    _write(draw, (20, 366), place, 18, "#ffffff")
    return _upload(image, f"{title}.png", "PNG", "image/png")


def paper(title: str, place: str) -> SimpleUploadedFile:
    """A one-page document with its title."""
    image = Image.new("L", (620, 877), 255)
    draw = ImageDraw.Draw(image)
    _write(draw, (60, 90), title, 30, 0)
    _write(draw, (60, 150), place, 20, 60)
    _write(draw, (60, 190), "演示材料，内容为虚构。", 18, 90)
    for line in range(14):
        draw.line((60, 250 + line * 36, 560, 250 + line * 36), fill=200)
    return _upload(image, f"{title}.pdf", "PDF", "application/pdf")


def _upload(image: Image.Image, name: str, form: str, kind: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    image.save(out, form)
    return SimpleUploadedFile(name, out.getvalue(), kind)


def _write(draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, fill: Any) -> None:
    draw.text(at, text, font=_font(size), fill=fill)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(Path(font_folder()) / "NotoSansSC-Regular.otf"), size)
