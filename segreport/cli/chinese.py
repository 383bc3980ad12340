"""Typer in Chinese: help pages and usage errors."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

_TITLES = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
}

_USAGE_ERRORS = (
    (r"Missing argument '?(?P<x>[^']+?)'?\.?$", "缺少参数 {x}。"),
    (r"Missing option '?(?P<x>[^']+?)'?\.?$", "缺少选项 {x}。"),
    (r"Missing command\.$", "缺少命令。"),
    (
        r"No such option: (?P<x>\S+)(?: \(Possible options: (?P<y>.+)\))?",
        "没有选项 {x}。",
    ),
    (r"No such command '(?P<x>[^']+)'", "没有命令 {x}。"),
    (r"Got unexpected extra arguments? \((?P<x>.+)\)", "多余的参数：{x}。"),
    (r"Option '?(?P<x>\S+?)'? requires (?:an argument|\d+ arguments)", "选项 {x} 后面要写一个值。"),
    (
        r"Invalid value for (?P<x>.+?): '(?P<y>.*)' is not a valid (?:integer|int).*",
        "{x} 应为整数，写的是“{y}”。",
    ),
    (r"Invalid value for (?P<x>.+?): (?P<y>.+)", "{x} 的值不对：{y}"),
)


class _ChineseHelp:
    """Mixed into Typer's commands: the fixed English words of a help page in Chinese."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]  # of the Typer class mixed with
        return usage.replace("Usage: ", "用法：")

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]  # of the Typer class mixed with
        if option is not None:
            option.help = "显示帮助后退出。"
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        for name, title in _TITLES.items():
            setattr(rich_utils, name, title)
        super().format_help(ctx, formatter)  # type: ignore[misc]  # of the Typer class mixed with


class ChineseCommand(_ChineseHelp, TyperCommand):
    """A command whose help page is Chinese."""


class ChineseGroup(_ChineseHelp, TyperGroup):
    """The program, whose help page is Chinese."""


def explain_usage(error: TyperException) -> str:
    """A usage error as one Chinese sentence."""
    message = error.format_message()
    for pattern, sentence in _USAGE_ERRORS:
        match = re.match(pattern, message)
        if match:
            found = {name: text for name, text in match.groupdict().items() if text}
            near = found.get("y") if "{y}" not in sentence else None
            return sentence.format(**found) + (f"是不是想写 {near}？" if near else "")
    return f"命令写得不对：{message}"
