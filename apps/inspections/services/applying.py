"""What a phone sent becomes the visit's record: results, talks, photos, signatures and findings, each once."""

import base64
import binascii
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.timezone import localtime

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.models import FileUse, PictureNote, StoredFile
from apps.core.services import attach_file, use_again
from apps.core.verdicts import Acting
from apps.standards import engine
from apps.standards.models import Criterion

from ..choices import Method, Scoring, VisitStatus
from ..deadlines import due_day
from ..models import CheckResult, FieldPhoto, FieldRecord, Finding, ScorerResult, Visit, VisitResult, VisitTalk
from ..queries.fingerprints import fingerprints, results_part
from ..queries.sent import Sent, day_of, moment_of
from ..queries.verifying import Found, check_result, lacks_reason, leaf_of
from .rechecking import apply_rechecks
from .records import hand_in, note_finding, photo_purpose
from .scoring import settle_scores
from .verified_facts import tell_verified

SIGNATURES = (("inspector", "检查人签字"), ("counterpart", "被检查单位签字"))
LONGEST = Decimal(10) ** 14


@dataclass
class Applying:
    """One record on its way into one visit.

    ``lenient``: the office wants it stored though parts of it break rules; these are left out and told in ``left_out``.
    """

    visit: Visit
    sent: Sent
    author: User
    acting: Acting
    lenient: bool = False
    #: Another record stood in the visit before: what belongs to the record itself is written anew.
    anew: bool = False
    left_out: list[str] = field(default_factory=list)
    #: What of it could not take effect any more, in words: told, and no reason to hold the record.
    remarks: list[str] = field(default_factory=list)
    #: The row that the office takes; photos of a record that was displaced lie with it.
    record: FieldRecord | None = None

    @property
    def by_scorers(self) -> bool:
        return self.visit.round.scoring != Scoring.TEAM

    @property
    def started_at(self) -> dt.datetime:
        """An arrival after the departure is none; what the visit knows itself is taken instead."""
        told, ended_at = (self.sent.moment("started_at"), self.visit.started_at), self.ended_at
        return next((moment for moment in told if moment is not None and moment <= ended_at), ended_at)

    @property
    def ended_at(self) -> dt.datetime:
        """By the phone's clock; one that is ahead of ours says now."""
        return min(self.sent.moment("ended_at") or clock.now(), clock.now())

    @cached_property
    def files(self) -> dict[str, StoredFile]:
        """The photos at hand by digest: what the author's phone sent, and what is kept with the record itself."""
        kept = FileUse.objects.of(self.record).select_related("file") if self.record else ()
        sent = photos_of_author(self.visit, self.author).values()
        return {use.file.sha256: use.file for use in kept} | {row.digest: row.file for row in sent}

    def use(self, file: StoredFile, name: str, purpose: str, owner: Any = None) -> FileUse:
        """Note that the visit, or what is found in it, uses a photo."""
        name = name if "." in name else f"{name}.jpg"
        return use_again(
            actor=self.author, file=file, name=name[-200:], owner=owner or self.visit, purpose=purpose,
            organization_path=self.visit.organization_path,
        )  # fmt: skip


def apply_sent(job: Applying) -> None:
    """Write all of it into a locked visit; the caller's transaction undoes it when something is refused.

    Raises:
        Invalid: no method, no summary, values that the standard refuses, a reason that is missing.
        OutOfTurn: the application is not where an acceptance may move it.
    """
    fields = _fields(job)
    values = _checked_results(job)
    _write_results(job, values)
    _write_checks(job)
    _attach(job)
    _write_findings(job)
    _conclude(job, fields)
    apply_rechecks(job)


def _conclude(job: Applying, fields: dict[str, Any]) -> None:
    """The visit as a whole: handed in, or written anew in the place of another record."""
    open_ = job.visit.status != VisitStatus.RECORDED
    if open_ or job.anew:
        _write_talks(job)
    if job.by_scorers:
        settle_scores(job.visit)
    if open_:
        hand_in(actor=job.author, visit=job.visit, acting=job.acting, fields=fields)
        return
    if job.anew:
        Visit.objects.filter(pk=job.visit.pk).update(**fields)
        job.visit.refresh_from_db()
    if job.anew or job.by_scorers:
        tell_verified(actor=job.author, visit=job.visit)


def written_meanwhile(visit: Visit, sent: Sent) -> bool:
    """Whether results stand in the visit that the phone did not know of and that differ from its own."""
    if visit.round.scoring != Scoring.TEAM:
        return False
    now = results_part(fingerprints([visit.pk])[visit.pk])
    if now == results_part(sent.words("bundle")):
        return False
    told = {row["criterion"]: row for row in sent.rows("results")}
    standing = visit.results.filter(criterion__in=told)
    return any(_differs(row, told[row.criterion_id]) for row in standing)


def _differs(row: VisitResult, told: Mapping[str, Any]) -> bool:
    value = str(told.get("value") or "").strip()
    number, _ = engine.parse_amount(value, signed=True) if value else (None, "")
    return (row.verdict, row.value, sorted(row.members)) != (
        told["verdict"], number, sorted(told.get("members") or []),
    ) or row.note != (told.get("note") or "").strip()  # fmt: skip


# --- Results ------------------------------------------------------------------------------------------------------


def _checked_results(job: Applying) -> dict[Criterion, dict[str, Any]]:
    keys = [row["criterion"] for row in job.sent.rows("results")]
    known = Criterion.objects.filter(version=job.visit.standard_version_id, is_leaf=True, pk__in=keys)
    leaves = {row.pk: row for row in known.select_related("version")}
    checked: dict[Criterion, dict[str, Any]] = {}
    for row in job.sent.rows("results"):
        try:
            criterion = leaves.get(row["criterion"])
            if criterion is None:
                raise Invalid("有指标不属于本单位适用的标准。")
            checked[criterion] = _checked(job, criterion, row)
        except Invalid as error:
            if not job.lenient:
                raise
            job.left_out.append(error.message)
    return checked


def _checked(job: Applying, criterion: Criterion, row: Mapping[str, Any]) -> dict[str, Any]:
    scores = [] if job.by_scorers else [text for text in row.get("scores") or [] if text]
    values = check_result(
        criterion, row["verdict"], _number(criterion, row.get("value")), row.get("members") or [], row.get("note") or "",
        figures=row.get("figures") or {}, scores=scores,
    )  # fmt: skip
    if not job.lenient and lacks_reason(leaf_of(criterion), Found(**values)):
        raise Invalid(f"请写明评定理由：{criterion.title}。")
    return values


def _number(criterion: Criterion, value: Any) -> Decimal | None:
    text = str(value or "").strip()
    if not text:
        return None
    number, problem = engine.parse_amount(text, signed=True)
    if number is None:
        raise Invalid(f"“{criterion.title}”核实值{problem}，请填数字。")
    if abs(number) >= LONGEST or number != round(number, 4):
        raise Invalid(f"“{criterion.title}”核实值位数过多，请核对。")
    return number


def _write_results(job: Applying, values: Mapping[Criterion, dict[str, Any]]) -> None:
    model: Any = ScorerResult if job.by_scorers else VisitResult
    own: dict[str, Any] = {"visit": job.visit, **({"scorer": job.author} if job.by_scorers else {})}
    standing = {row.criterion_id: row for row in model.objects.filter(**own)}
    made = []
    for criterion, columns in values.items():
        if job.by_scorers:
            columns = {name: kept for name, kept in columns.items() if name != "scores"} | {"given_at": job.ended_at}
        row = standing.get(criterion.pk)
        if row is None:
            made.append(model(criterion=criterion, **own, **columns))
        elif any(getattr(row, name) != kept for name, kept in columns.items()):
            model.objects.filter(pk=row.pk).update(**columns)
    model.objects.bulk_create(made)


def _write_checks(job: Applying) -> None:
    known = {check.pk: check for check in job.visit.questions}
    for row in job.sent.rows("checks"):
        check = known.get(row["id"])
        if check is None:
            job.left_out.append("检查事项已由党建办删除")
            continue
        # One answer for the visit: where several score, the first one's stands.
        write = CheckResult.objects.get_or_create if job.by_scorers else CheckResult.objects.update_or_create
        write(visit=job.visit, check_item=check, defaults={"verdict": row["verdict"], "note": row.get("note") or ""})


def _write_talks(job: Applying) -> None:
    job.visit.talks.all().delete()
    rows = [row for row in job.sent.rows("talks") if row["summary"].strip()]
    VisitTalk.objects.bulk_create(
        VisitTalk(
            visit=job.visit, position=at, method=row["method"], counterpart=row.get("counterpart") or "",
            summary=row["summary"].strip(),
        )
        for at, row in enumerate(rows, 1)
    )  # fmt: skip


# --- The whole ----------------------------------------------------------------------------------------------------


def _fields(job: Applying) -> dict[str, Any]:
    sent, now = job.sent, clock.now()
    told = set(sent.rows("methods"))
    methods = [method for method in Method.values if method in told]
    if not methods and not job.lenient:
        raise Invalid("请至少选择一种检查方式：看资料、实地查看、座谈走访。")
    if not sent.words("summary") and not job.lenient:
        raise Invalid("请填写总体评价。")
    return {
        "methods": methods, "summary": sent.words("summary"), "counterpart": sent.words("counterpart"),
        "highlights": sent.words("highlights"), "started_at": job.started_at, "ended_at": job.ended_at,
        "recorded_by": job.author, "recorded_at": now, "version": job.visit.version + 1, **_position(sent),
    }  # fmt: skip


def _position(sent: Sent) -> dict[str, Any]:
    found = sent.data.get("position")
    if not found:
        return {"latitude": None, "longitude": None, "accuracy": None}
    accuracy = found.get("accuracy")
    return {
        "latitude": degrees(found["latitude"]),
        "longitude": degrees(found["longitude"]),
        "accuracy": None if accuracy is None else min(int(accuracy), 2**31 - 1),
    }


def degrees(value: Any) -> Decimal | None:
    return None if value is None else round(Decimal(str(value)), 6)


# --- Files --------------------------------------------------------------------------------------------------------


def _attach(job: Applying) -> None:
    lost = sum(digest not in job.files for digest in job.sent.photo_digests)
    if lost:
        job.left_out.append(f"{lost} 张照片没有留存")
    leaves = _leaves_of(job)
    for row in job.sent.rows("photos"):
        file = job.files.get(row["digest"])
        if file is None:
            continue
        _note_picture(file, row)
        number = row.get("criterion")
        # A leaf that the standard has no more: the photo is of the visit.
        purpose = photo_purpose(leaves.get(number or 0))
        job.use(file, row.get("name") or "现场照片.jpg", purpose)
    for key, label in SIGNATURES:
        signature = (job.sent.data.get("signatures") or {}).get(key)
        if signature:
            name = f"{label} {signature.get('name') or ''}".strip()
            attach_file(
                actor=job.author, upload=io.BytesIO(_png(signature["png"])), name=f"{name}.png", owner=job.visit,
                purpose=f"signature:{key}", organization_path=job.visit.organization_path,
            )  # fmt: skip


def photos_of_author(visit: Visit, author: User) -> dict[str, FieldPhoto]:
    """By digest; one statement."""
    rows = FieldPhoto.objects.filter(visit=visit, author=author).select_related("file")
    return {row.digest: row for row in rows}


def _leaves_of(job: Applying) -> dict[int, Criterion]:
    keys = {row["criterion"] for name in ("photos", "findings") for row in job.sent.rows(name) if row.get("criterion")}
    version = job.visit.standard_version_id
    return {row.pk: row for row in Criterion.objects.filter(version=version, is_leaf=True, pk__in=keys)} if keys else {}


def _note_picture(file: StoredFile, row: Mapping[str, Any]) -> None:
    """Time and place that the phone read before it made the photo smaller; what stands already is kept."""
    taken_at, latitude, longitude = moment_of(row.get("taken_at")), row.get("latitude"), row.get("longitude")
    whole = latitude is not None and longitude is not None
    if taken_at is None and not whole:
        return
    PictureNote.objects.get_or_create(
        file=file,
        defaults={
            "taken_at": taken_at,
            "latitude": degrees(latitude) if whole else None,
            "longitude": degrees(longitude) if whole else None,
        },
    )


def _png(text: str) -> bytes:
    try:
        return base64.b64decode(text.partition(",")[2] if text.startswith("data:") else text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise Invalid("签字图片无法识别，请重新签字。") from error


# --- Findings -----------------------------------------------------------------------------------------------------


def _write_findings(job: Applying) -> None:
    leaves = _leaves_of(job)
    for row in job.sent.rows("findings"):
        finding = _finding(job, row, leaves)
        for digest in row.get("photos") or []:
            if digest in job.files:
                job.use(job.files[digest], "问题照片.jpg", "photo", owner=finding)


def _finding(job: Applying, row: Mapping[str, Any], leaves: Mapping[int, Criterion]) -> Finding:
    """The finding of this id, or one that was typed on the page in the same words; else a new one."""
    criterion = leaves.get(row.get("criterion") or 0)
    description = row["description"].strip() or "（未填写）"
    standing = job.visit.findings.filter(client_id=row["id"]).first()
    if standing is not None:
        return standing
    typed = job.visit.findings.live().filter(client_id=None, criterion=criterion, description=description).first()
    if typed is not None:
        Finding.objects.filter(pk=typed.pk).update(client_id=row["id"])
        return typed
    due_on, reason = _due(job, row)
    return note_finding(
        actor=job.author, visit=job.visit, acting=job.acting, reason=reason, client_id=row["id"], criterion=criterion,
        severity=row["severity"], description=description, demand=(row.get("demand") or "").strip(), due_on=due_on,
        at_once=bool(row.get("at_once")), key=bool(row.get("key")), found_at=job.ended_at,
    )  # fmt: skip


def _due(job: Applying, row: Mapping[str, Any]) -> tuple[dt.date, str]:
    """As told; a day that has passed before the record came in gives the site as many days from today."""
    found, today = localtime(job.ended_at).date(), clock.today()
    told = day_of(row.get("due_on"))
    if told is None or told < found:
        told = due_day(job.visit.round.campaign, row["severity"], found, at_once=bool(row.get("at_once")))
    if told >= today:
        return told, ""
    return today + (told - found), "检查记录到达时整改期限已过，期限自收到之日起算。"
