"""The same texts for other programs: what a department would otherwise set up."""

from __future__ import annotations

import shutil
from pathlib import Path

LANGUAGES = ("vi", "en")
STOCK = """\
site_name: Stock
site_url: https://example.org/
docs_dir: docs
theme: {name: material, font: false}
plugins:
  - search
  - i18n:
      docs_structure: folder
      languages:
        - {locale: vi, name: Tiếng Việt, default: true}
        - {locale: en, name: English}
markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, tables]
"""
PLAIN = """\
site_name: Plain
site_url: https://example.org/
docs_dir: docs
theme: {name: mkdocs}
markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, tables]
"""
HUGO = """\
baseURL = "https://example.org/"
defaultContentLanguage = "vi"
disableKinds = ["taxonomy", "term"]
[languages.vi]
contentDir = "content/vi"
[languages.en]
contentDir = "content/en"
[markup.goldmark.parser.attribute]
block = true
"""
BARE = """\
<!doctype html>
<html lang="{{ .Site.Language.Lang }}">
<head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><main>{{ .Content }}
{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</main></body>
</html>
"""
"""A theme with nothing in it."""


def stock(content: Path, folder: Path) -> list[str]:
    """Material and static-i18n as they are shipped, with their navigation and search."""
    copy_texts(content, folder / "docs")
    (folder / "mkdocs.yml").write_text(STOCK, encoding="utf-8")
    return ["mkdocs", "build", "--quiet"]


def plain(content: Path, folder: Path) -> list[str]:
    """MkDocs with its own theme, both languages as folders of one site."""
    copy_texts(content, folder / "docs")
    (folder / "mkdocs.yml").write_text(PLAIN, encoding="utf-8")
    return ["mkdocs", "build", "--quiet"]


def hugo(content: Path, folder: Path) -> list[str]:
    """Hugo with a bare theme, without search."""
    copy_texts(content, folder / "content")
    (folder / "hugo.toml").write_text(HUGO, encoding="utf-8")
    layouts = folder / "layouts/_default"
    layouts.mkdir(parents=True)
    for name in ("single", "list"):
        (layouts / f"{name}.html").write_text(BARE, encoding="utf-8")
    return ["hugo", "--quiet"]


PEERS = {"stock": stock, "plain MkDocs": plain, "Hugo": hugo}


def copy_texts(content: Path, to: Path) -> None:
    """The texts of works alone, each with its title in the front matter."""
    for language in LANGUAGES:
        folder = to / language
        folder.mkdir(parents=True)
        name = "_index.md" if to.name == "content" else "index.md"
        (folder / name).write_text("---\ntitle: Index\n---\n", encoding="utf-8")
        shutil.copytree(content / language / "documents", folder / "documents")
