"""Settings: which source wins, what is refused, and where a key may go."""

from pathlib import Path

import pytest

from segreport.errors import DictionaryError, LLMUnavailable
from segreport.settings import Settings, find_endpoint, read_providers, read_settings


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
        ("min_cell = 5\n", ["min_cell", "不小于 10"]),
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
