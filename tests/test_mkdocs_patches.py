"""What the portal changes in MkDocs holds for the MkDocs that is installed."""

from __future__ import annotations

import inspect
from pathlib import Path

from mkdocs import __version__, utils
from mkdocs.commands import build
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs_static_i18n.plugin import I18n  # type: ignore[import-untyped]

from portal.mkdocs_patches import empty_site_folder, watch_closely


def test_mkdocs_is_the_version_that_the_patches_were_made_for() -> None:
    assert __version__.startswith("1.6.")


def test_a_build_empties_the_folder_by_the_function_that_is_replaced() -> None:
    assert "utils.clean_directory(config.site_dir)" in inspect.getsource(build.build)
    try:
        empty_site_folder(False)
        assert utils.clean_directory.__module__ == "portal.mkdocs_patches"
    finally:
        empty_site_folder(True)
    assert utils.clean_directory.__module__ == "mkdocs.utils"


def test_a_build_asks_the_files_for_its_pages_and_nothing_else() -> None:
    source = inspect.getsource(build.build)
    assert source.count("files.documentation_pages(inclusion=inclusion)") == 2
    assert "inclusion" in inspect.signature(Files.documentation_pages).parameters


def test_a_page_renders_itself() -> None:
    assert "page.render(config, files)" in inspect.getsource(build._populate_page)
    assert list(inspect.signature(Page.render).parameters) == ["self", "config", "files"]


def test_i18n_puts_back_the_function_that_it_found() -> None:
    source = inspect.getsource(I18n.on_post_build)
    assert "mkdocs_utils_clean_directory = utils.clean_directory" in source
    assert "utils.clean_directory = mkdocs_utils_clean_directory" in source


def test_the_server_looks_for_saved_files_as_often_as_it_is_told(tmp_path: Path) -> None:
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    server.watch(str(tmp_path))
    watch_closely(server, 0.125)
    assert [emitter.timeout for emitter in server.observer.emitters] == [0.125]
    server.server_close()
