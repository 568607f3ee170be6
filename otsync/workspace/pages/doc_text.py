"""The inside of a paragraph: runs of text, chips, pending suggestions, and what else stands in a line.

`units` is the same paragraph as a person edits it: its UTF-16 units in order, an object that is no text shown as
U+FFFC for each index it occupies, without the newline at the end.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from . import links
from .desk import Json
from .doc_style import StyleBook
from .markup import Attr, Child, classes, join, tag
from .shell import icon

OBJECT = "\ufffc"


def units(paragraph: Json) -> str:
    """The editable text of a paragraph; one U+FFFC for each index of an object."""
    parts: list[str] = []
    for element in paragraph.get("elements") or []:
        if "textRun" in element:
            parts.append(str(element["textRun"].get("content") or ""))
        else:
            parts.append(OBJECT * width(element))
    return "".join(parts).removesuffix("\n")


def width(element: Json) -> int:
    """Indexes that an element occupies."""
    return max(0, int(element.get("endIndex") or 0) - int(element.get("startIndex") or 0))


class Writer:
    """Turns paragraph elements into HTML, with the objects and footnotes of their tab."""

    def __init__(self, document_tab: Json, book: StyleBook) -> None:
        self.book = book
        self.objects: Json = document_tab.get("inlineObjects") or {}
        self.suggestions: set[str] = set()
        self.notes: list[str] = []

    def line(self, paragraph: Json) -> Markup:
        """The elements of one paragraph. An empty paragraph keeps its height."""
        elements = paragraph.get("elements") or []
        shown = join([self._element(e, last=e is elements[-1]) for e in elements])
        return shown if shown else tag("br")

    def _element(self, element: Json, *, last: bool) -> Markup:
        if "textRun" in element:
            return self._run(element["textRun"], last=last)
        for kind, draw in _DRAW.items():
            if kind in element:
                return self._suggested(element[kind], draw(self, element, element[kind]))
        kind = next((k for k in element if k not in ("startIndex", "endIndex")), "object")
        return self.chip(element, "file", kind)

    def _run(self, run: Json, *, last: bool) -> Markup:
        content = str(run.get("content") or "")
        content = content.removesuffix("\n") if last else content
        if not content:
            return Markup("")
        text: Child = join([_breaks(content)])
        style = run.get("textStyle") or {}
        href = _href(style.get("link"))
        name = self.book.text({k: v for k, v in style.items() if k != "link"})
        if href:
            shown = tag("a", {"href": href, "class": classes("link", name), **links.away(href)}, text)
        elif name:
            shown = tag("span", {"class": name}, text)
        else:
            shown = join(text)
        return self._suggested(run, shown)

    def _suggested(self, holder: Json, shown: Markup) -> Markup:
        for key, name, words in (
            ("suggestedDeletionIds", "del", "Suggested: take out"),
            ("suggestedInsertionIds", "ins", "Suggested: put in"),
        ):
            ids = holder.get(key) or []
            if ids:
                self.suggestions.update(str(i) for i in ids)
                shown = tag(name, {"class": "suggested", "title": words}, shown)
        changes = holder.get("suggestedTextStyleChanges") or {}
        if changes:
            self.suggestions.update(str(i) for i in changes)
            shown = tag("mark", {"class": "suggested", "title": "Suggested: another style"}, shown)
        return shown

    def chip(self, element: Json, image: str, text: str, *, href: str | None = None, title: str | None = None) -> Markup:
        inside = join(icon(image), tag("span", None, text))
        attrs: dict[str, Attr] = {"class": f"chip chip-{image}", "contenteditable": "false", "data-units": width(element), "title": title}
        if href:
            return tag("a", {**attrs, "href": href, **links.away(href)}, inside)
        return tag("span", attrs, inside)


def _breaks(content: str) -> Child:
    """Line breaks inside a paragraph (U+000B) as <br>; all other text as it is."""
    parts: list[Child] = []
    for n, piece in enumerate(content.split("\v")):
        if n:
            parts.append(tag("br", {"class": "vt"}))
        parts.append(escape(piece))
    return parts


def _href(link: Json | None) -> str | None:
    if not link:
        return None
    if link.get("url"):
        return links.safe(link["url"])
    heading = link.get("heading") or ({"id": link["headingId"]} if link.get("headingId") else None)
    if heading:
        return ("?tab=" + str(heading["tabId"]) if heading.get("tabId") else "") + "#" + str(heading.get("id", ""))
    return "?tab=" + str(link["tabId"]) if link.get("tabId") else None


def _chip(kind: str, image: str, *names: str, else_: str, title: str = "", href: str = "") -> Draw:
    """Draws a chip that shows the first of the properties `names` that is set."""
    def draw(writer: Writer, element: Json, held: Json) -> Markup:
        about = held.get(kind) or {}
        words = next((str(about[name]) for name in names if about.get(name)), else_)
        picture = _IMAGES.get(str(about.get("mimeType") or "").rpartition(".")[2], image)
        return writer.chip(element, picture, words, href=links.safe(about.get(href)), title=about.get(title) or None)
    return draw


def _picture(writer: Writer, element: Json, inline: Json) -> Markup:
    about = writer.objects.get(str(inline.get("inlineObjectId")), {})
    held = (about.get("inlineObjectProperties") or {}).get("embeddedObject") or {}
    words = str(held.get("description") or held.get("title") or "no description")
    return writer.chip(element, "picture", f"Picture: {words}")


def _footnote(writer: Writer, element: Json, note: Json) -> Markup:
    key = str(note.get("footnoteId") or "")
    writer.notes.append(key)
    number = str(note.get("footnoteNumber") or len(writer.notes))
    return tag(
        "sup",
        {"class": "footnote", "contenteditable": "false", "data-units": width(element)},
        tag("a", {"href": f"#note-{len(writer.notes)}", "aria-label": f"Footnote {number}"}, number),
    )


def _rule(writer: Writer, element: Json, _: Json) -> Markup:
    return tag("span", {"class": "rule", "role": "separator", "contenteditable": "false", "data-units": width(element)})


def _break(writer: Writer, element: Json, _: Json) -> Markup:
    words = "Column break" if "columnBreak" in element else "Page break"
    return tag("span", {"class": "pagebreak", "contenteditable": "false", "data-units": width(element)}, tag("span", None, words))


def _auto(writer: Writer, element: Json, auto: Json) -> Markup:
    words = {"PAGE_NUMBER": "page number", "PAGE_COUNT": "page count"}.get(str(auto.get("type")), "automatic text")
    return writer.chip(element, "file", words)


Draw = Callable[[Writer, Json, Json], Markup]
_IMAGES = {"document": "doc", "spreadsheet": "sheet"}
_DRAW: dict[str, Draw] = {
    "person": _chip("personProperties", "person", "name", "email", else_="Person", title="email"),
    "richLink": _chip("richLinkProperties", "link", "title", "uri", else_="Link", href="uri"),
    "dateElement": _chip("dateElementProperties", "date", "displayText", "timestamp", else_="Date", title="timestamp"),
    "dropdown": _chip("dropdownProperties", "choice", "displayValue", else_="Choose"),
    "inlineObjectElement": _picture,
    "footnoteReference": _footnote,
    "horizontalRule": _rule,
    "pageBreak": _break,
    "columnBreak": _break,
    "equation": lambda writer, element, _: writer.chip(element, "file", "Equation"),
    "autoText": _auto,
}
