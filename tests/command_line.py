"""A verb of the command line run inside this process: the same `main`, the same bytes in and out.

A process of its own costs more than a second of start-up each; tests/cli/test_untidy_commands.py keeps some.
"""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from unittest.mock import patch

from onboarding import cli


def command(
    *words: object, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """What `python -m onboarding WORDS…` does: its exit code, and stdout and stderr as bytes."""
    argv = [os.fsdecode(word) if isinstance(word, bytes) else str(word) for word in words]
    streams = {name: io.TextIOWrapper(io.BytesIO(stdin if name == "stdin" else b"")) for name in _STREAMS}
    cli._spoken["lang"] = None
    with patch.multiple(sys, argv=["onboarding", *argv], **streams), patch.dict(os.environ, env or {}):
        try:
            cli.main()
        except SystemExit as done:
            code = int(done.code or 0)
    out, err = (_written(streams[name]) for name in ("stdout", "stderr"))
    return subprocess.CompletedProcess(argv, code, out, err)


_STREAMS = ("stdin", "stdout", "stderr")


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()
