"""Mermaid drawings without a request to another site: the drawing's own text, named as such.

Material fetches Mermaid from a content network when a page has a drawing, and a quality manual must not tell strangers
who reads it. Until the program is shipped with the site, readers see the source; the text beside it says the same.
"""

from __future__ import annotations

from html import escape

from qms.pages.language import say


def as_text(source: str, *_: object, **__: object) -> str:
    """A fence for `pymdownx.superfences`: the drawing as text, with a caption.

    markdown_extensions:
      - pymdownx.superfences:
          custom_fences:
            - {name: mermaid, class: mermaid, format: !!python/name:qms.mkdocs.drawing.as_text}
    """
    caption = f"<figcaption>{escape(say('Drawing, as text'))}</figcaption>"
    return f'<figure class="qms-drawing">{caption}<pre><code>{escape(source)}</code></pre></figure>'
