"""What MkDocs loads: names the events that `portal.mkdocs_site` answers."""

from portal.mkdocs_site import (
    on_config,
    on_env,
    on_files,
    on_page_context,
    on_page_markdown,
    on_page_read_source,
    on_post_build,
)

__all__ = [
    "on_config",
    "on_env",
    "on_files",
    "on_page_context",
    "on_page_markdown",
    "on_page_read_source",
    "on_post_build",
]
