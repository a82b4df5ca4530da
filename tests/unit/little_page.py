"""A page as a browser would see it."""

from __future__ import annotations

import re
from html.parser import HTMLParser


def joined(text: str) -> str:
    """Without spaces, line breaks and places to break a word."""
    return re.sub(r"[\s\u200b\u00ad]", "", text)


class Page(HTMLParser):
    """Elements with their attributes, in order, and the text that is seen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._hidden = 0
        self.feed(html)
        self.tags = [tag for tag, _ in self.elements]
        self.ids = self.all("id")
        self.text = joined("".join(self.texts))

    def all(self, name: str, *tags: str) -> list[str]:
        """Values of an attribute, of elements of all tags or of some."""
        return [has[name] for tag, has in self.elements if has.get(name) and tag in (tags or [tag])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        about = {name: value or "" for name, value in attrs}
        self.elements.append((tag, about))
        self._hidden += tag in ("style", "script") or about.get("aria-hidden") == "true"

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not seen."""
        if tag in ("style", "script", "span") and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        """Keep a text that is seen."""
        if not self._hidden:
            self.texts.append(data)
