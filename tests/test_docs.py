"""The documents are true: their commands and options exist, their links lead somewhere."""

import re
from pathlib import Path

import pytest

from segreport.cli import run_command_line

REPOSITORY = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path.relative_to(REPOSITORY)
    for folder in (".", "docs", "benchmarks")
    for path in (REPOSITORY / folder).glob("*.md")
)
COMMAND = re.compile(r"segreport ([a-z][a-z-]+)([^`#\n]*)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_lead_to_files(document: Path) -> None:
    text = (REPOSITORY / document).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert (REPOSITORY / document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_commands_and_options_exist(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```\n(.*?)```|`(segreport [^`]+)`",
                        (REPOSITORY / document).read_text("utf-8"), re.DOTALL)  # fmt: skip
    for command, arguments in COMMAND.findall("\n".join("".join(block) for block in blocks)):
        assert run_command_line([command, "--help"]) == 0, command
        page = capsys.readouterr().out
        for option in re.findall(r"(?<!\w)--?[a-z][a-z-]*", arguments):
            assert option in page, f"segreport {command} {option}"
