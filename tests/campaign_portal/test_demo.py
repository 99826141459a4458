from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from apps.core.models import InstanceMark
from campaign_portal import demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def external(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@elsewhere/portal")


@pytest.fixture
def files(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "stored").mkdir()
    (tmp_path / "stored" / "one").write_text("1")
    return tmp_path


@pytest.fixture
def somebody() -> None:
    get_user_model()._default_manager.create(username="somebody", name="演示用户甲")


def test_external_database_without_the_mark_is_not_wiped(external, files) -> None:
    with pytest.raises(demo.DemoError, match="不是演示库，拒绝清空"):
        demo.wipe()
    assert InstanceMark._meta.db_table in connection.introspection.table_names()
    assert (files / "stored" / "one").exists()


def test_database_in_use_gets_no_demo_data(external, files, somebody) -> None:
    with pytest.raises(demo.DemoError, match="已有业务数据且不是演示库"):
        demo.lay_out("password", print)
    assert demo.marks() == set()


def test_own_database_in_use_names_the_way_out(monkeypatch, files, somebody) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(demo.DemoError, match="如需清空请加 --fresh"):
        demo.lay_out("password", print)


def test_password_of_the_demo_accounts_follows_the_printed_one() -> None:
    users = get_user_model()._default_manager
    office = users.create(username="office", name="演示用户甲")
    other = users.create(username="other", name="演示用户乙")
    for user in (office, other):
        user.set_password("before")
        user.save()
    demo.set_password("after")
    assert users.get(username="office").check_password("after")
    assert users.get(username="other").check_password("before")
