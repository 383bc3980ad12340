"""Chinese segment reports in which every sentence was held against the table."""

from typing import Any

__all__ = ["check_text"]


def __getattr__(name: str) -> Any:
    """`segreport.check_text` on first use, so that the command line starts without it."""
    if name == "check_text":
        from segreport.claims import check_text

        return check_text
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
