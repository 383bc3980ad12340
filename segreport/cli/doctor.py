"""`segreport doctor`: key, address, model, JSON mode, encoding, fonts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from segreport.cli.output import console
from segreport.errors import SegreportError
from segreport.models import Frozen
from segreport.settings import (
    Endpoint,
    Settings,
    find_endpoint,
    read_keyring,
    read_settings,
)

_MODES = {
    "json_schema": "按 JSON Schema 输出",
    "json_object": "输出 JSON",
    "text": "不支持 JSON 模式，从文字中取出",
}
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts",
                 "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts")  # fmt: skip
_FONTS = ("cjk", "sourcehan", "wqy", "msyh", "simhei", "simsun", "pingfang", "heiti", "songti",
          "droidsansfallback", "notosanssc", "notoserifsc", "arphic", "ukai", "uming")  # fmt: skip
_PROBE = 30.0
"""Seconds that the one question may take."""


@dataclass(frozen=True, slots=True)
class Health:
    """One thing that was looked at."""

    what: str
    fine: bool
    says: str
    """What was found; where it is not fine, what to do."""


class _Hello(Frozen):
    """The answer to the one question."""

    ok: bool


def print_health(given: Mapping[str, object]) -> int:
    """Look at everything and print a line each; 0 where all is well, else 1."""
    screen = console()
    fine = True
    for health in _examine(given):
        fine = fine and health.fine
        mark = "✓" if health.fine else "✗"
        screen.print(f"{mark} {health.what}：{health.says}", markup=False)
    return 0 if fine else 1


def _examine(given: Mapping[str, object]) -> Iterator[Health]:
    yield _encoding()
    yield _fonts()
    try:
        settings = read_settings(given, os.environ, Path())
    except SegreportError as error:
        yield Health("设置", False, str(error))
        return
    if not settings.model:
        yield Health("模型", True, "没有设置模型，报告全部由规则撰写。要用模型请加 --model。")
        return
    try:
        endpoint = find_endpoint(settings, os.environ, vault=read_keyring)
    except SegreportError as error:
        yield Health("接口", False, str(error))
        return
    yield Health("接口", True, f"{endpoint.provider}，{endpoint.base_url}")
    yield Health("密钥", True, "已找到" if endpoint.key else "本机接口，不需要")
    yield _ask(endpoint, settings)


def _ask(endpoint: Endpoint, settings: Settings) -> Health:
    """One small question, paid for like any other."""
    from segreport.llm import connect

    quick = settings.model_copy(update={"call_seconds": min(_PROBE, settings.call_seconds)})
    question = {"role": "user", "content": '请只输出这个 json：{"ok": true}'}
    try:
        with connect(endpoint, quick) as complete:
            reply = complete((question,), _Hello, ())
    except SegreportError as error:
        return Health("模型", False, f"{endpoint.model} 没有回答。{error}")
    return Health("模型", True, f"{endpoint.model} 已回答，{_MODES[reply.mode]}")


def _encoding() -> Health:
    name = (sys.stdout.encoding or "").lower().replace("-", "")
    if name in ("utf8", "gbk", "gb18030", "cp936"):
        return Health("终端编码", True, name)
    return Health("终端编码", False, f"{name or '未知'}，中文可能乱码。请设 PYTHONUTF8=1 后重试。")


def _fonts() -> Health:
    """Whether charts and pages can show Chinese on this machine."""
    for folder in _FONT_FOLDERS:
        for path in Path(folder).expanduser().rglob("*"):
            if any(font in path.name.lower() for font in _FONTS):
                return Health("中文字体", True, path.name)
    return Health(
        "中文字体", False, "本机没有找到，网页和图表的文字可能是方框。请安装思源黑体等中文字体。"
    )
