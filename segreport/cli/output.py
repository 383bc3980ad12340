"""What the commands print: progress on standard error, results on standard output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from segreport.models import VERDICT_LABELS, VERDICTS, Profile, Run
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
        "notes": list(finished.run.load.notes),
        "hashes": finished.run.hashes,
    }


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
    screen.print(f"报告：{folder / 'report.md'}", markup=False)
    screen.print(f"网页：{folder / 'report.html'}", markup=False)


def _print_notes(screen: Console, run: Run) -> None:
    if run.load.left_out:
        names = "、".join(entry.column for entry in run.load.left_out)
        screen.print(f"未用的列：{names}", markup=False)
    for note in run.load.notes:
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
