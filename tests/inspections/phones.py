"""What a phone does: fills a record in, takes photos, sends both."""

import base64
import datetime as dt
import hashlib
import io
import json
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse
from PIL import Image

from apps.core import clock
from apps.inspections.models import Visit


def photo(number: int = 0, size: int = 8) -> bytes:
    """A small picture of its own for each number."""
    out = io.BytesIO()
    colour = (number % 256, number // 256 % 256, 90)
    Image.new("RGB", (size, size), colour).save(out, "PNG")
    return out.getvalue()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def content(visit: Visit, user: Any, **fields: Any) -> dict[str, Any]:
    """A record that is fit to be stored, with what the test says of it."""
    return {
        "v": 1, "record": str(uuid.uuid4()), "visit": str(visit.pk), "user": user.pk, "bundle": "",
        "started_at": (clock.now() - dt.timedelta(hours=1)).isoformat(), "ended_at": clock.now().isoformat(),
        "methods": ["documents"], "talks": [], "counterpart": "张书记", "summary": "总体达到要求", "highlights": "",
        "results": [], "checks": [], "findings": [], "photos": [], "signatures": {}, "position": None,
        "device": "测试手机", **fields,
    }  # fmt: skip


def signature(name: str) -> dict[str, str]:
    return {"name": name, "png": base64.b64encode(photo(7)).decode()}


def as_bytes(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


class Phone:
    """Speaks to the API as one person."""

    def __init__(self, user: Any) -> None:
        self.client = Client()
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def state(self) -> dict[str, Any]:
        return self.client.get(reverse("inspections:field_state")).json()

    def copy(self, visit: Visit, known: str = "") -> Any:
        return self.client.get(
            reverse("inspections:field_copy", args=[visit.pk]), headers={"If-None-Match": f'"{known}"'}
        )

    def send_photo(self, visit: Visit, taken: bytes, **fields: Any) -> Any:
        upload = io.BytesIO(taken)
        upload.name = "a.jpg"
        data = {"id": str(uuid.uuid4()), "visit": str(visit.pk), "digest": digest(taken), "photo": upload, **fields}
        return self.client.post(reverse("inspections:field_photos"), data)

    def send(self, data: dict[str, Any], **headers: str) -> Any:
        body = as_bytes(data)
        told = {"X-Record": data["record"], "X-Digest": digest(body), **headers}
        return self.client.post(
            reverse("inspections:field_records"), body, content_type="application/json", headers=told
        )
