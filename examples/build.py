"""Make the notebooks from their sources: `python examples/build.py`.

A source is a Python file in cells, ``# %%`` for code and ``# %% [markdown]`` for text, as editors show them. Notebooks
are written without outputs, so that a change to one reads as what it is.
"""

from __future__ import annotations

import json
from pathlib import Path

HERE = Path(__file__).resolve().parent


def notebook(source: str) -> str:
    """Return the notebook of a source as JSON."""
    cells = []
    for number, part in enumerate(source.split("# %%")[1:]):
        head, _, body = part.partition("\n")
        is_text = head.strip() == "[markdown]"
        lines = body.strip("\n").split("\n")
        if is_text:
            lines = [line.removeprefix("#").removeprefix(" ") for line in lines]
        text = [line + "\n" for line in lines[:-1]] + lines[-1:]
        cell: dict[str, object] = {"id": f"cell-{number:02}", "metadata": {}, "source": text}
        if is_text:
            cells.append({"cell_type": "markdown", **cell})
        else:
            cells.append({"cell_type": "code", "execution_count": None, "outputs": [], **cell})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for file in sorted((HERE / "source").glob("*.py")):
        (HERE / f"{file.stem}.ipynb").write_text(notebook(file.read_text("utf-8")), "utf-8")
