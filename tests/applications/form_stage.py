"""A campaign whose form asks everything, and a draft in it."""

from types import SimpleNamespace
from typing import Any

from apps.applications.models import Application
from apps.applications.parts import PARTS
from apps.applications.services import add_line, check_baseline, name_causes, save_application, save_task
from apps.campaigns.models import Campaign
from apps.core import clock
from tests.applications.factories import APPLICATION_DAY, FIELDS, TASK, make_draft, make_stage

EVERYTHING: dict[str, Any] = {
    **FIELDS,
    "idea": "党建引领",
    "meaning": "先锋在村，服务到家。",
    "creation_form": "departments",
}


def make_full_stage() -> SimpleNamespace:
    """The stage of applications with every part of the form asked."""
    stage = make_stage()
    ask(stage.campaign, *(part.key for part in PARTS))
    return stage


def ask(campaign: Campaign, *parts: str) -> None:
    """Let the form of a campaign ask these parts."""
    campaign.plan["form_parts"] = list(parts)
    campaign.save(update_fields=["plan"])


def fill_everything(stage: SimpleNamespace) -> Application:
    """A draft with everything that every part requires."""
    application = make_draft(stage)
    actor = stage.secretary
    with clock.moved_to(APPLICATION_DAY):
        save_application(actor=actor, application=application, version=1, **EVERYTHING)
        save_task(actor=actor, application=application, **TASK)
        add_line(
            actor=actor, application=application, kind="partner", name="农技站", support="skill", content="驻点指导"
        )
        add_line(actor=actor, application=application, kind="funding", name="标识", amount="1.50", source="dues")
        add_line(actor=actor, application=application, kind="funding", name="器材", amount="0.80", source="own")
        check_baseline(actor=actor, application=application)
        name_causes(actor=actor, application=application, cause="activity")
    application.refresh_from_db()
    return application
