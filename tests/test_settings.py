"""Settings: which source wins, what is refused, and where a key may go."""

import datetime
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError

from segreport.errors import DictionaryError, LLMUnavailable
from segreport.settings import (
    Settings,
    find_endpoint,
    read_keyring,
    read_providers,
    read_settings,
)


def test_the_command_line_wins_over_the_environment_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "segreport.toml").write_text(
        'model = "a"\nprovider = "qwen"\nconcurrency = 2\n', "utf-8"
    )
    environment = {"SEGREPORT_MODEL": "b", "SEGREPORT_CONCURRENCY": "3", "SEGREPORT_SEED": ""}
    read = read_settings({"model": "c", "concurrency": None}, environment, tmp_path)
    assert (read.model, read.provider, read.concurrency, read.seed) == ("c", "qwen", 3, 0)
    assert read_settings({}, {}, tmp_path / "elsewhere") == Settings()


def test_a_folder_of_prompts_lies_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "segreport.toml").write_text('prompts = "mine"\n', "utf-8")
    assert read_settings({}, {}, tmp_path).prompts == tmp_path / "mine"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('# x\nmodell = "a"\n', ["第 2 行", "modell", "不是设置项", "model、provider"]),
        ("concurrency = 0\n", ["第 1 行", "concurrency", "1 到 64", "0"]),
        ('\n\nseed = "x"\n', ["第 3 行", "seed", "整数", "x"]),
        ("min_cell = 5\n", ["min_cell", "不小于 10", "只能调高"]),
        ('proxy = "127.0.0.1:7890"\n', ["proxy", "代理的地址"]),
        ('proxy = "socks5://127.0.0.1:7890"\n', ["proxy", "http://"]),
        ("call_seconds = -1\n", ["call_seconds", "大于 0"]),
        ('json_mode = "xml"\n', ["json_mode", "json_object"]),
        ("model = \n", ["第 1 行第", "TOML"]),
        ("model = [\n", ["TOML"]),
        ("concurrency = 0\nseed = -1\n", ["第 1 行", "第 2 行"]),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(
    text: str, says: list[str], tmp_path: Path
) -> None:
    (tmp_path / "segreport.toml").write_text(text, "utf-8")
    with pytest.raises(DictionaryError) as error:
        read_settings({}, {}, tmp_path)
    assert all(part in str(error.value) for part in says)


def test_a_file_that_is_no_text_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "segreport.toml").write_bytes('model = "通义"\n'.encode("gbk"))
    with pytest.raises(DictionaryError, match=r"segreport\.toml.*UTF-8"):
        read_settings({}, {}, tmp_path)


@pytest.mark.parametrize(
    "proxy", ["http://proxy:3128", "https://me:pass@10.0.0.1:8080/", "http://[::1]:1"]
)
def test_a_proxy_is_an_address(proxy: str) -> None:
    assert read_settings({}, {"SEGREPORT_PROXY": proxy}, Path()).proxy == proxy


def test_a_password_of_a_proxy_is_not_repeated() -> None:
    with pytest.raises(DictionaryError, match="SEGREPORT_PROXY") as error:
        read_settings({}, {"SEGREPORT_PROXY": "me:hunter2@proxy:3128"}, Path())
    assert "hunter2" not in str(error.value)


def test_a_mistake_elsewhere_says_where(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match="命令行 --concurrency"):
        read_settings({"concurrency": 1000}, {}, tmp_path)
    with pytest.raises(DictionaryError, match="环境变量 SEGREPORT_SEED"):
        read_settings({}, {"SEGREPORT_SEED": "one"}, tmp_path)


def test_every_provider_can_be_asked_with_its_own_key() -> None:
    providers = read_providers()
    assert set(providers) == {
        "openai", "deepseek", "qwen", "glm", "kimi", "ollama", "vllm", "custom"
    }  # fmt: skip
    for name, provider in providers.items():
        if name == "custom":
            continue
        keys = {provider.key: f"sk-{name}"} if provider.key else {}
        endpoint = find_endpoint(Settings(model="m", provider=name), keys)
        assert endpoint.base_url == provider.base_url
        assert (endpoint.key is not None) == bool(keys)
        assert ("temperature" in endpoint.sampling) == provider.temperature
        assert ("seed" in endpoint.sampling) == provider.seed


@pytest.mark.parametrize(
    "base_url",
    ["https://example.com/v1", "http://api.openai.com/v1", "https://api.openai.com.example.com/v1"],
)
def test_an_openai_key_goes_to_openai_alone(base_url: str) -> None:
    settings = Settings(model="m", provider="openai", base_url=base_url)
    environment = {"OPENAI_API_KEY": "sk-openai", "DEEPSEEK_API_KEY": "sk-deepseek"}
    with pytest.raises(LLMUnavailable, match="SEGREPORT_API_KEY"):
        find_endpoint(settings, environment)
    endpoint = find_endpoint(settings, {**environment, "SEGREPORT_API_KEY": "sk-own"})
    assert endpoint.key is not None
    assert endpoint.key.get_secret_value() == "sk-own"


def test_a_missing_key_says_which_variable_to_set() -> None:
    with pytest.raises(LLMUnavailable, match=r"DEEPSEEK_API_KEY.*--offline"):
        find_endpoint(Settings(model="m", provider="deepseek"), {})
    keyless = find_endpoint(Settings(model="m", provider="deepseek"), {}, keyless=True)
    assert keyless.key is None


def test_a_key_never_shows() -> None:
    endpoint = find_endpoint(
        Settings(model="m", provider="deepseek"), {"DEEPSEEK_API_KEY": "sk-secret"}
    )
    assert "sk-secret" not in f"{endpoint!r} {endpoint} {endpoint.model_dump()}"
    assert "sk-secret" not in endpoint.model_dump_json()


@pytest.mark.parametrize("key", ["sk-密钥", "sk a", "sk\nX-Header: 1"])
def test_a_key_that_was_copied_badly_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(LLMUnavailable, match="DEEPSEEK_API_KEY") as error:
        find_endpoint(Settings(model="m", provider="deepseek"), {"DEEPSEEK_API_KEY": key})
    assert key not in str(error.value)


@pytest.mark.parametrize(
    "base_url",
    ["localhost:8000", "ftp://x/v1", "http://", "http://me:secret@x/v1", "http://x/v1?key=1",
     "http://[::1/v1", "http://x:99999/v1"],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused(base_url: str) -> None:
    with pytest.raises(DictionaryError) as error:
        find_endpoint(Settings(model="m", base_url=base_url), {"SEGREPORT_API_KEY": "k"})
    assert "secret" not in str(error.value)


def test_a_model_needs_a_place() -> None:
    with pytest.raises(DictionaryError, match=r"--provider.*deepseek.*--base-url"):
        find_endpoint(Settings(model="m"), {})
    with pytest.raises(DictionaryError, match="不认识服务商 nobody"):
        find_endpoint(Settings(model="m", provider="nobody"), {})


# ── keys in the keyring ─────────────────────────────────────────────────────────────────────────


class Memory(KeyringBackend):
    """A keyring that lasts as long as a test and remembers what it was asked for."""

    priority = 1.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.asked: list[str] = []
        self.shut: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept, unless it is shut."""
        self.asked.append(username)
        if self.shut:
            raise self.shut
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password


@pytest.fixture
def memory() -> Iterator[Memory]:
    before = keyring.get_keyring()
    backend = Memory()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


DEEPSEEK = Settings(model="m", provider="deepseek")


def test_a_key_of_the_keyring_is_found_under_the_name_of_its_variable(memory: Memory) -> None:
    memory.set_password("segreport", "DEEPSEEK_API_KEY", "sk-kept")
    endpoint = find_endpoint(DEEPSEEK, {}, vault=read_keyring)
    assert endpoint.key is not None
    assert endpoint.key.get_secret_value() == "sk-kept"
    assert "sk-kept" not in f"{endpoint!r} {endpoint.model_dump_json()}"


def test_the_environment_wins_over_the_keyring(memory: Memory) -> None:
    memory.set_password("segreport", "DEEPSEEK_API_KEY", "sk-kept")
    endpoint = find_endpoint(DEEPSEEK, {"DEEPSEEK_API_KEY": "sk-given"}, vault=read_keyring)
    assert endpoint.key is not None
    assert endpoint.key.get_secret_value() == "sk-given"
    assert memory.asked == []


def test_the_keyring_is_not_asked_for_a_providers_key_for_another_host(memory: Memory) -> None:
    memory.set_password("segreport", "OPENAI_API_KEY", "sk-openai")
    settings = Settings(model="m", provider="openai", base_url="https://example.com/v1")
    with pytest.raises(LLMUnavailable, match="SEGREPORT_API_KEY"):
        find_endpoint(settings, {}, vault=read_keyring)
    assert memory.asked == ["SEGREPORT_API_KEY"]


def test_a_keyring_that_stays_shut_says_what_to_do(memory: Memory) -> None:
    memory.shut = KeyringLocked("no")
    with pytest.raises(LLMUnavailable, match=r"解锁.*DEEPSEEK_API_KEY"):
        find_endpoint(DEEPSEEK, {}, vault=read_keyring)


def test_a_machine_without_a_keyring_has_no_key_there(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.shut = NoKeyringError("no backend")
    assert read_keyring("DEEPSEEK_API_KEY") is None
    monkeypatch.setitem(sys.modules, "keyring", None)  # the extra is not installed
    assert read_keyring("DEEPSEEK_API_KEY") is None
    with pytest.raises(LLMUnavailable, match=r"keyring set segreport DEEPSEEK_API_KEY"):
        find_endpoint(DEEPSEEK, {}, vault=read_keyring)


# ── prices ──────────────────────────────────────────────────────────────────────────────────────


def test_every_price_says_when_and_where_it_was_read() -> None:
    prices = [price for p in read_providers().values() for price in p.prices.values()]
    assert len(prices) > 20
    for price in prices:
        assert datetime.date(2026, 1, 1) <= price.date <= datetime.date(2026, 12, 31)
        assert "." in price.source
        assert 0 < (price.cached or price.input) <= price.input < price.output


def test_a_price_holds_on_the_providers_own_host_only() -> None:
    environment = {"DEEPSEEK_API_KEY": "k", "SEGREPORT_API_KEY": "k"}
    model = {"model": "deepseek-v4-pro", "provider": "deepseek"}
    price = find_endpoint(Settings.model_validate(model), environment).price
    assert price is not None
    assert (price.input, price.cached, price.output, price.currency) == (1.32, 0.044, 3.96, "USD")
    elsewhere = Settings.model_validate({**model, "base_url": "https://example.com/v1"})
    assert find_endpoint(elsewhere, environment).price is None
    assert (
        find_endpoint(Settings(model="deepseek-x", provider="deepseek"), environment).price is None
    )
