"""What MkDocs loads: names the events that `portal.events` answers."""

from portal.events import events

on_startup = events.on_startup
on_config = events.on_config
on_files = events.on_files
on_nav = events.on_nav
on_page_read_source = events.on_page_read_source
on_page_markdown = events.on_page_markdown
on_page_content = events.on_page_content
on_env = events.on_env
on_page_context = events.on_page_context
on_post_build = events.on_post_build
on_serve = events.on_serve
