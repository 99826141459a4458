"""Which providers a test of reminders asks: those of the app that it is about, instead of all thirty every day."""

from apps.reminders.registries import providers


def of(app):
    """The providers that stand in one app."""
    return [provider for provider in providers if provider.__module__.startswith(f"apps.{app}.")]
