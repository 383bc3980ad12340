"""One set of customers for all routes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.routes import write_customers


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of `write_customers`."""
    found = tmp_path_factory.mktemp("customers")
    write_customers(found)
    return found
