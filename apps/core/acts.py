"""An act by one button: what happened, or why it did not, is said where the person stands."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .exceptions import PortalError


def done(request: HttpRequest, to: str, words: str | Callable[[Any], str], act: Callable[[], Any]) -> HttpResponse:
    """Do one act and go to a page that tells it.

    Args:
        to: the address of that page, the same whether it was done or refused.
        words: the sentence, or what makes it of the act's result.
    """
    try:
        found = act()
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words if isinstance(words, str) else words(found))
    return redirect(to)
