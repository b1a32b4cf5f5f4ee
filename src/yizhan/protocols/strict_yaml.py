"""YAML as it is meant: a key said twice, an alias or a tag is an error with its line, never a surprise."""

from typing import Any

import yaml

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 20


class BadYaml(ValueError):
    """What is wrong in a file, and on which line (0: unknown)."""

    def __init__(self, said: str, line: int = 0) -> None:
        super().__init__(said)
        self.said = said
        self.line = line


def read_strictly(content: bytes) -> Any:
    """Return what a YAML file holds; raises BadYaml."""
    loader = None
    try:
        loader = _LOADER(content.decode("utf-8-sig"))
        root = loader.get_single_node()
        if root is None:
            return None
        _look_through(root, set(), 0)
        return loader.construct_document(root)
    except UnicodeDecodeError as bad:
        raise BadYaml("not UTF-8", content[: bad.start].count(b"\n") + 1) from bad
    except yaml.YAMLError as bad:
        mark = getattr(bad, "problem_mark", None)
        raise BadYaml(getattr(bad, "problem", None) or "not YAML", mark.line + 1 if mark else 0) from bad
    except (ValueError, RecursionError) as bad:
        raise bad if isinstance(bad, BadYaml) else BadYaml(str(bad)) from bad
    finally:
        if loader is not None:
            loader.dispose()


def _look_through(node: yaml.Node, seen: set[int], depth: int) -> None:
    line = node.start_mark.line + 1
    if depth > DEEPEST:
        raise BadYaml("nested too deeply", line)
    if isinstance(node, yaml.ScalarNode):
        return
    if id(node) in seen:
        raise BadYaml("an alias", line)
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            _look_through(one, seen, depth + 1)
        return
    keys: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value == "<<":
            raise BadYaml("a key that is no word", key.start_mark.line + 1)
        if key.value in keys:
            raise BadYaml(f"“{key.value}” twice", key.start_mark.line + 1)
        keys.add(key.value)
        _look_through(value, seen, depth + 1)
