"""Phones in any order: repeated, cut, changed, late, revoked. Each content is there once and nothing is overwritten."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from apps.core import clock
from apps.core.models import FileUse
from apps.inspections import services
from apps.inspections.models import FieldPhoto, FieldRecord, Finding, Round, Visit
from apps.inspections.queries.sent import read_sent
from apps.organizations.access import forget_scope

from .factories import criterion, make_round, make_visit
from .phones import Phone, as_bytes, content, digest, photo

PHOTOS = [photo(number) for number in range(4)]


@dataclass
class Waiting:
    """A record on a phone: whose it is, what it says, which photos it names."""

    author: object
    visit: Visit
    data: dict
    told: list = field(default_factory=list)

    @property
    def body(self):
        return as_bytes(self.data)

    @property
    def digests(self):
        return [row["digest"] for row in self.data["photos"]]


class Phones(RuleBasedStateMachine):
    """The world is the test's; each run happens in a transaction of its own that is undone."""

    world = None
    answers: Counter = Counter()

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.round = make_round(self.world, kind="quarterly", name=f"督查{uuid.uuid4().hex[:8]}")
        self.visits = [
            make_visit(self.world, application=each, round=self.round)
            for each in (self.world.application, self.world.other)
        ]
        self.people = [self.world.inspector, self.world.second]
        self.area = criterion(self.world, "area").pk
        self.waiting = []
        self.sent = {}
        self.there = set()
        self.standing = {}
        self.revoked = set()
        self.cancelled = set()
        self.closed = False

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        for person in self.people:
            forget_scope(person)

    @initialize(
        trouble=st.sampled_from(["", "revoke", "close", "call off"]), order=st.lists(st.integers(0, 1), max_size=3)
    )
    def begin(self, trouble, order):
        """Both had been at the same site; in some runs the office changes nothing meanwhile."""
        self.calm = not trouble
        for person in (0, 1):
            self.fill_in(person, 0, [person], 1)
        self.happens(trouble, 0)
        self.send_all(order, with_photos=True)

    # --- What phones do ---

    @rule(
        person=st.integers(0, 1),
        visit=st.integers(0, 1),
        photos=st.lists(st.integers(0, 3), max_size=2, unique=True),
        findings=st.integers(0, 2),
    )
    def fill_in(self, person, visit, photos, findings):
        author, visit = self.people[person], self.visits[visit]
        data = content(
            visit, author, summary=f"评价{len(self.waiting)}",
            results=[{"criterion": self.area, "verdict": "pass", "value": str(101 + len(self.waiting))}],
            photos=[{"digest": digest(PHOTOS[number]), "criterion": self.area} for number in photos],
            findings=[
                {"id": str(uuid.uuid4()), "criterion": None, "severity": "minor", "description": f"问题{at}", "photos": []}
                for at in range(findings)
            ],
        )  # fmt: skip
        self.waiting.append(Waiting(author, visit, data))

    @precondition(lambda self: self.waiting)
    @rule(at=st.integers(0, 99), number=st.integers(0, 3))
    def send_photo(self, at, number):
        record, taken = self.waiting[at % len(self.waiting)], PHOTOS[number]
        key = (record.author.pk, record.visit.pk, digest(taken))
        fresh = services.receive_photo(
            actor=record.author, visit=record.visit, photo_id=uuid.uuid4(), digest=digest(taken), content=taken
        )
        assert fresh == (key not in self.there)
        self.there.add(key)

    @precondition(lambda self: self.waiting)
    @rule(order=st.lists(st.integers(0, 99), min_size=1, max_size=5), with_photos=st.booleans())
    def send(self, order, with_photos):
        """Several at once, in any order and some again; most photos come before their record."""
        self.send_all(order, with_photos)

    def send_all(self, order, with_photos):
        for at in order:
            record = self.waiting[at % len(self.waiting)]
            for number, taken in enumerate(PHOTOS):
                if with_photos and digest(taken) in record.digests:
                    self.send_photo(at, number)
            self.send_one(record)

    def send_one(self, record):
        expected = self.expected(record)
        received = services.receive_record(
            actor=record.author, author=record.author, visit=record.visit, sent=read_sent(record.body)
        )
        assert received.answer == expected
        self.answers[received.answer] += 1
        if received.record is not None:
            self.sent.setdefault((record.data["record"], digest(record.body)), received.answer)
            if received.answer == "stored":
                self.standing[record.visit.pk] = record
                assert received.record.late == self.closed

    @precondition(lambda self: self.waiting)
    @rule(at=st.integers(0, 99), part=st.floats(0.1, 0.9))
    def cut(self, at, part):
        """The connection breaks in the middle: half of the bytes under the digest of the whole."""
        record = self.waiting[at % len(self.waiting)]
        before = FieldRecord.objects.count()
        phone, half = Phone(record.author), record.body[: int(len(record.body) * part)]
        answer = phone.client.post(
            "/field/api/records/", half, content_type="application/json",
            headers={"X-Record": record.data["record"], "X-Digest": digest(record.body)},
        )  # fmt: skip
        assert answer.status_code == 422
        assert FieldRecord.objects.count() == before

    @precondition(lambda self: self.waiting)
    @rule(at=st.integers(0, 99))
    def change(self, at):
        """The same id with other words: a phone that was put back, or somebody's mistake."""
        record = self.waiting[at % len(self.waiting)]
        self.waiting.append(Waiting(record.author, record.visit, record.data | {"summary": f"改写{len(self.waiting)}"}))

    # --- What happens meanwhile ---

    @precondition(lambda self: not self.calm)
    @rule(what=st.sampled_from(["revoke", "give back", "close", "call off"]), which=st.integers(0, 1))
    def meanwhile(self, what, which):
        self.happens(what, which)

    def happens(self, what, which):
        user, visit = self.people[which], self.visits[which]
        if what in ("revoke", "give back"):
            back = what == "give back"
            user.memberships.update(ended_on=None if back else clock.today() - dt.timedelta(days=1))
            forget_scope(user)
            (self.revoked.discard if back else self.revoked.add)(user.pk)
        elif what == "close":
            Round.objects.filter(pk=self.round.pk).update(status="closed")
            self.closed = True
        elif what == "call off" and not self.closed and visit.pk not in {*self.standing, *self.cancelled}:
            services.cancel_visit(actor=self.world.office, visit=Visit.objects.get(pk=visit.pk), reason="道路中断")
            self.cancelled.add(visit.pk)

    # --- What must be ---

    def expected(self, record):
        key = (record.data["record"], digest(record.body))
        if key in self.sent:
            return {"stored": "already"}.get(self.sent[key], self.sent[key])
        if any((record.author.pk, record.visit.pk, each) not in self.there for each in record.digests):
            return "photos"
        if any(sent_id == key[0] for sent_id, _ in self.sent):
            return "conflict"
        if record.visit.pk in self.standing:
            return "conflict"
        refused = record.author.pk in self.revoked or record.visit.pk in self.cancelled
        return "held" if refused else "stored"

    @invariant()
    def every_content_stands_once_as_it_was_sent(self):
        rows = list(FieldRecord.objects.filter(visit__in=self.visits))
        assert sorted((str(row.sent_id), row.digest) for row in rows) == sorted(self.sent)
        assert all(digest(row.content.encode()) == row.digest for row in rows)
        assert FieldPhoto.objects.filter(visit__in=self.visits).count() == len(self.there)

    @invariant()
    def the_first_record_stands_untouched(self):
        for visit in Visit.objects.filter(pk__in=[each.pk for each in self.visits]):
            record = self.standing.get(visit.pk)
            stored = FieldRecord.objects.filter(visit=visit, status="stored").count()
            if record is None:
                assert (stored, visit.status == "recorded", visit.findings.count()) == (0, False, 0)
                continue
            assert (stored, visit.status, visit.summary) == (1, "recorded", record.data["summary"])
            told = sorted(row["id"] for row in record.data["findings"])
            assert sorted(map(str, Finding.objects.filter(visit=visit).values_list("client_id", flat=True))) == told
            uses = [use.file.sha256 for use in FileUse.objects.of(visit).filter(purpose__startswith="photo")]
            assert sorted(uses) == sorted(record.digests)
            assert [str(row.value.normalize()) for row in visit.results.all()] == [record.data["results"][0]["value"]]


def test_phones_in_any_order(world):
    Phones.world = world
    check = settings(
        max_examples=20,
        stateful_step_count=14,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(Phones, settings=check)
    assert set(Phones.answers) >= {"stored", "already", "conflict", "held"}, Phones.answers
    assert not FieldRecord.objects.exists()
