# noqa: INP001 - a script beside the pages it illustrates
"""A JupyterLab of its own over the example notebook, for the pictures of docs/images; nothing of the user's is touched.

The notebook is run once. One copy of it is signed, as if its reader had run it; the other is as it comes by mail, and
JupyterLab takes out of it what it does not trust.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
from nbclient import NotebookClient
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
COPIES = {"trusted": "triage.ipynb", "untrusted": "triage-by-mail.ipynb"}
PATIENCE = 60
"""Seconds."""

SHOW = """async theme => {
  await jupyterapp.restored;
  await jupyterapp.shell.currentWidget.context.ready;
  await jupyterapp.commands.execute("apputils:change-theme", {theme});
}"""
TO_THE_VERDICT = """async () => {
  const notebook = jupyterapp.shell.currentWidget.content;
  const verdict = notebook.widgets.findIndex(cell => cell.model.sharedModel.source.trim() === "result");
  notebook.activeCellIndex = verdict;
  await notebook.scrollToItem(verdict, "start");
}"""


@contextmanager
def lab(folder: Path) -> Iterator[str]:
    """Run a JupyterLab over the copies of the notebook in `folder`; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = os.environ | own | {"PYTHONPATH": str(ROOT), "HOME": str(folder)}  # noqa: TID251 - a program of its own, too
    _prepare(folder, environment)
    options = ["--no-browser", "--allow-root", "--expose-app-in-browser", "--ServerApp.port_retries=0"]
    options += [f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}", "--IdentityProvider.token="]
    server = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "jupyterlab", *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(server, f"http://127.0.0.1:{port}/api/status")
        yield f"http://127.0.0.1:{port}/doc/tree/examples/"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def picture(tab: Page, address: str, theme: str, path: Path) -> None:
    """Take a picture of the notebook at `address`, from the verdict on."""
    tab.goto(address)
    tab.wait_for_selector(".jp-CodeCell .jp-OutputArea-output table", timeout=PATIENCE * 1000)
    tab.evaluate(SHOW, f"JupyterLab {theme}")
    for _ in range(2):  # twice: cells above it grow when they come near
        tab.evaluate(TO_THE_VERDICT)
        tab.wait_for_timeout(1000)
    tab.screenshot(path=path)


def _prepare(folder: Path, environment: dict[str, str]) -> None:
    shutil.copytree(ROOT / "sample_data", folder / "sample_data")
    (folder / "examples").mkdir()
    notebook = nbformat.read(ROOT / "examples/triage.ipynb", as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(folder / "examples")}}).execute(env=environment)
    for name in COPIES.values():
        notebook.metadata["title"] = name  # what is signed is the content: the copies must differ in it
        nbformat.write(notebook, folder / "examples" / name)
    quiet = folder / "config/lab/user-settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True)
    quiet.write_text('{"fetchNews": "false", "checkForUpdates": false}')
    command = [sys.executable, "-m", "nbformat.sign", str(folder / "examples" / COPIES["trusted"])]
    subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603 - likewise


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    for _ in range(PATIENCE * 5):
        try:
            urlopen(address, timeout=2).close()  # noqa: S310 - our own server
        except (URLError, TimeoutError):
            if server.poll() is not None:
                break
            time.sleep(0.2)
        else:
            return
    msg = "JupyterLab did not start"
    raise SystemExit(msg)
