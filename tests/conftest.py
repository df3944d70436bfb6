"""The site, built once, served and opened as readers get it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import brotli  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from scratch import Scratch

ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / "build/screenshots"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What servers of the site send; the upgrade to HTTPS is left out, as nothing here speaks it."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
FIGURES: list[str] = []
"""Measured values, printed when the tests are through."""


def build(
    folder: Path, program: str = "mkdocs", url: str = "https://example.org/", root: Path = ROOT
) -> None:
    """Builds a site that must be without fault."""
    done = try_build(folder, program, url, root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr


def try_build(
    folder: Path,
    program: str = "mkdocs",
    url: str = "https://example.org/",
    root: Path = ROOT,
    release: bool = True,
    quiet: bool = True,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", program, "build", "--strict"),
            *(["--quiet"] if quiet else []),
            *("--config-file", "mkdocs.yml", "--site-dir", str(folder)),
        ],
        cwd=root,
        env=os.environ
        | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": url, "RELEASE": str(int(release))},
        capture_output=True,
        text=True,
        check=False,
    )


def root_with(folder: Path, content: Path) -> Path:
    """The project in `folder` with a copy of `content` in place of its own."""
    folder.mkdir()
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(content, folder / "content")
    for name in ("overrides", "hooks"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def code_of(site: Path) -> str:
    """Where a built site has its scripts and styles, from its root and with a slash at the end."""
    (file,) = site.glob("assets/*/portal.js")
    return f"{file.parent.relative_to(site).as_posix()}/"


def missing_tool(message: str) -> None:
    """In CI a missing tool is a failure, elsewhere a reason to skip."""
    pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a strict build of the real content."""
    folder = tmp_path_factory.mktemp("site")
    build(folder)
    return folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of `tests/sample/`: another department, a work of a dozen versions."""
    folder = tmp_path_factory.mktemp("sample")
    build(folder / "site", root=root_with(folder / "root", ROOT / "tests/sample/content"))
    return folder / "site"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """A copy of the real content, its plan no longer bound to what was received."""
    from scratch import Scratch

    scratch = Scratch(tmp_path)
    scratch.consolidate()
    return scratch


@cache
def compressed(path: str) -> bytes:
    return bytes(brotli.compress(Path(path).read_bytes()))


class AsDeployed(SimpleHTTPRequestHandler):
    """Answers as the recommended server does: with the policy, and with brotli."""

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = compressed(str(path))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve(folder: Path) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(AsDeployed, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    return server


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serves a built site, and gives its address."""
    server = serve(folder)
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the built site is served."""
    with serving(site) as url:
        yield url.rstrip("/")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        missing_tool("the browser tests need chromium; .ci/run installs it")
    return str(found)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(chromium: str, playwright: Any) -> Iterator[Any]:
    started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def open_tab(
    browser: Any, address: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Any]]:
    """Opens an address of the site; on a failure, what was to be seen is kept."""
    contexts = []

    def opened(url: str, width: int = 1280, height: int = 800, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        tab = context.new_page()
        tab.goto(f"{address}/{url}")
        return tab

    yield opened
    failed: bool = getattr(request.node, "failed", False)
    for number, context in enumerate(contexts):
        for tab in context.pages if failed else ():
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"[^A-Za-z0-9-]+", "-", request.node.name).strip("-")
            tab.screenshot(path=SCREENSHOTS / f"{name}-{number}.png")
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and report.failed:
        setattr(item, "failed", True)  # noqa: B010  pytest's items take any attribute
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if FIGURES:
        terminalreporter.section("figures")
        for line in sorted(FIGURES):
            terminalreporter.line(line)
