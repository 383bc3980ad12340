"""Finding the prompts, templates and data that ship with the program."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "_assets"


def find_asset(name: str) -> Path:
    """Path of a shipped file or folder, e.g. `data/lexicon.yml`.

    In an installed wheel they lie inside the package, in a checkout beside it. Raises
    FileNotFoundError, which is a defect of the installation.
    """
    for root in (_INSTALLED, _PACKAGE.parent):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(name)
