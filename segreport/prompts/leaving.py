"""What may leave the house, and in which form: labels cleaned or masked, figures coarse."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from segreport.models import Profile

LONGEST_LABEL = 24
_MARKUP = re.compile(r"[<>`{}\[\]|\\#*_~\"]+")
_NUMBER = re.compile(
    r"(?:[约近]\s*|(?<=[\u4e00-\u9fff])\s)?"
    r"(?<![\d.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
)
_DIGITS = 3


def clean_label(label: str) -> str:
    """A label of a file as one short line of plain text: data, never an instruction or markup."""
    return clean_text(label, LONGEST_LABEL)


def clean_text(text: str, longest: int) -> str:
    """A text of a person or a file as one line of at most `longest` plain characters."""
    kept = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFKC", text)
        if char.isspace() or unicodedata.category(char)[0] not in "CM"
    )
    plain = " ".join(_MARKUP.sub(" ", kept).split())
    return plain[:longest].rstrip()


def at_most_three_digits(text: str) -> str:
    """`text` with every longer figure rounded to three significant digits and marked 约."""

    def coarse(match: re.Match[str]) -> str:
        written = match["number"]
        value = Decimal(written.replace(",", ""))
        told = written.replace(",", "").lstrip("0.")
        told = told.replace(".", "") if "." in written else told.rstrip("0")
        if len(told) <= _DIGITS or not value:
            return match[0]
        place = value.adjusted() - _DIGITS + 1
        rounded = value.quantize(Decimal(1).scaleb(place), rounding=ROUND_HALF_UP)
        return f"约 {format(rounded, ',f')}"

    return _NUMBER.sub(coarse, text)


@dataclass(frozen=True, slots=True)
class Masks:
    """How features and segments are called outside, and back."""

    labels: dict[str, str]
    """Feature → what it is called in a prompt: its cleaned label, or F1 … Fn."""
    hidden: tuple[tuple[str, str], ...]
    """(label, F1 …) of the features whose label is a raw column header."""
    segments: tuple[str, ...]
    """The segments' own labels; outside they are called by their position, from 0."""

    def position(self, segment: str) -> int:
        """What a segment is called outside. Raises ValueError where there is none."""
        return self.segments.index(segment)

    def number(self, text: str) -> str:
        """A rule's text with segments called by their position, and figures coarse."""
        for position, label in enumerate(self.segments):
            text = text.replace(f"群组 {label}", f"群组 \0{position}")
        return at_most_three_digits(text.replace("\0", ""))

    def hide(self, text: str) -> str:
        """A person's text with hidden features and segments under their names outside."""
        for label, token in sorted(self.hidden, key=lambda pair: -len(pair[0])):
            text = text.replace(label, token)
        return self.number(text)

    def outside(self, profile: Profile) -> Profile:
        """The profile under the names that may leave: what a model's text is held against.

        What the checker says of it can go back to the model, for it quotes nothing but this.
        """
        hidden = {label for label, _ in self.hidden}
        names = {f.name: f"f{number}" for number, f in enumerate(profile.features, start=1)}
        features = tuple(
            feature.model_copy(
                update={
                    "name": names[feature.name],
                    "label": self.labels[feature.name],
                    "aliases": () if feature.label in hidden else feature.aliases,
                }
            )
            for feature in profile.features
        )
        segments = tuple(
            segment.model_copy(
                update={
                    "label": str(position),
                    "stats": {names[f.name]: segment.stats[f.name] for f in profile.features},
                    "categories": {},
                }
            )
            for position, segment in enumerate(profile.segments)
        )
        return profile.model_copy(
            update={
                "title": "",
                "order_by": names.get(profile.order_by or ""),
                "features": features,
                "describing": (),
                "overall": {names[f.name]: profile.overall[f.name] for f in profile.features},
                "segments": segments,
            }
        )

    def reveal(self, text: str) -> str:
        """Text of a model, with the labels that the report uses."""
        tokens = {token: label for label, token in self.hidden}

        def feature(match: re.Match[str]) -> str:
            return tokens.get(match[0], match[0])

        def segment(match: re.Match[str]) -> str:
            place = int(match[1])
            return f"群组 {self.segments[place]}" if place < len(self.segments) else match[0]

        text = re.sub(r"群组\s*(\d{1,3})", segment, text)
        return re.sub(r"(?<![A-Za-z0-9])F\d+(?!\d)", feature, text)


def make_masks(profile: Profile, covered: Collection[str] | None = None) -> Masks:
    """Names outside for a profile; `covered` are the features whose label a dictionary gave.

    None: all of them.
    """
    labels: dict[str, str] = {}
    hidden: list[tuple[str, str]] = []
    for number, feature in enumerate(profile.features, start=1):
        if covered is None or feature.name in covered:
            labels[feature.name] = clean_label(feature.label) or f"F{number}"
        else:
            labels[feature.name] = f"F{number}"
            hidden.append((feature.label, f"F{number}"))
    return Masks(labels, tuple(hidden), tuple(segment.label for segment in profile.segments))
