"""What can go wrong when a model is asked, and what to do about each."""

from __future__ import annotations

import email.utils
import math
import re
import time
from collections.abc import Mapping
from typing import Literal

Reaction = Literal["again", "rung", "extras", "shrink", "longer", "give up", "stop"]
"""again: the same once more, after a while; rung, extras, shrink, longer: once more with another
JSON mode, without anything optional, with a shorter prompt, with room for a longer reply; give up:
this reply only; stop: ask nothing more."""

_FORMAT = re.compile(
    r"response_?format|json_?schema|json_?object|json mode|structured output", re.I
)
_TOO_LONG = re.compile(
    r"context[_ ]length|maximum context|context window|too many tokens|prompt is too long|"
    r"input (?:is )?too long|range of input length|max_model_len|string_above_max_length|"
    r"exceeded model token limit|超长",
    re.I,
)
_EXTRAS = re.compile(
    r"temperature|\bseed\b|thinking|reasoning|max_(?:completion_)?tokens|"
    r"(?:unsupported|unknown|unrecognized|invalid)[ _](?:request )?(?:parameter|argument)|"
    r"extra (?:inputs|fields)|extra_forbidden",
    re.I,
)
_UNSUITABLE = re.compile(
    r"content[ _]?(?:filter|policy|management)|data_?inspection|inappropriate|敏感|违规", re.I
)
_RATE = re.compile(r"throttl|rate[ _]limit|per minute|\b[tr]pm\b|too many requests|频繁|速率", re.I)
_QUOTA = re.compile(r"insufficient|quota|balance|billing|arrear|欠费|余额", re.I)

_PASSING = (408, 409, 425, 429)
_STOP = {
    401: "密钥不对或已失效（401）。请检查环境变量里的密钥。",
    402: "账户余额不足（402）。请充值后重新运行，已得到的回答不会重复付费。",
    403: "密钥没有使用这个模型的权限（403）。请在服务商处开通，或用 --model 换一个。",
    404: "没有这个模型或接口（404）。请检查 --model 和 --base-url。",
}
QUOTA = "额度用完了。请充值或提高额度后重新运行，已得到的回答不会重复付费。"
REDIRECT = "服务要把请求转到别的地址，没有照办。请把 --base-url 改成最终的地址。"
BROKEN = "服务没有按接口协议回答。请检查 --base-url 是否完整（多数以 /v1 结尾）。"
CUT = "回答没有传完。请检查网络后重新运行。"
UNREACHABLE = "连不上服务。请检查网络和 --base-url；需要代理请设 proxy。"
SLOW = "等待回答超时。请稍后再试，或调大 attempt_seconds 和 call_seconds。"
BUSY = "服务限流（429）。请稍后再试，或用 --concurrency 降低并发。"
DOWN = "服务出错（{status}）。请稍后再试。"
REFUSED_FORMAT = "服务不接受要求的回答格式。请设 json_mode 为 text，或换一个模型。"
REFUSED = "服务不接受请求（{status}）。请检查 --model，或换一个模型。"
LENGTHY = "提示词超出模型的上下文长度。请换上下文更长的模型。"
TRUNCATED = "回答超过长度上限，被截断。请调大 max_tokens。"
TOO_BIG = "回答过大，没有读完。请换一个模型，或调大 max_bytes。"
FILTERED = "回答被服务商的内容审查拦下。"
DECLINED = "模型拒绝回答。"
EMPTY = "模型的回答是空的。"
UNREADABLE = "模型的回答不是要求的 JSON。"
LATE = "这次运行给模型的时间用完了。可以调大 run_seconds 后重新运行。"
REPEATED = "连续 {count} 次没有得到回答，不再询问。最后一次：{message}"


class Failure(Exception):
    """One request that came to nothing; never leaves this room."""

    def __init__(
        self,
        reaction: Reaction,
        message: str,
        *,
        after: float | None = None,
        about_text: bool = False,
    ) -> None:
        super().__init__(message)
        self.reaction = reaction
        self.message = message
        self.after = after
        """Seconds the server asks to wait."""
        self.about_text = about_text
        """Whether there was a reply, and it is what it says that is wrong."""


def judge_status(status: int, headers: Mapping[str, str], said: str) -> Failure:
    """What to do about an HTTP status; `said` is the body of the reply, which is never shown."""
    if 300 <= status < 400:
        return Failure("stop", REDIRECT)
    if status in _STOP:
        return Failure("stop", _STOP[status])
    if _QUOTA.search(said) and status < 500 and not (status == 429 and _RATE.search(said)):
        return Failure("stop", QUOTA)
    if status in _PASSING or status >= 500:
        message = BUSY if status == 429 else DOWN.format(status=status)
        return Failure("again", message, after=_retry_after(headers))
    return _judge_refusal(status, said)


def _judge_refusal(status: int, said: str) -> Failure:
    """What it is about the request that was not accepted."""
    if status == 413 or _TOO_LONG.search(said):
        return Failure("shrink", LENGTHY)
    if _FORMAT.search(said):
        return Failure("rung", REFUSED_FORMAT)
    if _UNSUITABLE.search(said):
        return Failure("give up", FILTERED, about_text=True)
    return Failure("extras" if _EXTRAS.search(said) else "rung", REFUSED.format(status=status))


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from Retry-After, which holds seconds or a date; None where it holds neither."""
    written = headers.get("retry-after", "").strip()
    try:
        seconds = float(written)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(written).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
    return max(seconds, 0.0) if math.isfinite(seconds) else None
