from __future__ import annotations

import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from campaign_portal.sessions import IdleSessionMiddleware


def visit(session: SessionStore, *, look: bool = True) -> bool:
    """Whether a request moves the session's end forward."""
    request = RequestFactory().get("/")
    request.session = session
    session.modified = False
    session.accessed = look
    IdleSessionMiddleware(lambda request: HttpResponse("ok"))(request)
    return session.modified


@pytest.fixture
def session(db: None) -> SessionStore:
    session = SessionStore()
    session["user"] = 1
    session.create()
    session["user"] = 1
    session.save()
    return session


def test_use_moves_the_end_forward_now_and_then(session, settings) -> None:
    assert visit(session)
    assert not visit(session)
    session["_seen"] = int(time.time()) - settings.SESSION_COOKIE_AGE // 60
    assert visit(session)


def test_page_that_does_not_look_at_the_session_leaves_it(session) -> None:
    assert not visit(session, look=False)


def test_empty_session_is_not_made(db) -> None:
    assert not visit(SessionStore())
