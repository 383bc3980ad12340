"""The options about models, shared by the commands that may ask one."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segreport.errors import SegreportError

if TYPE_CHECKING:
    from segreport.llm import Sent
    from segreport.writing import Model

ModelName = Annotated[
    str | None,
    typer.Option(
        "--model", metavar="NAME", help="撰写用的模型；也可设 SEGREPORT_MODEL 或 segreport.toml。"
    ),
]
Provider = Annotated[
    str | None,
    typer.Option(
        "--provider",
        metavar="NAME",
        help="服务商：openai、deepseek、qwen、glm、kimi、ollama、vllm。",
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="任何兼容 OpenAI 协议的接口地址。"),
]
Concurrency = Annotated[
    int | None, typer.Option("--concurrency", metavar="N", help="同时询问几个群组，默认 4。")
]
MinCell = Annotated[
    int | None,
    typer.Option(
        "--min-cell", metavar="N", help="少于 N 位客户的群组不发送，由规则撰写。默认 10，只能调高。"
    ),
]
Prompts = Annotated[
    Path | None,
    typer.Option("--prompts", metavar="DIR", help="自己的提示词目录，其中同名的文件优先。"),
]
Replay = Annotated[
    bool, typer.Option("--replay", help="只用运行目录里记录的回答，不联网，不花钱。")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="打印将要发送的全部内容，什么也不发送，什么也不写。")
]
Offline = Annotated[bool, typer.Option("--offline", help="不用模型，全部由规则撰写。")]


def choose(
    given: Mapping[str, object],
    *,
    offline: bool = False,
    replay: bool = False,
    keyless: bool = False,
) -> Model | None:
    """The model that the options, the environment and the settings file ask for."""
    if offline:
        return None
    from segreport.settings import read_settings
    from segreport.writing import choose_model

    settings = read_settings(given, os.environ, Path())
    return choose_model(settings, replay=replay, keyless=keyless)


def need(model: Model | None) -> Model:
    """The model. Raises SegreportError where none is configured."""
    if model is None:
        raise SegreportError(
            "没有设置模型。请用 --model 和 --provider 指定，"
            "如 --model deepseek-flash --provider deepseek。"
        )
    return model


def print_requests(requests: tuple[Sent, ...]) -> None:
    """Requests as they stand on the wire, the body to the byte."""
    out = sys.stdout.buffer
    for sent in requests:
        head = "".join(f"{name}: {value}\n" for name, value in sent.headers)
        out.write(f"{sent.method} {sent.url}\n{head}\n".encode())
        out.write(sent.body + b"\n\n")
    out.flush()
    typer.echo(
        f"以上 {len(requests)} 个请求没有发送。修改稿的请求取决于回答，要到运行时才有；"
        "其中只会多出模型自己写的话和核对的结果。",
        err=True,
    )
