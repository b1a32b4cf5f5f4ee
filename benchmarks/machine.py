"""What was measured on, so that figures can be compared with those of another day."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import pysqlite3


def machine() -> dict[str, str]:
    """Return the facts of this machine that figures depend on."""
    return {
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{_memory_gib()} GiB",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "SQLite": pysqlite3.sqlite_version,
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory_gib() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
