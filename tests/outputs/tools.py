"""What .ci/tools fetches for these tests. Without it they are skipped, in CI they fail."""

from __future__ import annotations

import os

import pytest

from tests.conftest import ROOT

MODULES = ROOT / ".tools/mail/node_modules"
POSTAL = MODULES / "postal-mime/dist/esm/postal-mime.js"
CANIEMAIL = MODULES / "caniemail/dist/index.js"

fetched = pytest.mark.skipif(
    not MODULES.is_dir() and os.environ.get("CI") != "true",
    reason="run .ci/tools for the mail tools",
)
