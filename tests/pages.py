"""What must be true of every page, whoever fetches it in whichever test."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

TOLERATED_ERRORS: frozenset[str] = frozenset()
LABELLED = {"input", "select", "textarea"}
UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list")
HOOKS = ("hx-", "data-", "aria-", "popover", "command", "form")
REMOTE = re.compile(r"^(https?:)?//")
SPACE = re.compile(r"\s+")


class HtmlPage:
    """A parsed page, or a piece of one, that can be asked questions."""

    def __init__(self, text: str) -> None:
        self.is_whole = text.lstrip().lower().startswith("<!doctype")
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False
        )
        self.root: Element = parser.parse(text) if self.is_whole else parser.parseFragment(text)
        self.parse_errors = [
            f"line {position[0]}: {code} {facts}"
            for position, code, facts in parser.errors
            if code not in TOLERATED_ERRORS
        ]
        self.elements = [element for element in self.root.iter() if isinstance(element.tag, str)]
        self.parents = {child: parent for parent in self.elements for child in parent}

    def every(self, *tags: str) -> list[Element]:
        """Return all elements of these kinds, in the order of the page."""
        return [element for element in self.elements if element.tag in tags]

    def with_class(self, name: str) -> list[Element]:
        """Return all elements of a class, in the order of the page."""
        return [one for one in self.elements if name in one.get("class", "").split()]

    def texts(self, tag: str) -> list[str]:
        """Return what each element of this kind says."""
        return [words(element) for element in self.every(tag)]

    @property
    def title(self) -> str:
        """Return the page's title."""
        return next(iter(self.texts("title")), "")

    @property
    def heading(self) -> str:
        """Return the page's main heading."""
        return next(iter(self.texts("h1")), "")

    @property
    def words(self) -> str:
        """Return all that a person reads on the page."""
        body = next(iter(self.every("body")), self.root)
        return words(body)

    @property
    def links(self) -> list[str]:
        """Return where the links lead."""
        return [element.get("href", "") for element in self.every("a")]

    def ancestors(self, element: Element) -> Iterator[Element]:
        """Yield what an element stands in, inside out."""
        parent = self.parents.get(element)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent)


def words(element: Element) -> str:
    """Return what an element says, scripts apart, with single spaces."""
    return SPACE.sub(" ", " ".join(_pieces(element))).strip()


def _pieces(element: Element) -> Iterator[str]:
    if element.tag in {"script", "style", "template"}:
        return
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _pieces(child)
        yield child.tail or ""


def complaints(page: HtmlPage) -> list[str]:
    """Name everything that is wrong with a page."""
    rules = [_identities, _fields, _names, _forms, _links, _pictures, _inline, _remote, _leftovers]
    if page.is_whole:
        rules.insert(0, _frame)
    found = [f"not HTML: {error}" for error in page.parse_errors]
    for rule in rules:
        found.extend(rule(page))
    return found


def _frame(page: HtmlPage) -> Iterator[str]:
    root = next(iter(page.every("html")), page.root)
    if not page.title:
        yield "the page has no title"
    if not root.get("lang"):
        yield "the page does not say its language"
    if len(page.every("h1")) != 1:
        yield f"the page has {len(page.every('h1'))} main headings: {page.texts('h1')}"
    if len(page.every("main")) != 1:
        yield "the page needs exactly one <main>"


def _identities(page: HtmlPage) -> Iterator[str]:
    counts = Counter(
        element.get("id") for element in page.elements if element.get("id") is not None
    )
    for name, count in counts.items():
        if count > 1 or not name:
            yield f"the id “{name}” is given {count} times"
    if not page.is_whole:
        return
    for element in page.elements:
        for attribute in REFERENCES:
            for name in element.get(attribute, "").split():
                if name not in counts:
                    yield f"{attribute}=“{name}” names nothing on the page"


def _fields(page: HtmlPage) -> Iterator[str]:
    labelled = {element.get("for") for element in page.every("label")}
    for field in page.every(*LABELLED):
        if field.get("type") in UNLABELLED_INPUTS:
            continue
        is_inside = any(parent.tag == "label" for parent in page.ancestors(field))
        has_name = field.get("aria-label") or field.get("aria-labelledby")
        if not (is_inside or has_name or field.get("id") in labelled):
            yield f"the field “{field.get('name')}” has no label"


def _names(page: HtmlPage) -> Iterator[str]:
    for element in page.every("a", "button", "summary"):
        pictures = [child.get("alt") for child in element.iter("img")]
        has_name = words(element) or element.get("aria-label") or element.get("aria-labelledby")
        if not has_name and not any(pictures):
            yield f"<{element.tag} {element.attrib}> says nothing"


def _forms(page: HtmlPage) -> Iterator[str]:
    for form in page.every("form"):
        fields = {field.get("name") for field in form.iter("input")}
        if form.get("method", "get").lower() == "post" and "csrf_token" not in fields:
            yield f"the form to “{form.get('action')}” has no token against forgery"
    for button in page.every("button"):
        in_form = any(parent.tag == "form" for parent in page.ancestors(button))
        hooked = any(name.startswith(HOOKS) for name in button.attrib)
        if not hooked and (button.get("type") == "button" or not in_form):
            yield f"the button “{words(button)}” does nothing"


def _links(page: HtmlPage) -> Iterator[str]:
    for link in page.every("a"):
        target = link.get("href", "")
        if not target or target == "#" or target.startswith("javascript:"):
            yield f"the link “{words(link)}” leads nowhere"


def _pictures(page: HtmlPage) -> Iterator[str]:
    for picture in page.every("img"):
        if picture.get("alt") is None:
            yield f"the picture {picture.get('src')} has no alternative text"


def _inline(page: HtmlPage) -> Iterator[str]:
    for element in page.elements:
        for attribute in element.attrib:
            if attribute == "style" or attribute.startswith("on"):
                yield f"<{element.tag}> carries {attribute}=, which the policy blocks"
        is_code = element.get("type") in {None, "module", "text/javascript"}
        if element.tag == "style" or (
            element.tag == "script" and is_code and not element.get("src")
        ):
            yield f"an inline <{element.tag}>, which the policy blocks"


def _remote(page: HtmlPage) -> Iterator[str]:
    for element in page.every("script", "link", "img", "source", "iframe"):
        for attribute in ("src", "href"):
            if REMOTE.match(element.get(attribute, "")):
                yield f"<{element.tag}> loads {element.get(attribute)} from elsewhere"


def _leftovers(page: HtmlPage) -> Iterator[str]:
    text = page.words
    for leftover in ("%(", "{{", "{%", "<bound", "<function", " object at 0x"):
        if leftover in text:
            yield f"“{leftover}” was left in the text"
