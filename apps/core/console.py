"""Commands whose refusals are Chinese sentences with exit code 2, wrong arguments included."""

import re
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

#: What argparse says, and how people are told.
SENTENCES = (
    (re.compile(r"the following arguments are required: (.+)"), "缺少参数 {0}。"),
    (re.compile(r"unrecognized arguments: (.+)"), "没有参数 {0}。"),
    (re.compile(r"argument ([^:]+): expected .*"), "参数 {0} 后面没有写内容。"),
    (re.compile(r"argument ([^:]+): invalid .* value: '?([^']*)'?"), "参数 {0} 不能写“{1}”。"),
    (re.compile(r"argument ([^:]+): invalid choice: '?([^']*)'? .*"), "参数 {0} 不能写“{1}”。"),
    (re.compile(r"ambiguous option: (\S+) .*"), "参数 {0} 没有写全。"),
)


class SentenceParser(CommandParser):
    """Says in one sentence which argument is wrong, and how the command is called."""

    call = ""

    def error(self, message: str) -> NoReturn:
        said = f"{in_chinese(message)}{self.call}"
        if not self.called_from_command_line:
            raise CommandError(said, returncode=2)
        self.exit(2, f"{said}\n")


class SentenceCommand(BaseCommand):
    """A command with :class:`SentenceParser`.

    ``call`` is one line: how it is called.
    """

    call = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser: Any = super().create_parser(prog_name, subcommand, **kwargs)
        # Django names its parser class nowhere that a command could replace; the attributes are the same.
        parser.__class__ = SentenceParser
        parser.call = f"用法：{self.call}" if self.call else ""
        parser.usage = self.call or None
        return parser  # type: ignore[no-any-return]


def in_chinese(message: str) -> str:
    """The sentence for what argparse has to say."""
    for pattern, sentence in SENTENCES:
        if match := pattern.fullmatch(message):
            return sentence.format(*(part.replace(", ", "、") for part in match.groups()))
    return "参数有误。"
