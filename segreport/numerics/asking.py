"""The side that asks: start the other process, send a request, wait for its answer."""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple, Unpack

from segreport.errors import SegreportError
from segreport.numerics import working

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_turn = threading.Lock()
_running: dict[int, subprocess.Popen[bytes]] = {}
"""The other process of each process: after a fork the child must not use its parent's pipes."""

_Arguments = TypeVarTuple("_Arguments")
_Answer = TypeVar("_Answer")


def start() -> None:
    """Start the process now, so that it has its imports behind it when the first request comes."""
    _process()


def apart(function: Callable[[Unpack[_Arguments]], _Answer], *arguments: *_Arguments) -> _Answer:
    """`function`, one of this room, on these arguments, computed in the other process.

    Raises SegreportError where the process cannot be started or has died, RuntimeError where the
    function itself fails.
    """
    with _turn:
        process = _process()
        if process.stdin is None or process.stdout is None:
            raise AssertionError("started with pipes")
        try:
            pickle.dump((function.__name__, arguments), process.stdin)
            process.stdin.flush()
            done, answer = pickle.load(process.stdout)  # noqa: S301  # written by our own process
        except (EOFError, BrokenPipeError) as error:
            del _running[os.getpid()]
            raise SegreportError(
                f"负责聚类计算的子进程中途退出（退出码 {process.wait()}）。"
                "多半是内存不足，也可能被系统结束；请关闭占内存的程序后重新运行。"
            ) from error
    if not done:
        raise RuntimeError(answer)
    result: _Answer = answer
    return result


def _process() -> subprocess.Popen[bytes]:
    if known := _running.get(os.getpid()):
        return known
    try:
        process = subprocess.Popen(  # noqa: S603  # our own file, run by our own interpreter
            [sys.executable, "-P", working.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | _ONE_THREAD,
        )
    except OSError as error:
        raise SegreportError(
            f"无法启动负责聚类计算的子进程（{error}）。请检查系统的进程数和内存限制后重试。"
        ) from error
    _running[os.getpid()] = process
    atexit.register(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
