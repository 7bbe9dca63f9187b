"""How does a page of sign-in, which is a Django template, get the frame of all other pages, which are Jinja2? (E20)

`{% framed %}title{% main %}content{% endframed %}` renders both parts and puts them into `platform/framed.html`.
"""

from __future__ import annotations

from typing import ClassVar

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class Framed(template.Node):
    """A title and a content, to be put into the frame."""

    # Where inheritance looks for blocks.
    child_nodelists: ClassVar[tuple[str, ...]] = ("title", "content")  # type: ignore[misc]

    def __init__(self, title: NodeList, content: NodeList) -> None:
        self.title, self.content = title, content

    def render(self, context: Context) -> SafeString:
        """The whole page."""
        said = {"title": mark_safe(self.title.render(context).strip()), "content": self.content.render(context)}
        page = get_template("platform/framed.html").render(said, context.request)  # type: ignore[attr-defined]
        return mark_safe(page)


@register.tag("framed")
def framed(parser: Parser, _token: Token) -> Framed:
    """Read `{% framed %}…{% main %}…{% endframed %}`."""
    title = parser.parse(("main",))
    parser.delete_first_token()
    content = parser.parse(("endframed",))
    parser.delete_first_token()
    return Framed(title, content)
