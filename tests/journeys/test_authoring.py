"""A district writes a standard in the browser, tries it out, has its new asks approved above, and publishes it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import authoring
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
NAME = "演示星级评定标准"


def test_a_standard_is_written_tried_approved_and_published(portal_server: Stage, page_at: Callable[..., Page]) -> None:
    author = page_at(1440, "district")
    pk = authoring.begin(author, NAME)

    authoring.add(author, "阵地建设", "上级指标")
    authoring.add(author, "活动场所", "评分项")
    authoring.measure_area(author, least=200, points=60)
    authoring.add(author, "场所设施", "评分项")
    authoring.measure_checklist(author, ["有党旗", "有公开栏"], points=40)
    authoring.move_up_by_keyboard(author, "场所设施")
    expect(author.locator(".outline__row").nth(1)).to_contain_text("场所设施")
    author.get_by_role("button", name="撤销").click()
    expect(author.locator(".outline__row").nth(1)).to_contain_text("活动场所")

    assert authoring.score_with(author, pk, area=250) == "60"

    authoring.ask(author, pk, "首次统计，没有现成数据")
    approver = page_at(1440, "office")
    authoring.approve(approver, pk)
    authoring.publish(author, pk)

    author.goto("/standards/?q=演示星级")
    row = author.locator("tbody tr", has_text=NAME)
    expect(row).to_contain_text("已发布")
    expect(row.get_by_role("link")).to_have_attribute("href", re.compile(rf"/standards/{pk}/$"))

    phone = page_at(360, "secretary")
    phone.goto(f"/standards/{pk}/")
    expect(phone.get_by_role("main")).to_contain_text("活动场所 ≥ 200 ㎡")
