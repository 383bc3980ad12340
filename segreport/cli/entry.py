"""From arguments to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from typer.exceptions import Abort, Exit, TyperException

from segreport.cli import review_commands as _review_commands  # noqa: F401  # its commands join the app
from segreport.cli.chinese import explain_usage
from segreport.cli.commands import app
from segreport.errors import NotApproved, SegreportError

DONE, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130


def run_command_line(arguments: Sequence[str]) -> int:
    """Run one command. Exit codes: 0 done, 1 findings or not approved, 2 error, 130 interrupted.

    An error is one Chinese message on standard error, without a traceback unless
    SEGREPORT_DEBUG is set.
    """
    for stream in (sys.stdout, sys.stderr):
        # a GBK console cannot show every character of a label; it must not crash on one
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = _run(arguments)
        # the parser of arguments makes an exit of Ctrl-C
        return _say_interrupted() if code == INTERRUPTED else code
    except SegreportError as error:
        return _fail(str(error), FINDINGS if isinstance(error, NotApproved) else FAILED)
    except TyperException as error:
        context = getattr(error, "ctx", None)  # errors of files and aborts have none
        command = context.command_path if context else "segreport"
        return _fail(f"{explain_usage(error, _commands())}\n运行 {command} --help 查看用法。")
    except (Abort, KeyboardInterrupt):
        return _say_interrupted()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # the user gets a message, never a traceback
        if os.environ.get("SEGREPORT_DEBUG"):
            raise
        return _fail(
            f"程序内部出错（{type(error).__name__}：{error}）。"
            "请把命令和这行信息发给维护者；设 SEGREPORT_DEBUG=1 重跑可看到详情。"
        )


def _run(arguments: Sequence[str]) -> int:
    try:
        code = app(list(arguments), prog_name="segreport", standalone_mode=False)
    except Exit as exit_:
        code = exit_.exit_code
    sys.stdout.flush()
    return code if isinstance(code, int) else DONE


def _commands() -> list[str]:
    return [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]


def _say_interrupted() -> int:
    print("已中断。已写好的文件都是完整的，重新运行即可。", file=sys.stderr)  # noqa: T201  # the last word on the terminal
    return INTERRUPTED


def _fail(message: str, code: int = FAILED) -> int:
    print(f"错误：{message}", file=sys.stderr)  # noqa: T201  # the one place that prints errors
    return code
