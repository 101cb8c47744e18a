"""Templates: all of them used, made of components, with no rule and no style of their own."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

from matchmaking.accounts.values import Role
from matchmaking.config import ROOT
from tests.architecture.source import TEMPLATES, application_files, name_of, template_files

FORM = re.compile(r"""<form\b(?:[^>"]|"[^"]*")*>""")
INLINE = re.compile(r"""\s(style|on[a-z]+)\s*=\s*["'{]""", re.IGNORECASE)
NAMED_TEMPLATE = re.compile(r"""["'f]([a-z_]+(?:/[a-z_{}.]+)+\.(?:html|txt))["']""")
ROLE_QUESTIONS = {"is_organiser", "is_lead", "is_staff", "is_team_member"}
# Begun, not finished; nothing may be added.
OVERDUE = {
    "templates/dashboards/today.html",
    "templates/enterprises/_people.html: enterprise_admin",
}
FOLDERS_WITHOUT_PAGES = {"layouts", "components", "email", "mail"}


@cache
def parsed(path: Path) -> nodes.Template:
    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"], autoescape=True)
    return environment.parse(path.read_text("utf-8"))


def named_by_templates() -> set[str]:
    kinds = (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)
    found = set()
    for path in template_files():
        for node in parsed(path).find_all(kinds):
            found |= {one.value for one in node.find_all(nodes.Const) if isinstance(one.value, str)}
    return found


def named_by_code() -> set[str]:
    return {
        name
        for path in application_files()
        for name in NAMED_TEMPLATE.findall(path.read_text("utf-8"))
    }


def pattern_of(name: str) -> re.Pattern[str]:
    """Return what a name with facts in it, such as ``slice/{page}.html``, may stand for."""
    literal = [re.escape(part) for part in re.split(r"\{[^}]*\}", name)]
    return re.compile("[a-z_]+".join(literal))


def test_every_template_is_used() -> None:
    named = named_by_templates() | named_by_code()
    patterns = [pattern_of(one) for one in named if "{" in one]
    unused = {
        name_of(path)
        for path in template_files()
        if (name := str(path.relative_to(TEMPLATES))) not in named
        and not any(pattern.fullmatch(name) for pattern in patterns)
    }

    assert unused - {"templates/layouts/print.html"} == set()


def test_every_template_that_is_named_exists() -> None:
    named = {one for one in named_by_templates() | named_by_code() if "{" not in one}

    assert {name for name in named if "/" in name and not (TEMPLATES / name).exists()} == set()


def test_what_a_template_imports_it_uses() -> None:
    found = set()
    for path in template_files():
        tree = parsed(path)
        used = {node.name for node in tree.find_all(nodes.Name)}
        for node in tree.find_all(nodes.FromImport):
            names = [one if isinstance(one, str) else one[1] for one in node.names]
            found |= {f"{name_of(path)}: {name}" for name in names if name not in used}

    assert found == set()


def test_pages_are_made_of_components() -> None:
    found = set()
    for path in template_files():
        folder = path.relative_to(TEMPLATES).parts[0]
        is_piece = path.name.startswith("_") or path.suffix == ".txt"
        if is_piece or folder in FOLDERS_WITHOUT_PAGES:
            continue
        if not any(
            isinstance(node.template, nodes.Const) and "components/" in str(node.template.value)
            for node in parsed(path).find_all(nodes.FromImport)
        ):
            found.add(name_of(path))

    assert found - OVERDUE == set()


def test_components_begin_with_how_they_are_used() -> None:
    found = {
        name_of(path)
        for path in (TEMPLATES / "components").glob("*.html")
        if not path.read_text("utf-8").startswith("{#")
    }

    assert found == set()


def test_templates_name_no_role() -> None:
    roles = {role.value for role in Role} | {role.name for role in Role}
    found = set()
    for path in template_files():
        tree = parsed(path)
        words = {node.value for node in tree.find_all(nodes.Const)}
        asked = {node.attr for node in tree.find_all(nodes.Getattr)}
        found |= {f"{name_of(path)}: {word}" for word in (words & roles) | (asked & ROLE_QUESTIONS)}

    assert found - OVERDUE == set()


def test_templates_carry_no_inline_style_or_script() -> None:
    found = {
        f"{name_of(path)}: {match.group().strip()}"
        for path in template_files()
        if path.suffix == ".html" and "email" not in path.relative_to(ROOT).parts
        for match in INLINE.finditer(path.read_text("utf-8"))
    }

    assert found == set()


def test_every_form_names_the_address_it_is_sent_to() -> None:
    """One that leaves it to the browser loses what was typed, once it is shown after a sign-in."""
    found = [
        f"{name_of(path)}: {form}"
        for path in template_files()
        for form in FORM.findall(path.read_text("utf-8"))
        if "action=" not in form
    ]

    assert found == []
