"""材料库: what an organization gave once is found, tagged, replaced and put aside; nothing that is used goes."""

import io

import pytest
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.queries.assessment_inputs import EVIDENCE
from apps.applications.services import attach_evidence, pick_evidence
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.core.models import FileUse, StateChange
from apps.organizations.models import LibraryFile
from apps.organizations.services import (
    add_material,
    bin_material,
    edit_material,
    replace_material,
    restore_material,
    show_position,
)
from tests.applications.assessment_stage import DAY, make_stage, photo, response_of
from tests.core.test_derivatives import photo_with_notes
from tests.factories import make_user, sign_in
from tests.shared import shared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day():
    with clock.moved_to(DAY):
        yield


@shared
def stage():
    return make_stage()


def pdf(words="one"):
    return io.BytesIO(b"%PDF-1.7 " + words.encode())


def attach(stage, code="area", file=None, name="制度汇编.pdf"):
    return attach_evidence(actor=stage.secretary, response=response_of(stage, code), upload=file or pdf(), name=name)


def only():
    return LibraryFile.objects.get()


# --- What stands in it --------------------------------------------------------------------------------------------


def test_what_a_leaf_gets_stands_in_the_library_once(stage):
    attach(stage)
    attach(stage, "list")
    item = only()
    assert (item.organization, item.name, item.kind, item.number) == (stage.tree.branch, "制度汇编.pdf", "pdf", 1)
    assert FileUse.objects.of(item).get().purpose == "library"


def test_the_same_bytes_of_another_organization_are_another_file(stage):
    attach(stage)
    stranger = make_user(Role.SECRETARY, stage.tree.other_branch)
    add_material(actor=stranger, organization=stage.tree.other_branch, upload=pdf(), name="别的.pdf")
    assert LibraryFile.objects.visible_to(stranger).get().name == "别的.pdf"
    assert LibraryFile.objects.count() == 2


def test_a_workbook_of_an_import_is_no_material(stage):
    from apps.core.services import attach_file

    attach_file(
        actor=stage.secretary, upload=pdf(), name="a.pdf", owner=stage.tree.branch, purpose="record_import",
        organization_path=stage.tree.branch.path,
    )  # fmt: skip
    assert not LibraryFile.objects.exists()


def test_a_file_stays_readable_when_the_leaf_lets_go_of_it(client, stage):
    use = attach(stage)
    FileUse.objects.filter(pk=use.pk).update(removed_at=clock.now())
    sign_in(client, stage.secretary)
    own = FileUse.objects.of(only()).get()
    assert client.get(reverse("core:file", args=[own.pk])).getvalue() == b"%PDF-1.7 one"


def test_only_its_own_people_write_it(stage):
    stranger = make_user(Role.SECRETARY, stage.tree.other_branch)
    with pytest.raises(Refused, match="材料库"):
        add_material(actor=stranger, organization=stage.tree.branch, upload=pdf(), name="a.pdf")


# --- Names, tags, search ------------------------------------------------------------------------------------------


def test_name_and_tags_are_told_and_found(client, stage):
    attach(stage)
    attach(stage, file=photo(), name="活动.jpg")
    item = LibraryFile.objects.get(kind="pdf")
    edit_material(actor=stage.secretary, item=item, version=1, name="制度.exe", tags=["三会一课", "三会一课", " "])
    item.refresh_from_db()
    assert (item.name, item.tags, item.version) == ("制度.pdf", ["三会一课"], 2)
    sign_in(client, stage.secretary)
    address = reverse("organizations:library", args=[stage.tree.branch.pk])

    def names(query):
        return [row.item.name for row in client.get(address, query).context["rows"]]

    assert names({}) == ["活动.jpg", "制度.pdf"]
    assert names({"q": "制"}) == names({"q": "三会一课"}) == names({"tag": "三会一课"}) == ["制度.pdf"]
    assert names({"kind": "picture"}) == ["活动.jpg"]
    assert names({"sort": "name"}) == ["制度.pdf", "活动.jpg"]
    assert names({"q": "没有"}) == []


def test_two_who_edit_at_once_do_not_overwrite_each_other(client, stage):
    attach(stage)
    edit_material(actor=stage.secretary, item=only(), version=1, name="甲", tags=[])
    with pytest.raises(StaleVersion):
        edit_material(actor=stage.secretary, item=only(), version=1, name="乙", tags=[])
    sign_in(client, stage.secretary)
    answer = client.post(reverse("organizations:edit_material", args=[only().pk]), {"version": 1, "name": "丙"})
    assert (answer.status_code, "其他人刚刚修改过" in answer.content.decode()) == (409, True)
    assert only().name == "甲.pdf"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": " "}, "请填写名称"),
        ({"name": "长" * 200}, "最多 120 个字"),
        ({"name": "好", "tags": " ".join(f"标签{n}" for n in range(11))}, "标签最多 10 个"),
        ({"name": "好", "tags": "长" * 21}, "标签最多 10 个"),
    ],
)
def test_what_cannot_be_saved_is_told_at_its_field(client, stage, fields, words):
    attach(stage)
    sign_in(client, stage.secretary)
    answer = client.post(reverse("organizations:edit_material", args=[only().pk]), {"version": 1, **fields})
    assert answer.status_code in (400, 422) and words in answer.content.decode()
    assert (only().name, only().tags) == ("制度汇编.pdf", [])


# --- Where used, bin ----------------------------------------------------------------------------------------------


def test_where_a_file_is_used_is_listed(client, stage):
    attach(stage)
    attach(stage, "list")
    sign_in(client, stage.secretary)
    page = client.get(reverse("organizations:material", args=[only().pk]))
    places = [place for _, place in page.context["places"]]
    assert {place.kind for place in places} == {"自评佐证材料"}
    assert len(places) == 2 and not any(place.is_signed for place in places)


def test_nothing_that_is_used_goes_into_the_bin(client, stage):
    use = attach(stage)
    with pytest.raises(OutOfTurn, match="正在 1 处使用"):
        bin_material(actor=stage.secretary, item=only())
    FileUse.objects.filter(pk=use.pk).update(removed_at=clock.now())
    sign_in(client, stage.secretary)
    client.post(reverse("organizations:bin_material", args=[only().pk]))
    assert only().binned_at is not None
    address = reverse("organizations:library", args=[stage.tree.branch.pk])
    assert client.get(address).context["rows"] == []
    assert [row.item for row in client.get(address, {"bin": 1}).context["rows"]] == [only()]
    client.post(reverse("organizations:restore_material", args=[only().pk]))
    assert only().binned_at is None
    assert [change.verb for change in StateChange.objects.of(only())] == ["bin", "restore"]


def test_what_is_uploaded_again_comes_back_from_the_bin(stage):
    add_material(actor=stage.secretary, organization=stage.tree.branch, upload=pdf(), name="a.pdf")
    bin_material(actor=stage.secretary, item=only())
    attach(stage)
    assert only().binned_at is None
    restore_material(actor=stage.secretary, item=only())


# --- Versions -----------------------------------------------------------------------------------------------------


def files_of(stage, code):
    return [use.file for use in FileUse.objects.of(response_of(stage, code)).filter(purpose=EVIDENCE)]


def test_a_newer_version_takes_the_place_in_drafts_on_request(client, stage):
    attach(stage)
    attach(stage, "list")
    item = only()
    sign_in(client, stage.secretary)
    answer = client.post(
        reverse("organizations:replace_material", args=[item.pk]), {"file": pdf_upload("two"), "in_drafts": "on"}
    )
    newer = LibraryFile.objects.get(previous=item)
    assert answer["Location"] == reverse("organizations:material", args=[newer.pk])
    assert files_of(stage, "area") == files_of(stage, "list") == [newer.file]
    assert newer.number == 2
    assert [row.pk for row in LibraryFile.objects.current()] == [newer.pk]


def pdf_upload(words):
    found = pdf(words)
    found.name = "新版.pdf"
    return found


def test_without_the_request_everything_keeps_the_old_one(stage):
    attach(stage)
    item = only()
    newer, number = replace_material(actor=stage.secretary, item=item, upload=pdf("two"), name="新版.pdf")
    assert (number, files_of(stage, "area")) == (0, [item.file])
    with pytest.raises(OutOfTurn, match="已有更新的版本"):
        replace_material(actor=stage.secretary, item=item, upload=pdf("three"), name="新版.pdf")
    assert newer.previous == item


def test_what_was_signed_keeps_the_old_one(stage):
    from apps.applications.choices import AssessmentStatus
    from apps.applications.models import SelfAssessment

    attach(stage)
    item = only()
    SelfAssessment.objects.update(status=AssessmentStatus.SUBMITTED)
    _, number = replace_material(
        actor=stage.secretary, item=item, upload=pdf("two"), name="新版.pdf", in_drafts=True
    )  # fmt: skip
    assert (number, files_of(stage, "area")) == (0, [item.file])


def test_the_same_file_is_no_newer_version(client, stage):
    attach(stage)
    sign_in(client, stage.secretary)
    address = reverse("organizations:replace_material", args=[only().pk])
    assert "完全相同" in client.post(address, {"file": pdf_upload("one")}).content.decode()
    assert "请选择新版本" in client.post(address, {}).content.decode()
    assert LibraryFile.objects.count() == 1


# --- Where a picture was taken ------------------------------------------------------------------------------------


def test_consent_shows_the_place_and_is_taken_back(client, stage):
    use = attach(stage, file=io.BytesIO(photo_with_notes()), name="照片.jpg")
    sign_in(client, stage.secretary)
    address = reverse("organizations:material_position", args=[only().pk])
    client.post(address, {"shown": "1"})
    assert FileUse.objects.get(pk=use.pk).shows_position
    assert "北纬" in client.get(reverse("organizations:material", args=[only().pk])).content.decode()
    client.post(address, {"shown": "0"})
    assert not FileUse.objects.get(pk=use.pk).shows_position


def test_consent_is_its_own_peoples_to_give(stage):
    attach(stage, file=photo(), name="照片.jpg")
    with pytest.raises(Refused):
        show_position(actor=make_user(Role.SECRETARY, stage.tree.other_branch), item=only(), shown=True)


# --- Picked for a leaf --------------------------------------------------------------------------------------------


def test_several_files_are_picked_for_a_leaf_at_once(client, stage):
    items = [
        add_material(actor=stage.secretary, organization=stage.tree.branch, upload=pdf(words), name=f"{words}.pdf")
        for words in ("one", "two", "three")
    ]
    sign_in(client, stage.secretary)
    response = response_of(stage, "area")
    args = [stage.application.pk, response.pk]
    page = client.get(reverse("applications:assessment_files", args=args))
    assert {row.item for row in page.context["rows"]} == set(items)
    answer = client.post(reverse("applications:assessment_pick", args=args), {"file": [items[0].pk, items[1].pk]})
    assert answer.status_code == 302
    assert {use.name for use in FileUse.objects.of(response)} == {"one.pdf", "two.pdf"}
    page = client.get(reverse("applications:assessment_files", args=args), {"q": "t"})
    assert [row.item.name for row in page.context["rows"]] == ["three.pdf"]


def test_another_organizations_file_is_not_picked(client, stage):
    stranger = make_user(Role.SECRETARY, stage.tree.other_branch)
    foreign = add_material(actor=stranger, organization=stage.tree.other_branch, upload=pdf(), name="a.pdf")
    response = response_of(stage, "area")
    with pytest.raises(Invalid, match="本单位"):
        pick_evidence(actor=stage.secretary, response=response, items=[foreign])
    sign_in(client, stage.secretary)
    address = reverse("applications:assessment_pick", args=[stage.application.pk, response.pk])
    client.post(address, {"file": [foreign.pk, "²", "9" * 40]})
    assert not FileUse.objects.of(response).exists()


def test_a_leaf_takes_no_more_than_twenty(stage):
    items = [
        add_material(actor=stage.secretary, organization=stage.tree.branch, upload=pdf(str(n)), name="a.pdf")
        for n in range(21)
    ]
    with pytest.raises(Invalid, match="最多 20 份"):
        pick_evidence(actor=stage.secretary, response=response_of(stage, "area"), items=items)
    assert not FileUse.objects.of(response_of(stage, "area")).exists()


def test_an_application_holds_no_more_than_its_share(settings, stage):
    settings.PORTAL_APPLICATION_BYTES = 30
    attach(stage)
    attach(stage, "list")  # the same bytes count once
    with pytest.raises(Invalid, match="合计不能超过"):
        attach(stage, file=pdf("x" * 30))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, stage, number, django_assert_num_queries):
    for words in range(number):
        attach(stage, file=pdf(str(words)), name=f"{words}.pdf")
    sign_in(client, stage.secretary)
    address = reverse("organizations:library", args=[stage.tree.branch.pk])
    client.get(address)
    with django_assert_num_queries(8):
        assert len(client.get(address).context["rows"]) == number


def test_library_follows_its_organization(stage):
    from apps.core.verdicts import SYSTEM
    from apps.organizations.services.holdings import hand_over_all

    attach(stage)
    add_material(
        actor=make_user(Role.SECRETARY, stage.tree.other_branch), organization=stage.tree.other_branch, upload=pdf(),
        name="a.pdf",
    )  # fmt: skip
    more = add_material(actor=stage.secretary, organization=stage.tree.branch, upload=pdf("two"), name="b.pdf")
    told = hand_over_all(stage.tree.branch, stage.tree.other_branch, SYSTEM)
    more.refresh_from_db()
    assert (more.organization, "材料 1 份" in told) == (stage.tree.other_branch, True)
    assert FileUse.objects.of(more).get().organization_path == stage.tree.other_branch.path
