"""The loaded result file: typed frames with where they came from and how they were understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from drs_report.records.judgement import Origin
from drs_report.records.reading import Recognition
from drs_report.records.showing import Shown


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

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Give the frame called `name`; KeyError names those there are."""
        try:
            return self.frames[name]
        except KeyError:
            msg = f"a {self.compare_type!r} dataset has no frame {name!r}; it has {', '.join(self.frames)}"
            raise KeyError(msg) from None

    def __contains__(self, name: object) -> bool:
        return name in self.frames

    def __iter__(self) -> Iterator[str]:
        return iter(self.frames)

    def __len__(self) -> int:
        return len(self.frames)

    def keys(self) -> list[str]:
        """Return the names of the frames."""
        return list(self.frames)

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *self.frames]

    def _ipython_key_completions_(self) -> list[str]:
        return self.keys()

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}: {len(frame):,} rows" for name, frame in self.frames.items())
        return f"<Dataset {self.compare_type} from {self.origin.name}: {sizes}>"
