"""Each further run takes less than 200 kB of the store: of the scenarios that take most, and, asked
for 'all', of every one that comes with the program."""

import glob
import os
import sqlite3
import sys

from tool import SCENARIOS, check, finish, path, wtsim

PROMISE = 200_000
LARGEST = ["gallery/s06-one-lock.yaml", "gallery/s06-fixed.yaml", "gallery/drivers/toastmon.yaml",
           "long-work-item.yaml"]
SEEDS = ("101", "102", "103")


def stored(name):
    """Bytes of the store with all of it in its one file."""
    link = sqlite3.connect(path(name))
    link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    link.close()
    return os.path.getsize(path(name))


def growth(scenario, number):
    """Mean of the second and the third run of another seed, in a store of their own; None: these
    runs were not stored."""
    name = f"size{number}.db"
    sizes = []
    for seed in SEEDS:
        answer = wtsim("run", scenario, "--db", name, "--quiet", "--seed", seed, "--jobs", "1")
        if answer.code not in (0, 1, 2):
            return None
        sizes.append(stored(name))
    os.remove(path(name))
    return (sizes[-1] - sizes[0]) / (len(sizes) - 1)


if "all" in sys.argv:
    WANTED = sorted(glob.glob(os.path.join(SCENARIOS, "*.yaml")) +
                    glob.glob(os.path.join(SCENARIOS, "gallery", "**", "*.yaml"), recursive=True))
else:
    WANTED = [os.path.join(SCENARIOS, name) for name in LARGEST]

GROWTH = {os.path.relpath(scenario, SCENARIOS): growth(scenario, i)
          for i, scenario in enumerate(WANTED)}
FAILED = [name for name, size in GROWTH.items() if size is None]
check("every scenario was run and stored", not FAILED, ", ".join(FAILED))
OVER = [f"{name}: {size:,.0f}" for name, size in GROWTH.items() if size and size >= PROMISE]
check("each further run takes less than 200 kB", not OVER, "\n".join(OVER))
TOP = max((size, name) for name, size in GROWTH.items() if size)
check("the largest of them is among those that are looked at every day",
      TOP[1] in LARGEST, f"{TOP[1]}: {TOP[0]:,.0f}")
finish()
