"""Uploads: by content, once, and only to those whose business they are."""

import datetime as dt
import io
import re
import struct
import zipfile
import zlib

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from apps.accounts.choices import Role
from apps.core.models import FileUse, StoredFile
from apps.core.services import FileProblem, attach_file, remove_file
from apps.core.services.files import DOCX, XLSX, clean_name, sniff
from apps.organizations.models import WorkRecord
from tests.factories import make_tree, make_user, sign_in
from tests.shared import shared

PDF = b"%PDF-1.7 small"


def office_file(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def picture(kind="PNG", size=(4, 3), exif=None):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()


@shared
def tree():
    return make_tree()


@pytest.fixture
def secretary(tree):
    return make_user(Role.SECRETARY, tree.branch)


@pytest.fixture
def record(tree):
    return WorkRecord.objects.create(
        organization=tree.branch, organization_path=tree.branch.path, kind="training", held_on=dt.date(2026, 5, 6),
        title="学习",
    )  # fmt: skip


def attach(record, content=PDF, name="材料.pdf", actor=None, purpose="evidence"):
    return attach_file(
        actor=actor, upload=io.BytesIO(content), name=name, owner=record, purpose=purpose,
        organization_path=record.organization_path,
    )  # fmt: skip


def with_long_text(png):
    """The picture with a text chunk that unpacks to more than Pillow takes."""
    data = b"Comment\0\0" + zlib.compress(b" " * 3_000_000)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    return png[:33] + chunk + png[33:]


# --- What may come in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (office_file("word/document.xml"), DOCX),
        (office_file("xl/workbook.xml"), XLSX),
        (office_file("word/document.xml", "word/vbaProject.bin"), None),
        (office_file("xl/workbook.xml", "xl/VBAPROJECT.BIN"), None),
        (office_file("readme.txt"), None),
        (b"PK\x03\x04 broken", None),
        (office_file("word/document.xml").replace(b"\x14\x00\x00\x00", b"\xf7\x00\x00\x00"), None),
        (b"<html><script>alert(1)</script>", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"GIF89a", None),
        (b"MZ\x90\x00", None),
        (b"\xd0\xcf\x11\xe0 old Word", None),
        (b" %PDF-1.7", None),
        (b"", None),
    ],
)
def test_kind_is_told_by_content(content, kind):
    assert sniff(content) == kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"%PDF-" + b"x" * 1024 * 1024, "文件超过 1 MB"),
        (b"hello", "只接受 PDF"),
        (office_file("word/document.xml", "word/vbaProject.bin"), "文件含有宏"),
        (b"\x89PNG\r\n\x1a\nbroken", "图片无法打开"),
        (with_long_text(picture("PNG")), "图片无法打开"),
        (picture("JPEG", (60, 60))[:200], "图片无法打开"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(settings, record, content, words):
    settings.PORTAL_FILE_BYTES = 1024 * 1024
    with pytest.raises(FileProblem, match=words) as refused:
        attach(record, content)
    assert (refused.value.status, refused.value.code) == (400, "file_problem")
    assert not StoredFile.objects.exists()
    assert not FileUse.objects.exists()


def test_the_largest_allowed_file_is_taken(settings, record):
    settings.PORTAL_FILE_BYTES = most = 1024 * 1024
    assert attach(record, (b"%PDF-" + b"x" * most)[:most]).file.size == most


def test_two_hundred_megabytes_are_the_limit(settings):
    assert settings.PORTAL_FILE_BYTES == 200 * 1024 * 1024


def test_a_picture_of_too_many_pixels_is_refused(record):
    flat = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(flat, "PNG")
    with pytest.raises(FileProblem, match="图片尺寸过大"):
        attach(record, flat.getvalue())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("报告.pdf", "报告.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\材料\\报告.doc", "报告.pdf"),
        ("报告.pdf.exe", "报告.pdf.pdf"),
        ('a<b>"c|d?*.pdf', "abcd.pdf"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ("", "文件.pdf"),
        ("/", "文件.pdf"),
        ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
        ("通知\u202efdp.exe", "通知fdp.pdf"),
    ],
)
def test_names_are_cleaned(name, kept):
    assert clean_name(name, ".pdf") == kept


def test_a_name_never_decides_the_extension(record):
    use = attach(record, PDF + b"\n% of this test alone", name="照片.jpg")
    assert (use.name, use.file.content_type) == ("照片.pdf", "application/pdf")
    assert use.file.file.name.endswith(f"{use.file.sha256}.pdf")


# --- Stored once --------------------------------------------------------------------------------------------------


def test_same_bytes_are_stored_once_and_used_often(tree, record, secretary):
    other = WorkRecord.objects.create(
        organization=tree.branch, organization_path=tree.branch.path, kind="training", held_on=dt.date(2026, 5, 7),
        title="再学习",
    )  # fmt: skip
    first, second = attach(record, actor=secretary), attach(other, name="另名.pdf")
    assert first.file == second.file
    assert StoredFile.objects.count() == 1
    assert {use.name for use in FileUse.objects.all()} == {"材料.pdf", "另名.pdf"}
    assert first.uploaded_by == secretary


def test_the_same_file_for_the_same_purpose_is_one_use(record):
    assert attach(record) == attach(record, name="再传.pdf")
    assert FileUse.objects.of(record).count() == 1


def test_a_removed_use_keeps_bytes_and_row_and_may_come_back(record):
    use = attach(record)
    remove_file(actor=None, use=use)
    assert not FileUse.objects.of(record).exists()
    assert default_storage.exists(use.file.file.name)
    assert attach(record) != use
    assert FileUse.objects.filter(purpose="evidence").count() == 2


def test_pictures_lose_their_metadata_and_stand_upright(record):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "camera"  # turned by 90°; the maker
    use = attach(record, picture("JPEG", (40, 20), exif), name="照片.jpg")
    with use.file.file.open("rb") as stored, Image.open(stored) as image:
        assert image.size == (20, 40)
        assert not image.getexif()


def test_pictures_lose_their_comment(record):
    written = io.BytesIO()
    Image.new("RGB", (4, 4)).save(written, "JPEG", comment=b"taken by")
    use = attach(record, written.getvalue(), name="照片.jpg")
    with use.file.file.open("rb") as stored:
        assert b"taken by" not in stored.read()


def test_what_is_appended_to_a_picture_is_not_kept(record):
    use = attach(record, picture("PNG") + b"<script>alert(1)</script>", name="照片.png")
    with use.file.file.open("rb") as stored:
        assert b"<script>" not in stored.read()


# --- Who may read -------------------------------------------------------------------------------------------------


def get(client, user, use, query=""):
    return sign_in(client, user).get(reverse("core:file", args=[use.pk]) + query)


def without_tokens(answer):
    """The page without what differs from one answer to the next."""
    return re.sub(r'(csrf[^"]*"[^>]*?(?:value|content)=)"[^"]*"|[\w]{64}', r"\1", answer.content.decode())


@pytest.mark.parametrize("place", ["city", "district", "township"])
def test_offices_above_read_it(client, tree, record, place):
    answer = get(client, make_user(Role.OFFICE, getattr(tree, place)), attach(record))
    assert b"".join(answer.streaming_content) == PDF


def test_its_secretary_gets_it_as_an_attachment(client, record, secretary):
    answer = get(client, secretary, attach(record))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, max-age=600")


def test_only_pictures_and_pdf_are_shown_inside_the_page(client, record, secretary):
    shown = get(client, secretary, attach(record), "?inline")
    word = get(client, secretary, attach(record, office_file("word/document.xml")), "?inline")
    assert shown["Content-Disposition"].startswith("inline")
    assert word["Content-Disposition"].startswith("attachment")
    assert b"".join(shown.streaming_content) and b"".join(word.streaming_content)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.OFFICE, "outside_district"),
        (Role.SECRETARY, "other_branch"),
        (Role.SECRETARY, "outside_branch"),
        (Role.INSPECTOR, "city"),
        (Role.LEADER, "city"),
        (Role.AUDITOR, "city"),
        (Role.ADMINISTRATOR, "city"),
        (Role.SECURITY_OFFICER, "city"),
        (None, "city"),
    ],
)
def test_others_cannot_learn_that_it_exists(client, tree, record, role, place):
    stranger = make_user(role, getattr(tree, place))
    missing = "00000000-0000-4000-8000-000000000000"
    answer, nothing = get(client, stranger, attach(record)), client.get(reverse("core:file", args=[missing]))
    assert (answer.status_code, nothing.status_code) == (404, 404)
    assert without_tokens(answer) == without_tokens(nothing)


def test_the_same_bytes_uploaded_elsewhere_open_no_door(client, tree, record):
    """Knowing a file's bytes gives a use of one's own, never the other organization's."""
    foreign = attach(record)
    stranger = make_user(Role.SECRETARY, tree.outside_branch)
    own = attach_file(
        actor=stranger, upload=io.BytesIO(PDF), name="自己的.pdf", owner=tree.outside_branch, purpose="evidence",
        organization_path=tree.outside_branch.path,
    )  # fmt: skip
    assert own.file == foreign.file
    assert get(client, stranger, foreign).status_code == 404
    assert b"".join(get(client, stranger, own).streaming_content) == PDF


def test_without_signing_in_nothing_is_read(client, record):
    assert client.get(reverse("core:file", args=[attach(record).pk])).status_code == 404


def test_a_removed_file_is_gone_for_everybody(client, record, secretary):
    use = attach(record)
    remove_file(actor=secretary, use=use)
    assert get(client, secretary, use).status_code == 404
