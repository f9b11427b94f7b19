"""Command-line verbs, one module for each package they drive; `python -m onboarding VERB …`.

JSON on stdout, one object, or one a line where the input is lines. A refusal is one line of JSON on stderr,
`{"error": CODE, "field": …, …details}`, and exit 2; inside a batch it stands in its line's place and the others
go on. `--lang` adds the sentence as "message". A file in this folder adds its verbs with `@verb("name")`.
"""

import functools
import importlib
import json
import os
import pkgutil
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any, ParamSpec

import msgspec
import typer
from typer.exceptions import TyperException

from ..errors import OnboardingError
from ..languages import LANGUAGES, sentence

Asked = ParamSpec("Asked")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
_spoken: dict[str, str | None] = {"lang": None}


@app.callback()
def _choose(lang: str | None = typer.Option(None, "--lang", help="vi | en: add the sentence of a refusal.")) -> None:
    """Bộ hỗ trợ hộ kinh doanh: the wizard's verbs for scripts and bulk work."""
    if lang is not None and lang not in LANGUAGES:
        _refuse(OnboardingError("language.unknown", field="lang", found=lang[:20], known=", ".join(LANGUAGES)))
        raise typer.Exit(2)
    _spoken["lang"] = lang


def spoken() -> str:
    """The language asked for with `--lang`, or Vietnamese."""
    asked = _spoken["lang"]
    return asked if asked in LANGUAGES else LANGUAGES[0]


def refusal(error: OnboardingError, lang: str | None = None) -> dict[str, Any]:
    """What a refused line answers."""
    language = lang or _spoken["lang"]
    said = {"message": sentence(error, language)} if language in LANGUAGES else {}
    return {**error.as_json(), **said}


def _refuse(error: OnboardingError) -> None:
    sys.stderr.write(json.dumps(refusal(error), ensure_ascii=False, default=str) + "\n")


def emit(answer: object) -> None:
    """One JSON object as one line of UTF-8 on stdout."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")


def group(name: str, purpose: str) -> typer.Typer:
    """A verb with verbs of its own, such as `member add`; give it to `verb` as `under`."""
    made = typer.Typer(no_args_is_help=True, help=purpose)
    app.add_typer(made, name=name)
    return made


def verb(name: str, *, under: typer.Typer = app) -> Callable[[Callable[Asked, None]], Callable[Asked, None]]:
    """Register a function as a verb; an OnboardingError in it becomes the refusal and exit 2.

    Every verb also takes `--lang`, so that it may stand before or after the verb's name.
    """

    def register(function: Callable[Asked, None]) -> Callable[Asked, None]:
        @functools.wraps(function)
        def guarded(*args: Asked.args, **kwargs: Asked.kwargs) -> None:
            try:
                function(*args, **kwargs)
            except OnboardingError as error:
                _refuse(error)
                raise typer.Exit(2) from error
            except OSError as error:  # a path that is a folder, or may not be read or written
                _refuse(OnboardingError("file.failed", file=str(error.filename or ""), reason=error.strerror or ""))
                raise typer.Exit(2) from error

        under.command(name)(guarded)
        return guarded

    return register


def batch(lines: Iterable[str], answer: Callable[[dict[str, Any]], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each line of JSON answered; a refused or unreadable one answers in its place."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield answer(parse(line, number))
        except OnboardingError as error:
            yield refusal(error)
        except Exception as error:  # a fault of the kit's own: the other lines go on
            yield refusal(_unexpected(error))


def existing(file: Path) -> Path:
    """The same path, or `input.no_file` where nothing can be read there: absent, a folder, a name too long."""
    try:
        with file.open("rb"):
            return file
    except (OSError, ValueError) as error:
        raise OnboardingError("input.no_file", field="file", file=file.name[:200]) from error


def write_file(file: Path, data: bytes) -> None:
    """Write a file whole; `file.not_written` where it cannot be, and what stood there stays."""
    write_files({file: data})


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write several files, all of them or none: each under another name first, then all given their own.

    A device such as /dev/stdout is written as it is. Errors: `file.not_written`, naming the first that failed.
    """
    parts: dict[Path, Path] = {}
    file = Path()
    try:
        for file, data in files.items():
            device = file.exists() and not file.is_file()  # a folder too: opening it says that it is one
            target = file.resolve()
            if not device:
                parts[target] = target.with_name(f".{token_hex(8)}.part")
            if not device and target.exists() and not os.access(target, os.W_OK):
                raise PermissionError(str(file))
            parts.get(target, target).write_bytes(data)
        for target, part in parts.items():
            part.replace(target)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise OnboardingError("file.not_written", field="file", file=str(file)) from error
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _unexpected(error: Exception) -> OnboardingError:
    """A fault nobody foresaw, by its kind and place in the kit: its text may hold a person."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "onboarding" in Path(frame.filename).parts] or frames
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return OnboardingError("kit.unexpected", kind=type(error).__name__, where=where)


def parse(text: str, line: int | None = None) -> dict[str, Any]:
    """A JSON object, or an OnboardingError `input.not_json`; so are half characters, NaN and nesting without end.

    Bytes that were no UTF-8 (`surrogateescape`, see `main`) are put back as they came, and refused.
    """
    try:
        found = msgspec.json.decode(text.removeprefix("\ufeff").encode("utf8", "surrogateescape"))
    except (ValueError, RecursionError) as error:
        raise OnboardingError("input.not_json", line=line or 1, reason=str(error)) from error
    if not isinstance(found, dict):
        raise OnboardingError("input.not_an_object", line=line or 1)
    return found


def gather(word: str = "") -> None:
    """Register the verbs of the file that has the verb `word`; of every file where none has."""
    for name in modules_with(word) or [module.name for module in pkgutil.iter_modules(__path__)]:
        importlib.import_module(f"{__name__}.{name}")


def modules_with(word: str) -> list[str]:
    """The modules of this folder that have the verb or group `word`.

    They are read, not imported: importing all of them takes a second more than most verbs need.
    """
    declared = re.compile(rf'^(@verb\("{re.escape(word)}"\)|\w+ = group\("{re.escape(word)}",)', re.MULTILINE)
    files = Path(__file__).parent.glob("*.py")
    return [file.stem for file in sorted(files) if word and declared.search(file.read_text("utf8"))]


def _verb_in(argv: list[str]) -> str:
    """The verb of a command line: its first word that is no option and no language."""
    words = argv[2:] if argv[:1] == ["--lang"] else argv
    return words[0] if words and not words[0].startswith("-") else ""


def _language_first(argv: list[str]) -> list[str]:
    """The words with `--lang X` at the front, where it is read, and the language known before anything is refused."""
    argv = [part for word in argv for part in (word.split("=", 1) if word.startswith("--lang=") else [word])]
    if "--lang" not in argv:
        return argv
    at = argv.index("--lang")
    chosen = argv[at : at + 2]
    _spoken["lang"] = chosen[1] if chosen[1:] and chosen[1] in LANGUAGES else None
    return [*chosen, *argv[:at], *argv[at + 2 :]]


def main() -> None:
    """Run the verb asked for."""
    argv = _language_first(sys.argv[1:])
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    for stream in (sys.stdout, sys.stderr):  # half a surrogate pair comes out as its JSON escape
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    gather(_verb_in(argv))
    try:
        code = typer.main.get_command(app).main(argv or ["--help"], prog_name="onboarding", standalone_mode=False)
    except typer.Abort:
        code = 1
    except TyperException as error:
        _refuse(OnboardingError("input.usage", reason=error.format_message().partition("\n")[0]))
        code = 2
    except Exception as error:  # a fault nobody foresaw: never a traceback, which may hold a person
        _refuse(_unexpected(error))
        code = 2
    sys.exit(code)
