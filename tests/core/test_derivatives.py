"""What workers make of a file: scanned first, then a thumbnail, a PDF, and the pictures that look alike."""

import datetime as dt
import io
import socket
import struct
import threading
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image, ImageDraw

from apps.accounts.choices import Role
from apps.core import clock, office, scanning
from apps.core.choices import Derived, Scan
from apps.core.models import LookAlike, PictureNote, StoredFile
from apps.core.services import attach_file, converter_came, due_files, settle_file
from apps.core.services.derivatives import AGAIN
from apps.core.tasks import settle_file as settle_task
from apps.core.tasks import settle_files
from tests.core.test_contents import archive
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 small"


@shared
def tree():
    return make_tree()


def scene(seed=0, size=(640, 480)):
    """A picture with features: a few shapes whose places depend on the seed."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    for number in range(12):
        x, y = (seed * 97 + number * 131) % size[0], (seed * 53 + number * 89) % size[1]
        draw.rectangle((x, y, x + 90, y + 70), fill=((number * 40) % 256, (seed * 70) % 256, (number * 90) % 256))
    return image


def as_jpeg(image, quality=90, **more):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


def keep(tree, content, name="照片.jpg", owner=None):
    owner = owner or tree.branch
    return attach_file(
        actor=None, upload=io.BytesIO(content), name=name, owner=owner, purpose="evidence", organization_path=owner.path
    )


# --- Thumbnails and look-alikes -----------------------------------------------------------------------------------


def test_a_thumbnail_is_made_by_a_worker_apart_from_the_picture(client, tree):
    use = keep(tree, as_jpeg(scene()))
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    address = reverse("core:thumb", args=[use.pk])
    assert client.get(address).status_code == 404
    settle_task(str(use.file_id))
    stored = StoredFile.objects.get()
    assert (stored.derived, stored.thumb.name != stored.file.name) == (Derived.MADE, True)
    shown = client.get(address)
    with Image.open(io.BytesIO(b"".join(shown.streaming_content))) as small:
        assert max(small.size) == 320
    sign_in(client, make_user(Role.SECRETARY, tree.other_branch))
    assert client.get(address).status_code == 404


def test_what_no_message_reached_is_found_by_the_beat(tree):
    keep(tree, as_jpeg(scene()))
    keep(tree, PDF, "a.pdf")
    settle_files()
    assert sorted(StoredFile.objects.values_list("derived", flat=True)) == [Derived.MADE, Derived.NONE]
    assert due_files() == []


def test_what_cannot_be_drawn_is_given_up_after_three_tries(tree):
    stored = keep(tree, as_jpeg(scene())).file
    default_storage.delete(stored.file.name)
    for number in range(4):
        with clock.moved_to(clock.now() + AGAIN * 2 * number):
            for each in due_files():
                settle_file(each)
    stored.refresh_from_db()
    assert (stored.derived, stored.derive_tries) == (Derived.FAILED, 3)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (as_jpeg(scene(1), 40), True),
        (as_jpeg(scene(1).resize((320, 240))), True),
        (as_jpeg(scene(1).crop((6, 4, 636, 476))), True),
        (as_jpeg(scene(7)), False),
        (as_jpeg(scene(1).rotate(180)), False),
    ],
)
def test_pictures_that_look_the_same_are_found(tree, other, alike):
    keep(tree, as_jpeg(scene(1)))
    keep(tree, other)
    settle_files()
    assert LookAlike.objects.exists() is alike


def test_plain_surfaces_look_like_nothing(tree):
    keep(tree, as_jpeg(Image.new("RGB", (400, 300), "white")))
    keep(tree, as_jpeg(Image.new("RGB", (300, 300), "red")))
    settle_files()
    assert set(StoredFile.objects.values_list("look", flat=True)) == {None}
    assert not LookAlike.objects.exists()


# --- What the camera wrote ----------------------------------------------------------------------------------------


def photo_with_notes():
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "示例", "手机 9"
    exif.get_ifd(0x8769)[0x9003] = "2026:05:06 09:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 30.0, 36.0), 3: "E", 4: (104.0, 6.0, 0.0)})
    return as_jpeg(scene(), exif=exif)


def test_time_and_place_stand_apart_and_the_place_is_shown_with_consent_alone(client, tree):
    use = keep(tree, photo_with_notes())
    note = PictureNote.objects.get(file=use.file)
    assert (note.latitude, note.longitude) == (Decimal("31.51"), Decimal("104.1"))
    assert note.taken_at == dt.datetime(2026, 5, 6, 1, 30, tzinfo=dt.UTC)
    sign_in(client, make_user(Role.OFFICE, tree.township))
    address = reverse("core:preview", args=[use.pk])
    hidden = client.get(address).content.decode()
    assert "未同意显示" in hidden and "31.51" not in hidden and "9:30" in hidden
    type(use).objects.filter(pk=use.pk).update(shows_position=True)
    assert "北纬 31.5100°" in client.get(address).content.decode()


def test_damaged_notes_are_no_damage_of_the_picture(tree):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (0.0, 0.0, 999999.0), 3: "E", 4: (1000.0, 0.0, 0.0)})
    exif[0x0132] = "yesterday\x00"
    note = PictureNote.objects.get(file=keep(tree, as_jpeg(scene(), exif=exif)).file)
    assert (note.taken_at, note.latitude) == (None, None)


# --- The scanner --------------------------------------------------------------------------------------------------


class Scanner(threading.Thread):
    """Speaks clamd's protocol; what contains EICAR is found."""

    def __init__(self):
        super().__init__(daemon=True)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self.door.getsockname()[1]}"
        self.seen = []

    def run(self):
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as asked:
                self.answer(line, asked)

    def answer(self, line, asked):
        command = b""
        while not command.endswith(b"\0"):
            command += asked.read(1)
        if command == b"zPING\0":
            line.sendall(b"PONG\0")
            return
        content = b""
        while length := struct.unpack(">I", asked.read(4))[0]:
            content += asked.read(length)
        self.seen.append(content)
        line.sendall(b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0")


@pytest.fixture
def scanner(settings):
    found = Scanner()
    found.start()
    settings.PORTAL_CLAMD = found.address
    yield found
    found.door.close()


def test_nothing_is_served_before_the_scanner_has_seen_it(client, tree, scanner):
    use = keep(tree, as_jpeg(scene()))
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    address = reverse("core:file", args=[use.pk])
    waiting = client.get(address)
    assert (waiting.status_code, "病毒检查" in waiting.content.decode()) == (409, True)
    settle_files()
    stored = StoredFile.objects.get()
    assert (stored.scan, stored.derived) == (Scan.CLEAN, Derived.MADE)
    assert b"".join(client.get(address).streaming_content) == scanner.seen[0]


def test_what_is_infected_is_never_served(client, tree, scanner):
    use = keep(tree, PDF + b" EICAR", "a.pdf")
    settle_files()
    stored = StoredFile.objects.get()
    assert (stored.scan, stored.scan_note) == (Scan.INFECTED, "Eicar")
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    for name in ("core:file", "core:thumb", "core:pdf"):
        answer = client.get(reverse(name, args=[use.pk]))
        assert (answer.status_code, "未通过病毒检查" in answer.content.decode()) == (403, True)
    assert "未通过病毒检查" in client.get(reverse("core:preview", args=[use.pk])).content.decode()


def test_a_scanner_that_is_away_leaves_the_file_waiting(tree, settings):
    settings.PORTAL_CLAMD = "tcp://127.0.0.1:1"
    keep(tree, as_jpeg(scene()))
    settle_files()
    stored = StoredFile.objects.get()
    assert (stored.scan, stored.derived, bool(stored.scan_note)) == (Scan.WAITING, Derived.WAITING, True)
    assert not scanning.answers()


def test_files_of_before_are_scanned_when_the_scanner_comes(tree, scanner, settings):
    settings.PORTAL_CLAMD = ""
    keep(tree, PDF, "a.pdf")
    settle_files()
    assert StoredFile.objects.get().scan == Scan.OFF
    settings.PORTAL_CLAMD = scanner.address
    assert scanning.answers()
    settle_files()
    assert StoredFile.objects.get().scan == Scan.CLEAN


# --- Office files as PDF ------------------------------------------------------------------------------------------


@pytest.fixture
def converter(settings, tmp_path):
    """Stands for LibreOffice: writes a PDF beside the file that it is given."""

    def make(body='import sys, pathlib; pathlib.Path(sys.argv[-1]).with_suffix(".pdf").write_bytes(b"%PDF-1.7 made")'):
        program = tmp_path / "soffice"
        program.write_text(f"#!/usr/bin/env python3\n{body}\n")
        program.chmod(0o755)
        settings.PORTAL_SOFFICE = str(program)

    return make


def test_an_office_file_is_looked_at_as_pdf(client, tree, converter):
    converter()
    use = keep(tree, archive({"word/document.xml": "x"}), "总结.docx")
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    look = reverse("core:preview", args=[use.pk])
    assert "正在生成预览" in client.get(look).content.decode()
    settle_files()
    assert reverse("core:pdf", args=[use.pk]) in client.get(look).content.decode()
    shown = client.get(reverse("core:pdf", args=[use.pk]))
    assert b"".join(shown.streaming_content) == b"%PDF-1.7 made"
    assert (shown["Content-Type"], shown["Content-Disposition"][:6]) == ("application/pdf", "inline")


def test_without_the_converter_it_is_offered_for_download(client, tree, settings):
    settings.PORTAL_SOFFICE = "no-such-program"
    use = keep(tree, archive({"word/document.xml": "x"}), "总结.docx")
    settle_files()
    assert StoredFile.objects.get().derived == Derived.NONE
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    assert "请下载后打开" in client.get(reverse("core:preview", args=[use.pk])).content.decode()
    assert client.get(reverse("core:pdf", args=[use.pk])).status_code == 404


def test_a_converter_that_comes_later_takes_up_what_is_there(tree, settings, converter):
    settings.PORTAL_SOFFICE = "no-such-program"
    keep(tree, archive({"word/document.xml": "x"}), "总结.docx")
    settle_files()
    assert converter_came() == 0
    converter()
    assert converter_came() == 1
    settle_files()
    assert StoredFile.objects.get().derived == Derived.MADE


def test_a_converter_that_hangs_is_ended(tree, converter, monkeypatch):
    converter("import time; time.sleep(30)")
    monkeypatch.setattr(office, "SECONDS", 0.5)
    keep(tree, archive({"word/document.xml": "x"}), "总结.docx")
    settle_files()
    stored = StoredFile.objects.get()
    assert (stored.derived, stored.derive_tries, bool(stored.preview)) == (Derived.WAITING, 1, False)


# --- Parts and headers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, b"%PDF"),
        ("bytes=5-", 206, b"1.7 small"),
        ("bytes=-5", 206, b"small"),
        ("bytes=0-99", 206, PDF),
        ("bytes=99-", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=3-1", 416, b""),
        ("bytes=-", 200, PDF),
        ("bytes=0-1,3-4", 200, PDF),
        ("lines=1-2", 200, PDF),
    ],
)
def test_parts_are_served(client, tree, asked, status, part):
    use = keep(tree, PDF, "a.pdf")
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    answer = client.get(reverse("core:file", args=[use.pk]) + "?inline", headers={"Range": asked})
    assert (answer.status_code, answer.getvalue()) == (status, part)
    if status == 206:
        assert answer["Content-Length"] == str(len(part))
    if status == 416:
        assert answer["Content-Range"] == f"bytes */{len(PDF)}"


def test_what_is_shown_in_place_may_be_framed_by_the_portal_alone(client, tree):
    use = keep(tree, PDF, "a.pdf")
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    shown = client.get(reverse("core:file", args=[use.pk]) + "?inline")
    saved = client.get(reverse("core:file", args=[use.pk]))
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert "script-src" not in shown["Content-Security-Policy"]
    assert saved["X-Frame-Options"] == "DENY"
    assert shown.getvalue() == saved.getvalue() == PDF


def test_health_tells_whether_files_are_scanned(client, scanner, settings):
    assert client.get("/healthz/").json()["virus_scan"]["ok"] is True
    settings.PORTAL_CLAMD = "tcp://127.0.0.1:1"
    answer = client.get("/healthz/").json()
    assert (answer["virus_scan"]["ok"], answer["status"]) == (False, "degraded")
    settings.PORTAL_CLAMD = ""
    assert client.get("/healthz/").json()["virus_scan"] == "off"


def test_the_help_tells_what_is_there(client, tree, settings):
    sign_in(client, make_user(Role.SECRETARY, tree.branch))
    settings.PORTAL_SOFFICE = "no-such-program"
    page = client.get(reverse("portal:help")).content.decode()
    assert "没有配置病毒检查程序" in page and "没有安装转换程序" in page and "200 MB" in page
    settings.PORTAL_CLAMD = "tcp://127.0.0.1:1"
    assert "未查完的文件暂不能打开" in client.get(reverse("portal:help")).content.decode()
