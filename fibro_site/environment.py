"""The environment that settings are read from, strictly: what cannot be meant is refused by name."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

T = TypeVar("T")
TRUE_WORDS = {"true", "yes", "on", "1"}
FALSE_WORDS = {"false", "no", "off", "0", ""}


class Environment(FileAwareEnv):
    """Read a setting from the environment or from the file that its `_FILE` names.

    A word that is no truth value would count as false, and switch off what somebody meant to switch on.
    """

    def bool(self, var: str, default: Any = FileAwareEnv.NOTSET) -> bool:
        return self.read(var, default, parse_bool, "true or false")

    def int(self, var: str, default: Any = FileAwareEnv.NOTSET) -> int:
        return self.read(var, default, int, "a whole number")

    def float(self, var: str, default: Any = FileAwareEnv.NOTSET) -> float:
        return self.read(var, default, float, "a number")

    def read(self, var: str, default: Any, convert: Callable[[str], T], expected: str) -> T:
        """Convert the value of a setting. ImproperlyConfigured if it cannot be converted, or is neither set nor has a
        default.
        """
        # As a text, because of anything else the library would take the type and convert to it.
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
