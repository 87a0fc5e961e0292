"""Running the program as a user would: in an empty folder, with nothing of the environment."""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from lab import ROOT, check, finish, skip  # noqa: E402,F401

WTSIM = os.path.abspath(sys.argv[1])
with open(WTSIM, "rb") as program:
    SANITIZED = re.search(rb"__[at]san_init", program.read()) is not None
SCENARIOS = os.path.join(ROOT, "scenarios")
FOLDER = tempfile.TemporaryDirectory(prefix="wtsim tool ")

# One request every 10 ms from 0 s on, each stays 300 ms: from 300 ms on there are always 30.
STEADY = """wtsim: 1
scenario: steady
windows: 11
machine: {processors: 1, costs: none}
drivers:
  disk:
    framework: kmdf 1.33
    interrupts:
      line: {irql: 5, arrivals: {periodic: 10ms}, isr: EvtInterruptIsr, dpc: EvtInterruptDpc}
    targets:
      platter: {service: 300ms, servers: 100}
    callbacks:
      EvtInterruptIsr: [WdfInterruptQueueDpcForIsr: line]
      EvtInterruptDpc: [each_request: [put: platter]]
run: {duration: 10s}
"""

HELLO = """wtsim: 1
scenario: hello
windows: 11
machine: {processors: 1}
drivers:
  toaster:
    framework: kmdf 1.33
    interrupts:
      line: {irql: 5, arrivals: {poisson: 1000/s}, isr: EvtInterruptIsr, dpc: EvtInterruptDpc}
    work_items: {cook: {callback: EvtWorkItem}}
    callbacks:
      EvtInterruptIsr: [run: 3us, WdfInterruptQueueDpcForIsr: line]
      EvtInterruptDpc: [run: 20us, WdfWorkItemEnqueue: cook]
      EvtWorkItem: [each_request: [run: 400us]]
run: {duration: 1s, replications: 5, seed: 1}
expect: [toaster.cook.queue_latency.p99 < 5ms]
"""


class Answer:
    """What a command gave: exit code, both streams."""

    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")
        self.note = f"exit {self.code}\n{self.out[:1500]}\n--\n{self.err[:1500]}"


def environment(**more):
    """Little: no store, colour or locale of whoever runs the tests."""
    plain = {"PATH": os.environ.get("PATH", ""), "HOME": FOLDER.name,
             "XDG_DATA_HOME": os.path.join(FOLDER.name, "data")}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
        if name in os.environ:
            plain[name] = os.environ[name]
    plain.update(more)
    return plain


def wtsim(*arguments, env=None, stdin=b"", timeout=120, **more):
    """One command in the folder of this test."""
    done = subprocess.run([WTSIM, *arguments], cwd=FOLDER.name, env=env or environment(),
                          input=stdin, capture_output=True, timeout=timeout, check=False, **more)
    return Answer(done)


def path(name):
    return os.path.join(FOLDER.name, name)


def write(name, text):
    """A file of this test's folder; returns its name."""
    with open(path(name), "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return name


def wide_lines(text):
    return [line for line in text.splitlines() if len(line) > 80]
