"""`segreport eval`: models and prompts compared by what the checker makes of their sentences."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rich.table import Table

from segreport.cli.options import choose, need
from segreport.cli.output import console, plain, print_json
from segreport.models import Cost, Drafting
from segreport.wording import format_count, format_share
from segreport.writing import try_model

SHIPPED = "自带"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be compared: every model with every folder of prompts."""

    models: Sequence[str | None]
    """None: the model of the settings."""
    prompts: Sequence[Path | None]
    """None: the prompts of the settings, else those that ship."""
    repeat: int = 1
    replay: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """One model with one set of prompts, asked about every segment once."""

    model: str
    prompts: str
    repeat: int
    asked: int
    """Sentences asked for."""
    at_first: int
    """Those that held as first written."""
    held: int
    """Those that hold after the revisions."""
    marked: int
    """Those left to a person."""
    false: int
    """Versions that the checker found false."""
    replaced: int
    """Sentences that the rules wrote instead."""
    names_agreeing: int
    segments: int
    requests: int
    tokens_sent: int
    tokens_received: int
    cost: float | None
    """None where the price is not known."""
    currency: str
    seconds: float
    """On the clock; next to nothing where the answers were recorded."""


def compare(
    folder: Path, plan: Plan, given: Mapping[str, object], say: Callable[[str], None]
) -> tuple[Trial, ...]:
    """Every trial of the plan, one after the other."""
    trials = []
    for name in plan.models:
        for prompts in plan.prompts:
            asked = {**given, "model": name, "prompts": prompts}
            model = need(choose(asked, replay=plan.replay))
            for turn in range(1, plan.repeat + 1):
                start = time.perf_counter()
                drafting = try_model(folder, replace(model, repeat=turn), say)
                if drafting is not None:
                    seconds = time.perf_counter() - start
                    chosen = str(model.settings.prompts or SHIPPED)
                    trials.append(_trial(drafting, chosen, turn, seconds))
    return tuple(trials)


def _trial(drafting: Drafting, prompts: str, turn: int, seconds: float) -> Trial:
    parts, usage = drafting.segments, drafting.usage
    cost = drafting.cost or Cost(amount=0.0, currency="", date="")
    held = sum(part.written - part.marked for part in parts)
    marked = sum(part.marked for part in parts)
    asked = sum(part.asked for part in parts)
    return Trial(
        model=drafting.model,
        prompts=prompts,
        repeat=turn,
        asked=asked,
        at_first=sum(part.at_first for part in parts),
        held=held,
        marked=marked,
        false=sum(part.false for part in parts),
        replaced=asked - held - marked,
        names_agreeing=sum(part.agreement == "agrees" for part in parts),
        segments=len(parts),
        requests=usage.requests,
        tokens_sent=usage.sent,
        tokens_received=usage.received,
        cost=None if drafting.cost is None else cost.amount,
        currency=cost.currency,
        seconds=round(seconds, 2),
    )


def print_trials(trials: Sequence[Trial], *, as_json: bool) -> None:
    """A column a trial."""
    if as_json:
        print_json([asdict(trial) for trial in trials])
        return
    table = Table("模型", *(plain(trial.model) for trial in trials))
    for column in table.columns[1:]:
        column.justify = "right"
    for title, show in _MEASURES:
        table.add_row(title, *(plain(show(trial)) for trial in trials))
    console().print(table)


def _share(part: int, trial: Trial) -> str:
    return format_share(part / trial.asked) if trial.asked else "—"


def _cost(trial: Trial) -> str:
    return "未知" if trial.cost is None else f"{trial.cost:.4f} {trial.currency}".strip()


_MEASURES: tuple[tuple[str, Callable[[Trial], str]], ...] = (
    ("提示词", lambda t: t.prompts),
    ("遍", lambda t: str(t.repeat)),
    ("首稿成立", lambda t: _share(t.at_first, t)),
    ("修改后成立", lambda t: _share(t.held, t)),
    ("待人工核对", lambda t: str(t.marked)),
    ("拦下的不实句", lambda t: str(t.false)),
    ("规则代写", lambda t: str(t.replaced)),
    ("命名与规则一致", lambda t: f"{t.names_agreeing}/{t.segments}"),
    ("请求", lambda t: format_count(t.requests)),
    ("发送词元", lambda t: format_count(t.tokens_sent)),
    ("收到词元", lambda t: format_count(t.tokens_received)),
    ("费用", _cost),
    ("秒", lambda t: f"{t.seconds:.1f}"),
)
