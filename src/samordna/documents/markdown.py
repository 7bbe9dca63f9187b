"""How does Markdown that people wrote become typst? Emphasis, lists, paragraphs, links; of anything else the text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from samordna.documents.markup import call, string, words

SAFE = ("https://", "http://", "mailto:")


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["html_block", "html_inline", "image"])


def to_typst(markdown: str) -> str:
    """Typst markup with the meaning of `markdown`; headings become bold lines, as the page has its own headings."""
    return _children(SyntaxTreeNode(_reader().parse(markdown.strip())))


def inline(markdown: str) -> str:
    """The same for a line inside other text: no paragraphs."""
    tree = SyntaxTreeNode(_reader().parseInline(" ".join(markdown.split())))
    return _children(tree)


def _children(node: SyntaxTreeNode) -> str:
    return "".join(_typst(child) for child in node.children)


def _typst(node: SyntaxTreeNode) -> str:
    known = _KINDS.get(node.type)
    if known:
        return known(node)
    return _children(node) if node.children else words(node.content)


def _paragraph(node: SyntaxTreeNode) -> str:
    inside = node.parent is not None and node.parent.type == "list_item"
    if inside and len(node.siblings) == 1:
        return _children(node)
    return call("par", _children(node))


def _list(function: str) -> Callable[[SyntaxTreeNode], str]:
    def made(node: SyntaxTreeNode) -> str:
        start = {"start": str(node.attrs["start"])} if "start" in node.attrs else {}
        return call(function, *(_children(item) for item in node.children), **start)

    return made


def _link(node: SyntaxTreeNode) -> str:
    address = str(node.attrs.get("href", ""))
    return call(f"link({string(address)})", _children(node)) if address.startswith(SAFE) else _children(node)


def _code(node: SyntaxTreeNode) -> str:
    return f"#raw({string(node.content)});"


_KINDS: dict[str, Callable[[SyntaxTreeNode], str]] = {
    "paragraph": _paragraph,
    "heading": lambda node: call("par", call("strong", _children(node))),
    "bullet_list": _list("list"),
    "ordered_list": _list("enum"),
    "blockquote": lambda node: call("quote", _children(node), block="true"),
    "strong": lambda node: call("strong", _children(node)),
    "em": lambda node: call("emph", _children(node)),
    "link": _link,
    "code_inline": _code,
    "code_block": _code,
    "fence": _code,
    "softbreak": lambda _node: words(" "),
    "hardbreak": lambda _node: "#linebreak();",
    "hr": lambda _node: "",
}
