"""The commands of a review: who decides what, how far it is, and the way through Excel."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from segreport.cli.chinese import ChineseCommand
from segreport.cli.commands import AsJson, Folder, app
from segreport.errors import SegreportError

Label = Annotated[str, typer.Argument(metavar="SEGMENT", help="群组编号。")]
Parts = Annotated[
    list[str] | None,
    typer.Option(
        "--part",
        metavar="PLACE",
        help="哪一处，如 name、trait/资产、summary、marketing/1，可以写多次；不给就是整个群组。",
    ),
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由，会印在报告里。")]
Reviewer = Annotated[str, typer.Option("--reviewer", metavar="NAME", help="审核人姓名。")]
Reviewers = Annotated[
    int | None,
    typer.Option("--reviewers", metavar="N", help="每处须几个不同的人批准；定了只能加，不能减。"),
]
SeenUpTo = Annotated[
    int | None,
    typer.Option("--seen", metavar="N", help="您看到的记录条数（status 有）；之后有人动过就不记。"),
]


@app.command(cls=ChineseCommand, help="批准一个群组的文字：不带 --part 时批准其中所有待审的。")
def approve(
    folder: Folder,
    segment: Label,
    reviewer: Reviewer,
    part: Parts = None,
    reason: Reason = "",
    reviewers: Reviewers = None,
    seen: SeenUpTo = None,
) -> int:
    """Parts of a segment approved."""
    from segreport.cli import deciding

    wanted = deciding.Wanted("approve", segment, part, reviewer, reason, seen=seen)
    return deciding.decide(folder, wanted, reviewers)


@app.command(cls=ChineseCommand, help="改写一处并批准：--name 改名称，--part 和 --text 改别处。")
def edit(
    folder: Folder,
    segment: Label,
    reviewer: Reviewer,
    name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help="群组的新名称。")
    ] = None,
    part: Parts = None,
    text: Annotated[str | None, typer.Option("--text", metavar="TEXT", help="新的文字。")] = None,
    reason: Reason = "",
    reviewers: Reviewers = None,
    seen: SeenUpTo = None,
) -> int:
    """A new text for one part."""
    from segreport.cli import deciding

    if (name is None) == (text is None) or (name is None) != bool(part) or len(part or []) > 1:
        raise SegreportError("改名称用 --name 新名称；改别处用 --part 位置 --text 新的文字。")
    wanted = deciding.Wanted(
        "edit", segment, part or ["name"], reviewer, reason, name or text or "", seen
    )
    return deciding.decide(folder, wanted, reviewers)


@app.command(cls=ChineseCommand, help="否决一处或整个群组，须写理由；理由会告诉下一稿的撰写者。")
def reject(
    folder: Folder,
    segment: Label,
    reviewer: Reviewer,
    part: Parts = None,
    reason: Reason = "",
    reviewers: Reviewers = None,
    seen: SeenUpTo = None,
) -> int:
    """Parts of a segment rejected."""
    from segreport.cli import deciding

    wanted = deciding.Wanted("reject", segment, part, reviewer, reason, seen=seen)
    return deciding.decide(folder, wanted, reviewers)


@app.command(cls=ChineseCommand, help="撤回自己最近一次的决定；不带 --part 时群组里每处各撤一次。")
def undo(
    folder: Folder,
    segment: Label,
    reviewer: Reviewer,
    part: Parts = None,
    reason: Reason = "",
    seen: SeenUpTo = None,
) -> int:
    """One's own last decisions taken back."""
    from segreport.cli import deciding

    wanted = deciding.Wanted("undo", segment, part, reviewer, reason, seen=seen)
    return deciding.decide(folder, wanted, None)


@app.command(cls=ChineseCommand, help="审核进度：谁决定了什么，还差什么，什么失效了、为什么。")
def status(
    folder: Folder,
    as_json: AsJson = False,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="验证审核记录：链有没有断，报告印着的末条还在不在。"),
    ] = False,
    head: Annotated[
        str,
        typer.Option("--head", metavar="HASH", help="再验证链里有没有这一条，如存档报告印着的。"),
    ] = "",
) -> int:
    """How far a review is."""
    from segreport.cli import progress

    return progress.print_status(folder, as_json=as_json, verify=verify, head=head)


@app.command(cls=ChineseCommand, help="打开审核页：逐句批准、改写或否决；--cli 在终端里审核。")
def review(
    folder: Folder,
    in_terminal: Annotated[bool, typer.Option("--cli", help="在终端里审核，只用键盘。")] = False,
    reviewer: Annotated[
        str, typer.Option("--reviewer", metavar="NAME", help="审核人姓名；不给就问。")
    ] = "",
    reviewers: Reviewers = None,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="在哪个地址上监听，默认只有本机能开。")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option("--port", metavar="N", min=0, max=65535, help="端口，默认由系统挑空闲的。"),
    ] = 0,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="多人共用时，TLS 代理对外的 https 地址。"),
    ] = None,
    users: Annotated[
        Path | None,
        typer.Option("--users", metavar="FILE", help="审核人文件：凭姓名和密码登录，不用链接。"),
    ] = None,
) -> int:
    """The review, part by part."""
    if in_terminal:
        from segreport.cli import asking

        return asking.review_in_terminal(folder, reviewer, reviewers)
    from segreport.web.opening import open_page
    from segreport.web.serving import Place

    open_page(folder, Place(host, port, url, users), reviewers, reviewer, typer.echo)
    return 0


@app.command("add-reviewer", cls=ChineseCommand, help="把一位审核人加进审核人文件，或改密码。")
def add_reviewer(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="审核人文件；没有就新建。")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="审核人的姓名。")],
) -> int:
    """A reviewer and a password."""
    from segreport.cli import asking
    from segreport.web.users import check_name, hash_password, save_user

    check_name(name)
    save_user(file, hash_password(name, asking.ask_password()))
    typer.echo(f"已写入 {file}：{name}")
    return 0


@app.command("export-review", cls=ChineseCommand, help="把待审的内容导出成 Excel 审核表。")
def export_review(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="审核表。")],
) -> int:
    """The parts as a workbook to fill in."""
    from segreport import store
    from segreport.cli import output
    from segreport.reviewing.workbook import write_workbook

    store.write_file(file, write_workbook(folder))
    output.say_written(file)
    return 0


@app.command("import-review", cls=ChineseCommand, help="读回填好的 Excel 审核表，逐行记下决定。")
def import_review(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="填好的审核表。")],
    reviewer: Reviewer,
    reviewers: Reviewers = None,
) -> int:
    """The decisions of a workbook."""
    from segreport.cli import deciding

    return deciding.import_workbook(folder, file, reviewer, reviewers)
