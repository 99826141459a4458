"""Sessions end after a time without requests."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class IdleSessionMiddleware:
    """Moves a session's end forward while it is used, at most once in a sixtieth of the idle time.

    SESSION_SAVE_EVERY_REQUEST would do it with a write on every page.
    """

    key = "_seen"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if session.accessed and session.session_key and not session.is_empty():
            now = int(time.time())
            if now >= session.get(self.key, 0) + settings.SESSION_COOKIE_AGE // 60:
                session[self.key] = now
        return response
