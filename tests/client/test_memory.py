"""A large file goes to disk, not into memory."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from simulator import Content

from .conftest import comparisons, running

SIZE = 300 * 1024**2

CLIENT = """
    import re, sys, time
    from datetime import UTC, datetime
    from pathlib import Path

    import drs_report.client as client

    job, folder, url, ak, sk, project = sys.argv[1:]
    clock = client.Clock(lambda: datetime.now(UTC), time.monotonic, time.sleep, lambda: 0.5)
    def kib(name):
        # not getrusage: its peak is inherited from the process that started this one
        return int(re.search(name + r":\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
    found = client.find_sign_in(environ={}, home=None, prompt=None, ak=ak, sk=sk, project_id=project, region="cn-north-4")
    before = []
    def progress(step):
        if not before and step.n_bytes:
            before.append(kib("VmRSS"))
    report = client.fetch_job(
        job, Path(folder), found=found, clock=clock, compare_types=["lines"], endpoint=url, iam_endpoint=url,
        progress=progress,
    )
    assert report.is_complete, report.rows
    print(kib("VmHWM") - before[0], report.rows[0].size)
"""


def stored_archive(size):
    """An Office file of about `size` bytes, made block by block: one stored part of zeros."""
    import io
    import zipfile
    import zlib

    block = bytes(64 * 1024)
    n_blocks = size // len(block)
    crc = 0
    for _ in range(n_blocks):
        crc = zlib.crc32(block, crc)
    frame = io.BytesIO()
    with zipfile.ZipFile(frame, "w") as file:
        file.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        offset = frame.tell()
        part = zipfile.ZipInfo("xl/media/zeros.bin")
        part.file_size = part.compress_size = n_blocks * len(block)
        part.CRC, part.header_offset = crc, offset
        head = part.FileHeader(zip64=False)
        before = frame.getvalue()[:offset] + head
        file.filelist.append(part)
        file.NameToInfo[part.filename] = part
        file._didModify = True
        file.start_dir = len(before)
        frame.seek(len(before))
    directory = bytearray(frame.getvalue()[len(before) :])
    end = directory.rfind(b"PK\x05\x06")
    directory[end + 16 : end + 20] = (len(before) + part.file_size).to_bytes(4, "little")

    def blocks():
        yield before
        for _ in range(n_blocks):
            yield block
        yield bytes(directory)

    return Content(len(before) + part.file_size + len(directory), blocks)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="/proc/self/status is Linux's")
def test_300_megabytes_need_less_than_30_of_memory(tmp_path):
    from dataclasses import replace

    from simulator import WallClock

    changed = (replace(comparisons()[0], content=stored_archive(SIZE)),)
    with running(clock=WallClock(), comparisons=changed, init_seconds=0.0, export_seconds=0.0) as bench:
        account = bench.account
        done = subprocess.run(
            [
                sys.executable, "-c", textwrap.dedent(CLIENT), bench.simulator.world.scenario.job_id,
                str(tmp_path), bench.simulator.url, account.ak, account.sk, account.project_id,
            ],
            capture_output=True, text=True, timeout=250, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    growth, size = map(int, done.stdout.split())
    assert size > SIZE
    print(f"{growth} KiB more for {size} bytes")
    assert growth < 30 * 1024
    import zipfile

    (path,) = tmp_path.glob("*.xlsx")
    assert zipfile.ZipFile(path).testzip() is None
    path.unlink()
