"""Looking things up in the profile for a claim: means, medians, ranks, spreads, display."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan

from segreport.claims.nouns import GRAND, IS, OVER, PACK, REST, SHARE, TOTAL, Statistic
from segreport.models import Cell, Profile
from segreport.wording import format_multiple, format_share, format_value

_ROUNDED = 5e-3
_FORMS = {TOTAL: "占全部客户{}的份额", GRAND: "{}总额", REST: "{}以外的占比"}


@dataclass(frozen=True, slots=True)
class Table:
    """A profile with the questions the judges ask."""

    profile: Profile

    def value(self, name: str, segment: str, statistic: Statistic = "mean") -> float:
        """Mean or median of a feature in a segment ('all': of everyone); a share for `share`."""
        if statistic == "d":
            return self.d(name, segment) if segment != "all" else 0.0
        if members := self.members(segment):
            return self._together(name, members, statistic)
        if name == SHARE or IS in name:
            return self._share(name, segment)
        if is_derived(name) or PACK in name:
            return self._derived(name, segment, statistic)
        if "+" in name:
            return sum(self.value(part, segment, statistic) for part in name.split("+"))
        whole = segment == "all"
        stats = self.profile.overall if whole else self.profile.segment(segment).stats
        return stats[name].median if statistic == "median" else stats[name].mean

    def _share(self, name: str, segment: str) -> float:
        """The share of customers, or of those in a category."""
        if IS in name:
            return self._category(name, segment)
        return 1.0 if segment == "all" else self.profile.segment(segment).share

    def members(self, subject: str) -> tuple[str, ...]:
        """The segments of 群组0与群组3合计, written 0+3; none where it is one segment."""
        if "+" not in subject or any(s.label == subject for s in self.profile.segments):
            return ()
        return tuple(subject.split("+"))

    def _together(self, name: str, members: tuple[str, ...], statistic: Statistic) -> float:
        """Shares are added; of means that of all their customers. Medians are not in the table."""
        values = [self.value(name, member, statistic) for member in members]
        if name == SHARE or name.startswith(TOTAL):
            return sum(values)
        sizes = [self.profile.segment(member).n for member in members]
        known = statistic == "mean" and not is_derived(name)
        weighted = sum(n * value for n, value in zip(sizes, values, strict=True))
        return weighted / sum(sizes) if known else nan

    def size(self, subject: str) -> int:
        """How many customers a segment, several of them or everyone ('all') has."""
        if subject == "all":
            return self.profile.n
        return sum(self.profile.segment(s).n for s in self.members(subject) or (subject,))

    def _derived(self, name: str, segment: str, statistic: Statistic) -> float:
        """A share of everyone's sum, or one feature by another; NaN where it means nothing."""
        if name.startswith(TOTAL):
            share = 1.0 if segment == "all" else self.total_share(name[1:], segment)
            return nan if share is None else share
        if name.startswith(GRAND):
            return self.size(segment) * self.value(name[1:], segment)
        if name.startswith(REST):
            told = statistic == "mean" and self._is_yes_or_no(name[1:])
            return 1 - self.value(name[1:], segment) if told else nan
        if OVER not in name:
            count, _, name = name.partition(PACK)
            return self.value(name, segment, statistic) / float(count)
        part, _, whole = name.partition(OVER)
        below = self.value(whole, segment, statistic)
        return self.value(part, segment, statistic) / below if below > 0 else nan

    def _is_yes_or_no(self, name: str) -> bool:
        """Whether a rate says of each customer that something happened or not: all 0 or 1."""
        stats = self.profile.overall[name]
        return abs(stats.std**2 - stats.mean * (1 - stats.mean)) < _ROUNDED

    def spread(self, name: str) -> float:
        """Overall standard deviation; of shares between the segments."""
        if name.startswith(TOTAL):
            return self.spread(SHARE)
        if is_derived(name):
            return inf  # how far the customers lie apart is not in the table
        if name == SHARE:
            shares = [segment.share for segment in self.profile.segments]
            middle = sum(shares) / len(shares)
            return float((sum((s - middle) ** 2 for s in shares) / len(shares)) ** 0.5)
        if IS in name:
            share = self._category(name, "all")
            return float((share * (1 - share)) ** 0.5)
        if "+" in name:
            return sum(self.spread(part) for part in name.split("+"))
        return self.profile.overall[name].std

    def d(self, name: str, segment: str) -> float:
        """Effect size; for the share of customers its distance from an even share.

        Everyone together has nobody to differ from: 0.
        """
        if segment == "all":
            return 0.0
        if is_derived(name):
            return nan
        if name == SHARE:
            spread = self.spread(name)
            return (self.value(name, segment) - 1 / self.profile.k) / spread if spread else 0.0
        if "+" in name or IS in name:
            return self._sum_d(name, segment)
        return self.profile.segment(segment).stats[name].d

    def _category(self, name: str, segment: str) -> float:
        """Share of the customers of a segment (or of everyone) who are in a category."""
        column, _, category = name.partition(IS)
        found = self.profile.segments[0] if segment == "all" else self.profile.segment(segment)
        for entry in found.categories.get(column, ()):
            if entry.category == category:
                return entry.overall if segment == "all" else entry.share
        return 0.0

    def _sum_d(self, name: str, segment: str) -> float:
        """At least this far from the rest: the spread of a sum is at most that of its parts."""
        share = self.profile.segment(segment).share
        spread = self.spread(name)
        gap = (
            (self.value(name, segment) - self.value(name, "all")) / (1 - share) if share < 1 else 0
        )
        return gap / spread if spread else 0.0

    def rank(
        self,
        name: str,
        segment: str,
        statistic: Statistic = "mean",
        among: tuple[str, ...] = (),
    ) -> tuple[int, int]:
        """Rank from the top and from the bottom, each from 1; of all segments or of `among`."""
        own = self.value(name, segment, statistic)
        labels = among or tuple(s.label for s in self.profile.segments)
        values = [self.value(name, label, statistic) for label in labels]
        return 1 + sum(v > own for v in values), 1 + sum(v < own for v in values)

    def tied(self, name: str, segment: str, statistic: Statistic = "mean") -> bool:
        """Whether another segment shows the same figure."""
        own = self.show(name, self.value(name, segment, statistic))
        return any(
            s.label != segment and self.show(name, self.value(name, s.label, statistic)) == own
            for s in self.profile.segments
        )

    def others(self, segment: str) -> tuple[str, ...]:
        """The labels of all other segments."""
        return tuple(s.label for s in self.profile.segments if s.label != segment)

    def show(self, name: str, value: float) -> str:
        """A value of a feature as the report writes it."""
        if name == SHARE or IS in name or name.startswith((TOTAL, REST)):
            return format_share(value)
        if is_derived(name) and not self.unit(name):
            return format_multiple(value) if value >= 1 else format_share(value)
        name = name.partition(OVER)[0].removeprefix(GRAND)
        feature = self.profile.feature(name.partition("+")[0])
        return format_value(value, feature.unit, feature.decimals or 0)

    def unit(self, name: str) -> str:
        """The unit of a feature or of a sum of features; '%' for the share of customers."""
        if name.startswith((TOTAL, REST)):
            return "%"
        if OVER in name:
            part, whole = (self.unit(side) for side in name.split(OVER))
            return "" if part == whole and PACK not in name else part
        name = name.removeprefix(GRAND).rpartition(PACK)[2]
        return (
            "%"
            if name == SHARE or IS in name
            else self.profile.feature(name.partition("+")[0]).unit
        )

    def label(self, name: str) -> str:
        """What a feature is called."""
        if name == SHARE:
            return "客户占比"
        if name[0] in _FORMS:
            return _FORMS[name[0]].format(self.label(name[1:]))
        if is_derived(name):
            return "÷".join(self.label(side) for side in name.split(OVER))
        if PACK in name:
            count, _, name = name.partition(PACK)
            each = f"{float(count):,g} {self.unit(name)}" if float(count) != 1 else self.unit(name)
            return f"每 {each}{self.label(name)}" if count != "1" else self.label(name)
        if IS in name:
            column, _, category = name.partition(IS)
            label = next((f.label for f in self.profile.describing if f.name == column), column)
            return f"{label}为{category}的客户占比"
        return "与".join(self.profile.feature(part).label for part in name.split("+"))

    def cell(self, name: str, segment: str, statistic: str) -> Cell:
        """The cell of a feature, with its value."""
        if statistic == "rank":
            value: float | None = float(self.rank(name, segment)[0])
        elif statistic == "d":
            value = self.d(name, segment)
        elif statistic == "total_share":
            value = self.value(f"{TOTAL}{name}", segment)
        else:
            value = self.value(name, segment, "median" if statistic == "median" else "mean")
        return Cell(
            segment=segment,
            feature=name,
            statistic="total_share"
            if name.startswith(TOTAL)
            else "share"
            if (name == SHARE or IS in name) and statistic == "mean"
            else statistic,
            value=value,
        )

    def total_share(self, name: str, segment: str) -> float | None:
        """Share of the grand total held by a segment; None where a total means nothing."""
        if is_derived(name) or name == SHARE or IS in name:
            return None
        own = self.profile.segment(segment)
        if "+" in name:
            whole = self.value(name, "all")
            return self.value(name, segment) * own.share / whole if whole > 0 else None
        stats = own.stats[name]
        if stats.total_share is not None:
            return stats.total_share
        total = sum(s.n * s.stats[name].mean for s in self.profile.segments)
        return own.n * stats.mean / total if total > 0 else None


def is_derived(name: str) -> bool:
    """Whether it is a figure that is made from features."""
    return name.startswith((TOTAL, GRAND, REST)) or OVER in name


def segment_title(label: str) -> str:
    """群组 0, 整体, or 群组 0、3 合计."""
    if "+" in label:
        return f"群组 {label.replace('+', '、')} 合计"
    return "整体" if label == "all" else f"群组 {label}"


def before_words(label: str) -> str:
    """The title with a blank where words follow it: 群组 0 共…, 整体共…."""
    title = segment_title(label)
    return f"{title} " if title[-1].isascii() else title
