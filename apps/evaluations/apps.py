from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "apps.evaluations"
    verbose_name = "评定"

    def ready(self) -> None:
        from apps.campaigns.registries import result_readers
        from apps.core.registries import file_readers
        from apps.reminders.registries import providers, rule_kinds

        from . import reminders
        from .queries.results import yearly_results
        from .receivers import reads_file

        file_readers.register(reads_file)
        result_readers.register(yearly_results)
        for provider in reminders.PROVIDERS:
            providers.register(provider)
        for kind in reminders.KINDS:
            rule_kinds.register(kind)
