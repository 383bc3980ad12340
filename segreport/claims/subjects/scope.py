"""What a reader of a sentence has in mind at each word: topic, subject, open words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from segreport.claims.nouns import (
    FIGURES,
    GRAND,
    SHARE,
    Claim,
    Doubt,
    Group,
    Reference,
    Relation,
    Statistic,
    Token,
)
from segreport.claims.words.vocabulary import Vocabulary
from segreport.truth import Direction, Strength
from segreport.wording import Quantity


@dataclass(slots=True)
class Mention:
    """A place where features were named."""

    group: Group
    token: int
    clause: int
    said: bool = False
    """Whether something other than a number was said of it."""
    sure: bool = True
    """Whether the number it got first is surely its own."""


@dataclass(slots=True)
class Scope:
    """The state of reading one sentence; `bind` moves it from token to token."""

    vocabulary: Vocabulary
    own: str
    kind: str
    subject: str
    """A segment's label, 'all', or several labels with '|' between."""
    held_subject: str = ""
    """Another segment the sentence is about until the next ； or 。"""
    summed: str = ""
    """Segments that were counted as one last: 合计 takes them up again."""
    seen: tuple[str, ...] = ()
    """Other segments the sentence compared with."""
    statistic: Statistic = "mean"
    statistics: tuple[Statistic, ...] = ()
    """均值与中位数: those whose numbers follow 分别."""
    both: bool = False
    """无论均值还是中位数: what follows is said of both."""
    framed: bool = False
    """从中位数看: the whole sentence is about medians."""
    statistic_waits: bool = False
    """均值 or 中位数 was said and nothing was claimed of it yet."""
    within: bool = False
    """六个品类中 was said: ranks are among the features of a theme."""
    per: str = ""
    """每单, 每次 was said: the next number is one feature by another."""
    sure: bool = True
    """Whether the topic of the next claim is beyond doubt."""
    doubtful: bool = False
    """A bare 占比 may be of something else than the customers."""
    stop: str = "。"
    """What stood before this clause."""
    mentions: list[Mention] = field(default_factory=list)
    topic: list[Mention] = field(default_factory=list)
    since: int = 0
    """Number of mentions at the last strong stop or effect size."""
    clause: int = 0
    fresh: bool = True
    """No feature was named in this clause yet."""
    predicated: bool = False
    """Something was said of the topic since its last feature."""
    paced: tuple[str, str] = ("", "")
    """The feature that was told last by another span of time than its own, and that span."""
    span_named: tuple[str, int] = ("", 0)
    """The span of time that a clause did no more than name, and which clause it was."""
    # words that wait for what they belong to
    degree: Strength | None = None
    most: bool = False
    negated: bool = False
    each: bool = False
    in_turn: int = -1
    approx: bool = False
    lead: Token | None = None
    """高 in 高资产: a level before its feature."""
    against: Reference | None = None
    """比群组0, 与整体: what the next word compares with."""
    inferred: bool = False
    """What is compared with was not said in this clause, but taken from one before."""
    last_ref: Reference | None = None
    owed: tuple[Token, Reference] | None = None
    """A number of a reference whose feature was not named yet."""
    owner: str = ""
    """Another segment that was named last, and of which no number was told yet (第二名群组3)."""
    lean: Direction = "up"
    """论入会之短: of the ranks that follow the first is the lowest."""
    denominator: str | None = None
    claims_in_clause: int = 0
    excluded: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    """Segments left out: 除群组4外，年龄最高."""
    frame: tuple[str, ...] = ()
    """资产方面: the features of a theme that the clause before did no more than name."""
    spared: tuple[str, ...] = ()
    """Every segment that the text left out."""
    excepting: int = -1
    """Number of claims when 除 was read; −1 outside of 除…外."""
    shares_told: bool = False
    """Which share of the customers, or of a total, the segment has."""
    claims: list[Claim] = field(default_factory=list)
    asides: list[Claim] = field(default_factory=list)
    """What is said in passing of a segment that is compared with (沉睡的群组3)."""
    doubts: list[Doubt] = field(default_factory=list)

    def begin_clause(self, stop: str, strong_stop: bool) -> None:
        """Forget what does not reach over a comma; after ； or 。 also the rest."""
        self.clause += 1
        self.stop, self.per, self.doubtful = stop, "", False
        self.within = self.within and not strong_stop
        if stop in (":", "："):
            for mention in self.mentions:
                mention.said = True
        self.fresh = True
        self.predicated = True
        self.degree, self.most, self.negated, self.each = None, False, False, False
        self.approx, self.lead, self.in_turn = False, None, -1
        self.claims_in_clause = 0
        if self.inferred:
            self.against, self.inferred = None, False
        if strong_stop:
            if self.owed is not None:
                self.doubt(self.owed[0], "number")
            self.owed = None
            self.held_subject = ""
            self.since = len(self.mentions)
        self.subject = self.held_subject or self.own
        if strong_stop:
            self.paced = ("", "")
            self.against = None
            self.denominator = None
            self.without = ()
            self.statistic = "mean"
            self.framed = self.both = False

    def name_features(self, group: Group, index: int) -> None:
        """A feature was named: it joins the topic or begins another."""
        mention = Mention(group, index, self.clause)
        if not self.statistic_waits and not self.framed:
            self.statistic = "mean"
        if self.fresh or self.predicated:
            self.topic, self.lean = [], "up"
        if self.fresh:
            self.against = None if self.predicated and self.claims_in_clause else self.against
        self.topic.append(mention)
        self.mentions.append(mention)
        self.fresh = False
        self.predicated = False

    @property
    def pending(self) -> bool:
        """Whether a feature named in this clause still waits for a predicate."""
        return not self.fresh and not self.predicated

    def targets(self) -> tuple[str, ...]:
        """The features the next predicate is about."""
        mentions = list(self.topic)
        if self.each and mentions and len(names_of(mentions)) == 1:
            mentions = self._extended(mentions)
        names = names_of(mentions)
        return tuple(n for n in names if n not in self.excluded or len(names) == 1)

    def _extended(self, mentions: list[Mention]) -> list[Mention]:
        """均 after one feature reaches back over those that only got their number."""
        if mentions[0] not in self.mentions:
            return mentions
        earlier: list[Mention] = []
        for mention in reversed(self.mentions[: self.mentions.index(mentions[0])]):
            if mention.said or mention.group.features == (SHARE,):
                break
            earlier.insert(0, mention)
        return [*earlier, *mentions]

    def last_features(self, count: int) -> tuple[str, ...]:
        """The `count` features named last, in their order; fewer where there are none."""
        found: list[str] = []
        for mention in reversed(self.mentions):
            for name in reversed(mention.group.features):
                if name not in found and name != SHARE and "+" not in name:
                    found.append(name)
            if len(found) >= count:
                break
        return tuple(reversed(found[:count])) if len(found) >= count else ()

    def set_topic(self, names: tuple[str, ...], index: int) -> None:
        """二者, 各项指标: features named before are the topic again."""
        self.topic = [Mention(Group(names), index, self.clause)]
        self.fresh, self.predicated = False, False

    def state(
        self, token: Token, relation: Relation, names: tuple[str, ...], **more: object
    ) -> None:
        """Record a claim about `names` and mark the topic as spoken of."""
        if relation == "rank" and self.within:
            relation = "leading"
        if relation == "share_of_total":
            names = self._totals(names)
        if relation == "number" and self._of_rest(more):
            self._rest_within(token, names, more)
            return
        rank_here = int(str(more.get("rank", 0)))
        if relation == "rank" and self.without and abs(rank_here) == 1 and not more.get("negated"):
            relation = "only"
            way = "down" if rank_here == 1 else "up"
            more = {"direction": way, "ref": Reference("segments", self.without)}
        turned = {n for m in self.topic for n in m.group.turned}
        if relation in ("level", "versus", "rank") and turned & set(names):
            straight = tuple(n for n in names if n not in turned)
            bent = tuple(n for n in names if n in turned)
            waiting = self.degree, self.most, self.negated
            self.topic = [m for m in self.topic if not m.group.turned] or [
                Mention(Group(names), token.start, self.clause)
            ]
            if straight:
                self.state(token, relation, straight, **more)
            if more.get("direction"):
                more = {**more, "direction": "down" if more["direction"] == "up" else "up"}
            if rank := more.get("rank"):
                more = {**more, "rank": -int(str(rank))}
            self.degree, self.most, self.negated = waiting
            self.state(token, relation, bent, **more)
            return
        claim = Claim(
            token.start,
            token.end,
            relation,
            names,
            self.subject,
            statistic=self.statistic,
            sure=self.sure
            and all(mention.sure for mention in self.topic)
            and not (relation in FIGURES and self._carried()),
            guessed=bool(names) and self._guessed(),
        )
        for subject in self.subject.split("|"):
            self.claims.append(replace(claim, subject=subject, **more))  # type: ignore[arg-type]
            if self.both and relation == "rank":
                self.claims.append(replace(self.claims[-1], statistic="median"))
        told = relation == "share_of_total" or (relation == "number" and names == (SHARE,))
        self.shares_told = self.shares_told or told
        self.claims_in_clause += 1
        self.predicated = True
        self.statistic_waits = False
        if relation not in ("number", "count"):
            for mention in self.topic:
                mention.said = True
        self.degree, self.most, self.negated = None, False, False

    def _totals(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Of several features those whose sum means something."""
        names = tuple(name.removeprefix(GRAND) for name in names)
        if len(names) > 1 and self.in_turn < 0:
            names = tuple(n for n in names if n in self.vocabulary.additive) or names
            self.sure = self.sure and len(names) == 1
        return names

    def _of_rest(self, more: dict[str, object]) -> bool:
        """Whether a bound is told of every other segment (其余各群均不超过26次)."""
        quantity, rest = more.get("quantity"), {*self.vocabulary.labels} - {self.own}
        bounded = isinstance(quantity, Quantity) and bool(quantity.bound)
        return bounded and len(rest) > 1 and set(self.subject.split("|")) == rest

    def _rest_within(self, token: Token, names: tuple[str, ...], more: dict[str, object]) -> None:
        """The bound is one of the segment that comes nearest to it."""
        quantity, subject = more["quantity"], self.subject
        below = isinstance(quantity, Quantity) and quantity.bound == "<"
        self.subject = self.own
        way = "up" if below else "down"
        self.state(token, "extreme", names, quantity=quantity, direction=way)
        self.subject = subject

    @property
    def last_told(self) -> Claim | None:
        """The claim before, counts of segments aside."""
        return next((c for c in reversed(self.claims) if c.relation != "scope"), None)

    def state_scope(self, token: Token, ref: Reference) -> None:
        """三个群组, 其余两个群组: a claim about how many segments there are."""
        self.claims.append(Claim(token.start, token.end, "scope", (), self.own, ref=ref))

    def rank_within_theme(self) -> None:
        """乳品次之: this rank, and the one before it, are among the features of a theme."""
        self.within = True
        if self.claims and self.claims[-1].relation == "rank":
            self.claims[-1] = replace(self.claims[-1], relation="leading")

    def turn_topic(self, turning: frozenset[str]) -> None:
        """Let high values of gaps count as low, as 活跃 has it; or those of 取消率 for 优."""
        for mention in self.topic:
            turned = turning & set(mention.group.features)
            mention.group = replace(mention.group, turned=turned | mention.group.turned)

    def narrow(self, units: tuple[str, ...]) -> None:
        """到店勤: of the features of a theme the one that is counted in such units."""
        fitting = {name for name, unit in self.vocabulary.unit_of.items() if unit in units}
        for mention in self.topic:
            fits = tuple(name for name in mention.group.features if name in fitting)
            if len(fits) == 1:
                mention.group = replace(mention.group, features=fits)

    def _carried(self) -> bool:
        """Whether the topic was named in an earlier clause, and others were as well."""
        if not self.topic or any(mention.clause == self.clause for mention in self.topic):
            return False
        named = {n for m in self.mentions for n in m.group.features if n != SHARE}
        return len(named | set(names_of(self.topic))) > 1

    def _guessed(self) -> bool:
        """Whether general words (花得, 贡献), or one for several features, named the topic."""
        several = [m.group for m in self.topic if len(m.group.features) > 1]
        summed = not self.each and any(group.whole for group in several)
        loose = not self.each or len(self.topic) > 1
        summed = summed or (loose and any(self._mixed(group) for group in several))
        return summed or any(mention.group.concept for mention in self.topic)

    def _mixed(self, group: Group) -> bool:
        """到店 for 到店次数 and 距上次到店天数: features that one level can hardly be said of."""
        return len({self.vocabulary.unit_of.get(name) for name in group.features}) > 1

    def doubt(self, token: Token, why: str, about: str = "") -> None:
        """Record a piece that no claim accounts for."""
        self.doubts.append(Doubt(token.start, token.end, why, token.text, about))  # type: ignore[arg-type]

    def strength(self, token: Token) -> Strength:
        """The strength of a level word with the degree before it."""
        return self.degree or token.strength

    def level(self, token: Token, names: tuple[str, ...], direction: Direction) -> None:
        """State a level, a superlative or a comparison, as the waiting words have it."""
        if self.most:
            rank = 1 if direction == "up" else -1
            self.state(token, "rank", names, rank=rank, negated=self.negated)
        elif self.against and self.against.kind != "overall":
            self.state(
                token,
                "versus",
                names,
                direction=direction,
                strength=self.strength(token),
                negated=self.negated,
                ref=self.against,
            )
        elif names == (SHARE,) or self.against:
            self.overall_level(token, names, direction)
        else:
            self.state(
                token,
                "level",
                names,
                direction=direction,
                strength=self.strength(token),
                negated=self.negated,
            )

    def overall_level(self, token: Token, names: tuple[str, ...], direction: Direction) -> None:
        """高于整体: a level; of a median, a comparison of the two medians."""
        relation: Relation = "versus" if self.statistic == "median" else "level"
        self.state(
            token,
            relation,
            names,
            direction=direction,
            strength=self.strength(token),
            negated=self.negated,
            ref=Reference("overall"),
        )

    def marked(self, quantity: Quantity) -> Quantity:
        """The quantity with an 约 that stood further ahead."""
        if self.approx and not quantity.bound:
            quantity = replace(quantity, approx=True)
        return quantity


def names_of(mentions: list[Mention]) -> tuple[str, ...]:
    """Every feature of the mentions once, in order."""
    return tuple(dict.fromkeys(name for m in mentions for name in m.group.features))
