"""The ways out of the portal: what each kind asks to be set up, and how one message goes. No database.

apprise knows the services; an address is given to it as parts, so that no secret passes through a URL.
"""

import ipaddress
import logging
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import apprise
from django.conf import settings

from apps.core.exceptions import Invalid

from .choices import ChannelKind

#: Seconds to reach a service, and to wait for its answer.
CONNECT, ANSWER = 5, 15
LONGEST_ERROR = 300
#: What apprise writes about a failure: the answer's code, or the exception of the mail library.
TELLING = re.compile(r"error=\d+|Exception: .*|failed|Connection|timed out|\b[45]\d\d\b", re.IGNORECASE)
STAMP = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ - \w+ - ")


@dataclass(frozen=True)
class Part:
    """One value that a channel of a kind is set up with."""

    name: str
    label: str
    hint: str = ""
    is_secret: bool = False
    is_required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    default: str = ""


SECURITY = (
    ("starttls", "STARTTLS（常用 587 端口）"),
    ("ssl", "SSL/TLS（常用 465 端口）"),
    ("insecure", "不加密（仅限内部网络）"),
)
PARTS: dict[ChannelKind, tuple[Part, ...]] = {
    ChannelKind.EMAIL: (
        Part("host", "发信服务器", "如 smtp.example.cn，由邮箱管理员提供"),
        Part("port", "端口", default="587"),
        Part("security", "加密方式", choices=SECURITY, default="starttls"),
        Part("sender", "发件人地址", "收件人看到的邮箱"),
        Part("user", "登录名", "一般就是发件人地址；不需登录的留空", is_required=False),
        Part("password", "密码或授权码", "多数邮箱须另设授权码", is_secret=True, is_required=False),
    ),
    ChannelKind.SMS: (
        Part("url", "网关地址", "短信服务商给出的 https 地址"),
        Part("phone_field", "手机号字段名", default="mobile"),
        Part("text_field", "内容字段名", default="content"),
        Part("token", "令牌", "放在 Authorization 头中", is_secret=True, is_required=False),
    ),
    ChannelKind.WECOM: (Part("key", "机器人 key", "群机器人地址中 key= 之后的部分", is_secret=True),),
    ChannelKind.DINGTALK: (
        Part("token", "access_token", "机器人地址中 access_token= 之后的部分", is_secret=True),
        Part("secret", "加签密钥", "安全设置选“加签”时以 SEC 开头的一串", is_secret=True, is_required=False),
    ),
    ChannelKind.FEISHU: (Part("token", "机器人 token", "机器人地址最后一段", is_secret=True),),
    ChannelKind.WEBHOOK: (
        Part("url", "回调地址", "收到一个 JSON：title、message"),
        Part("token", "令牌", "放在 Authorization 头中", is_secret=True, is_required=False),
    ),
}
HOSTS = {
    ChannelKind.WECOM: "qyapi.weixin.qq.com",
    ChannelKind.DINGTALK: "oapi.dingtalk.com",
    ChannelKind.FEISHU: "open.feishu.cn",
}
TOKEN = re.compile(r"[A-Za-z0-9_-]+")


def checked(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values of a kind, trimmed, each known to be of its form.

    Raises:
        Invalid: with ``code`` the name of the part that is missing or wrong.
    """
    found = {part.name: values.get(part.name, "").strip() or part.default for part in PARTS[ChannelKind(kind)]}
    for part in PARTS[ChannelKind(kind)]:
        if part.is_required and not found[part.name]:
            raise Invalid(f"请填写{part.label}。", code=part.name)
        if part.choices and found[part.name] not in dict(part.choices):
            raise Invalid(f"{part.label}请从列出的选项中选择。", code=part.name)
    _check_forms(ChannelKind(kind), found)
    return found


def _check_forms(kind: ChannelKind, found: dict[str, str]) -> None:
    if "port" in found and not (found["port"].isdecimal() and 0 < int(found["port"]) < 65536):
        raise Invalid("端口是 1 至 65535 的数字。", code="port")
    if "sender" in found and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", found["sender"]):
        raise Invalid("发件人地址不是电子邮箱。", code="sender")
    if "url" in found and (
        urlsplit(found["url"]).scheme not in ("http", "https") or not urlsplit(found["url"]).hostname
    ):
        raise Invalid("地址须以 https:// 或 http:// 开头。", code="url")
    for name in ("key", "token", "secret"):
        if kind in HOSTS and found.get(name) and not TOKEN.fullmatch(found[name]):
            raise Invalid("只填等号后的一串字母和数字，不要整条地址。", code=name)


def host_of(kind: str, values: Mapping[str, str]) -> str:
    return HOSTS.get(ChannelKind(kind)) or values.get("host") or urlsplit(values.get("url", "")).hostname or ""


def check_host(host: str) -> None:
    """The host is on the public network, or one that the operator has allowed (``PORTAL_CHANNEL_HOSTS``).

    Raises:
        Invalid: it cannot be found, or it is inside: an office must not reach the servers beside the portal.
    """
    if host in settings.PORTAL_CHANNEL_HOSTS:
        return
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError as error:
        raise Invalid(f"找不到服务器“{host}”，请核对地址。", code="unknown_host") from error
    for address in found:
        if not ipaddress.ip_address(str(address).split("%")[0]).is_global:
            raise Invalid(
                f"“{host}”在内部网络，不能使用；确需使用的，请系统管理员将其列入 PORTAL_CHANNEL_HOSTS。",
                code="private_host",
            )


def shown(kind: str, values: Mapping[str, str]) -> str:
    """What pages show of an address: the host, never a secret."""
    if kind == ChannelKind.EMAIL:
        return f"{values['sender']}，{values['host']}:{values['port']}"
    secret = values.get("key") or values.get("token") or ""
    tail = f" …{secret[-4:]}" if len(secret) > 8 and ChannelKind(kind) in HOSTS else ""
    return f"{host_of(kind, values)}{tail}"[:120]


def send(kind: str, values: Mapping[str, str], *, to: str, title: str, body: str) -> str:
    """Send one message; "" when the service took it, else what it said, without secrets.

    Args:
        to: mailbox or telephone number of a person; empty for groups and programs.
    """
    try:
        check_host(host_of(kind, values))
    except Invalid as error:
        return error.message
    service = apprise.Apprise.instantiate({**_address(ChannelKind(kind), values, to), "cto": CONNECT, "rto": ANSWER})
    if service is None:
        return "没有送达：地址不完整，请核对设置。"
    outlet = apprise.Apprise()
    outlet.add(service)
    with apprise.LogCapture(level=logging.DEBUG) as heard:
        if outlet.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT):
            return ""
        return _said(heard.getvalue(), [*values.values(), to])


def _address(kind: ChannelKind, values: Mapping[str, str], to: str) -> dict[str, Any]:
    if kind == ChannelKind.EMAIL:
        return {
            "schema": "mailto",
            "host": values["host"],
            "smtp_host": values["host"],
            "port": int(values["port"]),
            "user": values["user"] or None,
            "password": values["password"] or None,
            "from_addr": values["sender"],
            "secure_mode": values["security"],
            "targets": [to],
            "format": "text",
        }
    if kind == ChannelKind.WECOM:
        return {"schema": "wecombot", "key": values["key"]}
    if kind == ChannelKind.DINGTALK:
        return {"schema": "dingtalk", "token": values["token"], "secret": values["secret"] or None}
    if kind == ChannelKind.FEISHU:
        return {"schema": "feishu", "token": values["token"]}
    payload = {values["text_field"]: "message", values["phone_field"]: to} if kind == ChannelKind.SMS else {}
    return _post(values, payload)


def _post(values: Mapping[str, str], payload: Mapping[str, str]) -> dict[str, Any]:
    url = urlsplit(values["url"])
    text_field = next((name for name, value in payload.items() if value == "message"), "")
    extras = {name: value for name, value in payload.items() if name != text_field}
    return {
        "schema": "jsons" if url.scheme == "https" else "json",
        "host": url.hostname,
        "port": url.port,
        "fullpath": url.path or "/",
        "method": "POST",
        "params": dict(pair.split("=", 1) for pair in url.query.split("&") if "=" in pair),
        "payload": {
            **extras,
            **({"message": text_field, "title": "", "type": "", "version": ""} if text_field else {}),
        },
        "headers": {"Authorization": values["token"]} if values["token"] else {},
    }


def _said(heard: str, secrets: list[str]) -> str:
    lines = [STAMP.sub("", line).strip() for line in heard.splitlines()]
    telling = [line for line in lines if TELLING.search(line) and not line.startswith(("Loading", "Notifying"))]
    words = "；".join(telling[-3:]) or "服务没有应答"
    for secret in sorted((each for each in secrets if len(each) > 5), key=len, reverse=True):
        words = words.replace(secret, "…")
    return f"没有送达：{words}"[:LONGEST_ERROR]
