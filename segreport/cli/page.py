"""The commands of the review page. The server is imported only inside them."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from segreport.cli.chinese import ChineseCommand
from segreport.errors import SegreportError

Host = Annotated[
    str, typer.Option("--host", metavar="ADDRESS", help="在哪个地址上监听；默认只有本机能打开。")
]
Port = Annotated[
    int,
    typer.Option("--port", metavar="N", min=0, max=65535, help="端口；默认由系统挑一个空闲的。"),
]
Url = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="多人共用时，代理对外的 https 地址。"),
]
Users = Annotated[
    Path | None,
    typer.Option("--users", metavar="FILE", help="审核人文件：凭姓名和密码登录，不用链接。"),
]
Reviewers = Annotated[
    int | None,
    typer.Option("--reviewers", metavar="N", help="每一处须有几位不同的人批准；定了不能再减。"),
]
Reviewer = Annotated[
    str | None, typer.Option("--reviewer", metavar="NAME", help="审核人的姓名，进入时还可以改。")
]


def add_commands(app: typer.Typer) -> None:
    """Put the commands of this module on the program."""
    app.command(cls=ChineseCommand, help="打开审核页：逐句批准、改写或否决。")(review)
    app.command("add-reviewer", cls=ChineseCommand, help="把一位审核人加进审核人文件，或改密码。")(
        add_reviewer
    )


def review(  # noqa: PLR0913, PLR0917  # a command's parameters are its options
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="运行目录。")],
    host: Host = "127.0.0.1",
    port: Port = 0,
    url: Url = None,
    users: Users = None,
    reviewers: Reviewers = None,
    reviewer: Reviewer = None,
) -> int:
    """The review page, until Ctrl-C."""
    from segreport.web.opening import open_page
    from segreport.web.serving import Place

    place = Place(host, port, url, users)
    open_page(folder, place, reviewers, reviewer or _login(), typer.echo)
    return 0


def _login() -> str:
    """The name this machine knows its user by; empty where it knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def add_reviewer(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="审核人文件；没有就新建。")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="审核人的姓名。")],
) -> int:
    """A reviewer and a password, typed twice or given on standard input."""
    import sys

    from segreport.web.users import check_name, hash_password, save_user

    check_name(name)
    if sys.stdin.isatty():
        password = getpass.getpass("密码：")
        if getpass.getpass("再输一遍：") != password:
            raise SegreportError("两遍密码不一样，没有改动。")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    save_user(file, hash_password(name, password))
    typer.echo(f"已写入 {file}：{name}")
    return 0
