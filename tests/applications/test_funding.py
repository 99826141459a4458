"""Money: granted, spent, remaining, voided; sums tie out; odd amounts are refused."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from apps.applications.models import FundingExpense, FundingGrant, PartnerSupport
from apps.applications.money import Money, plain, wan
from apps.applications.queries.funding import alerts_for, budget_alert, budget_of, granted_in, money_of
from apps.applications.services import note_support, set_budget, void_expense, void_grant
from apps.core.exceptions import Invalid, OutOfTurn, Refused, StaleVersion
from apps.core.models import FileUse
from tests.applications.creation_stage import DAY, grant, make_site, on, spend
from tests.inspections.factories import picture
from tests.shared import shared

pytestmark = pytest.mark.django_db


@shared
def stage():
    return make_site(funding_amount=Decimal(8))


def test_what_was_granted_and_spent_leaves_the_rest(stage):
    with on():
        grant(stage, "5")
        spend(stage, "12345.67")
    assert money_of(stage.site) == Money(Decimal(8), Decimal(5), Decimal("1.234567"), Decimal(0))
    assert wan(money_of(stage.site).remaining) == "3.765433 万元"


def test_a_voucher_belongs_to_its_expense(stage):
    with on():
        grant(stage)
        row = spend(stage, uploads=[picture("发票.png")])
    assert [use.name for use in FileUse.objects.of(row)] == ["发票.png"]


def test_grants_add_up_and_a_voided_one_counts_no_more(stage):
    with on():
        grant(stage, "3")
        second = grant(stage, "2", document_number="演示发〔2026〕9号")
        void_grant(actor=stage.office, grant=second, reason="重复录入")
    assert money_of(stage.site).granted == 3
    assert FundingGrant.objects.count() == 2


def test_a_grant_that_was_spent_is_not_voided(stage):
    with on():
        row = grant(stage, "5")
        spend(stage, "10000")
        with pytest.raises(Invalid, match="已登记支出"):
            void_grant(actor=stage.office, grant=row, reason="误录")


def test_more_than_remains_is_not_spent(stage):
    with on():
        grant(stage, "1")
        spend(stage, "9000")
        with pytest.raises(Invalid, match="不能超过结余"):
            spend(stage, "1000.01")
        spend(stage, "1000")
    assert money_of(stage.site).remaining == 0


def test_a_voided_expense_gives_the_money_back(stage):
    with on():
        grant(stage, "1")
        row = spend(stage, "9000")
        void_expense(actor=stage.secretary, expense=row, reason="金额有误")
    assert money_of(stage.site).remaining == 1
    with on(), pytest.raises(OutOfTurn):
        void_expense(actor=stage.secretary, expense=row, reason="再作废")


def test_a_form_sent_twice_is_stored_once(stage):
    key = uuid.uuid4()
    with on():
        grant(stage)
        assert spend(stage, key=key).pk == spend(stage, key=key).pk
    assert FundingExpense.objects.count() == 1


@pytest.mark.parametrize("amount", ["0", "-1", "10000"])
def test_absurd_grants_are_refused(stage, amount):
    with on(), pytest.raises(Invalid, match="批复金额"):
        grant(stage, amount, note="理由")
    assert not FundingGrant.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"document_number": " "},
        {"document_number": "长" * 61},
        {"granted_on": DAY + dt.timedelta(days=1)},
        {"granted_on": dt.date(2001, 1, 1)},
    ],
)
def test_bad_grants_change_nothing(stage, fields):
    with on(), pytest.raises(Invalid):
        grant(stage, **fields)
    assert not FundingGrant.objects.exists()


def test_the_same_document_is_entered_once(stage):
    with on():
        grant(stage, "1")
        with pytest.raises(Invalid, match="已登记过"):
            grant(stage, "1")


@pytest.mark.parametrize("amount", ["0", "-5", "0.001"])
def test_absurd_expenses_are_refused(stage, amount):
    with on():
        grant(stage)
        with pytest.raises(Invalid):
            spend(stage, amount)
    assert not FundingExpense.objects.exists()


def test_nothing_is_spent_before_a_grant(stage):
    with on(), pytest.raises(Invalid, match="没有经费批复"):
        spend(stage)


@pytest.mark.parametrize("who", ["district", "township", "secretary"])
def test_the_organizer_alone_grants(stage, who):
    with on(), pytest.raises(Refused):
        grant(stage, actor=getattr(stage, who))


@pytest.mark.parametrize("who", ["office", "other_secretary"])
def test_the_site_alone_spends(stage, who):
    with on():
        grant(stage)
        with pytest.raises(Refused):
            spend(stage, actor=getattr(stage, who))


def test_beyond_the_request_the_ceiling_and_the_budget_a_reason_is_due(stage):
    with on():
        set_budget(
            actor=stage.office, campaign=stage.campaign, version=0, budget=Decimal(9), ceiling=Decimal(6), note=""
        )
        with pytest.raises(Invalid, match=r"超过申请.*超过单点上限.*超过经费总额"):
            grant(stage, "10")
        grant(stage, "10", note="领导小组研究同意")
    told = alerts_for(stage.site)
    assert [any(word in line for line in told) for word in ("申请", "单点上限", "经费总额")] == [True, True, True]
    assert budget_alert(budget_of(stage.campaign), granted_in(stage.campaign))[0] == "bad"


@pytest.mark.parametrize(
    ("budget", "ceiling"), [(Decimal(-1), None), (None, Decimal(-1)), (Decimal(5), Decimal(6)), (Decimal(99999), None)]
)
def test_an_absurd_budget_is_refused(stage, budget, ceiling):
    with on(), pytest.raises(Invalid):
        set_budget(actor=stage.office, campaign=stage.campaign, version=0, budget=budget, ceiling=ceiling)
    assert budget_of(stage.campaign) is None


def test_two_offices_do_not_overwrite_the_budget(stage):
    with on():
        set_budget(actor=stage.office, campaign=stage.campaign, version=0, budget=Decimal(50), ceiling=None)
        with pytest.raises(StaleVersion):
            set_budget(actor=stage.office, campaign=stage.campaign, version=0, budget=Decimal(60), ceiling=None)
    assert budget_of(stage.campaign).budget == 50


def test_support_says_who_what_and_how_much(stage):
    with on():
        note_support(
            actor=stage.secretary, application=stage.site, key=uuid.uuid4(), partner="演示企业", kind="goods",
            content="桌椅 20 套", supported_on=DAY, amount=Decimal("1.5"),
        )  # fmt: skip
    assert money_of(stage.site).supported == Decimal("1.5")


@pytest.mark.parametrize(
    "fields",
    [
        {"partner": ""},
        {"kind": "gold"},
        {"content": "长" * 201},
        {"amount": Decimal(-1)},
        {"supported_on": dt.date(2027, 1, 1)},
    ],
)
def test_bad_support_changes_nothing(stage, fields):
    values = {"partner": "演示企业", "kind": "goods", "content": "桌椅", "supported_on": DAY, **fields}
    with on(), pytest.raises(Invalid):
        note_support(actor=stage.secretary, application=stage.site, key=uuid.uuid4(), **values)
    assert not PartnerSupport.objects.exists()


def test_amounts_are_told_exactly():
    assert [plain(Decimal(each)) for each in ("1234.50", "0", "0.000100", "12")] == ["1,234.5", "0", "0.0001", "12"]
    assert wan(None) == "—"
