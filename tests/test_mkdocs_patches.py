"""What the portal changes in MkDocs holds for the MkDocs that is installed."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any
from weakref import ref

from mkdocs import __version__, utils
from mkdocs.commands import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page, _RelativePathTreeprocessor
from mkdocs_static_i18n.plugin import I18n  # type: ignore[import-untyped]

from conftest import ROOT
from portal.mkdocs_patches import (
    empty_site_folder,
    language_of_build,
    leave_unrendered,
    lend,
    let_go,
    watch_closely,
)


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


def test_a_build_makes_the_pages_that_are_in_the_collection_and_links_ask_it_for_others() -> None:
    assert "for file in files.documentation_pages(inclusion=inclusion)" in inspect.getsource(
        build.build
    )
    assert "self.files.get_file_from_path(path)" in inspect.getsource(_RelativePathTreeprocessor)


def test_a_page_that_is_not_made_is_found_by_links_and_gets_the_address_that_i18n_gives(
    tmp_path: Path,
) -> None:
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path))
    i18n: Any = config.plugins["i18n"]
    i18n.on_config(config)
    i18n.current_language = "en"
    folders = (config.docs_dir, config.site_dir)
    files = Files([File(f"en/{name}.md", *folders, True) for name in ("a", "b")])
    left_out = [File("en/c.md", *folders, True)]
    assert language_of_build(config) == "en"
    made: Files = i18n.on_files(files, config)
    lend(made, left_out, config)
    found = [made.get_file_from_path(f"en/{name}.md") for name in ("a", "b", "c", "d")]
    assert [file and file.url for file in found] == ["en/a/", "en/b/", "en/c/", None]
    assert len(made.documentation_pages()) == 2


def test_a_page_renders_itself() -> None:
    assert "page.render(config, files)" in inspect.getsource(build._populate_page)
    assert list(inspect.signature(Page.render).parameters) == ["self", "config", "files"]


def test_the_pages_of_a_language_that_is_done_are_held_by_nobody(tmp_path: Path) -> None:
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path))
    i18n: Any = config.plugins["i18n"]
    i18n.on_config(config)
    folders = (config.docs_dir, config.site_dir)
    made: Files = i18n.on_files(Files([File("vi/a.md", *folders, True)]), config)
    leave_unrendered(Page(None, made.documentation_pages()[0], config))
    pages = [ref(file.page) for file in made.documentation_pages() if file.page]
    assert [page() is not None for page in pages] == [True]
    let_go(made, config)
    assert [page() for page in pages] == [None]
    assert not i18n.i18n_files_per_language
    assert [file.url for file in made.documentation_pages()] == ["a/"]


def test_a_build_is_through_with_its_pages_when_it_says_so() -> None:
    _, _, after = inspect.getsource(build.build).partition("config.plugins.on_post_build(")
    assert after
    assert ".page" not in after
    assert "doc_files" not in after


def test_i18n_puts_back_the_function_that_it_found() -> None:
    source = inspect.getsource(I18n.on_post_build)
    assert "mkdocs_utils_clean_directory = utils.clean_directory" in source
    assert "utils.clean_directory = mkdocs_utils_clean_directory" in source


def test_the_server_learns_of_every_kind_of_change(tmp_path: Path) -> None:
    server, page = (
        LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path)),
        tmp_path / "a/b.md",
    )
    page.parent.mkdir()
    (tmp_path / "a/.#b.md").symlink_to("nowhere")  # as Emacs marks a file that is being edited
    (tmp_path / "a/round").symlink_to(tmp_path)
    server.watch(str(tmp_path))
    watch_closely(server, 0.01)
    server.watch(str(tmp_path / "later.yml"))
    server.observer.start()
    try:
        for change in (
            lambda: page.write_text("one"),
            lambda: page.write_text("two and more"),
            lambda: page.rename(page.with_name("c.md")),
            lambda: page.with_name("c.md").unlink(),
            lambda: (tmp_path / "later.yml").write_text("a: 1"),
        ):
            change()
            with server._rebuild_cond:
                assert server._rebuild_cond.wait_for(lambda: server._want_rebuild, timeout=60)
                server._want_rebuild = False
    finally:
        server.observer.stop()
        server.observer.join()
        server.server_close()
