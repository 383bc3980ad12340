"""Texts: the files a person gives to be checked, as text."""

from __future__ import annotations

from pathlib import Path

from segreport.errors import CustomerDataError, SegreportError

_HTML = ("<!doctype html", "<html", "<head", "<body")
_LOOK = 1000
_CURE = "请给 Markdown 文件，例如运行目录里的 report.md"


def read_markdown(path: Path) -> str:
    """The text of a Markdown report. Raises SegreportError where it is something else."""
    text = read_text_file(path)
    opening = text[:_LOOK].lstrip().lower()
    if path.suffix.lower() in (".html", ".htm", ".xhtml") or opening.startswith(_HTML):
        raise SegreportError(f"{path} 是网页，不是 Markdown。{_CURE}。")
    return text


def read_text_file(path: Path) -> str:
    """The text of a file: UTF-8, UTF-16 with a byte order mark, or GB18030 (GBK).

    Raises SegreportError where it cannot be read, or is no text in one of these.
    """
    if path.is_dir():
        raise SegreportError(f"{path} 是文件夹，不是文件。{_CURE}。")
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SegreportError(f"找不到文件 {path}。请检查路径。") from None
    except OSError as error:
        raise SegreportError(f"读不了 {path}：{error.strerror}。请检查权限。") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(path, content)
    if "\0" in text:
        raise _no_text(path)
    return text


def _decoded(path: Path, content: bytes) -> str:
    """As the files of customers are decoded, where it is not UTF-8."""
    from segreport.customers.encodings import read_text

    try:
        text = read_text(str(path), content)
    except CustomerDataError:
        raise _no_text(path) from None
    if text.stray:
        raise _no_text(path)
    return text.body.decode("utf-8")


def _no_text(path: Path) -> SegreportError:
    return SegreportError(
        f"{path} 不是 UTF-8 或 GB18030（GBK）编码的文本。请另存为 UTF-8 的文本文件后重试。"
    )
