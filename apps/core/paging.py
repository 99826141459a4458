"""Long lists a page at a time."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(request: HttpRequest, rows: Any, size: int = PAGE_SIZE, total: int | None = None) -> Page:
    """The page asked for, the nearest one when there is none such.

    Args:
        total: how many rows there are, when the caller has counted them.
    """
    paginator = Paginator(rows, size)
    if total is not None:
        paginator.__dict__["count"] = total  # a cached property: nothing is counted again
    return paginator.get_page(request.GET.get("page"))
