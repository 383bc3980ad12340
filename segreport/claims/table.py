"""Looking things up in the profile for a claim: means, medians, ranks, spreads, display."""

from __future__ import annotations

from dataclasses import dataclass

from segreport.claims.nouns import IS, SHARE, Claim, Statistic
from segreport.models import Cell, Profile
from segreport.wording import format_share, format_value


@dataclass(frozen=True, slots=True)
class Table:
    """A profile with the questions the judges ask."""

    profile: Profile

    def value(self, name: str, segment: str, statistic: Statistic = "mean") -> float:
        """Mean or median of a feature in a segment ('all': of everyone); a share for `share`."""
        if statistic == "d":
            return self.d(name, segment) if segment != "all" else 0.0
        if name == SHARE:
            return 1.0 if segment == "all" else self.profile.segment(segment).share
        if IS in name:
            return self._category(name, segment)
        if "+" in name:
            return sum(self.value(part, segment, statistic) for part in name.split("+"))
        if segment == "all":
            overall = self.profile.overall[name]
            return overall.median if statistic == "median" else overall.mean
        stats = self.profile.segment(segment).stats[name]
        return stats.median if statistic == "median" else stats.mean

    def spread(self, name: str) -> float:
        """Overall standard deviation; of shares between the segments."""
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

    def rank(self, name: str, segment: str, statistic: Statistic = "mean") -> tuple[int, int]:
        """Rank from the top and from the bottom, each from 1."""
        own = self.value(name, segment, statistic)
        values = [self.value(name, s.label, statistic) for s in self.profile.segments]
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
        if name == SHARE or IS in name:
            return format_share(value)
        feature = self.profile.feature(name.partition("+")[0])
        return format_value(value, feature.unit, feature.decimals or 0)

    def unit(self, name: str) -> str:
        """The unit of a feature or of a sum of features; '%' for the share of customers."""
        return (
            "%"
            if name == SHARE or IS in name
            else self.profile.feature(name.partition("+")[0]).unit
        )

    def label(self, name: str) -> str:
        """What a feature is called."""
        if name == SHARE:
            return "客户占比"
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
            value = self.total_share(name, segment)
        else:
            value = self.value(name, segment, "median" if statistic == "median" else "mean")
        return Cell(
            segment=segment,
            feature=name,
            statistic="share"
            if (name == SHARE or IS in name) and statistic == "mean"
            else statistic,
            value=value,
        )

    def total_share(self, name: str, segment: str) -> float | None:
        """Share of the grand total held by a segment; None where a total means nothing."""
        own = self.profile.segment(segment)
        if "+" in name:
            whole = self.value(name, "all")
            return self.value(name, segment) * own.share / whole if whole > 0 else None
        stats = own.stats[name]
        if stats.total_share is not None:
            return stats.total_share
        total = sum(s.n * s.stats[name].mean for s in self.profile.segments)
        return own.n * stats.mean / total if total > 0 else None


def segment_title(label: str) -> str:
    """群组 0, or 整体."""
    return "整体" if label == "all" else f"群组 {label}"


def subject_of(claim: Claim) -> str:
    """The label of the segment a claim is about."""
    return claim.subject
