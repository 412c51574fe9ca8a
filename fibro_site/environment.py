"""Reads settings from the environment strictly: a value of the wrong type is refused, by the name of its setting."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

T = TypeVar("T")
TRUE_WORDS = {"true", "yes", "on", "1"}
FALSE_WORDS = {"false", "no", "off", "0", ""}


class Environment(FileAwareEnv):
    """Read a setting from the environment, or from the file that its `_FILE` names.

    The base class takes every word that is not a truth value for false, which may switch off what somebody meant to
    switch on.
    """

    def bool(self, var: str, default: object = FileAwareEnv.NOTSET) -> bool:
        return self.read(var, default, parse_bool, "true or false")

    def int(self, var: str, default: object = FileAwareEnv.NOTSET) -> int:
        return self.read(var, default, int, "a whole number")

    def float(self, var: str, default: object = FileAwareEnv.NOTSET) -> float:
        return self.read(var, default, float, "a number")

    def read(self, var: str, default: object, convert: Callable[[str], T], expected: str) -> T:
        """Return the converted value of a setting.

        Raises ImproperlyConfigured if it cannot be converted, or is not set and has no default. `expected` names the
        type in that error.
        """
        # The default as text: the library would convert the value to the type of any other default.
        text = self.str(var, default=default if default is self.NOTSET else str(default)).strip()
        try:
            return convert(text)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} is {text!r}; it must be {expected}.") from error


def parse_bool(text: str) -> bool:
    word = text.lower()
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise ValueError(word)
    return word in TRUE_WORDS
