"""Cells in quotes are the same whether Arrow or the careful reader reads them."""

from pathlib import Path

import pytest

from segreport.customers import csvfile, read_files
from segreport.errors import CustomerDataError

HEAD = '"客户号","备注","收入"\n'
ROWS = [
    '"0001","甲","1"\n"0002","乙","2"\n',
    '"0001","甲,乙","1"\n"0002","丙",2\n',
    '"0001","","1"\r\n"0002",乙,"2"\r\n',
    '"0001","说""好""","1"\n"0002","乙","2"\n',
    '"0001","甲\n乙","1"\n"0002","丙","2"\n',
    '"0001","甲","1"\n"0002","乙","2"',
    '0001,",",1\n0002,a"b,2\n',
    '"0001"x,"甲","1"\n"0002","乙","2"\n',
    '"0001","甲","1"\n"0002","乙,"2"\n',
]


def read(path: Path) -> object:
    """The cells, or the message."""
    try:
        return read_files([path]).columns.to_pydict()
    except CustomerDataError as error:
        return str(error)


@pytest.mark.parametrize("rows", ROWS)
def test_both_readers_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((HEAD + rows).encode())
    found = read(path)
    monkeypatch.setattr(csvfile, "_read_fast", lambda *_: None)
    assert found == read(path)


def test_plain_quotes_need_no_careful_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + ROWS[1], "utf-8")
    monkeypatch.delattr(csvfile, "_read_carefully")
    assert read_files([path]).columns.column("备注").to_pylist() == ["甲,乙", "丙"]
