"""What the user has set about models: `segreport.toml`, the environment and the command line.

The command line wins over the environment, the environment over the file. Keys are read from the
environment, else from the system's keyring, never from the file; a provider's key goes to that
provider's own host and nowhere else.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import Field, SecretStr, StringConstraints, ValidationError

from segreport.assets import find_asset
from segreport.errors import DictionaryError, LLMUnavailable
from segreport.models import Frozen, Text

FILE = "segreport.toml"
PREFIX = "SEGREPORT_"
CUSTOM = "custom"
OWN_KEY = "SEGREPORT_API_KEY"
"""The key for a `base_url` that is not the provider's own."""
KEYRING = "segreport"
"""The service under which the keyring has keys, each under the name of its variable."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Vault = Callable[[str], str | None]
"""Name of a key's variable → the key kept elsewhere than in the environment, if any."""

JsonMode = Literal["json_schema", "json_object", "text"]

_PROXY = r"^(https?://([^\s/@]+@)?([^\s/:@\[\]]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?/?)?$"


class Settings(Frozen):
    """Everything about models that a user may set, under the names of `segreport.toml`."""

    model: str = ""
    """Empty: no model, the rules write everything."""
    provider: str = ""
    base_url: str = ""
    json_mode: JsonMode | None = None
    """None: as the provider's entry says."""
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.3
    """Sent only where the provider accepts it; the seed likewise."""
    seed: Annotated[int, Field(ge=0)] = 0
    max_tokens: Annotated[int, Field(ge=256)] = 4096
    """Of a reply; raised once where a reply was cut."""
    concurrency: Annotated[int, Field(ge=1, le=64)] = 4
    attempts: Annotated[int, Field(ge=1, le=20)] = 5
    """Requests for one reply, whatever the reason for asking again."""
    attempt_seconds: Annotated[float, Field(gt=0)] = 90
    call_seconds: Annotated[float, Field(gt=0)] = 240
    """For one reply in total, waits included."""
    wait_seconds: Annotated[float, Field(gt=0)] = 0.5
    """Before asking again the first time, at most; it doubles each time."""
    run_seconds: Annotated[float, Field(gt=0)] = 1800
    max_bytes: Annotated[int, Field(ge=10_000)] = 1_000_000
    """Of a reply; what is longer is not read."""
    min_cell: Annotated[int, Field(ge=10)] = 10
    """A segment with fewer customers is not told of. The floor is a promise to those customers:
    it may be raised, never lowered."""
    prompts: Path | None = None
    """A folder whose templates win over those that ship."""
    proxy: Annotated[str, StringConstraints(pattern=_PROXY)] = ""
    """URL; without it no proxy is used, whatever the environment says."""


class Price(Frozen):
    """What a million tokens cost."""

    currency: Literal["CNY", "USD"]
    date: datetime.date
    """The day it is known to have been this."""
    source: Text
    """Where it was read."""
    input: float
    cached: float | None = None
    """None: no discount is known, a cached token is counted like any other."""
    output: float


class Provider(Frozen):
    """One entry of `data/providers.yml`."""

    title: Text
    base_url: str
    key: Annotated[str, StringConstraints(pattern=r"^[A-Z_]*$")]
    json_mode: JsonMode
    temperature: bool
    seed: bool
    max_tokens: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    extra_body: dict[str, object] = Field(default_factory=dict)
    free: bool = False
    prices: dict[str, Price] = Field(default_factory=dict)


class Endpoint(Frozen):
    """Where a model is asked, and how; the only noun that holds a key, which it never shows."""

    provider: str
    model: Text
    base_url: Text
    key: SecretStr | None = Field(default=None, exclude=True)
    json_mode: JsonMode
    sampling: dict[str, float | int]
    """temperature and seed, as far as the provider accepts them."""
    max_tokens_name: Literal["max_tokens", "max_completion_tokens"]
    extra_body: dict[str, object] = Field(default_factory=dict)
    price: Price | None = None
    """None: unknown."""
    free: bool = False


def read_settings(
    given: Mapping[str, object], environment: Mapping[str, str], folder: Path
) -> Settings:
    """The settings of a run: `given` on the command line, then environment, then the file.

    A value of `given` that is None was not given. Raises DictionaryError naming the key, and the
    line of the file, of everything that cannot be followed.
    """
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise DictionaryError(f"读不了 {path}。请存成 UTF-8 文本，并检查权限。") from error
    try:
        from_file = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DictionaryError(f"{path} 不是有效的 TOML：{_where(str(error))}。请改正。") from error
    names = Settings.model_fields
    from_environment: dict[str, object] = {
        name: environment[variable]
        for name in names
        if environment.get(variable := PREFIX + name.upper())
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    if isinstance(from_file.get("prompts"), str):
        from_file["prompts"] = folder / from_file["prompts"]
    try:
        return Settings.model_validate({**from_file, **from_environment, **chosen})
    except ValidationError as error:
        problems = [
            _problem(str(e["loc"][0]), e["type"], e["input"], chosen, from_environment, text)
            for e in error.errors(include_url=False)
        ]
        raise DictionaryError("设置有错误：" + "；".join(problems) + "。") from error


def _where(message: str) -> str:
    """第 3 行第 5 列, from the parser's words."""
    match = re.search(r"line (\d+), column (\d+)", message)
    return f"第 {match[1]} 行第 {match[2]} 列写得不对" if match else "文件末尾不完整"


_EXPECTED = {
    "json_mode": "json_schema、json_object 或 text",
    "temperature": "0 到 2 之间的数",
    "seed": "不小于 0 的整数",
    "max_tokens": "不小于 256 的整数",
    "concurrency": "1 到 64 之间的整数",
    "attempts": "1 到 20 之间的整数",
    "max_bytes": "不小于 10000 的整数",
    "min_cell": "不小于 10 的整数（只能调高：少于 10 位客户的群组从不发送）",
    "prompts": "目录",
    "proxy": "代理的地址，如 http://127.0.0.1:7890",
}


def _problem(
    key: str,
    kind: str,
    value: object,
    given: Mapping[str, object],
    environment: Mapping[str, object],
    text: str,
) -> str:
    """One mistake: where it stands, what is wrong, what is right."""
    if key in given:
        where = f"命令行 --{key.replace('_', '-')}"
    elif key in environment:
        where = f"环境变量 {PREFIX}{key.upper()}"
    else:
        lines = text.splitlines()
        own = rf"\s*[\"']?{re.escape(key)}[\"']?\s*="
        line = next((n for n, row in enumerate(lines, 1) if re.match(own, row)), 0)
        where = f"{FILE} 第 {line} 行的 {key}" if line else f"{FILE} 的 {key}"
    if kind == "extra_forbidden":
        return f"{where} 不是设置项，可用的有 {'、'.join(Settings.model_fields)}"
    expected = _EXPECTED.get(key, "大于 0 的数" if key.endswith("seconds") else "文字")
    written = "" if key == "proxy" else f"，写的是“{value}”"  # it may hold a password
    return f"{where} 应为{expected}{written}"


def read_providers() -> dict[str, Provider]:
    """The services of `data/providers.yml` by name. Raises DictionaryError where it is wrong."""
    rows = yaml.safe_load(find_asset("data/providers.yml").read_text(encoding="utf-8"))
    try:
        return {name: Provider.model_validate(row) for name, row in rows.items()}
    except ValidationError as error:
        raise DictionaryError(f"data/providers.yml 有错误，请改正：{error}") from error


def find_endpoint(
    settings: Settings,
    environment: Mapping[str, str],
    *,
    keyless: bool = False,
    vault: Vault | None = None,
) -> Endpoint:
    """Where the model of these settings is asked, with the key that belongs there.

    `keyless`: without one where there is none, because nothing will be asked. `vault` is asked
    for a key that the environment does not have.
    Raises DictionaryError for an unknown provider or an address that cannot be used, and
    LLMUnavailable where the key is missing.
    """
    providers = read_providers()
    name = settings.provider or (CUSTOM if settings.base_url else "")
    if name not in providers:
        problem = f"不认识服务商 {name}" if name else f"没有说明到哪里找模型 {settings.model}"
        raise DictionaryError(
            f"{problem}。请用 --provider 指定（{'、'.join(providers)}），"
            "或用 --base-url 给出接口地址。"
        )
    provider = providers[name]
    address = _address(settings.base_url or provider.base_url)
    return Endpoint(
        provider=name,
        model=settings.model,
        base_url=address,
        key=_key(provider, address, environment, vault, needed=not keyless),
        json_mode=settings.json_mode or provider.json_mode,
        sampling={
            **({"temperature": settings.temperature} if provider.temperature else {}),
            **({"seed": settings.seed} if provider.seed else {}),
        },
        max_tokens_name=provider.max_tokens,
        extra_body=provider.extra_body,
        price=provider.prices.get(settings.model) if _is_home(provider, address) else None,
        free=provider.free and urlsplit(address).hostname in LOOPBACK,
    )


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise DictionaryError(
            f"接口地址“{url}”不能用。请用 --base-url 写完整的地址，如 http://127.0.0.1:8000/v1。"
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise DictionaryError(
            "接口地址里不能有用户名、口令或参数。请把密钥放进环境变量 " + OWN_KEY + "。"
        )
    return url.rstrip("/")


def _is_home(provider: Provider, address: str) -> bool:
    """Whether this is the provider's own host; only there its key may go and its prices hold."""
    home, asked = urlsplit(provider.base_url), urlsplit(address)
    return (home.scheme, home.hostname) == (asked.scheme, asked.hostname)


def _key(
    provider: Provider,
    address: str,
    environment: Mapping[str, str],
    vault: Vault | None,
    *,
    needed: bool,
) -> SecretStr | None:
    """The provider's key for its own host, the user's own for any other; none on this machine."""
    host = urlsplit(address).hostname
    variable = provider.key if _is_home(provider, address) else OWN_KEY
    value = environment.get(variable, "").strip() if variable else ""
    if not value and variable and vault is not None:
        value = (vault(variable) or "").strip()
    if value:
        if not (value.isascii() and value.isprintable()) or " " in value:
            raise LLMUnavailable(f"密钥 {variable} 含有空格或非英文字符。请重新复制。")
        return SecretStr(value)
    if host in LOOPBACK or not needed:
        return None
    raise LLMUnavailable(
        f"没有密钥：请把 {host} 的密钥放进环境变量 {variable}，或用 keyring set {KEYRING} "
        f"{variable} 存进系统钥匙串，再重新运行；不用模型请加 --offline。"
    )


def read_keyring(variable: str) -> str | None:
    """The key that the system's keyring has under this name; None where it has none.

    Raises LLMUnavailable where there is a keyring that stays shut.
    """
    try:
        from keyring import get_password
        from keyring.errors import KeyringError, NoKeyringError
    except ImportError:  # the extra `keyring` is not installed
        return None
    try:
        return get_password(KEYRING, variable)
    except NoKeyringError:  # this machine has no keyring
        return None
    except KeyringError as error:
        raise LLMUnavailable(
            f"打不开系统钥匙串（{type(error).__name__}）。请解锁，或把密钥放进环境变量 {variable}。"
        ) from error
