"""The command line: commands, exit codes, and the one place where errors become messages."""

from segreport.cli.entry import run_command_line

__all__ = ["run_command_line"]
