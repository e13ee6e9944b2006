"""Runs commands and takes their cost from the kernel, in interleaved pairs: what else the machine does hits both alike.

Standard library only: Linux counts the memory of the process that starts another into the other's peak.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from typing import NamedTuple


class Cost(NamedTuple):
    cpu: float  # seconds, user and system
    wall: float  # seconds
    peak: float  # MiB


class Ratio(NamedTuple):
    ours: float
    theirs: float
    middle: float
    low: float  # lower and upper quartile of the pairs' ratios
    high: float


def run(command, environment=None, cpus=None, exit_code=0):
    """Runs a command, on the given cores only, and fails when it does not end as it should."""
    command = [str(part) for part in command]
    all_cpus = os.sched_getaffinity(0)
    with tempfile.TemporaryFile() as errors:
        files = [(os.POSIX_SPAWN_OPEN, file, os.devnull, os.O_RDWR, 0) for file in (0, 1)]
        files.append((os.POSIX_SPAWN_DUP2, errors.fileno(), 2))
        os.sched_setaffinity(0, cpus or all_cpus)  # which the command inherits
        try:
            start = time.perf_counter()
            pid = os.posix_spawnp(command[0], command, {**os.environ, **(environment or {})}, file_actions=files)
            _, status, usage = os.wait4(pid, 0)
            wall = time.perf_counter() - start
        finally:
            os.sched_setaffinity(0, all_cpus)
        if os.waitstatus_to_exitcode(status) != exit_code:
            errors.seek(0)
            sys.exit(
                f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}, not {exit_code}: "
                + errors.read().decode(errors="replace")
            )
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def interleaved(ours, theirs, count):
    """Costs of `count` runs of each, in pairs whose order alternates, after one of each that warms up."""
    ours(), theirs()
    pairs = []
    for index in range(count):
        if index % 2 == 0:
            pairs.append((ours(), theirs()))
        else:
            second = theirs()
            pairs.append((ours(), second))
    return pairs


@contextmanager
def awake(*cores):
    """Keeps processor cores from falling asleep for as long as the block lasts, by programs that only count and give way to
    any other: a core that sleeps has to be woken, and the host of a virtual machine may take milliseconds to do that."""
    with ExitStack() as stack:
        for core in cores:
            process = stack.enter_context(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            stack.callback(process.kill)
            os.sched_setaffinity(process.pid, {core})
            os.sched_setscheduler(process.pid, os.SCHED_IDLE, os.sched_param(0))
        yield


def ratio(pairs):
    """Medians of both, and of the pairs' ratios."""
    ratios = [ours / theirs for ours, theirs in pairs]
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
    ours, theirs = (statistics.median(side) for side in zip(*pairs))
    return Ratio(ours, theirs, middle, low, high)
