"""What the portal changes in MkDocs 1.6 itself, and why; nothing else does.

MkDocs makes every page anew into an emptied folder. Pages that would come out the same stay.
"""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs import utils
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs_static_i18n.folder import I18nFiles, create_i18n_file  # type: ignore[import-untyped]

from portal.watching import Watcher

clean_directory = utils.clean_directory


def empty_site_folder(wanted: bool) -> None:
    """Whether the build that begins empties the site's folder, which MkDocs does without asking.

    static-i18n replaces the same function while it builds the other languages, and puts back what
    it found.
    """
    utils.clean_directory = clean_directory if wanted else lambda directory: None


def language_of_build(config: MkDocsConfig) -> str:
    """The language whose pages MkDocs makes now; static-i18n lets it build one after another."""
    language: str = config.plugins["i18n"].current_language  # type: ignore[attr-defined]
    return language


def lend(files: Files, others: Sequence[File], config: MkDocsConfig) -> None:
    """Lets links find files that MkDocs need not make; one gets its address when it is asked for.

    MkDocs makes all that is in the collection, and static-i18n looks at each file in each language,
    which takes longer than to make the few pages that changed.
    """
    i18n, languages = config.plugins["i18n"], config.plugins["i18n"].all_languages  # type: ignore[attr-defined]
    lent = I18nFiles(i18n, others)
    found = files.get_file_from_path

    def get_file_from_path(path: str) -> File | None:
        file, other = found(path), None
        if file is None:
            other = lent.get_file_from_path(path)
        if other is None:
            return file
        language, default = i18n.current_language, i18n.default_language  # type: ignore[attr-defined]
        return create_i18n_file(other, language, default, languages, config)  # type: ignore[no-any-return]

    files.get_file_from_path = get_file_from_path  # type: ignore[method-assign]


class PageOfData(Page):
    """A page without words of its own."""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        self.content, self.toc = "", get_toc([])


def leave_unrendered(page: Page) -> None:
    """Spares a page made of data alone the making of a Markdown parser, a third of its time.

    MkDocs asks the page itself to render; as it has no words, there is nothing to be told of.
    """
    page.__class__ = PageOfData


def let_go(files: Files, config: MkDocsConfig) -> None:
    """Forgets the pages of a language that is done.

    MkDocs holds them until its build ends, and static-i18n builds the other languages before that.
    """
    for file in files.documentation_pages():
        file.page = None
    config.plugins["i18n"].i18n_files_per_language.clear()  # type: ignore[attr-defined]


def watch_closely(server: LiveReloadServer, seconds: float) -> None:
    """Lets a server that does not run yet look for saved files in a way of ours.

    MkDocs does every half second, half of a save's wait.
    """
    watcher = Watcher(seconds)
    for path, watch in server._watch_refs.items():
        (handler,) = server.observer._handlers[watch]
        server._watch_refs[path] = watcher.schedule(handler, path)
    server.observer = watcher  # type: ignore[assignment]
