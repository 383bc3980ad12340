"""One table written in 360 ways: each is read exactly or refused, none is read wrongly."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from segreport.customers import Reading, load_customers, read_files
from segreport.dictionary import Dictionary
from segreport.errors import CustomerDataError
from segreport.models import Feature

IDS = [f"00{n:016d}" for n in range(1, 13)]
AGES = [23.0, 35.0, 41.0, 58.0, 62.0, 29.0, 33.0, 47.0, 51.0, 38.0, 26.0, 44.0]
ASSETS = [1234.5, 12345678.25, -2500.5, 980000.0, 15.75, 66000.0, 430.0, 8200.25, 91.0, 2e6, 7.5]
HEADERS = ("客户号", "年龄", "资产", "性别")
TRADITIONAL = ("客戶編號", "年齡", "資產總額", "性別")
DICTIONARY = Dictionary(
    id="客户号",
    features=(
        Feature(name="年龄", label="年龄", unit="岁"),
        Feature(name="资产", label="资产", unit="元"),
        Feature(name="性别", label="性别", role="describe"),
    ),
)

Style = Callable[[float], str]


def bracketed(value: float) -> str:
    return f"({-value:,.2f})" if value < 0 else f"{value:,.2f}"


def ten_thousands(value: float) -> str:
    return f"{value / 1e4:.6f}万元"


def full_width(value: float) -> str:
    return f"{value:.2f}".translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789.-"})


ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "cp950")
FORMATS = ("comma", "semicolon", "xlsx")
STYLES: tuple[Style, ...] = (
    repr,
    lambda value: f"{value:,.2f}",
    lambda value: f"￥{value:,.2f}",
    bracketed,
    ten_thousands,
    full_width,
)
MISSING = ("", "NA", "—", "无")


def rows(style: Style, missing: str, *, traditional: bool) -> list[list[str]]:
    table = [list(TRADITIONAL if traditional else HEADERS)]
    assets = [style(value) for value in ASSETS] + [missing]
    if traditional:
        assets = [cell.replace("万", "萬").replace("无", "無") for cell in assets]
    for n, (handle, age, cell) in enumerate(zip(IDS, AGES, assets, strict=True)):
        table.append([handle, f"{age:g}", cell, "女" if n % 3 else "男"])
    return table


def write(path: Path, table: list[list[str]], encoding: str, kind: str) -> None:
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in table:
            book.active.append(row)
        book.save(path)
        return
    text = io.StringIO()
    csv.writer(text, delimiter="," if kind == "comma" else ";").writerows(table)
    path.write_bytes(text.getvalue().encode(encoding))


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_file_is_read_exactly_or_refused(tmp_path: Path, encoding: str, kind: str) -> None:
    refused = 0
    path = tmp_path / ("t.xlsx" if kind == "xlsx" else "t.csv")
    traditional = encoding == "cp950" and kind != "xlsx"
    for style in STYLES:
        for missing in MISSING:
            write(path, rows(style, missing, traditional=traditional), encoding, kind)
            try:
                raw = read_files([path])
            except CustomerDataError as error:
                assert "--encoding" in str(error)
                refused += 1
                raw = read_files([path], reading=Reading(encoding=encoding))
                raw = replace(raw, columns=raw.columns.rename_columns(HEADERS))
            customers = load_customers(raw, DICTIONARY)
            assert list(customers.ids) == IDS
            assert customers.table["年龄"].tolist() == AGES
            assert customers.table["资产"].tolist()[:-1] == ASSETS
            assert np.isnan(customers.table["资产"].iloc[-1])
            assert customers.table["性别"].tolist() == ["女" if n % 3 else "男" for n in range(12)]
    assert refused == (24 if traditional else 0)
