"""Large files in pieces: resumed, checked piece by piece, nobody else's, and nothing accepted is lost."""

import hashlib
import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.queries.assessment_inputs import EVIDENCE
from apps.core import clock
from apps.core.models import FileUse, StoredFile, Upload, UploadChunk
from apps.core.services import expire_uploads
from apps.core.services.uploads import KEPT
from tests.applications.assessment_stage import DAY, make_stage, response_of
from tests.factories import make_tree, make_user, sign_in

pytestmark = pytest.mark.django_db
PIECE = 1000


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr("apps.core.services.uploads.CHUNK", PIECE)


@pytest.fixture
def person(client):
    user = make_user(Role.SECRETARY, make_tree().branch)
    sign_in(client, user)
    return user


def pdf(size=2500):
    return (b"%PDF-1.7 " + bytes(range(256)) * 20)[:size]


def sha(content):
    return hashlib.sha256(content).hexdigest()


def begin(client, content, target="/inbox/", name="材料.pdf", **more):
    return client.post(
        reverse("core:uploads"), {"target": target, "name": name, "size": len(content), "modified": 7, **more}
    )


def put(client, key, number, content, told=None):
    return client.post(
        reverse("core:chunk", args=[key, number]), data=content, content_type="application/octet-stream",
        headers={"X-Chunk-SHA256": told or sha(content)},
    )  # fmt: skip


def pieces_of(content):
    return [content[at : at + PIECE] for at in range(0, len(content), PIECE)]


def send(client, content, target="/inbox/", order=None, **more):
    key = begin(client, content, target, **more).json()["id"]
    parts = pieces_of(content)
    for number in order or range(len(parts)):
        assert put(client, key, number, parts[number]).status_code == 200
    return key


# --- Announced and sent -------------------------------------------------------------------------------------------


def test_announcing_the_same_file_again_goes_on_with_what_has_arrived(client, person):
    content = pdf()
    first = begin(client, content).json()
    put(client, first["id"], 1, pieces_of(content)[1])
    again = begin(client, content).json()
    assert again["id"] == first["id"]
    assert again["received"] == {"1": sha(pieces_of(content)[1])}
    assert client.get(reverse("core:upload", args=[first["id"]])).json() == again
    assert client.get(reverse("core:uploads")).json() == {"uploads": [again]}


def test_another_day_of_change_is_another_file(client, person):
    assert begin(client, pdf()).json()["id"] != begin(client, pdf(), modified=8).json()["id"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"size": 0}, "文件是空的"),
        ({"size": 200 * 1024 * 1024 + 1}, "文件超过 200 MB"),
        ({"size": "²"}, "文件大小不对"),
        ({"size": "-5"}, "文件大小不对"),
        ({"size": "9" * 40}, "文件大小不对"),
        ({"modified": "soon"}, "文件大小不对"),
        ({"name": ""}, "文件名不对"),
        ({"name": "\x01\x02"}, "文件名不对"),
        ({"target": "https://elsewhere.example/"}, "上传的地址"),
        ({"target": "/" + "x" * 300}, "上传的地址"),
    ],
)
def test_what_cannot_be_announced_is_told(client, person, change, words):
    answer = client.post(reverse("core:uploads"), {"target": "/inbox/", "name": "a.pdf", "size": 5, **change})
    assert (answer.status_code, words in answer.json()["message"]) == (400, True)
    assert not Upload.objects.exists()


def test_a_name_of_three_hundred_characters_with_a_path_is_kept_short(client, person):
    key = begin(client, pdf(), name="../" + "长" * 300 + "\r\n.pdf").json()["id"]
    name = Upload.objects.get(pk=key).name
    assert len(name) == 255 and name.endswith("长.pdf")


def test_too_much_under_way_is_told(client, person, settings):
    settings.PORTAL_UPLOADS_BYTES = 4000
    assert begin(client, pdf()).status_code == 200
    answer = begin(client, pdf(), name="第二.pdf")
    assert "未传完的文件太多" in answer.json()["message"]
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "content"),
    [("0" * 64, None), ("", None), (None, b"too short"), (None, b"%PDF-" + b"x" * 2000), (None, b"")],
)
def test_a_damaged_piece_is_not_kept(client, person, told, content):
    key = begin(client, pdf()).json()["id"]
    piece = pieces_of(pdf())[0] if content is None else content
    answer = client.post(
        reverse("core:chunk", args=[key, 0]), data=piece, content_type="application/octet-stream",
        headers={"X-Chunk-SHA256": sha(piece) if told is None else told},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (400, "chunk_damaged")
    assert not UploadChunk.objects.exists()


def test_a_form_is_no_piece(client, person):
    key = begin(client, pdf()).json()["id"]
    assert client.post(reverse("core:chunk", args=[key, 0]), {"a": "b"}).status_code == 400


def test_pieces_come_in_any_order_and_again(client, person):
    content = pdf()
    key = send(client, content, order=[2, 0, 1])
    assert put(client, key, 0, pieces_of(content)[0]).status_code == 200
    assert UploadChunk.objects.filter(upload=key).count() == 3


def test_another_content_in_the_place_of_a_piece_is_refused(client, person):
    content = pdf()
    key = send(client, content)
    answer = put(client, key, 1, b"y" * PIECE)
    assert (answer.status_code, "内容不同" in answer.json()["message"]) == (409, True)
    assert UploadChunk.objects.get(upload=key, number=1).sha256 == sha(pieces_of(content)[1])


def test_a_piece_beyond_the_end_does_not_exist(client, person):
    key = begin(client, pdf()).json()["id"]
    assert put(client, key, 3, b"x" * PIECE).status_code == 404


def test_a_forbidden_kind_is_told_at_the_first_piece(client, person):
    content = b"MZ\x90\x00" + b"x" * 3000
    key = begin(client, content, name="报告.pdf").json()["id"]
    answer = put(client, key, 0, content[:PIECE])
    assert (answer.status_code, "只接受" in answer.json()["message"]) == (400, True)
    assert not UploadChunk.objects.exists()


def test_a_photo_of_an_apple_phone_gets_its_remedy(client, person):
    content = b"\x00\x00\x00\x18ftypheic" + b"x" * 3000
    key = begin(client, content, name="IMG_1.HEIC").json()["id"]
    assert "兼容性最佳" in put(client, key, 0, content[:PIECE]).json()["message"]


# --- Whose --------------------------------------------------------------------------------------------------------


def test_another_persons_upload_does_not_exist(client, person, django_user_model):
    key = send(client, pdf())
    sign_in(client, make_user(Role.OFFICE))
    assert client.get(reverse("core:upload", args=[key])).status_code == 404
    assert put(client, key, 0, pieces_of(pdf())[0]).status_code == 404
    assert client.post(reverse("core:upload_cancel", args=[key])).status_code == 404
    assert client.get(reverse("core:uploads")).json() == {"uploads": []}
    assert Upload.objects.filter(pk=key).exists()


def test_after_signing_out_nothing_is_taken(client, person):
    key = begin(client, pdf()).json()["id"]
    client.logout()
    answer = put(client, key, 0, pieces_of(pdf())[0])
    assert (answer.status_code, answer["Location"].startswith("/accounts/login/")) == (302, True)
    assert not UploadChunk.objects.exists()


# --- Given up -----------------------------------------------------------------------------------------------------


def test_a_cancelled_upload_leaves_nothing(client, person, django_capture_on_commit_callbacks):
    key = send(client, pdf())
    names = [chunk.file.name for chunk in UploadChunk.objects.all()]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("core:upload_cancel", args=[key])).status_code == 200
    assert not Upload.objects.exists()
    assert not any(default_storage.exists(name) for name in names)


def test_only_what_nobody_goes_on_with_expires(client, person, django_capture_on_commit_callbacks):
    send(client, pdf())
    with clock.moved_to(clock.now() + KEPT / 2):
        send(client, pdf(), name="新的.pdf")
    with clock.moved_to(clock.now() + KEPT * 1.2), django_capture_on_commit_callbacks(execute=True):
        assert expire_uploads() == 1
    assert [upload.name for upload in Upload.objects.all()] == ["新的.pdf"]


# --- The whole ----------------------------------------------------------------------------------------------------


@pytest.fixture
def leaf(client):
    with clock.moved_to(DAY):
        stage = make_stage()
        response = response_of(stage, "area")
        sign_in(client, stage.secretary)
        stage.response, stage.url = (
            response,
            reverse("applications:assessment_attach", args=[stage.application.pk, response.pk]),
        )
        yield stage  # fmt: skip


def hand(client, url, value, **more):
    headers = {"X-Requested-With": "fetch"}
    return client.post(url, {"received.file": value, **more}, headers=headers)


def test_a_whole_file_is_taken_by_the_address_like_any_other(client, leaf, django_capture_on_commit_callbacks):
    content = pdf()
    key = send(client, content, leaf.url, name="年度总结.pdf")
    with django_capture_on_commit_callbacks(execute=True):
        answer = hand(client, leaf.url, f"{key}:{sha(content)}")
    assert answer.status_code == 200
    use = FileUse.objects.of(leaf.response).get(purpose=EVIDENCE)
    assert (use.name, use.file.sha256, use.file.size) == ("年度总结.pdf", sha(content), len(content))
    with use.file.file.open("rb") as stored:
        assert stored.read() == content
    upload = Upload.objects.get(pk=key)
    assert (upload.file, upload.chunks.count()) == (use.file, 0)
    assert put(client, key, 0, pieces_of(content)[0]).status_code == 409


def test_an_answer_that_was_lost_may_be_asked_for_again(client, leaf):
    content = pdf()
    key = send(client, content, leaf.url)
    assert [hand(client, leaf.url, f"{key}:{sha(content)}").status_code for _ in range(2)] == [200, 200]
    assert FileUse.objects.of(leaf.response).count() == 1


def test_a_whole_with_another_hash_is_refused(client, leaf):
    key = send(client, pdf(), leaf.url)
    answer = hand(client, leaf.url, f"{key}:{'0' * 64}")
    assert (answer.status_code, "传输不完整" in answer.json()["message"]) == (422, True)
    assert not StoredFile.objects.exists()


def test_a_file_that_is_not_whole_is_refused(client, leaf):
    content = pdf()
    key = begin(client, content, leaf.url).json()["id"]
    put(client, key, 0, pieces_of(content)[0])
    answer = hand(client, leaf.url, key)
    assert (answer.status_code, "还没有传完" in answer.json()["message"]) == (422, True)
    assert not FileUse.objects.exists()


@pytest.mark.parametrize("value", ["", "nonsense", "00000000-0000-4000-8000-000000000000", "²"])
def test_an_upload_that_is_not_there_is_told(client, leaf, value):
    answer = hand(client, leaf.url, value)
    assert (answer.status_code, "已过期或已取消" in answer.content.decode()) == (400, True)


def test_another_persons_whole_file_is_no_file(client, leaf):
    content = pdf()
    key = send(client, content, leaf.url)
    stranger = make_user(Role.SECRETARY, leaf.tree.other_branch)
    sign_in(client, stranger)
    absent = hand(client, "/inbox/", "00000000-0000-4000-8000-000000000000")
    taken = hand(client, "/inbox/", key)
    assert (taken.status_code, absent.status_code) == (400, 400)
    assert "已过期或已取消" in taken.content.decode()


def test_a_file_for_one_address_is_none_for_another(client, leaf):
    key = send(client, pdf(), "/inbox/")
    assert hand(client, leaf.url, key).status_code == 400
    assert not FileUse.objects.exists()


def test_known_bytes_are_sent_whole_all_the_same(client, leaf):
    """Announcing tells nothing of what others have stored."""
    content = pdf()
    hand(client, leaf.url, send(client, content, leaf.url))
    sign_in(client, make_user(Role.SECRETARY, leaf.tree.outside_branch))
    assert begin(client, content).json()["received"] == {}


def test_pictures_in_pieces_are_drawn_anew(client, leaf):
    from PIL import Image

    drawn = io.BytesIO()
    Image.effect_noise((60, 60), 90).convert("RGB").save(drawn, "PNG")
    content = drawn.getvalue()
    assert hand(client, leaf.url, send(client, content, leaf.url, name="照片.png")).status_code == 200
    stored = StoredFile.objects.get()
    assert (stored.sha256, stored.content_type) == (sha(content), "image/png")


def test_a_form_takes_a_file_received_in_pieces(client, leaf):
    from apps.organizations.models import LibraryFile

    hand(client, leaf.url, send(client, pdf(), leaf.url))
    item = LibraryFile.objects.get()
    address = reverse("organizations:replace_material", args=[item.pk])
    content = pdf() + b"newer"
    answer = hand(client, address, f"{send(client, content, address)}:{sha(content)}")
    assert answer.status_code == 302
    assert LibraryFile.objects.get(previous=item).file.sha256 == sha(content)
