"""Icons of the sprite as markup; a page draws dozens of a few."""

from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .contracts import known_icon


def icon_markup(name: str, label: str = "") -> SafeString:
    """An icon; with ``label`` it speaks, without it is decoration."""
    return _drawn(name, label, settings.STORAGES["staticfiles"]["BACKEND"])


@lru_cache(maxsize=500)
def _drawn(name: str, label: str, _storage: str) -> SafeString:
    url = f"{static('img/icons.svg')}#{known_icon(name)}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, url)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', url)
