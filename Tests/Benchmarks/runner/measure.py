"""Runs commands and takes their wall time, CPU time and peak memory as the kernel counts them."""

import os
import statistics
import subprocess
import time
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Measure:
    wall_s: float
    cpu_s: float
    rss_mb: float

    def __add__(self, other):
        return Measure(
            self.wall_s + other.wall_s, self.cpu_s + other.cpu_s, max(self.rss_mb, other.rss_mb)
        )

    def as_json(self):
        return {key: round(value, 4) for key, value in asdict(self).items()}


class StepFailed(Exception):
    pass


def run(argv, feed=None, output=os.devnull, accepts=(0,)):
    """Runs `argv` to its end, its standard output in the file `output`; `accepts` are the statuses of success.

    `feed` is a command whose output it reads and whose cost is left out. CPU is user and system time
    of the process and of the children it waited for. This runner stays small, because the peak of a
    child starts with what its parent had.
    """
    source = None
    if feed:
        source = subprocess.Popen(feed, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    start = time.perf_counter()
    with open(output, "wb") as results:
        child = subprocess.Popen(
            argv, stdin=source.stdout if source else subprocess.DEVNULL, stdout=results,
            stderr=subprocess.PIPE,
        )
        if source:
            source.stdout.close()
        complaint = child.stderr.read()[-2000:]
        child.stderr.close()
        _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if source and source.wait() != 0 and child.returncode == 0:
        raise StepFailed(f"{' '.join(feed)[:300]}: status {source.returncode}")
    if child.returncode not in accepts:
        text = complaint.decode(errors="replace").strip()
        raise StepFailed(f"{' '.join(argv)[:300]}: status {child.returncode}: {text}")
    return Measure(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(measures):
    """The medians of wall, CPU and memory, each by itself."""
    return Measure(
        statistics.median(m.wall_s for m in measures),
        statistics.median(m.cpu_s for m in measures),
        statistics.median(m.rss_mb for m in measures),
    )


def paired(ours, theirs, key):
    """Smallest and largest ratio of the rounds in which both ran."""
    ratios = [getattr(a, key) / getattr(b, key) for a, b in zip(ours, theirs) if getattr(b, key)]
    return min(ratios), max(ratios)
