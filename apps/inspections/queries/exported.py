"""A file that a phone exported: one record or several with their photos, read and checked. Pure."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from apps.core.exceptions import Invalid

from .sent import Sent, digest_of, read_sent

KIND = "campaign-portal-record"
#: Of the whole file; of its records.
FILE_BYTES, RECORDS = 100_000_000, 200
NO_EXPORT = "这不是手机导出的检查记录文件，请选择名称以“检查记录”开头的文件。"


@dataclass(frozen=True)
class Exported:
    """One record of the file; ``problem`` instead of a record that cannot be read."""

    sent: Sent | None = None
    photos: Mapping[str, bytes] = field(default_factory=dict)
    problem: str = ""


def read_export(file: IO[bytes]) -> list[Exported]:
    """The records in a file.

    Raises:
        Invalid: no export of a phone, or too large.
    """
    content = file.read(FILE_BYTES + 1)
    if len(content) > FILE_BYTES:
        raise Invalid(f"文件超过 {FILE_BYTES // 1_000_000} MB，请在手机上分次导出。")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Invalid(NO_EXPORT) from error
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise Invalid(NO_EXPORT)
    rows = data.get("records") if "records" in data else [data]
    if not isinstance(rows, list) or not 0 < len(rows) <= RECORDS:
        raise Invalid(f"文件中没有检查记录，或超过 {RECORDS} 份。")
    return [_one(row) for row in rows]


def _one(row: Any) -> Exported:
    try:
        content = base64.b64decode(str(row["content"]), validate=True)
        if digest_of(content) != row["digest"]:
            raise Invalid("记录内容与校验值不一致，文件可能已损坏，请在手机上重新导出。")
        return Exported(read_sent(content), dict(_photos(row.get("photos") or [])))
    except Invalid as error:
        return Exported(problem=error.message)
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        return Exported(problem="记录不完整，文件可能已损坏，请在手机上重新导出。")


def _photos(rows: Any) -> Iterator[tuple[str, bytes]]:
    for row in rows:
        content = base64.b64decode(str(row["data"]), validate=True)
        if digest_of(content) != row["digest"]:
            raise Invalid("照片与校验值不一致，文件可能已损坏，请在手机上重新导出。")
        yield row["digest"], content
