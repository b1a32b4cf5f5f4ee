"""Rules, words and figures that ship with the program, as YAML files beside the code that obeys them."""

from importlib.resources import files
from typing import Any

import yaml

# The loader in C reads as the other does, in a tenth of the time: somebody waits for the first page.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_shipped(package: str, name: str) -> Any:
    """Return what a shipped file of a package holds: `read_shipped("yizhan.duty", "roles.yaml")`."""
    return yaml.load(files(package).joinpath(name).read_bytes(), Loader=_LOADER)  # noqa: S506 - a safe one # nosec
