from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "apps.reminders"
    verbose_name = "提醒"

    def ready(self) -> None:
        from apps.core.registries import inbox_writers, person_figures

        from . import elections, endings
        from .queries import unread_of
        from .registries import providers, rule_kinds
        from .services import notify

        inbox_writers.register(notify)
        person_figures["unread"] = unread_of
        providers.register(endings.due)
        providers.register(elections.due)
        for kind in (*endings.KINDS, *elections.KINDS):
            rule_kinds.register(kind)
