"""The options that commands share: where the customers are, and which model may be asked."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from segreport.errors import SegreportError

if TYPE_CHECKING:
    from segreport.customers import Database, Reading
    from segreport.llm import Sent
    from segreport.writing import Model

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="FILE",
        help="客户文件：CSV、Excel、ODS 或 Parquet；多个文件按客户号合并。",
        show_default=False,
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="URL",
        help="不读文件，读数据库：sqlite:///文件名、postgresql://用户:密码@主机/库 或 mysql://…。",
    ),
]
Table = Annotated[str | None, typer.Option("--table", metavar="T", help="--from 里的哪张表。")]
Query = Annotated[
    str | None, typer.Option("--query", metavar="SQL", help="代替 --table：查出客户的 SELECT。")
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", help="CSV 的编码，如 gb18030、big5；不给就自己判断。"
    ),
]
Sheet = Annotated[
    str | None,
    typer.Option("--sheet", metavar="NAME", help="读工作簿的哪张表；不给就读最大的一张。"),
]
Month = Annotated[
    str | None,
    typer.Option(
        "--month", metavar="2024-03|mean", help="按月的表用哪个月，或各月平均；默认最近一个月。"
    ),
]
Memory = Annotated[
    str | None,
    typer.Option(
        "--memory",
        metavar="SIZE",
        help="最多用多少内存，如 2GB、500MB；放不下的客户留在原处计算。默认空闲内存的一半。",
    ),
]
WriteTo = Annotated[
    str | None,
    typer.Option(
        "--write-to",
        metavar="TARGET",
        help="把每位客户的群组另写一份：.csv 或 .parquet 文件，或 --from 数据库里的新表。",
    ),
]
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


def read_size(text: str | None) -> int | None:
    """Bytes of '2GB', '500 mb' or '1000000'. Raises SegreportError for anything else."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    if match is None:
        raise SegreportError(f"--memory 应写成 2GB、500MB 的样子，写的是“{text}”。")
    power = " KMGT".index(match[2].upper() or " ")
    return int(float(match[1]) * 1000**power)


def reading(encoding: str | None, sheet: str | None, month: str | None) -> Reading:
    """How the user wants the customers read."""
    from segreport.customers import Reading

    return Reading(encoding, sheet, month)


def check_target(target: str | None, database: Database | None) -> None:
    """Raise SegreportError for a target of --write-to that customers in files cannot go to."""
    if target is None or database is not None:
        return
    if Path(target).suffix.lower() not in (".csv", ".parquet"):
        raise SegreportError(f"--write-to 应写成 .csv 或 .parquet 文件，写的是 {target}。")


def find_database(
    files: list[Path] | None, url: str | None, table: str | None, query: str | None
) -> Database | None:
    """Where the customers are in a database; None where they are in files.

    Raises SegreportError where neither or both are said.
    """
    if url is None:
        if table is not None or query is not None:
            raise SegreportError(
                "--table 和 --query 要与 --from 一起用，如 --from sqlite:///bank.db。"
            )
        if not files:
            raise SegreportError(
                "缺少参数 FILE：请给出客户文件，或用 --from 和 --table 指出数据库里的表。"
            )
        return None
    from segreport.customers import Database

    if files:
        raise SegreportError("客户文件和 --from 只能给一个。")
    if (table is None) == (query is None):
        raise SegreportError("--from 要与 --table 或 --query 中的一个一起用。")
    try:
        _ = urlsplit(url).port
    except ValueError:
        raise SegreportError(
            "--from 的地址看不懂。密码里的特殊字符要转写：@ 写成 %40，/ 写成 %2F，# 写成 %23。"
        ) from None
    return Database(url, table, query)


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
