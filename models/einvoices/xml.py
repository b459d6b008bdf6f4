"""XML as the two writers make it, by the standard library: elements in a row, and text that XML 1.0 can hold.

The same document has the same bytes, in every process.
"""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

# What is no character of XML 1.0 (production 2), and what stands in its place: U+FFFD, so that one sees that something
# was there. Whatever somebody has pasted into a description must not keep an invoice from being written.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"
# What parsers make of them anyway (XML 1.0, 2.11).
_LINE_BREAK = re.compile("\r\n?")


def text_of(given: str) -> str:
    """A text as XML can hold it; the serializer escapes it."""
    return _LINE_BREAK.sub("\n", _FORBIDDEN.sub(_REPLACEMENT, given))


def root(tag: str, namespaces: dict[str, str]) -> Element:
    """The outermost element. Namespaces are declared once, here, and tags carry their prefixes as they are written."""
    return Element(tag, namespaces)


def child(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """A new last element of a parent."""
    element = Element(tag, attributes)
    if text is not None:
        element.text = text_of(text)
    parent.append(element)
    return element


def optional(parent: Element, tag: str, text: str | None, **attributes: str) -> None:
    """A new last element, unless there is nothing to say: no element may be empty."""
    if text is not None and text.strip():
        child(parent, tag, text, **attributes)


def render(document: Element) -> bytes:
    """The document's bytes, in UTF-8."""
    ElementTree.indent(document)
    text: str = ElementTree.tostring(document, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
