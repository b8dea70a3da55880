"""Make docs/reference from the program itself: commands, words, rules of lint, JSON keys. `--check` only compares."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from bilan.cli.app import command
from bilan.lint.rulebook import rules
from bilan.model.vocab import LANGS, VOCABULARIES, definition, label

DOCS = Path(__file__).resolve().parent
REFERENCE = DOCS / "reference"
_MADE = "<!-- made by docs/generate.py (make docs); do not edit -->\n"


def pages() -> dict[str, str]:
    """Each page of the reference, by file name."""
    return {"commands.md": _commands(), "json.md": _json(), "rules.md": _rules(), "words.md": _words()}


# ------------------------------------------------------------------ commands


def _commands() -> str:
    parts = [
        "# Commands\n",
        "`DIR` is a dossier. `--json` prints one JSON document on standard output ([json.md](json.md)); diagnostics are on "
        "standard error.\n",
        "| exit status | meaning |\n| --- | --- |\n| 0 | done |\n| 1 | done, with failures listed |\n| 2 | wrong use |\n"
        "| 3 | refused: a law or a rule says no |\n| 130 | interrupted; what was finished is kept |\n",
    ]
    for path, one in _leaves(command(), []):
        parts.append(_command(path, one))
    return _page(parts)


def _leaves(group: Any, path: list[str]) -> list[tuple[list[str], Any]]:
    found: list[tuple[list[str], Any]] = []
    for name, one in group.commands.items():
        here = [*path, name]
        found += _leaves(one, here) if hasattr(one, "commands") else [(here, one)]
    return found


def _command(path: list[str], one: Any) -> str:
    words = " ".join(path)
    usage = " ".join(_metavar(p) for p in one.params if _is_argument(p))
    lines = [f"## {words}\n", *(_paragraphs(one.help)), f"\n    bilan {words} {usage}".rstrip() + " [OPTIONS]\n"]
    rows = [f"| `{_names(p)}` | {_cell(p)} |" for p in one.params if p.name != "help"]
    lines += ["| | |\n| --- | --- |", *rows, ""]
    lines += ["Example:\n", *(f"    {line.strip()}" for line in one.epilog.splitlines()[2:]), ""]
    return "\n".join(lines)


def _paragraphs(text: str) -> list[str]:
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    return ["\n\n".join(blocks)]


def _is_argument(p: Any) -> bool:
    return bool(p.param_type_name == "argument")


def _metavar(p: Any) -> str:
    return str(p.metavar or p.name.upper())


def _names(p: Any) -> str:
    if _is_argument(p):
        return _metavar(p)
    value = "" if p.is_flag else f" {p.metavar or p.name.upper()}"
    return f"{', '.join(p.opts)}{value}"


def _cell(p: Any) -> str:
    said = (p.help or "").replace("|", "\\|")
    if not _is_argument(p) and p.required:
        return f"{said} Required."
    default = getattr(p.default, "value", p.default)
    if _is_argument(p) or default in (None, False, "", [], ()) or p.is_flag or callable(default):
        return said
    return f"{said} Default: `{default}`."


# ------------------------------------------------------------------ JSON and words


def _json() -> str:
    keys = tomllib.loads((DOCS / "keys.toml").read_text(encoding="utf-8"))
    parts = [
        "# JSON\n",
        "With `--json` a command prints one document. New keys may be added; these stay. `a[].b` is the key `b` of each "
        "item of the list `a`; `a.b` the key `b` of the object `a`.\n",
    ]
    titles = {"error": "When something is wrong", "claim": "A claim"}
    for name, entries in keys.items():
        parts.append(f"## {titles.get(name, name)}\n")
        parts.append("| key | meaning |\n| --- | --- |")
        parts.append("\n".join(f"| `{key}` | {_escaped(says)} |" for key, says in entries.items()) + "\n")
    return _page(parts)


def _words() -> str:
    parts = ["# Words\n", "Records hold the id; screens show the label of the reader's language.\n"]
    for vocabulary in VOCABULARIES:
        parts.append(f"## {_spaced(vocabulary.__name__)}\n")
        parts.append("| id | fr | en | ar |\n| --- | --- | --- | --- |")
        rows = [
            f"| `{term.value}` | "
            + " | ".join(f"**{label(term, lang)}**. {definition(term, lang)}" for lang in LANGS)
            + " |"
            for term in vocabulary
        ]
        parts.append("\n".join(rows) + "\n")
    return _page(parts)


def _rules() -> str:
    parts = [
        "# Rules of lint\n",
        "What `bilan lint` holds against a table. The id is what `--fail-on` takes and `--json` says. How the harder ones are "
        "measured: [handbook](../handbook/lint.md).\n",
        "| id | severity | fr | en | ar |\n| --- | --- | --- | --- | --- |",
    ]
    for rule in rules():
        said = " | ".join(f"**{rule.words[lang].title}**. {rule.words[lang].definition}" for lang in LANGS)
        parts.append(f"| `{rule.id}` | {rule.severity.value} | {said} |")
    return _page(parts)


def _spaced(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() and i else c for i, c in enumerate(name))


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _page(parts: list[str]) -> str:
    return _MADE + "\n" + "\n".join(parts).rstrip() + "\n"


def main(arguments: list[str]) -> int:
    made = pages()
    if "--check" in arguments:
        stale = [
            n for n, text in made.items() if not (REFERENCE / n).is_file() or (REFERENCE / n).read_text("utf-8") != text
        ]
        sys.stderr.write("".join(f"docs/reference/{n} is out of date: make docs\n" for n in stale))
        return 1 if stale else 0
    REFERENCE.mkdir(exist_ok=True)
    for name, text in made.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
