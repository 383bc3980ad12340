"""Profiles, drafts and runs for the tests of the report. Their figures are generated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from segreport.models import (
    CategoryStats,
    Cell,
    ClusteringSummary,
    Draft,
    Dropped,
    Feature,
    FeatureStats,
    Finding,
    Judgement,
    LeftOut,
    LoadSummary,
    Missing,
    Overall,
    Profile,
    Run,
    SegmentDraft,
    SegmentProfile,
    Sentence,
    SourceFile,
    Theme,
    Verdict,
)


@dataclass(frozen=True)
class Measured:
    """A feature, its mean in every segment and its overall spread."""

    feature: Feature
    means: Sequence[float]
    spread: float


def make_profile(
    measured: Sequence[Measured],
    sizes: Sequence[int],
    labels: Sequence[str] = (),
    categories: Mapping[str, Sequence[Sequence[int]]] | None = None,
) -> Profile:
    """A profile with these means.

    `categories`: column label → customers by segment and category.
    """
    total = sum(sizes)
    overall = {}
    stats: list[dict[str, FeatureStats]] = [{} for _ in sizes]
    for entry in measured:
        sums = [n * mean for n, mean in zip(sizes, entry.means, strict=True)]
        mean = sum(sums) / total
        overall[entry.feature.name] = Overall(
            count=total, missing=0, mean=mean, median=mean, std=entry.spread, q1=0, q3=mean
        )
        for index, (n, own) in enumerate(zip(sizes, entry.means, strict=True)):
            rest = (sum(sums) - sums[index]) / (total - n) if total > n else own
            d = float(f"{(own - rest) / entry.spread:.9g}")
            stats[index][entry.feature.name] = FeatureStats(
                count=n,
                missing=0,
                mean=own,
                median=own,
                std=entry.spread,
                q1=0,
                q3=own,
                rank=1 + sum(other > own for other in entry.means),
                d=d,
                ratio=own / mean if mean > 0 else None,
                total_share=sums[index] / sum(sums) if entry.feature.additive else None,
                v=d * 10,
                p=0.5 if abs(d) < 0.05 else 1e-9,
                q=0.6 if abs(d) < 0.05 else 1e-8,
            )
    labels = labels or [str(index) for index in range(len(sizes))]
    shares = _categories(categories or {}, sizes)
    themes = dict.fromkeys(entry.feature.theme for entry in measured if entry.feature.theme)
    return Profile(
        title="零售客户",
        n=total,
        order_by=measured[0].feature.name if measured else None,
        features=tuple(entry.feature for entry in measured),
        describing=tuple(
            Feature(name=f"col{n}", label=label, role="describe")
            for n, label in enumerate(categories or {})
        ),
        themes=tuple(Theme(name=name) for name in themes),
        overall=overall,
        segments=tuple(
            SegmentProfile(
                label=label,
                n=n,
                share=n / total,
                rank=1 + sum(other > n for other in sizes),
                stats=stats[index],
                categories=shares[index],
            )
            for index, (label, n) in enumerate(zip(labels, sizes, strict=True))
        ),
    )


def _categories(
    counts: Mapping[str, Sequence[Sequence[int]]], sizes: Sequence[int]
) -> list[dict[str, tuple[CategoryStats, ...]]]:
    result: list[dict[str, tuple[CategoryStats, ...]]] = [{} for _ in sizes]
    for number, rows in enumerate(counts.values()):
        totals = [sum(column) for column in zip(*rows, strict=True)]
        for index, row in enumerate(rows):
            result[index][f"col{number}"] = tuple(
                CategoryStats(
                    category=f"类别{c + 1}",
                    n=n,
                    share=n / sizes[index],
                    segment_share=n / totals[c],
                    overall=totals[c] / sum(sizes),
                    v=None if totals[c] == sum(sizes) else 10.0 * (n / sizes[index] - 0.5),
                    p=0.01,
                    q=0.02,
                )
                for c, n in enumerate(row)
            )
    return result


AGE = Feature(name="age", label="年龄", unit="岁", theme="基本信息", decimals=1)
ASSETS = Feature(name="assets", label="总资产", unit="元", theme="资产", decimals=0, additive=True)
RATE = Feature(name="rate", label="还款比例", unit="%", theme="还款", decimals=1)
CLICKS = Feature(name="clicks", label="点击", theme="线上", decimals=2)


def small_profile() -> Profile:
    """Three segments of 6,000, 3,000 and 1,000 customers, four features, one describing column."""
    return make_profile(
        [
            Measured(AGE, (45.0, 40.0, 50.0), 10.0),
            Measured(ASSETS, (20_000.0, 50_000.0, 300_000.0), 90_000.0),
            Measured(RATE, (0.10, 0.30, 0.12), 0.2),
            Measured(CLICKS, (4.0, 4.1, 4.05), 2.0),
        ],
        (6000, 3000, 1000),
        categories={"城市": [(4000, 2000), (1000, 2000), (500, 500)]},
    )


def make_draft(profile: Profile, text: str = "", author: str = "rule") -> Draft:
    """Sentences for every segment; `text` stands in all of them."""
    return Draft(
        segments=tuple(_segment(profile, entry.label, text, author) for entry in profile.segments)
    )


def _segment(profile: Profile, label: str, text: str, author: str) -> SegmentDraft:
    position = [entry.label for entry in profile.segments].index(label)

    def say(kind: str, place: str, words: str) -> Sentence:
        return Sentence.model_validate(
            {"segment": label, "kind": kind, "place": place, "text": words, "author": author}
        )

    return SegmentDraft(
        segment=label,
        name=say("name", "name", f"{'甲乙丙丁戊己庚辛壬癸子丑'[position]}类客户群{text}"),
        grounds=say("summary", "grounds", f"总资产的水平与其他群组不同{text}。"),
        lead=say("summary", "lead", f"一句话说明这个群组{text}。"),
        traits=(
            say("trait", "trait/资产", f"总资产的均值见上表{text}。"),
            say("trait", f"trait/线上{text}", "点击与整体接近。"),
        ),
        summary=say("summary", "summary", f"这个群组需要持续经营{text}。"),
        marketing=(
            say("strategy", "marketing/1", f"先做第一件事{text}。依据：总资产的水平{text}。"),
            say("strategy", "marketing/2", text or "再做第二件事。"),
        ),
        service=(say("strategy", "service/1", "由专人服务。依据：客户占比。"),),
        targets=(say("strategy", "target/1", "半年内提高一成。"),),
    )


def judge_all(profile: Profile, draft: Draft) -> tuple[Judgement, ...]:
    """Every sentence held; the first trait of the second segment overstated."""
    overstated = draft.segments[1].traits[0].id
    return tuple(
        _judgement(
            profile,
            sentence,
            "overstated"
            if sentence.id == overstated
            else "opinion"
            if sentence.kind == "strategy"
            else "supported",
        )
        for sentence in draft.sentences()
    )


def _judgement(profile: Profile, sentence: Sentence, verdict: Verdict) -> Judgement:
    here = profile.segment(sentence.segment)
    assets = here.stats["assets"]
    mean = Cell(segment=here.label, feature="assets", statistic="mean", value=assets.mean)
    everyone = Cell(
        segment="all", feature="assets", statistic="mean", value=profile.overall["assets"].mean
    )
    d = Cell(segment=here.label, feature="assets", statistic="d", value=assets.d)
    finding = Finding(
        code="L02",
        verdict="overstated",
        start=0,
        end=3,
        cells=(d,),
        written="显著高",
        found="−0.11",
        message="写作“显著高”，数据不到这个程度。",
    )
    return Judgement(
        id=sentence.id,
        segment=sentence.segment,
        kind=sentence.kind,
        text=sentence.text,
        verdict=verdict,
        findings=(finding,) if verdict == "overstated" else (),
        evidence=() if verdict == "opinion" else (mean, everyone),
    )


def make_run(profile: Profile, text: str = "", **clustering: object) -> Run:
    """A run on one file; `text` stands in everything that comes from it."""
    settings: dict[str, object] = {
        "method": "kmeans",
        "k": profile.k,
        "chosen": "given",
        "seed": 7,
        "features": tuple(feature.name for feature in profile.features),
        "sample": 4096,
        "passes": 9,
        "inertia": 12345.678,
        "silhouette": 0.231,
    }
    return Run(
        title="客户",
        version="0.1.0",
        versions={"Python": "3.11.9", "numpy": "2.3.1"},
        dictionary=f"dictionary.yml{text}",
        pack="retail",
        load=LoadSummary(
            files=(
                SourceFile(
                    name=f"客户{text}.csv",
                    sha256="0123456789abcdef" * 4,
                    rows=10_006,
                    encoding="gb18030",
                ),
            ),
            rows=10_003,
            dropped=(
                Dropped(
                    file=f"客户{text}.csv", reason=f"是合计{text}", count=3, rows=(12, 40, 10_008)
                ),
            ),
            id_column="id",
            left_out=(LeftOut(column=text or "备注", reason=f"不是数值{text}"),),
            missing=(
                Missing(feature="assets", count=12, filled=18_000.0),
                Missing(feature="col0", count=3, filled=None),
            ),
            notes=(text or "有 3 行完全重复，已各留一行。",),
        ),
        clustering=ClusteringSummary.model_validate({**settings, **clustering}),
        hashes={"profile.json": "fedcba9876543210" * 4},
    )
