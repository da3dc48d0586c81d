"""The loaded result file: typed frames with where they came from and how they were understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from drs_report.records.judgement import Origin
from drs_report.records.reading import Recognition

__all__ = ["Dataset"]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """One result file as DataFrames.

    `frames` always holds every frame of its compare type (docs/frames.md), empty where the file has no such table.
    """

    compare_type: str
    frames: Mapping[str, pd.DataFrame]
    origin: Origin
    recognition: Recognition

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Give the frame called `name`, so that ``ds.tables`` works; AttributeError names those there are."""
        frames: Mapping[str, pd.DataFrame] = object.__getattribute__(self, "frames")
        if name in frames:
            return frames[name]
        msg = f"a {self.compare_type!r} dataset has no frame {name!r}; it has {', '.join(frames)}"
        raise AttributeError(msg)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}: {len(frame):,} rows" for name, frame in self.frames.items())
        return f"<Dataset {self.compare_type} from {self.origin.name}: {sizes}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002 - IPython's
        """Show it in a notebook (docs/notebook.md): what it holds and what was not understood, no rows."""
        from drs_report.notebook import FrameFacts, dataset_bundle  # noqa: PLC0415 - only a notebook needs it

        facts = {
            name: FrameFacts(len(frame), len(frame.columns), _outcomes(frame)) for name, frame in self.frames.items()
        }
        return dataset_bundle(self.compare_type, self.origin, self.recognition, facts)

    def _repr_html_(self) -> str:
        """Show it in front ends that know no bundles."""
        return self._repr_mimebundle_()["text/html"]


def _outcomes(frame: pd.DataFrame) -> dict[str, int]:
    if "outcome" not in frame.columns:
        return {}
    counts = frame["outcome"].value_counts(dropna=False, sort=False)
    return {word if isinstance(word, str) else "": int(n) for word, n in counts.items() if n}
