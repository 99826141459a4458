from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "apps.evaluations"
    verbose_name = "评定"

    def ready(self) -> None:
        from apps.core.registries import file_readers

        from .receivers import reads_file

        file_readers.register(reads_file)
