"""The loaded result file: typed frames with where they came from and how they were understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from drs_report.records.judgement import Origin
from drs_report.records.reading import Recognition
from drs_report.records.showing import Shown

__all__ = ["Dataset"]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset(Shown):
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
