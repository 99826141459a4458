#!/usr/bin/env python3
"""The one command a person needs: prepares the environment, starts what is needed, runs Django's command."""

import os
import sys
import warnings

from campaign_portal import bootstrap

# Commands that start their own servers, or need none.
WITHOUT_SERVERS = frozenset(
    "help version check makemigrations makemessages compilemessages startapp startproject collectstatic findstatic "
    "diffsettings demo test".split()
)


def settings_module(command: str) -> str:
    """The settings a command runs under unless DJANGO_SETTINGS_MODULE names others."""
    return f"campaign_portal.settings.{command if command in ('demo', 'test') else 'development'}"


def main() -> None:
    """Run the command of sys.argv."""
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "help")
    bootstrap.ensure_environment(command)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module(command))
    from django.core.management import execute_from_command_line

    if command in WITHOUT_SERVERS or {"-h", "--help", "--version"} & set(sys.argv):
        # The history check of makemigrations is a courtesy that needs a running database.
        warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
        execute_from_command_line(sys.argv)
        return
    from campaign_portal import embedded

    try:
        with embedded.running(embedded.cluster_for(os.environ["DJANGO_SETTINGS_MODULE"])):
            execute_from_command_line(sys.argv)
    except embedded.EmbeddedError as error:
        bootstrap.refuse(str(error))


if __name__ == "__main__":
    main()
