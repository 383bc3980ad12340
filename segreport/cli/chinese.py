"""Typer in Chinese: help pages and usage errors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

_HELP_WORDS = (
    ("Usage: ", "用法："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]..."),
    ("\nArguments:", "\n参数："),
    ("\nOptions:", "\n选项："),
    ("\nCommands:", "\n命令："),
    ("[required]", "[必填]"),
    ("[default: ", "[默认："),
)

_USAGE_ERRORS = (
    (r"Missing argument '?(?P<x>[^']+?)'?\.?$", "缺少参数 {x}。"),
    (r"Missing option '?(?P<x>[^']+?)'?\.?$", "缺少选项 {x}。"),
    (r"Missing command\.$", "缺少命令。"),
    (
        r"No such option: (?P<x>\S+)(?: \(Possible options: (?P<y>.+)\))?",
        "没有选项 {x}。",
    ),
    (r"No such command '(?P<x>[^']+)'", "没有命令 {x}。"),
    (r"Got unexpected extra argument\S* \((?P<x>.+)\)", "多余的参数：{x}。"),
    (r"Option '?(?P<x>\S+?)'? requires (?:an argument|\d+ arguments)", "选项 {x} 后面要写一个值。"),
    (
        r"Invalid value for '?(?P<x>.+?)'?: Input should be a valid integer",
        "{x} 应为整数。",
    ),
    (r"Invalid value for '?(?P<x>.+?)'?: (?P<y>.+)", "{x} 的值不对：{y}"),
)


class _ChineseHelp:
    """Mixed into Typer's commands: the fixed English words of a help page in Chinese."""

    def get_help(self, ctx: Any) -> str:
        text: str = super().get_help(ctx)  # type: ignore[misc]  # of the Typer class mixed with
        for english, chinese in _HELP_WORDS:
            text = text.replace(english, chinese)
        return re.sub(r" <\S+>(?=  )", "", text)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]  # of the Typer class mixed with
        if option is not None:
            option.help = "显示帮助后退出。"
        return option


class ChineseCommand(_ChineseHelp, TyperCommand):
    """A command whose help page is Chinese."""


class ChineseGroup(_ChineseHelp, TyperGroup):
    """The program, whose help page is Chinese."""


def explain_usage(error: TyperException, commands: Sequence[str]) -> str:
    """A usage error as one Chinese sentence; `commands` are those that there are."""
    message = error.format_message()
    for pattern, sentence in _USAGE_ERRORS:
        match = re.match(pattern, message)
        if match:
            found = {name: text for name, text in match.groupdict().items() if text}
            near = found.get("y") if "{y}" not in sentence else None
            if message.startswith("No such command"):
                near = next(iter(get_close_matches(found["x"], commands, 1)), None)
            return sentence.format(**found) + (f"是不是想写 {near}？" if near else "")
    return f"命令写得不对：{message}"
