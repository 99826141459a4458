"""Small trees and people for tests. Rows are made by the ORM: rules and services are what the tests are about."""

import datetime as dt
import itertools
from types import SimpleNamespace
from typing import Any

import factory
from django.test import Client

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import pinyin
from apps.organizations.access import forget_scope
from apps.organizations.choices import Kind, Level, Sector
from apps.organizations.models import Membership, Organization

PASSWORD = "Ceshi-2026-mima"
LONG_AGO = dt.date(2020, 1, 1)
_numbers = itertools.count(1)


class UserFactory(factory.django.DjangoModelFactory):
    """A person with the suite's password and no role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person{number}")
    name = factory.LazyAttribute(lambda user: f"演示用户{user.username}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(factory.django.DjangoModelFactory):
    """A role that has long been running."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.OFFICE
    started_on = LONG_AGO


def make_organization(parent: Organization | None = None, **values: Any) -> Organization:
    """One organization below ``parent`` (a root without one); any field may be given."""
    number = next(_numbers)
    values.setdefault("name", f"中共测试第{number}支部委员会")
    values.setdefault("short_name", values["name"][:60])
    values.setdefault("code", f"T{number:05d}")
    values.setdefault("kind", Kind.BRANCH)
    values.setdefault("level", Level.GRASSROOTS)
    values.setdefault("sector", Sector.RURAL)
    values.setdefault("initials", pinyin.initials(values["short_name"]))
    values.setdefault("sort_key", pinyin.sort_key(values["short_name"]))
    if parent is None:
        return Organization.objects.add_root(values)
    # A fresh parent: treebeard counts children on the instance that it is given.
    return Organization.objects.add_child(Organization.objects.get(pk=parent.pk), values)


def make_tree() -> SimpleNamespace:
    """city → district → township → branch, other_branch; and outside_district → outside_township → outside_branch."""
    city = _committee(None, "甲市", Level.CITY)
    district = _committee(city, "乙区", Level.DISTRICT)
    township = _committee(district, "丙乡", Level.TOWNSHIP)
    outside_district = _committee(city, "壬县", Level.DISTRICT)
    outside_township = _committee(outside_district, "癸镇", Level.TOWNSHIP)
    tree = SimpleNamespace(
        city=city,
        district=district,
        township=township,
        branch=_branch(township, "丁村"),
        other_branch=_branch(township, "戊村"),
        outside_district=outside_district,
        outside_township=outside_township,
        outside_branch=_branch(outside_township, "己村"),
    )
    for organization in vars(tree).values():
        organization.refresh_from_db()
    return tree


def make_user(role: str | None, organization: Organization | None = None, username: str | None = None) -> User:
    """A person holding ``role`` for ``organization``; without a role, an account alone."""
    username = username or f"{role or 'nobody'}{next(_numbers)}"
    user = UserFactory(username=username)
    if role is not None:
        add_role(user, role, organization)
    return user


def add_role(user: User, role: str, organization: Organization | None) -> Membership:
    """A membership that has long been running."""
    place = organization or Organization.objects.first()
    membership = MembershipFactory(user=user, organization=place, role=Role(role))
    forget_scope(user)
    return membership


def sign_in(client: Client, user: User) -> Client:
    """The client, signed in as this person."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _committee(parent: Organization | None, place: str, level: Level) -> Organization:
    return make_organization(
        parent, name=f"中共{place}委员会", short_name=f"{place}委", kind=Kind.PARTY_COMMITTEE, level=level
    )


def _branch(parent: Organization, place: str) -> Organization:
    return make_organization(parent, name=f"中共{place}支部委员会", short_name=f"{place}党支部")
