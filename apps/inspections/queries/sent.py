"""A visit as a phone sends it: the bytes read, checked for their shape, and given as typed parts. Pure."""

import datetime as dt
import hashlib
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError

from apps.core.exceptions import Invalid

from ..choices import Method, ResultVerdict, Severity

#: Limits that the phone is told (``/field/api/state/``).
CONTENT_BYTES, PHOTO_BYTES, PHOTOS = 1_000_000, 400_000, 60
#: A signature as base64: 60 kB of PNG.
SIGNATURE_LETTERS = 82_000
FORMAT = 1
UUID = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", "maxLength": 36}
#: Written as a moment, whatever its numbers: cameras say 0000-00-00, clocks gone wild +020266-01-01.
LIKE_A_MOMENT = re.compile(r"[+-]?\d{4,6}-\d\d-\d\d([T ]|$)")
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$", "maxLength": 64}
MOMENT = {"type": ["string", "null"], "maxLength": 40}
KEY = {"type": "integer", "minimum": 1, "maximum": 2**62}


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest}


def _list(item: Mapping[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": item, "maxItems": most}


def _object(required: Sequence[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _or_null(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def _degrees(most: int) -> dict[str, Any]:
    return {"type": ["number", "null"], "minimum": -most, "maximum": most}


VERDICT = {"enum": ResultVerdict.values}
RESULT = _object(
    ["criterion", "verdict"], criterion=KEY, verdict=VERDICT, value={"type": ["string", "null"], "maxLength": 40},
    members=_list(_text(60), 200), figures={"type": "object", "additionalProperties": {"type": ["string", "null"]}},
    scores=_list(_text(40), 20), note=_text(500),
)  # fmt: skip
FINDING = _object(
    ["id", "severity", "description"], id=UUID, criterion=_or_null(KEY), severity={"enum": Severity.values},
    description=_text(500), demand=_text(500), due_on=MOMENT,
    at_once={"type": "boolean"}, key={"type": "boolean"}, photos=_list(DIGEST, PHOTOS),
)  # fmt: skip
#: A finding of the site that had been answered, looked at again: ``answer`` is the one that the phone knew.
RECHECK = _object(
    ["finding", "accepted"], finding=KEY, answer=_or_null(KEY), accepted={"type": "boolean"}, note=_text(500),
    photos=_list(DIGEST, PHOTOS),
)  # fmt: skip
PHOTO = _object(
    ["digest"], digest=DIGEST, criterion=_or_null(KEY), taken_at=MOMENT, latitude=_degrees(90), longitude=_degrees(180),
    name=_text(200),
)  # fmt: skip
SIGNATURE = _or_null(_object(["png"], name=_text(80), png=_text(SIGNATURE_LETTERS)))
REQUIRED = ("v", "record", "visit", "user", "results", "findings", "photos")
SHAPE = _object(
    REQUIRED,
    v={"const": FORMAT}, record=UUID, visit=UUID, user=KEY, bundle=_text(100), started_at=MOMENT, ended_at=MOMENT,
    sent_clock=MOMENT, methods=_list({"enum": Method.values}, 10),
    talks=_list(_object(["method", "summary"], method={"enum": Method.values}, counterpart=_text(80), summary=_text(1000)), 50),
    counterpart=_text(80), summary=_text(2000), highlights=_text(1000), results=_list(RESULT, 2000),
    checks=_list(_object(["id", "verdict"], id=KEY, verdict=VERDICT, note=_text(500)), 200),
    findings=_list(FINDING, 200), rechecks=_list(RECHECK, 200), photos=_list(PHOTO, PHOTOS),
    signatures=_or_null(_object([], inspector=SIGNATURE, counterpart=SIGNATURE)),
    position=_or_null(_object(
        ["latitude", "longitude"], latitude={"type": "number", "minimum": -90, "maximum": 90},
        longitude={"type": "number", "minimum": -180, "maximum": 180},
        accuracy={"type": ["number", "null"], "minimum": 0, "maximum": 1e9},
    )),
    device=_text(80), open={"type": "boolean"},
)  # fmt: skip
_CHECK = Draft202012Validator(SHAPE)
#: What people read for the parts of a record.
PARTS = {
    "results": "检查结果", "findings": "发现问题", "photos": "照片", "talks": "座谈走访", "checks": "本批次检查事项", "rechecks": "整改复查",
    "signatures": "签字", "position": "位置", "methods": "检查方式", "summary": "总体评价", "counterpart": "陪同人员",
    "highlights": "亮点", "started_at": "到达时间", "ended_at": "离开时间", "visit": "检查编号", "record": "记录编号",
    "user": "督导员", "v": "格式版本",
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """A record as it was sent: its bytes' digest, and what stands in it."""

    digest: str
    text: str
    data: Mapping[str, Any]

    @property
    def sent_id(self) -> uuid.UUID:
        return uuid.UUID(self.data["record"])

    @property
    def visit_id(self) -> uuid.UUID:
        return uuid.UUID(self.data["visit"])

    @property
    def user_id(self) -> int:
        return int(self.data["user"])

    @property
    def is_unfinished(self) -> bool:
        """Exported before the visit ended: a copy to fall back on."""
        return bool(self.data.get("open"))

    @property
    def device(self) -> str:
        return str(self.data.get("device") or "")

    def rows(self, name: str) -> list[dict[str, Any]]:
        return list(self.data.get(name) or [])

    def words(self, name: str) -> str:
        return str(self.data.get(name) or "").strip()

    @cached_property
    def photo_digests(self) -> list[str]:
        """Every photo that the record names, each once, in its order."""
        named = [photo["digest"] for photo in self.rows("photos")]
        for row in [*self.rows("findings"), *self.rows("rechecks")]:
            named += row.get("photos") or []
        return list(dict.fromkeys(named))

    def moment(self, name: str) -> dt.datetime | None:
        return moment_of(self.data.get(name))


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_sent(content: bytes) -> Sent:
    """The record in the bytes.

    Raises:
        Invalid: too large, no JSON, another shape; the sentence says where.
    """
    if len(content) > CONTENT_BYTES:
        raise Invalid(f"检查记录超过 {CONTENT_BYTES // 1000} KB，请精简文字后再提交。", code="too_large")
    try:
        text = content.decode()
        data = json.loads(text, parse_constant=_no_number)
        json.dumps(data, ensure_ascii=False).encode()  # half a surrogate pair can be stored nowhere
    except (ValueError, RecursionError) as error:
        raise Invalid("检查记录不是有效的数据，请在手机上重新提交。", code="unreadable") from error
    check_shape(data)
    return Sent(digest_of(content), text, data)


def read_stored(record: Any) -> Sent:
    """The record of a row; it was checked when it came in."""
    return Sent(record.digest, record.content, json.loads(record.content))


def content_of_record(record: Any) -> Mapping[str, Any]:
    return read_stored(record).data


def check_shape(data: Any) -> None:
    error = next(iter(_CHECK.iter_errors(data)), None)
    if error is not None:
        raise Invalid(_sentence(error), code="shape")
    if "\\u0000" in json.dumps(data):
        raise Invalid("检查记录含有无法保存的字符，请删除后重试。", code="shape")
    for name in ("started_at", "ended_at"):
        moment_of(data.get(name), PARTS[name])
    for photo in data["photos"]:
        moment_of(photo.get("taken_at"), "照片拍摄时间")
    for finding in data["findings"]:
        day_of(finding.get("due_on"))


def moment_of(value: Any, label: str = "时间") -> dt.datetime | None:
    """A moment with its zone; None without one, and for one that no clock in order can have told.

    Raises:
        Invalid: not written as a moment at all.
    """
    if not value:
        return None
    try:
        found = dt.datetime.fromisoformat(str(value))
    except ValueError as error:
        if LIKE_A_MOMENT.match(str(value)):
            return None
        raise Invalid(f"{label}无法识别，请核对手机的日期和时间。", code="shape") from error
    return found if found.tzinfo is not None and 2000 <= found.year < 2100 else None


def day_of(value: Any) -> dt.date | None:
    if not value:
        return None
    try:
        found = dt.date.fromisoformat(str(value)[:10])
        if not 2000 <= found.year < 2100:
            raise ValueError(value)
    except ValueError as error:
        raise Invalid("整改期限无法识别，请重新选择日期。", code="shape") from error
    return found


def _no_number(name: str) -> None:
    raise ValueError(name)


def _sentence(error: ValidationError) -> str:
    """Where the record is not as it should be, in words."""
    path = list(error.absolute_path)
    if not path and error.validator == "required":
        missing = next((name for name in REQUIRED if name not in (cast(dict, error.instance) or {})), "")
        return f"检查记录不完整，缺少“{PARTS.get(missing, missing)}”。" if missing else "检查记录不完整。"
    if not path:
        return "检查记录的格式不正确。"
    part = PARTS.get(str(path[0]), "其他内容")
    row = f"第 {path[1] + 1} 条" if len(path) > 1 and isinstance(path[1], int) else ""
    wrong = {"maxLength": "文字过长", "maxItems": "条数过多"}.get(str(error.validator), "内容不正确")
    return f"检查记录的“{part}”{row}{wrong}，请修改后重新提交。"
