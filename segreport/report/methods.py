"""How the segments came about, and appendix D: everything that is needed to do it again."""

from __future__ import annotations

from segreport.models import (
    SMALLEST,
    STABLE,
    Candidate,
    ClusteringSummary,
    Drafting,
    LoadSummary,
    Profile,
    Run,
)
from segreport.report.tables import NOTHING, Table, left, right, segment_title, table, write_value
from segreport.wording import format_count, format_p, format_share, format_signed, format_value

HASH_SHOWN = 12
TESTS_SHOWN = 5


def how_chosen(clustering: ClusteringSummary) -> str:
    """One or two sentences on where the segments and their number come from."""
    k = format_count(clustering.k)
    if clustering.method == "column":
        return f"群组沿用数据中已有的“{clustering.column}”列，共 {k} 个，未重新聚类。"
    if clustering.chosen == "auto":
        tried = format_count(len(clustering.candidates))
        return f"群组数在 {tried} 个候选中自动选定为 {k}{_reason(clustering)}。"
    source = "由使用者指定为" if clustering.chosen == "given" else "取默认值"
    return f"群组数{source} {k}。"


def _reason(clustering: ClusteringSummary) -> str:
    """Why this candidate, as far as the table of candidates shows it."""
    if not clustering.candidates:
        return ""
    eligible = [candidate for candidate in clustering.candidates if candidate.eligible]
    if not eligible:
        most = max(candidate.stability for candidate in clustering.candidates)
        stable = [c for c in clustering.candidates if c.k == clustering.k and c.stability == most]
        return "：没有候选达标，它最稳定" if stable else ""
    best = max(candidate.silhouette for candidate in eligible)
    chosen = [c for c in eligible if c.k == clustering.k and c.silhouette == best]
    return "：它在达标的候选中轮廓系数最高" if chosen else ""


def quality(clustering: ClusteringSummary) -> str:
    """How distinct the segments are, where it was measured."""
    if clustering.silhouette is None:
        return ""
    value = format_value(clustering.silhouette, "", 3)
    return f"样本上的平均轮廓系数为 {value}（取值 −1 至 1，越大群组之间越分明）。"


def candidates_table(clustering: ClusteringSummary) -> Table | None:
    """The numbers of segments that were tried."""
    if not clustering.candidates:
        return None
    columns = [*right("群组数", "轮廓系数", "稳定性", "最小群组占比"), *left("达标", "选定")]
    rows = [_candidate(candidate, clustering.k) for candidate in clustering.candidates]
    note = (
        "轮廓系数衡量群组之间是否分明；稳定性是重抽样后聚类结果之间的平均调整兰德指数，"
        f"1 为完全一致。稳定性不低于 {format_value(STABLE, '', 1)}、"
        f"最小群组占比不低于 {format_share(SMALLEST, 0)} 的候选为达标，达标者中取轮廓系数最高的。"
    )
    return table(columns, rows, note)


def _candidate(candidate: Candidate, chosen: int) -> list[str]:
    return [
        format_count(candidate.k),
        format_value(candidate.silhouette, "", 3),
        format_value(candidate.stability, "", 3),
        format_share(candidate.smallest),
        "是" if candidate.eligible else "否",
        "✓" if candidate.k == chosen else "",
    ]


def what_was_read(load: LoadSummary) -> str:
    """How many rows, and how customers are told apart."""
    ids = f"客户号取自“{load.id_column}”列" if load.id_column else "没有客户号列，每行为一位客户"
    return (
        f"共有 {format_count(load.rows)} 位客户进入分析；{ids}。"
        "文件的 SHA-256 记在运行目录的 run.json 里；它随行的顺序而变，本报告不随之而变。"
    )


def files_table(load: LoadSummary) -> Table:
    """The files that were read: rows below the header, those used and those dropped.

    Not their hashes: the same customers in another order are another file and the same report.
    """
    rows = []
    for file in load.files:
        dropped = sum(entry.count for entry in load.dropped if entry.file == file.name)
        counts = (file.rows, file.rows - dropped, dropped)
        texts = (file.sheet or NOTHING, file.encoding or NOTHING)
        rows.append([file.name, *texts, *map(format_count, counts)])
    columns = [*left("文件", "工作表", "编码"), *right("表头下的行数", "采用", "略去")]
    return table(columns, rows)


def dropped_table(load: LoadSummary) -> Table | None:
    """The rows that were not used, by reason.

    Without row numbers where the same customers in another order would have others: those are in
    run.json.
    """
    if not load.dropped:
        return None
    rows = [[entry.file, entry.reason, format_count(entry.count)] for entry in load.dropped]
    note = "行号记在运行目录的 run.json 里。"
    return table([*left("文件", "原因"), *right("行数")], rows, note)


def columns_used(profile: Profile, run: Run) -> str:
    """The columns of the files that the analysis stands on."""
    parts = [f"客户号 {run.load.id_column}"] if run.load.id_column else []
    if run.clustering.column:
        parts.append(f"群组 {run.clustering.column}")
    for what, features in (("数值", profile.features), ("只用于描述", profile.describing)):
        if features:
            shown = [f.name if f.name == f.label else f"{f.label}（{f.name}）" for f in features]
            parts.append(f"{what} {format_count(len(shown))} 列：{'、'.join(shown)}")
    return "；".join(parts) + "。"


def left_out_table(load: LoadSummary) -> Table | None:
    """The columns that were not used."""
    if not load.left_out:
        return None
    return table(left("列", "原因"), [[entry.column, entry.reason] for entry in load.left_out])


def missing_table(profile: Profile, load: LoadSummary) -> Table | None:
    """Empty cells, and what stood in for them when customers were grouped."""
    features = {feature.name: feature for feature in profile.features}
    labels = {feature.name: feature.label for feature in profile.describing}
    rows = []
    for entry in load.missing:
        feature = features.get(entry.feature)
        filled = NOTHING
        if entry.filled is not None:
            filled = (
                write_value(profile, feature, entry.filled)
                if feature
                else format_value(entry.filled, "", 2)
            )
        name = feature.label if feature else labels.get(entry.feature, entry.feature)
        rows.append([name, format_count(entry.count), filled])
    if not rows:
        return None
    note = "聚类时以中位数填补；均值等统计量只用有值的单元格计算。"
    return table([*left("特征"), *right("缺失数", "填补值")], rows, note)


def settings_table(profile: Profile, run: Run) -> Table:
    """The settings and the outcome of the grouping."""
    clustering = run.clustering
    labels = {feature.name: feature.label for feature in profile.features}
    rows: list[tuple[str, str]] = [("群组数", format_count(clustering.k))]
    if clustering.method == "column":
        rows.insert(0, ("群组来源", f"数据中的“{clustering.column}”列"))
    else:
        rows.insert(0, ("方法", "K 均值，特征标准化后在整数网格上精确计算"))
        used = [labels.get(name, name) for name in clustering.features]
        rows.append(("参与聚类的特征", f"{format_count(len(used))} 项：{'、'.join(used)}"))
        rows.append(("随机种子", str(clustering.seed)))
        rows.append(("初值样本", f"{format_count(clustering.sample)} 位客户"))
        rows.append(("全量迭代", f"{format_count(clustering.passes)} 轮"))
    if clustering.inertia is not None:
        value = format_value(clustering.inertia, "", 1)
        rows.append(("簇内平方和", f"{value}（标准差的平方）"))
    if clustering.silhouette is not None:
        rows.append(("平均轮廓系数", format_value(clustering.silhouette, "", 3)))
    order = labels.get(profile.order_by or "")
    if order:
        rows.append(("群组编号", f"按{order}均值由低到高"))
    guessed = "由列名推测" if run.dictionary == "guessed" else run.dictionary
    rows.append(("数据字典", guessed or NOTHING))
    rows.append(("规则包", run.pack or NOTHING))
    return table(left("项目", "取值"), rows)


def tests_table(profile: Profile) -> Table | None:
    """The features of each segment that are furthest from chance."""
    if profile.k == 1 or not profile.features:
        return None
    rows = []
    for segment in profile.segments:
        ranked = sorted(profile.features, key=lambda f: -abs(segment.stats[f.name].v))
        for feature in ranked[:TESTS_SHOWN]:
            stats = segment.stats[feature.name]
            rows.append(
                [
                    segment_title(segment.label),
                    feature.label,
                    format_signed(stats.d, 2),
                    format_signed(stats.v, 1),
                    format_p(stats.q),
                ]
            )
    return table([*left("群组", "特征"), *right("效应量 d", "v", "q")], rows)


def tests_note(clustering: ClusteringSummary) -> str:
    """What the tests mean and what they cannot mean."""
    note = (
        "v 检验比较本群均值与全体均值：v = (m − M) ÷ √(S² ÷ n × (N − n) ÷ (N − 1))，"
        "m 为本群均值，n 为本群客户数，M、S、N 为全体的均值、标准差与客户数；"
        "q 是对全部检验一并按 Benjamini–Hochberg 方法校正后的 p 值。"
        f"下表列出各群组 v 的绝对值最大的 {TESTS_SHOWN} 项。"
    )
    if clustering.method == "kmeans":
        note += "群组正是按这些特征划分的，因此检验只用来排列主次，不能当作独立的统计推断。"
    return note + "客户数很大时，微小的差别也会显著，所以正文用词以效应量 d 为准。"


def drafting_table(drafting: Drafting | None) -> Table | None:
    """Per segment: what the model wrote and what the rules did instead."""
    if drafting is None:
        return None
    rows = []
    for part in drafting.segments:
        counts = (part.asked, part.written, part.marked, part.replaced, part.revisions)
        shown = [NOTHING] * len(counts) if part.reason else [format_count(n) for n in counts]
        note = part.reason or "模型起草，逐句核对"
        rows.append([segment_title(part.segment), *shown, note])
    columns = right("请模型写", "采用", "其中待核", "规则代写", "修改次数")
    return table([*left("群组"), *columns, *left("说明")], rows)


def drafting_note(drafting: Drafting | None) -> str:
    """Which model, and what it took."""
    if drafting is None:
        return ""
    usage = drafting.usage
    note = (
        f"模型 {drafting.model}（{drafting.provider}），{format_count(usage.requests)} 次请求，"
        f"发送 {format_count(usage.sent)} 词元，收到 {format_count(usage.received)} 词元。"
    )
    false = sum(part.false for part in drafting.segments)
    if false:
        note += f"核对中拦下不成立的句子 {format_count(false)} 句次，均未采用。"
    return note


def versions_table(run: Run) -> Table:
    """The program and the libraries whose results are in the artifacts."""
    rows = [("segreport", run.version), *run.versions.items()]
    return table(left("软件", "版本"), rows)


def hashes_table(run: Run) -> Table | None:
    """The artifacts by their content."""
    if not run.hashes:
        return None
    rows = [(name, value[:HASH_SHOWN]) for name, value in run.hashes.items()]
    return table(left("产物", "SHA-256（前 12 位）"), rows)
