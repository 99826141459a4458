"""A person's dates for calendars: read by whoever holds the secret address."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .. import documents, queries, services


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar as text/calendar; an unknown, ended or revoked address is a 404 like any other."""
    found = queries.feed_by(token)
    if found is None:
        raise Http404
    services.note_feed_read(feed=found)
    answer = HttpResponse(documents.calendar_of(found.user), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="portal.ics"'
    answer["Cache-Control"] = "private, max-age=900"
    return answer
