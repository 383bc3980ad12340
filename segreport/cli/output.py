"""What the commands print: progress on standard error, results on standard output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from segreport.models import VERDICT_LABELS, VERDICTS, Drafting, Profile, Run
from segreport.wording import format_count, format_share, format_value

if TYPE_CHECKING:
    from segreport.pipeline import Finished

_PIPE_WIDTH = 120


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal, or as a pipe can bear."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    return Console(stderr=stderr, width=width, highlight=False, soft_wrap=True)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A spinner with the present step on a terminal, one line a step elsewhere."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield lambda step: screen.print(f"{step}…", markup=False)
        return
    with screen.status("准备…") as status:
        yield lambda step: status.update(f"{step}…")


def print_json(data: Any) -> None:
    """JSON on standard output, the only thing there."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    sys.stdout.buffer.write(f"{text}\n".encode())
    sys.stdout.flush()


def run_summary(finished: Finished, folder: Path) -> dict[str, Any]:
    """What `run --json` prints."""
    names = {entry.segment: entry.name.text for entry in finished.draft.segments}
    drafting = finished.run.drafting
    return {
        "run": str(folder),
        "report": str(folder / "report.md"),
        "html": str(folder / "report.html"),
        "customers": finished.profile.n,
        "segments": [
            {"label": s.label, "name": names[s.label], "n": s.n, "share": s.share}
            for s in finished.profile.segments
        ],
        "sentences": {verdict: finished.findings.count(verdict) for verdict in VERDICTS},
        "drafting": drafting.model_dump(mode="json") if drafting else None,
        "notes": list(finished.run.load.notes),
        "hashes": finished.run.hashes,
    }


def report_run(finished: Finished, folder: Path, *, as_json: bool) -> int:
    """Print what a run came to, and its exit code.

    By the rules alone a sentence that does not hold is a defect, hence 1; what a model leaves
    open is marked in the report and does not make a run fail.
    """
    if as_json:
        print_json(run_summary(finished, folder))
    else:
        print_run(finished, folder)
    asked = finished.run.drafting is not None
    return 0 if asked or all(j.fit for j in finished.findings.judgements) else 1


def print_run(finished: Finished, folder: Path) -> None:
    """The summary at the end of a run."""
    screen = console()
    names = {entry.segment: entry.name.text for entry in finished.draft.segments}
    table = Table("群组", "名称", "客户数", "占比")
    for column in table.columns[2:]:
        column.justify = "right"
    for segment in finished.profile.segments:
        table.add_row(
            plain(segment.label),
            plain(names[segment.label]),
            format_count(segment.n),
            format_share(segment.share),
        )
    screen.print(table)
    verdicts = "，".join(
        f"{VERDICT_LABELS[verdict]} {count}"
        for verdict in reversed(VERDICTS)
        if (count := finished.findings.count(verdict))
    )
    screen.print(f"逐句核对：{verdicts}", markup=False)
    _print_notes(screen, finished.run)
    if void := _count_void(folder):
        screen.print(
            f"这个目录里有 {void} 处审核决定因数据或文字变了而失效，要重新审核："
            f"segreport status {folder}",
            markup=False,
        )
    for line in _authorship(finished.run.drafting):
        screen.print(line, markup=False)
    screen.print(f"报告：{folder / 'report.md'}", markup=False)
    screen.print(f"网页：{folder / 'report.html'}", markup=False)


def _count_void(folder: Path) -> int:
    """Texts of the run folder that were decided on once and are others now."""
    from segreport import store
    from segreport.reviewing import lay_out, open_desk

    history = store.read_history(folder)
    if not history.count:
        return 0
    sheets = lay_out(open_desk(folder), history)
    return sum(part.state == "void" for sheet in sheets for part in sheet.parts)


def _authorship(drafting: Drafting | None) -> list[str]:
    """Who wrote what, a line a segment, and what it took."""
    if drafting is None:
        return ["未使用模型，全部由规则撰写。"]
    lines = []
    for part in drafting.segments:
        if part.reason:
            lines.append(f"群组 {part.segment}：由规则撰写。{part.reason}")
            continue
        marked = f"（其中 {part.marked} 处待人工核对）" if part.marked else ""
        lines.append(
            f"群组 {part.segment}：模型写 {part.written} 处{marked}，"
            f"规则代写 {part.replaced} 处，修改 {part.revisions} 次。{part.agreement_reason}"
        )
    usage = drafting.usage
    lines.append(
        f"模型 {drafting.model}：{format_count(usage.requests)} 次请求，"
        f"发送 {format_count(usage.sent)} 词元（缓存命中 {format_count(usage.cached)}），"
        f"收到 {format_count(usage.received)} 词元；{_cost(drafting)}"
    )
    return lines


def _cost(drafting: Drafting) -> str:
    cost = drafting.cost
    if cost is None:
        return "费用未知：没有这个模型的价格。"
    if not cost.amount and not cost.date:
        return "本机运行，不计费。"
    return f"约 {cost.amount:.4f} {cost.currency}（按 {cost.date} 的价格）。"


def _print_notes(screen: Console, run: Run) -> None:
    if run.load.left_out:
        names = "、".join(entry.column for entry in run.load.left_out)
        screen.print(f"未用的列：{names}", markup=False)
    print_notes(run.load.notes)


def print_notes(notes: Iterable[str]) -> None:
    """What was noted while reading."""
    screen = console()
    for note in notes:
        screen.print(f"注意：{note}", markup=False)


def print_profile(profile: Profile, run: Run) -> None:
    """The table of means, one column a segment."""
    screen = console()
    table = Table("特征", "整体", *(f"群组 {plain(s.label)}" for s in profile.segments))
    for column in table.columns[1:]:
        column.justify = "right"
    table.add_row("客户数", format_count(profile.n), *(format_count(s.n) for s in profile.segments))
    table.add_row("占比", "", *(format_share(s.share) for s in profile.segments))
    for feature in profile.features:
        means = [profile.overall[feature.name].mean]
        means += [segment.stats[feature.name].mean for segment in profile.segments]
        cells = (format_value(mean, feature.unit, feature.decimals or 0) for mean in means)
        table.add_row(plain(feature.label), *map(plain, cells))
    screen.print(table)
    _print_notes(screen, run)


def print_counts(counts: Mapping[str, int]) -> None:
    """How many of the new customers went to each segment."""
    table = Table("群组", "客户数")
    table.columns[1].justify = "right"
    for label, count in counts.items():
        table.add_row(plain(label), format_count(count))
    console().print(table)


def say_written(*paths: Path) -> None:
    """Where the result is."""
    screen = console()
    for path in paths:
        screen.print(f"已写入 {path}", markup=False)


def plain(text: str) -> str:
    """Text of a file that rich must not read as its own markup."""
    return text.replace("[", r"\[")
