"""主题与载体: what the plans suggest to each sector, beside the standard that the themes are held against."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import BUSINESS_ROLES
from apps.organizations.access import role_required
from apps.organizations.choices import Sector
from apps.organizations.queries import own_organizations

from ..forms import SectorFilter
from ..models import StandardVersion
from ..queries import published_version
from ..themes import ThemeGuide, sector_guides

#: The gate that the six themes are held against, and the gate of every brand.
STANDARDS = ("theme_brands", "si_you_yi_hao")


@require_safe
@role_required(*BUSINESS_ROLES)
def show_themes(request: HttpRequest) -> HttpResponse:
    """Themes, carriers and posts by sector; a secretary's own sector first."""
    form = SectorFilter(request.GET)
    sector = form.cleaned_data["sector"] if form.is_valid() else ""
    mine = own_organizations(request.user)
    own = [organization.sector for organization in mine]
    guides = [guide for code, guide in sector_guides().items() if sector in ("", code)]
    guides.sort(key=lambda guide: guide.theme not in own)
    gate, brand = (published_version(code) for code in STANDARDS)
    context = {
        "form": form,
        "guides": [_entry(guide, own, gate, brand) for guide in guides],
        "posts_url": reverse("organizations:posts", args=[mine[0].pk]) if mine else "",
    }
    return render(request, "standards/themes.html", context)


def _entry(
    guide: ThemeGuide, own: list[str], gate: StandardVersion | None, brand: StandardVersion | None
) -> dict[str, Any]:
    """One sector: its guide, the clauses it is held against, and how it goes about 四有一好."""
    page = reverse("standards:detail", args=[gate.pk]) if gate is not None and guide.is_theme else ""
    return {
        "guide": guide,
        "sector": Sector(guide.theme).label,
        "is_own": guide.theme in own,
        "standard_url": f"{page}?sector={guide.theme}" if page else "",
        "advice": brand.guidance_for(guide.theme) if brand is not None else "",
    }
