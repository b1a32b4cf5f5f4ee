"""Actions have one shape, and whatever others call says what it means."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Function, Module, dotted, planner, product


def test_actions_take_keywords_and_who_acts() -> None:
    actions = list(_actions())
    assert actions
    faults = []
    for module, function in actions:
        taken = function.args
        place = f"{module.place}:{function.lineno} {function.name}"
        if taken.args or taken.posonlyargs or taken.vararg or taken.kwarg:
            faults.append(f"{place}: takes more than keywords")
        by = next((argument for argument in taken.kwonlyargs if argument.arg == "by"), None)
        if by is None or by.annotation is None or ast.unparse(by.annotation) != "Actor":
            faults.append(f"{place}: lacks `by: Actor`")
    assert faults == []


def test_actions_are_named_after_their_app() -> None:
    names = [(module, _name_of(function)) for module, function in _actions()]
    assert names
    assert [f"{module.place}: {name}" for module, name in names if name.split(".")[0] != module.app] == []
    assert len({name for _, name in names}) == len(names)


def test_actions_live_in_their_folder() -> None:
    assert [
        f"{module.place}: {function.name}" for module, function in _actions() if not module.is_in("actions")
    ] == []


def test_what_others_call_is_described_and_typed() -> None:
    modules = [module for module in product() if module.is_in("actions", "queries")] + planner()
    functions = [(module, function) for module in modules for function in module.public_functions()]
    assert functions
    faults = []
    for module, function in functions:
        place = f"{module.place}:{function.lineno} {function.name}"
        if not ast.get_docstring(function):
            faults.append(f"{place}: no docstring")
        if untyped := _untyped(function):
            faults.append(f"{place}: not annotated: {', '.join(untyped)}")
    assert faults == []


def _actions() -> Iterator[tuple[Module, Function]]:
    for module in product():
        for function in module.functions():
            if any(dotted(decorator) == "action" for decorator in function.decorator_list):
                yield module, function


def _name_of(function: Function) -> str:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and dotted(decorator) == "action":
            return str(ast.literal_eval(decorator.args[0]))
    return ""


def _untyped(function: Function) -> list[str]:
    taken = function.args
    named = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs, taken.vararg, taken.kwarg]
    missing = [
        argument.arg
        for argument in named
        if argument and argument.annotation is None and argument.arg not in ("self", "cls")
    ]
    return missing if function.returns else [*missing, "return"]
