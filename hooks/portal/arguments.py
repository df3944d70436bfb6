"""Arguments read in the language of their user: argparse's own words, examples, suggestions."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from portal.guessing import meant
from portal.strings import all_strings, strings

Options = argparse.Namespace
"""What somebody typed, read."""


class Parser(argparse.ArgumentParser):
    """One that shows an example, and guesses what a mistyped word was to be."""

    language = "vi"

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        self.example = example
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        if example:
            kwargs["epilog"] = f"{strings('arguments', self.language)['example']}\n  {example}"
        super().__init__(*args, **kwargs)

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        choices = None if action.nargs == argparse.PARSER else action.choices
        if choices is not None and arg_string not in map(str, choices):
            self._check_value(action, arg_string)
        return super()._get_value(action, arg_string)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        choices = [str(choice) for choice in action.choices]
        words = strings("arguments", self.language)
        said = words["not-a-choice"].format(text=value, expected=", ".join(choices))
        raise argparse.ArgumentError(action, said + meant(str(value), choices)[self.language])

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Before anything is missed: an option that is mistyped may be what seems to be missing."""
        if self.example and not self.has_commands:
            for word in args or ():
                name = word.partition("=")[0]
                if word == "--":
                    break
                if name.startswith("--") and not any(o.startswith(name) for o in self.options):
                    said = strings("arguments", self.language)["no-option"].format(text=name)
                    self.error(said + meant(name, self.options)[self.language])
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Says what is wrong and how it is typed, not all that could be."""
        words = strings("arguments", self.language)
        self.exit(2, words["wrong"].format(prog=self.prog, message=message, example=self.example))

    @property
    def options(self) -> list[str]:
        return [option for option in self._option_string_actions if option.startswith("--")]

    @property
    def has_commands(self) -> bool:
        return self._subparsers is not None


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Lets argparse say its own words in `language`, through the hook that it has for gettext."""
    words = {
        said["en"].replace("{{", "{").replace("}}", "}"): said[language]
        for said in all_strings()["argparse"].values()
    }
    module: dict[str, Any] = vars(argparse)
    kept = {name: module[name] for name in ("_", "ngettext")}
    module["_"] = lambda text: words.get(text, text)
    module["ngettext"] = lambda one, many, count: words.get(
        one if count == 1 else many, one if count == 1 else many
    )
    Parser.language = language
    try:
        yield
    finally:
        module.update(kept)
