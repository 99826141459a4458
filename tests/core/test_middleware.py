"""A refusal of a service reaches people as a page and scripts as JSON."""

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, OutOfPhase, OutOfTurn, PortalError, QuotaFull, Refused, StaleVersion
from apps.core.middleware import PortalErrorMiddleware
from tests.architecture.rows import make_application, make_finding
from tests.factories import make_tree, make_user, sign_in

SENTENCE = "名额已满，请与主办单位联系。"


def answer(error, **headers):
    request = RequestFactory().post("/x/", headers=headers)
    return PortalErrorMiddleware(lambda _: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Refused, 403, "refused"), (OutOfPhase, 403, "out_of_phase"), (OutOfTurn, 409, "out_of_turn"),
        (StaleVersion, 409, "stale_version"), (QuotaFull, 409, "quota_full"), (Invalid, 400, "invalid"),
    ],
)  # fmt: skip
def test_scripts_get_code_and_sentence(error, status, code):
    found = answer(error(SENTENCE), accept="application/json")
    assert (found.status_code, json.loads(found.content)) == (status, {"code": code, "message": SENTENCE})


def test_a_code_of_its_own_wins():
    found = answer(Invalid(SENTENCE, code="reason_missing"), accept="application/json")
    assert json.loads(found.content)["code"] == "reason_missing"


def test_other_errors_are_none_of_its_business():
    assert answer(ValueError("x")) is None


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/campaigns/3/", "http://testserver/campaigns/3/"),
        ("https://example.org/", "/"),
        ("http://testserver.example.org/", "/"),
        ("", "/"),
    ],
)
@pytest.mark.django_db
def test_the_page_leads_back_only_into_the_portal(referer, back):
    page = answer(PortalError(SENTENCE), referer=referer).content.decode()
    assert SENTENCE in page
    assert f'href="{back}"' in page


@pytest.mark.django_db
def test_a_person_reads_the_sentence_on_a_page(client):
    finding = make_finding(make_application(make_tree()))
    secretary = make_user(Role.SECRETARY, finding.organization)
    found = sign_in(client, secretary).post(reverse("inspections:finding_verify", args=[finding.pk]))
    page = found.content.decode()
    assert found.status_code == 403
    assert "无法办理" in page
    assert "整改单位不能复查自己的问题" in page
    assert "没有保存任何改动" in page
    finding.refresh_from_db()
    assert finding.status == "open"


@pytest.mark.django_db
def test_a_sentence_is_text_and_never_markup():
    page = answer(PortalError("<b>x</b>")).content.decode()
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/search/?q=a%00b", "/verify/a%00b/", "/help/%00/"])
def test_nul_in_an_address_is_turned_back(client, address):
    found = sign_in(client, make_user(None)).get(address)
    assert found.status_code in (400, 404)


@pytest.mark.django_db
def test_nul_in_a_form_is_turned_back_before_it_changes_anything(client):
    finding = make_finding(make_application(make_tree()))
    secretary = make_user(Role.SECRETARY, finding.organization)
    found = sign_in(client, secretary).post(reverse("inspections:finding_answer", args=[finding.pk]), {"text": "a\0b"})
    assert found.status_code == 400
    assert "无法保存的字符" in found.content.decode()
    finding.refresh_from_db()
    assert finding.status == "open"


@pytest.mark.parametrize(
    ("method", "headers", "page", "status"),
    [
        ("post", {}, '<div class="field field--error">', 422),
        ("post", {}, '<div class="error-summary mb-3">', 422),
        ("post", {}, "<p>已保存</p>", 200),
        ("get", {}, '<div class="error-summary">', 200),
        ("post", {"HX-Request": "true"}, '<div class="error-summary">', 200),
        ("post", {"X-Requested-With": "fetch"}, '<div class="error-summary">', 200),
    ],
)
def test_a_form_that_comes_back_with_errors_is_no_success(method, headers, page, status):
    request = getattr(RequestFactory(), method)("/x/", headers=headers)
    assert PortalErrorMiddleware(lambda _: HttpResponse(page))(request).status_code == status
