"""The commands. Heavy libraries are imported only inside the command that needs them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from segreport.cli.chinese import ChineseCommand, ChineseGroup
from segreport.cli.options import (
    BaseUrl,
    Concurrency,
    DryRun,
    Encoding,
    Files,
    From,
    Memory,
    MinCell,
    ModelName,
    Month,
    Offline,
    Prompts,
    Provider,
    Query,
    Replay,
    Sheet,
    Table,
    WriteTo,
    check_target,
    choose,
    find_database,
    need,
    print_requests,
    read_size,
    reading,
)
from segreport.errors import SegreportError

if TYPE_CHECKING:
    from segreport.pipeline import Request

app = typer.Typer(
    cls=ChineseGroup,
    help="客户分群报告：从客户表到逐句核对过的中文报告。",
    add_completion=False,
    rich_markup_mode=None,
)

Folder = Annotated[Path, typer.Argument(metavar="RUN", help="运行目录。")]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="DIR", help="运行目录，默认 reports/文件名。")
]
K = Annotated[
    str | None,
    typer.Option("-k", metavar="N|auto", help="群组数；auto 在 2 到 8 之间自动选择。默认 3。"),
]
DictionaryFile = Annotated[
    Path | None,
    typer.Option(
        "--dictionary", metavar="FILE", help="数据字典（YAML）；不给就按列名猜一份，写在报告旁边。"
    ),
]
SegmentColumn = Annotated[
    str | None,
    typer.Option(
        "--segment-column", metavar="COL", help="文件里已有的分群列：不再聚类，只描述这些群组。"
    ),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="随机种子。")]
AsJson = Annotated[bool, typer.Option("--json", help="在标准输出打印 JSON。")]

MOST_SEGMENTS = 50


@app.callback(invoke_without_command=True)
def _program(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="显示版本后退出。")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"segreport {installed('segreport')}")
    elif ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


@app.command(cls=ChineseCommand, help="从客户文件生成完整的中文分群报告。")
def run(
    files: Files = None,
    out: Out = None,
    k: K = None,
    dictionary: DictionaryFile = None,
    segment_column: SegmentColumn = None,
    seed: Seed = 0,
    url: From = None,
    table: Table = None,
    query: Query = None,
    encoding: Encoding = None,
    sheet: Sheet = None,
    month: Month = None,
    memory: Memory = None,
    write_to: WriteTo = None,
    as_json: AsJson = False,
    model: ModelName = None,
    provider: Provider = None,
    base_url: BaseUrl = None,
    concurrency: Concurrency = None,
    min_cell: MinCell = None,
    prompts: Prompts = None,
    replay: Replay = False,
    dry_run: DryRun = False,
    offline: Offline = False,
) -> int:
    """Customer files to the full report."""
    from segreport import numerics

    numerics.start()
    from segreport import pipeline
    from segreport.cli import output

    database = find_database(files, url, table, query)
    request = _request(files, k, dictionary, segment_column, seed)
    check_target(write_to, database)
    request = replace(request, database=database, reading=reading(encoding, sheet, month),
                      memory=read_size(memory), write_to=write_to)  # fmt: skip
    folder = out or Path("reports") / request.source.folder
    given = {"model": model, "provider": provider, "base_url": base_url,
             "concurrency": concurrency, "min_cell": min_cell, "prompts": prompts}  # fmt: skip
    author = choose(given, offline=offline, replay=replay, keyless=dry_run)
    with output.progress() as say:
        if dry_run:
            print_requests(pipeline.preview(request, folder, need(author), say))
            return 0
        finished = pipeline.run(request, folder, say, author)
    return output.report_run(finished, folder, as_json=as_json)


@app.command(cls=ChineseCommand, help="用运行目录里的画像重新撰写报告，不再读客户文件。")
def draft(
    folder: Folder,
    as_json: AsJson = False,
    model: ModelName = None,
    provider: Provider = None,
    base_url: BaseUrl = None,
    concurrency: Concurrency = None,
    min_cell: MinCell = None,
    prompts: Prompts = None,
    replay: Replay = False,
    dry_run: DryRun = False,
    offline: Offline = False,
) -> int:
    """The text again, by a model or by the rules."""
    from segreport import pipeline, writing
    from segreport.cli import output

    given = {"model": model, "provider": provider, "base_url": base_url,
             "concurrency": concurrency, "min_cell": min_cell, "prompts": prompts}  # fmt: skip
    author = choose(given, offline=offline, replay=replay, keyless=dry_run)
    if dry_run:
        print_requests(writing.preview_again(folder, need(author)))
        return 0
    with output.progress() as say:
        finished = pipeline.redraft(folder, say, author)
    return output.report_run(finished, folder, as_json=as_json)


@app.command("eval", cls=ChineseCommand, help="在一次运行的数据上比较模型和提示词。")
def evaluate(
    folder: Folder,
    models: Annotated[
        list[str] | None,
        typer.Option("--model", metavar="NAME", help="要比较的模型，可以写多次。"),
    ] = None,
    prompts: Annotated[
        list[Path] | None,
        typer.Option("--prompts", metavar="DIR", help="要比较的提示词目录，可以写多次。"),
    ] = None,
    repeat: Annotated[
        int, typer.Option("--repeat", metavar="N", min=1, max=20, help="每种组合问几遍。")
    ] = 1,
    provider: Provider = None,
    base_url: BaseUrl = None,
    concurrency: Concurrency = None,
    replay: Replay = False,
    as_json: AsJson = False,
) -> int:
    """Models and prompts compared on the user's own data."""
    from segreport.cli import evaluating, output

    given = {"provider": provider, "base_url": base_url, "concurrency": concurrency}
    with output.progress() as say:
        trials = evaluating.compare(
            folder, evaluating.Plan(models or [None], prompts or [None], repeat, replay), given, say
        )
    evaluating.print_trials(trials, as_json=as_json)
    return 0


@app.command(cls=ChineseCommand, help="检查密钥、接口、模型、编码和字体：哪些可用，哪些要改。")
def doctor(
    model: ModelName = None,
    provider: Provider = None,
    base_url: BaseUrl = None,
) -> int:
    """What works, and what to do about what does not."""
    from segreport.cli import doctor as examine

    return examine.print_health({"model": model, "provider": provider, "base_url": base_url})


@app.command(cls=ChineseCommand, help="只算各群组的统计表，不写报告。")
def profile(
    files: Files = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="把画像存进这个运行目录。")
    ] = None,
    k: K = None,
    dictionary: DictionaryFile = None,
    segment_column: SegmentColumn = None,
    seed: Seed = 0,
    url: From = None,
    table: Table = None,
    query: Query = None,
    encoding: Encoding = None,
    sheet: Sheet = None,
    month: Month = None,
    memory: Memory = None,
    write_to: WriteTo = None,
    as_json: AsJson = False,
) -> int:
    """The tables only."""
    from segreport import numerics

    numerics.start()
    from segreport import pipeline
    from segreport.cli import output

    database = find_database(files, url, table, query)
    request = _request(files, k, dictionary, segment_column, seed)
    check_target(write_to, database)
    request = replace(request, database=database, reading=reading(encoding, sheet, month),
                      memory=read_size(memory), write_to=write_to)  # fmt: skip
    with output.progress() as say:
        profiled = pipeline.profile(request, out, say)
    if as_json:
        output.print_json(profiled.profile.model_dump(mode="json"))
    else:
        output.print_profile(profiled.profile, profiled.run)
    return 0


@app.command(cls=ChineseCommand, help="用运行目录里的结果和审核决定重新生成报告。")
def render(
    folder: Folder,
    final: Annotated[
        bool, typer.Option("--final", help="出终稿：有一处没有批准就拒绝，并说明缺什么。")
    ] = False,
) -> int:
    """The report again from the artifacts."""
    from segreport import pipeline
    from segreport.cli import output

    pipeline.render(folder, final=final)
    output.say_written(folder / "report.md", folder / "report.html")
    return 0


@app.command(
    cls=ChineseCommand, help="把句子与运行的数据表逐句核对；有不能发布的句子时退出码为 1。"
)
def check(
    folder: Folder,
    report: Annotated[
        Path | None,
        typer.Argument(metavar="REPORT", help="任何人写的 Markdown 报告；不给就核对运行的草稿。"),
    ] = None,
    sentences: Annotated[
        Path | None,
        typer.Option(
            "--sentences", metavar="FILE", help="JSON Lines 文件，每行有 id、segment、kind、text。"
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="每句一行 JSON，打印到标准输出。")
    ] = False,
    annotated: Annotated[
        Path | None,
        typer.Option("--annotate", metavar="FILE", help="写一份带批注的报告（要给 REPORT）。"),
    ] = None,
    explained: Annotated[bool, typer.Option("--explain", help="打印每句话是怎样读懂的。")] = False,
) -> int:
    """Sentences held against the table of a run."""
    from segreport import store
    from segreport.cli import checking, output

    if report is not None and sentences is not None:
        raise SegreportError("REPORT 和 --sentences 只能给一个。")
    if annotated is not None and report is None:
        raise SegreportError("--annotate 要与 REPORT 一起用：批注写在报告的副本里。")
    if report is not None and annotated is not None:
        checking.refuse_same(report, annotated)
    if report is not None:
        found = checking.check_markdown(folder, report)
        if annotated is not None:
            store.write_file(annotated, found.copy.encode("utf-8"))
    elif sentences is not None:
        found = checking.CheckedText(checking.check_sentences(folder, sentences))
    else:
        found = checking.CheckedText(checking.check_run(folder))
    if as_json:
        checking.print_lines(found)
    elif explained:
        checking.print_parses(folder, found)
    else:
        checking.print_table(found)
    if annotated is not None and not as_json:
        output.say_written(annotated)
    return 0 if all(entry.judgement.fit for entry in found.checked) else 1


@app.command(cls=ChineseCommand, help="用一次运行的模型给新客户分群。")
def score(
    folder: Folder,
    files: Files = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="结果文件，默认 文件名.segments.csv。"),
    ] = None,
    url: From = None,
    table: Table = None,
    query: Query = None,
    encoding: Encoding = None,
    sheet: Sheet = None,
    month: Month = None,
    as_json: AsJson = False,
) -> int:
    """Segments for new customers."""
    from segreport import pipeline, store
    from segreport.cli import output

    database = find_database(files, url, table, query)
    source = pipeline.Source(tuple(files or ()), database, reading(encoding, sheet, month))
    target = out or Path(f"{source.title}.segments.csv")
    content, counts, notes = pipeline.score(folder, source)
    store.write_file(target, content)
    if as_json:
        output.print_json({"file": str(target), "segments": counts, "notes": notes})
    else:
        output.print_counts(counts)
        output.print_notes(notes)
        output.say_written(target)
    return 0


@app.command(cls=ChineseCommand, help="按文件的列猜一份数据字典，供修改。")
def init(
    files: Files = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="字典文件，默认 文件名.dictionary.yml。"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件。")] = False,
    url: From = None,
    table: Table = None,
    query: Query = None,
    encoding: Encoding = None,
    sheet: Sheet = None,
    month: Month = None,
) -> int:
    """A guessed dictionary to correct."""
    from segreport import pipeline, store
    from segreport.cli import output

    database = find_database(files, url, table, query)
    source = pipeline.Source(tuple(files or ()), database, reading(encoding, sheet, month))
    target = out or Path(f"{source.title}.dictionary.yml")
    if target.exists() and not force:
        raise SegreportError(f"{target} 已经存在。要覆盖请加 --force，或用 -o 换一个文件名。")
    text, notes = pipeline.guess_text(source)
    store.write_file(target, text.encode("utf-8"))
    output.print_notes(notes)
    output.say_written(target)
    return 0


def _request(
    files: list[Path] | None,
    k: str | None,
    dictionary: Path | None,
    segment_column: str | None,
    seed: int,
) -> Request:
    from segreport.pipeline import Request

    if k is not None and segment_column is not None:
        raise SegreportError("-k 和 --segment-column 只能用一个：已有群组不再聚类。")
    if not 0 <= seed < 2**31:
        raise SegreportError(f"--seed 应为 0 到 {2**31 - 1} 之间的整数，写的是 {seed}。")
    return Request(tuple(files or ()), _number(k), dictionary, segment_column, seed)


def _number(k: str | None) -> int | Literal["auto"] | None:
    if k is None:
        return None
    if k.lower() == "auto":
        return "auto"
    if k.isascii() and k.isdecimal() and 2 <= int(k) <= MOST_SEGMENTS:
        return int(k)
    raise SegreportError(f"-k 应为 2 到 {MOST_SEGMENTS} 之间的整数或 auto，写的是“{k}”。")
