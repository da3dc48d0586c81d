"""Templates hold no logic: what they may say is little, and everything else is named with its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from drs_report.errors import RenderError
from drs_report.renderers import templating
from drs_report.renderers.templating import FILTERS, environment, render, templates_folder
from tests.conftest import ROOT

TEMPLATES = ROOT / "templates"
FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())

ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.If,
    nodes.For,
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
    nodes.Block,
    nodes.Macro,
    nodes.Tuple,
)


def macros(source: str) -> set[str]:
    return {macro.name for macro in environment().parse(source).find_all(nodes.Macro)}


ALL_MACROS = {name for file in FILES for name in macros((TEMPLATES / file).read_text("utf-8"))}


def logic(source: str, file: str) -> Iterator[str]:
    """Name every piece of logic in a template."""

    def walk(node: nodes.Node, parent: nodes.Node, line: int) -> Iterator[str]:
        line = node.lineno or line
        where = f"{file}:{line}: {type(node).__name__}"
        if isinstance(node, nodes.Call):
            name = node.node.name if isinstance(node.node, nodes.Name) else getattr(node.node, "attr", "")
            if name not in ALL_MACROS:
                yield f"{where} of {name or 'an expression'}, which is no macro"
        elif isinstance(node, nodes.Filter):
            if node.name not in FILTERS:
                yield f"{where} {node.name} is not one of {FILTERS}"
        elif isinstance(node, nodes.Const):
            if not isinstance(parent, nodes.Include | nodes.Import | nodes.FromImport | nodes.Extends):
                yield f"{where} {node.value!r}"
        elif isinstance(node, nodes.Tuple):
            if node.ctx != "store":
                yield where
        elif not isinstance(node, ALLOWED):
            yield where
        if isinstance(node, nodes.For) and (node.test or node.recursive):
            yield f"{where} that filters or recurses"
        for child in node.iter_child_nodes():
            yield from walk(child, node, line)

    tree = environment().parse(source)
    yield from walk(tree, tree, 1)


def test_there_are_templates_to_look_at() -> None:
    assert {"report.html.j2", "report.md.j2", "css/report.css"} <= set(FILES)
    assert ALL_MACROS


@pytest.mark.parametrize("file", FILES)
def test_a_template_holds_no_logic(file: str) -> None:
    assert list(logic((TEMPLATES / file).read_text("utf-8"), file)) == []


@pytest.mark.parametrize(
    "source",
    [
        "{% if a == b %}{% endif %}",
        "{% if not a %}{% endif %}",
        "{% if a and b %}{% endif %}",
        "{{ a + 1 }}",
        "{% set a = b %}",
        "{{ a[0] }}",
        "{{ a.b() }}",
        "{{ range(3) }}",
        "{{ a | safe }}",
        "{{ a | length }}",
        "{% for a in b if a %}{% endfor %}",
        "{% for a in (1, 2) %}{% endfor %}",
        "{{ 'words' }}",
        "{{ a if b else c }}",
        "{{ a ~ b }}",
        "{% filter upper %}{% endfilter %}",
    ],
)
def test_planted_logic_is_named_with_its_line(source: str) -> None:
    found = list(logic("line one\n" + source, "planted"))
    assert found
    assert all(entry.startswith("planted:2: ") for entry in found)


def test_escaping_cannot_be_switched_off_in_a_template() -> None:
    assert list(logic("{% autoescape false %}{{ a }}{% endautoescape %}", "planted"))


@pytest.mark.parametrize("name", ["x.html", "x.html.j2", "_parts/x.html.j2"])
def test_html_is_escaped_whatever_the_ending(name: str) -> None:
    decide = environment().autoescape
    assert callable(decide)
    assert decide(name) is True


def test_a_misspelt_name_is_an_error_that_names_the_template(monkeypatch: pytest.MonkeyPatch) -> None:
    env = environment().overlay(loader=jinja2.DictLoader({"x.html.j2": "{{ report.titel }}"}))
    monkeypatch.setattr(templating, "environment", lambda: env)
    with pytest.raises(RenderError, match=r"x\.html\.j2.*titel"):
        render("x.html.j2", {"report": {}})


def test_the_packaged_templates_come_first(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "drs_report"
    (package / "templates").mkdir(parents=True)
    assert templates_folder(package) is None


def test_a_checkout_needs_its_pyproject_beside_the_templates(tmp_path: Path) -> None:
    package = tmp_path / "drs_report"
    package.mkdir()
    (tmp_path / "templates").mkdir()
    with pytest.raises(RenderError, match="neither"):
        templates_folder(package)
    (tmp_path / "pyproject.toml").write_text("")
    assert templates_folder(package) == tmp_path / "templates"
