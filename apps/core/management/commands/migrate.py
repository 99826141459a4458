"""Django's migrate, ten times as fast on an empty database.

For every step Django renders again each model that is related to the changed one, however far: here nearly all,
since everything belongs to an organization and every row has its history. A step of the schema needs the changed
model alone; steps that run Python get a fresh rendering of everything, as Django does for delayed models.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState


@contextmanager
def changed_models_alone() -> Iterator[None]:
    """Within it a step renders the model that it changes and no other."""
    whole = ProjectState.reload_model

    def reload_model(self: Any, app_label: str, model_name: str, delay: bool = False) -> None:
        if "apps" in self.__dict__:
            self.is_delayed = True
            self._reload({(app_label, model_name)})

    ProjectState.reload_model = reload_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.reload_model = whole  # type: ignore[method-assign]


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with changed_models_alone():
            super().handle(*args, **options)
