"""A storm: 1,000 segments drafted while 70 % of the replies are faulty one way or another."""

import json
import random
from dataclasses import replace
from functools import cache
from typing import Any

from segreport.claims import check_text
from segreport.drafting import draft_with_llm
from segreport.llm import connect
from segreport.models import Judgement
from segreport.settings import Settings, find_endpoint
from tests.drafting.conftest import Told, drafter_for
from tests.drafting.replying import answering
from tests.llm.server import Asked, Play, failed, said, serve

RUNS = 334
"""Of three segments each."""
FAULTY = 0.7

FAULTS = (
    failed(500), failed(503, retry_after="0"), failed(429, retry_after="0"),
    Play(502, b"<html>"), Play(act="reset"), Play(act="truncate"), Play(body=b""),
    Play(body=b"null"), Play(body=b"[]"), Play(body=b"<html>"), Play(body=b"\xff\xfe"),
    Play(body=b'{"choices": []}'), Play(body=b'{"choices": [{"message": null}]}'),
    said(None), said(""), said("没有问题"), said("{}"), said('{"parts": NaN}'),
    said('{"parts": [], "parts": []}'), said('{"parts": [], "note": 1}'), said('{"parts": [3]}'),
    said('{"parts": []}'), said('{"parts": [', "length"), said(None, refusal="不"),
    said("", "content_filter"),
)  # fmt: skip


def test_a_thousand_segments_in_a_storm(told: Told) -> None:
    """Each ends as a draft or a rule draft; none is lost, and no sentence of a model is false."""
    good, wrong = answering("good"), answering("wrong")

    def script(asked: Asked, number: int) -> Play:
        dice = random.Random(number)  # noqa: S311  # weather, not secrecy
        if dice.random() >= FAULTY:
            return good(asked, number)
        fault = dice.randrange(len(FAULTS) + 8)
        return FAULTS[fault] if fault < len(FAULTS) else wrong(asked, number)

    @cache
    def judge(text: str, outside: bool, segment: str, kind: Any) -> Judgement:
        profile = told.brief.outside if outside else told.profile
        return check_text(text, profile, segment, kind)

    def check(text: str, profile: Any, segment: str, kind: Any) -> Judgement:
        return judge(text, profile is told.brief.outside, segment, kind)

    with serve(script) as server:
        settings = Settings(
            model="m", base_url=server.url, wait_seconds=0.001, concurrency=8, attempts=4
        )
        with connect(find_endpoint(settings, {}), settings) as complete:
            drafter = replace(drafter_for(told, complete), check=check, concurrency=8)
            drafted = [draft_with_llm(drafter) for _ in range(RUNS)]
        asked = len(server.asked)
    segments = [segment for run in drafted for segment in run.draft.segments]
    records = [record for run in drafted for record in run.record]
    assert len(segments) == len(records) == 3 * RUNS >= 1000
    ruled = {sentence.id: sentence.text for sentence in told.rules.sentences()}
    for segment, record in zip(segments, records, strict=True):
        sentences = list(segment.sentences())
        assert {s.place for s in sentences} == {
            s.place for d in told.rules.segments if d.segment == segment.segment
            for s in d.sentences()
        }  # fmt: skip
        for sentence in sentences:
            if sentence.author == "rule" and sentence.place != "grounds":
                assert sentence.text == ruled[sentence.id]
            elif sentence.author == "model":
                verdict = judge(sentence.text, False, sentence.segment, sentence.kind)
                assert verdict.fit or verdict.verdict == "unverifiable", sentence
        assert record.reason or record.written + record.replaced == record.asked
    written = sum(record.written > 0 for record in records)
    by_rules = sum(bool(record.reason) for record in records)
    assert written > 600
    assert by_rules > 10
    assert asked <= 3 * RUNS * 3 * settings.attempts
    assert asked == sum(run.usage.requests for run in drafted)
    print(json.dumps({"asked": asked, "with text of the model": written, "by rules": by_rules}))  # noqa: T201  # the figures of the storm
