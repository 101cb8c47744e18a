"""Things are called what they are, and one thing has one name."""

import ast
import re

from matchmaking.config import ROOT
from matchmaking.core.database import Base
from tests.architecture.source import application_files, checking_files, name_of, tree_of

BANNED = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "data",
    "info",
    "process",
    "handle",
}


def test_no_module_is_called_something_empty() -> None:
    found = set()
    for path in (*application_files(), *checking_files()):
        name = path.parent.name if path.name == "__init__.py" else path.stem
        if name in BANNED:
            found.add(name_of(path))

    assert found == set()


def test_every_module_and_class_says_what_it_is() -> None:
    found = set()
    for path in application_files():
        tree = tree_of(path)
        kinds = (ast.ClassDef, ast.Module)
        for node in [one for one in ast.walk(tree) if isinstance(one, kinds)]:
            if not ast.get_docstring(node):
                found.add(f"{name_of(path)} {getattr(node, 'name', '')}")

    assert found == set()


def test_every_model_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    named = set(re.findall(r"`(\w+)`", glossary))
    models = {mapper.class_.__name__ for mapper in Base.registry.mappers}

    assert sorted(models - named) == []


def test_the_glossary_names_no_model_that_is_gone() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    models = {mapper.class_.__name__ for mapper in Base.registry.mappers}

    assert sorted(set(re.findall(r"`([A-Z]\w+)`", glossary)) - models) == []
