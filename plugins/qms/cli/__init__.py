"""The command line: `qms`. Each command makes the four calls and prints what comes out; its module loads when wanted.

Exit codes: 0 accepted or done, 1 refused, 2 could not run, 130 stopped from the keyboard.
"""

from __future__ import annotations

import gc
import os
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import click

from qms import __version__

from .output import as_refusal, print_refusal, print_trace

_COMMANDS = (
    "check", "verify", "status", "log", "clauses", "explain", "stage", "doctor", "init", "new", "revise", "confirm",
    "pdf", "export", "hook", "approve", "review", "acknowledge", "retire", "withdraw", "import", "anchor",
)  # fmt: skip
_COULD_NOT_RUN = 2
_STOPPED = 130


class _Commands(click.Group):
    """Loads the module of one command only, and turns whatever goes wrong in it into a line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        if cmd_name not in _COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        found = getattr(import_module(f"{__name__}.{name}"), name)
        assert isinstance(found, click.Command)  # noqa: S101 - each module holds a command of its name
        return found

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            click.echo("Stopped.", err=True)
            ctx.exit(_STOPPED)
        except Exception as error:  # noqa: BLE001 - the last resort: users get a line, never a traceback
            if os.environ.get("QMS_DEBUG") == "1":
                print_trace(error)
            print_refusal(as_refusal(error))
            ctx.exit(_COULD_NOT_RUN)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("-C", "--repo", "root", type=click.Path(path_type=Path), metavar="DIR", help="Work in this folder.")
@click.version_option(__version__, prog_name="qms")
@click.pass_context
def main(ctx: click.Context, root: Path | None) -> None:
    """Control, explain and publish a quality manual that is kept as Markdown in Git."""
    # A short run makes many objects and hardly a cycle: looking for cycles costs a tenth of the time and frees nothing.
    gc.disable()
    ctx.call_on_close(gc.enable)
    if root is not None:
        ctx.default_map = {name: {"root": str(root)} for name in _COMMANDS}
