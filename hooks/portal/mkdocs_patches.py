"""What the portal changes in MkDocs 1.6 itself, and why; nothing else does.

MkDocs makes every page anew into an emptied folder. Pages that would come out the same stay.
"""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs import utils
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

clean_directory = utils.clean_directory


def empty_site_folder(wanted: bool) -> None:
    """Whether the build that begins empties the site's folder, which MkDocs does without asking.

    static-i18n replaces the same function while it builds the other languages, and puts back what
    it found.
    """
    utils.clean_directory = clean_directory if wanted else lambda directory: None


def make_only(files: Files, wanted: Sequence[File]) -> None:
    """Lets MkDocs read, make and check only some pages; links still find all of them.

    MkDocs asks the collection for its pages, and has no event that could leave any out without
    making links to them dangle. Once the navigation stands, nobody else asks.
    """

    def documentation_pages(*, inclusion: object = InclusionLevel.is_included) -> Sequence[File]:
        return wanted

    files.documentation_pages = documentation_pages  # type: ignore[method-assign]


def leave_unrendered(page: Page) -> None:
    """Spares a page made of data alone the making of a Markdown parser, a third of its time.

    MkDocs asks the page itself to render; as it has no words, there is nothing to be told of.
    """

    def render(config: MkDocsConfig, files: Files) -> None:
        page.content, page.toc = "", get_toc([])

    page.render = render  # type: ignore[method-assign]


def watch_closely(server: LiveReloadServer, seconds: float) -> None:
    """Looks for saved files every so often; MkDocs does every half second, half of a save's wait.

    It reads times rather than ask the system, which on shared folders says nothing of changes.
    """
    for emitter in server.observer.emitters:
        emitter._timeout = seconds
