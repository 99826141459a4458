"""Drawing by lot, so that anyone can repeat it (抽签算法 sha256-order-1). Pure: no Django, no database.

Before the draw the office publishes

* the pool, frozen: every line has a code, a name and a group; its digest is the SHA-256 of the lines
  ``group TAB code TAB name LF``, in UTF-8, in the order of the codes;
* the commitment: the SHA-256 of the 64 characters of the seed (256 random bits as hexadecimal digits), which itself
  stays sealed;
* how many are drawn of each group.

At the draw somebody who supervises calls out a text of at most 40 characters (usually a number). Then every line gets

    SHA-256( seed LF spoken LF digest of the pool LF code )

as hexadecimal digits, in UTF-8; within each group the lines are ordered by it, and the first ones are drawn, group by
group in the order of the groups' names. The seed was fixed before anybody knew what would be called out, and what was
called out is said before anybody knew the seed: neither side can choose the result alone.

Afterwards the seed is published. The published record is JSON in one canonical form (keys sorted, no blanks, UTF-8, one
line feed at the end) with the SHA-256 of all its other members under ``digest``: a changed byte is seen.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ALGORITHM = "sha256-order-1"
KIND = "campaign-portal-draw"
#: Members that a record must have; whatever else it says is covered by its digest.
MEMBERS = frozenset(
    {
        "kind",
        "v",
        "algorithm",
        "status",
        "pool",
        "pool_digest",
        "take",
        "commitment",
        "spoken",
        "seed",
        "drawn",
        "digest",
    }
)


@dataclass(frozen=True, order=True)
class Line:
    """One line of a pool."""

    key: str
    name: str
    group: str = ""


@dataclass(frozen=True)
class Check:
    """One step of a verification: what was compared, whether it agrees, and what stands behind it."""

    label: str
    passed: bool
    words: str = ""


class Unreadable(ValueError):
    """Not a record of a draw, or none that was drawn yet; the sentence is for people."""


def new_seed() -> str:
    return secrets.token_hex(32)


def commitment_of(seed: str) -> str:
    return _sha(seed)


def pool_digest(pool: Iterable[Line]) -> str:
    return _sha("".join(f"{line.group}\t{line.key}\t{line.name}\n" for line in sorted(pool)))


def ordered(pool: Iterable[Line], seed: str, spoken: str, digest: str) -> list[Line]:
    """All lines in the order of the lot."""
    return sorted(pool, key=lambda line: (_sha(f"{seed}\n{spoken}\n{digest}\n{line.key}"), line.key))


def drawn_of(pool: Sequence[Line], take: Mapping[str, int], seed: str, spoken: str) -> list[str]:
    """The codes that are drawn: group by group in the order of the groups' names, within each in the order drawn."""
    lines = ordered(pool, seed, spoken, pool_digest(pool))
    return [
        line.key for group in sorted(take) for line in [each for each in lines if each.group == group][: take[group]]
    ]


def canonical(record: Mapping[str, Any]) -> bytes:
    """The record as its file, with its digest."""
    plain = {key: value for key, value in record.items() if key != "digest"}
    return (_dumped({**plain, "digest": _sha(_dumped(plain))}) + "\n").encode()


def read_record(data: bytes) -> dict[str, Any]:
    """The record in a file.

    Raises:
        Unreadable: no JSON, or not such a record.
    """
    try:
        record = json.loads(data.decode())
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Unreadable("文件不是抽签记录（JSON），请下载原文件后再核验。") from error
    if not isinstance(record, dict) or record.get("kind") != KIND or not set(record) >= MEMBERS:
        raise Unreadable("文件不是本平台的抽签记录，请下载原文件后再核验。")
    return record


def verify(data: bytes) -> list[Check]:
    """Repeat the draw from its published record; every step that was compared.

    Raises:
        Unreadable: not a record, or the lot was not drawn.
    """
    record = read_record(data)
    if record["status"] == "committed" or (record["status"] == "cancelled" and not record["seed"]):
        raise Unreadable("这次抽签尚未抽取或已作废，没有可核验的结果。")
    checks = [Check("记录完整，未被改动", _same(record, data), f"记录摘要 {record['digest']}")]
    try:
        return checks + _checked(record)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise Unreadable("抽签记录的内容不完整，请下载原文件后再核验。") from error


def _same(record: Mapping[str, Any], data: bytes) -> bool:
    try:
        return canonical(record) == data
    except (TypeError, ValueError):
        return False


def _checked(record: Mapping[str, Any]) -> list[Check]:
    pool = [Line(str(key), str(name), str(group)) for key, name, group in record["pool"]]
    take = {str(group): int(count) for group, count in record["take"].items()}
    sizes = {group: sum(line.group == group for line in pool) for group in take}
    digest, seed = pool_digest(pool), str(record["seed"])
    again = drawn_of(pool, take, seed, str(record["spoken"]))
    once = len({line.key for line in pool}) == len(pool) and all(0 < take[g] <= sizes[g] for g in take)
    return [
        Check("算法是公布的算法", record["algorithm"] == ALGORITHM, f"算法 {record['algorithm']}"),
        Check("抽取范围与事先公布的摘要一致", digest == record["pool_digest"], f"共 {len(pool)} 个，摘要 {digest}"),
        Check("抽取数量在范围之内，没有重复", once, _take_words(take, sizes)),
        Check("种子与事先公布的承诺值一致", commitment_of(seed) == record["commitment"], f"种子 {seed}"),
        Check("按算法重新抽取，结果和次序相同", again == record["drawn"], f"抽出 {len(again)} 个"),
    ]


def _take_words(take: Mapping[str, int], sizes: Mapping[str, int]) -> str:
    return "，".join(f"{group + ' ' if group else ''}{sizes[group]} 个中抽 {take[group]} 个" for group in sorted(take))


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
