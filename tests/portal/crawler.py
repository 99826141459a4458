"""Follows every link of the portal as one person and says what is wrong with the pages."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

HOST = "http://testserver"
#: How often a pattern is fetched at most, unless few others are left.
EACH, MOST = 3, 250
#: Addresses that end the session or belong to the browser.
LEAVE = ("/accounts/logout/", "/static/", "/media/")
INVISIBLE = {"script", "style", "template", "svg", "code", "kbd", "samp"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
#: Three Latin words in a row make a sentence; names that people know as they are do not.
ENGLISH = re.compile(r"[A-Za-z][a-z]+(?:[ ,;:]+[A-Za-z][a-z']+){2,}")
KNOWN = ()
LEFTOVERS = re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|\{\{|\{%|Undefined|object at 0x")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Reader(HTMLParser):
    """The visible text, the title and the addresses of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.title = ""
        self.rows = 0
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tr" or "data-row" in given:
            self.rows += 1
        for name in ("title", "aria-label", "placeholder", "alt"):
            if given.get(name):
                self.texts.append(str(given[name]))
        if tag == "a" and given.get("href") and "download" not in given:
            self.links.append(str(given["href"]))
        if tag in ("img", "iframe") and given.get("src"):
            self.links.append(str(given["src"]))
        if tag == "form" and (given.get("method") or "get").lower() == "get" and given.get("action"):
            self.links.append(str(given["action"]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "svg" not in self._open:
            self.title += data
        elif data.strip() and not INVISIBLE.intersection(self._open):
            self.texts.append(data.strip())


@dataclass
class Crawl:
    """One person's walk. ``complaints`` are sentences; ``pages`` the patterns seen, ``rows`` table rows by pattern."""

    client: Client
    complaints: list[str] = field(default_factory=list)
    pages: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    _queue: deque[tuple[str, str]] = field(default_factory=deque)
    _seen: set[str] = field(default_factory=set)

    def run(self, start: str = "/") -> Crawl:
        self._add(start, "")
        while self._queue and sum(self.pages.values()) < MOST:
            address, origin = self._queue.popleft()
            pattern = _pattern(address)
            if pattern is None:
                self.complaints.append(f"{origin}: dead link {address}")
            elif self.pages[_kind(address, pattern)] < EACH:
                self.pages[_kind(address, pattern)] += 1
                self._visit(address, origin, pattern)
        return self

    def _add(self, address: str, origin: str) -> None:
        parts = urlsplit(urljoin(HOST + (origin or "/"), address))
        if f"{parts.scheme}://{parts.netloc}" != HOST or parts.path.startswith(LEAVE):
            return
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        if target not in self._seen:
            self._seen.add(target)
            self._queue.append((target, origin))

    def _visit(self, address: str, origin: str, pattern: str) -> None:
        answer = self.client.get(address)
        if answer.status_code in (301, 302):
            self._add(answer["Location"], address)
            return
        if answer.status_code != 200:
            self.complaints.append(f"{origin} → {address}: {answer.status_code}")
            return
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            self._read(address, pattern, answer.content.decode())
        else:
            b"".join(answer.streaming_content) if answer.streaming else answer.content

    def _read(self, address: str, pattern: str, html: str) -> None:
        reader = Reader()
        reader.feed(html)
        if "<html" in html and not CHINESE.search(reader.title):
            self.complaints.append(f"{address}: title {reader.title.strip()!r}")
        for text in reader.texts:
            for found in (ENGLISH.search(text), LEFTOVERS.search(text)):
                if found and not any(name in text for name in KNOWN):
                    self.complaints.append(f"{address}: {text[:120]!r}")
        self.rows[pattern] += reader.rows
        for link in reader.links:
            if not link.startswith(("#", "mailto:", "tel:", "data:", "blob:")):
                self._add(link, urlsplit(address).path)


def _pattern(address: str) -> str | None:
    try:
        return resolve(urlsplit(address).path).view_name or "unnamed"
    except Resolver404:
        return None


def _kind(address: str, pattern: str) -> str:
    """The same page with other filters counts apart, by their names."""
    names = sorted({name for name, _ in parse_qsl(urlsplit(address).query, keep_blank_values=True)})
    return f"{pattern}?{'&'.join(names)}" if names else pattern
