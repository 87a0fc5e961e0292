"""What a person sees: on a terminal, on a narrow one, in a pipe.

The terminal is a pseudo-terminal of the system; what it got is read back as text."""

import fcntl
import os
import pty
import re
import struct
import sys
import termios
import time

from tool import FOLDER, HELLO, SCENARIOS, WTSIM, check, environment, finish, wide_lines
from tool import write, wtsim

LONG = HELLO.replace("duration: 1s, replications: 5", "duration: 60s, replications: 60")


def terminal(columns, *arguments, **variables):
    """What a terminal of so many columns shows of a command."""
    env = environment(LANG="C.UTF-8", TERM="xterm", **variables)
    pid, screen = pty.fork()
    if pid == 0:
        os.chdir(FOLDER.name)
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execve(WTSIM, [WTSIM, *arguments], env)
    shown = b""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            block = os.read(screen, 65536)
        except OSError:
            break
        if not block:
            break
        shown += block
    os.close(screen)
    os.waitpid(pid, 0)
    return shown.decode("utf-8").replace("\r\n", "\n")


write("hello.yaml", HELLO)
write("long.yaml", LONG)
write("stop.yaml", HELLO.replace("[run: 20us, ", "[run: 10us, KeDelayExecutionThread: 1ms, ")
      .replace("poisson: 1000/s", "at: [1ms]"))

shown = terminal(80, "run", "hello.yaml", "--no-store")
check("a verdict in colour is still a word", shown.startswith("\x1b[32mPASS\x1b["), shown)
shown = terminal(80, "run", "hello.yaml", "--no-store", NO_COLOR="1")
check("NO_COLOR: no colour", "\x1b[3" not in shown and re.match(r"(FAIL|PASS) ", shown), shown)
check("bars are Unicode on a terminal that can show it",
      re.search(r"^ +[\u2581-\u2588 ]{20,}  \u2588 ", shown, re.M), shown)
check("nothing is wider than 80 columns", not wide_lines(shown), wide_lines(shown))
for columns in (60, 44):
    shown = terminal(columns, "run", "hello.yaml", "--no-store", NO_COLOR="1")
    beyond = [line for line in shown.splitlines() if len(line) > columns]
    check(f"a terminal of {columns} columns is obeyed", len(shown) > 500 and not beyond, beyond)
    checked = terminal(columns, "check", "hello.yaml", NO_COLOR="1")
    beyond = [line for line in checked.splitlines() if len(line) > columns]
    check(f"check obeys {columns} columns", "fine" in checked and not beyond, beyond)
check("a short run says nothing of its progress", "replications" not in shown.split("FAIL")[0]
      .split("PASS")[0], shown)
shown = terminal(200, "run", "hello.yaml", "--no-store", "--wide", NO_COLOR="1")
check("--wide shows more figures and a histogram",
      re.search(r"p99\.9 +n  method", shown) and "HOW LONG toaster." in shown
      and re.search(r"under .* %  \u2588", shown), shown)
shown = terminal(80, "run", "hello.yaml", "--db", "s.db", NO_COLOR="1")
hints = [line for line in shown.splitlines() if line.startswith("next: ")]
check("a terminal gets one hint, the last line", len(hints) == 1
      and shown.splitlines()[-1] == hints[0], shown)

shown = terminal(80, "run", "long.yaml", "--no-store", NO_COLOR="1")
told = re.findall(r"(\d+) of 60 .*?events/s.*?left", shown)
check("a run of more than a second tells replications, events a second and the time left",
      told or re.search(r"events in\s(\d+ ms|1\.\d+ s)", shown), shown[:400])

answer = wtsim("run", "hello.yaml", "--no-store", "--expect",
               "toaster.cook.queue_latency.p99 < 100us")
lines = answer.out.splitlines()
check("in a pipe all is ASCII, without hints", answer.out.isascii() and "next:" not in answer.err,
      answer.note)
check("the first word is the answer, the cause follows at once",
      lines[0].startswith("FAIL ") and "because" in " ".join(lines[:3]), answer.note)
# ---- what led to a stop that no step caused ------------------------------------------------------

for name, lines in (
        ("s05-endless-receive-dpc", (
            " 0.000 000  npcap.rx asserts\n 0.000 000  npcap.MiniportInterrupt starts at IRQL 7 ",
            " 0.000 005  npcap.NPF_tapEx starts at IRQL 2 (DISPATCH) ",
            # D27: 1280 ticks of 15.625 ms are 20 s; the next tick is one too many
            " 20.031 250 a clock tick finds it still running, for 1281 ticks:\n"
            "            1280 are allowed ")),
        ("s05-capped", (
            " 0.000 000  npcap.MiniportInterrupt starts at IRQL 7; from here on\n"
            "            processor 0 does not come below DISPATCH_LEVEL ",
            " its last 100 ms: npcap.NPF_tapEx ",
            " 120.015 625 a clock tick finds more than 7680 ticks at\n")),
        ("s07-unclaimed", (" usbhost.UsbIsr starts at IRQL 6 ", " usbhost.UsbIsr was called\n"
                           "            1,000 times ")),
        ("w183-power-item", (" 2.000 000  device camera: leaves D0\n",))):
    told = wtsim("run", os.path.join(SCENARIOS, "gallery", f"{name}.yaml"), "--no-store")
    check(f"{name} tells the chain that led to its stop",
          all(line in told.out for line in lines), told.note)

for columns in (60, 44):
    for words in (["lesson", "list"], ["lesson", "5", "--reveal"], ["lesson", "--glossary"],
                  ["explain", "W81"], ["explain", "DISPATCH_LEVEL"]):
        shown = terminal(columns, *words, NO_COLOR="1")
        beyond = [line for line in shown.splitlines() if len(line) > columns]
        check(f"{' '.join(words)} obeys a terminal of {columns} columns",
              len(shown) > 500 and not beyond, beyond)
shown = terminal(120, "explain", "DISPATCH_LEVEL", NO_COLOR="1")
widest = max(len(line) for line in shown.splitlines())
check("sentences use a wide terminal up to what is read with ease", 90 < widest <= 100, widest)
check("in a pipe they are 80 wide", not wide_lines(wtsim("explain", "DISPATCH_LEVEL").out))
check("the course is a line of 40 columns with its scale",
      re.search(r"^COURSE   how long toaster.cook waited .*\n(?:  .*\n)* {9}[ .:=+*#@-]{40}  @ ",
                answer.out, re.M), answer.note)
wtsim("run", "hello.yaml", "--db", "s.db", "--expect", "toaster.cook.queue_latency.p99 < 100us")
check("a stored run shows the course again",
      re.search(r"COURSE .*\n.*\n.*", answer.out).group(0)
      in wtsim("show", "@last", "--db", "s.db").out)

answer = wtsim("run", "stop.yaml", "--no-store", "--expect", "bug_check == none")
check("a stop tells the steps that led to it, then what is legal",
      re.search(r"^STOP .*?0xB8.*?\n 0\.001 000 +toaster\.line asserts\n"
                r" 0\.001 \d+ +toaster\.EvtInterruptIsr starts at IRQL 5 +I2\n"
                r" 0\.001 \d+ +toaster\.EvtInterruptDpc starts at IRQL 2 \(DISPATCH\) +D12\n"
                r".*?Windows stops here: 0xB8.*?stop\.yaml:\d+:\d+.*?Legal instead:",
                answer.out, re.S | re.M), answer.note)
check("a stop fits one screen", "Legal instead" in "\n".join(answer.out.splitlines()[:24])
      and not wide_lines(answer.out), answer.note)

# Nobody completes what EvtRead is given: from 2 ms on nobody has it, and that is EvtRead's doing.
write("letgo.yaml", """wtsim: 1
scenario: letgo
machine: {processors: 1, costs: none}
drivers:
  d:
    timers: {slow: {period: 5s, callback: Slow}}
    queues: {io: {dispatch: sequential, callback: {read: EvtRead}}}
    callbacks: {EvtRead: [run: 1ms], Slow: [run: 100us]}
threads:
  app: {steps: [run: 1ms, ReadFile: d.io]}
run: {duration: 10s}
expect: [d.slow.request_latency.p50 < 1ms]
""")
answer = wtsim("run", "letgo.yaml", "--no-store", "--expect", "d.io.request_latency.p99 < 1s")
check("who lets a request go without completing it is named", answer.out.startswith(
    "FAIL  the one request of d.io takes longer than 1 s (p99 >= 10.0 s), because\n"
    "      d.EvtRead lets it go without completing it.\n"), answer.note)
check("and the last step that it has written, and what to do instead",
      re.search(r"\(F080\)\n +first at 0\.002 000 000 s\n +letgo\.yaml:8:\d+  run: 1ms\n"
                r" +Legal instead: complete it, or put it", answer.out), answer.note)
check("one that still waits is no oldest of several",
      "d.io: 1 still waits at the end, for 10.0 s." in answer.out, answer.note)
answer = wtsim("run", "letgo.yaml", "--no-store", "--brief", "--expect",
               "d.slow.request_latency.zero == 1")
check("how many took no time is said in words, and is nobody's fault", answer.out.startswith(
    "FAIL  0 requests of d.slow take exactly 0 ns, not == 1.\n"), answer.note)
answer = wtsim("run", "letgo.yaml", "--no-store", "--expect", "d.slow.request_latency.p50 < 1ms")
check("who starved is told first", "WHY d.io WAITED" in answer.out, answer.note)
answer = wtsim("run", "letgo.yaml", "--no-store", "--set",
               "drivers.d.callbacks.EvtRead=[run: 20ms, WdfRequestComplete: read]")
check("else what is expected and holds, not what waited longest",
      "WHY d.slow WAITED" in answer.out and answer.code == 0, answer.note)

# The worst request is told from its arrival to its end. Of two that come at 1 ms the second waits
# in the queue until the first is done at 2 ms: its story is told, not that of the first.
wtsim("run", "letgo.yaml", "--db", "w.db")
answer = wtsim("why", "@last", "d.io", "--db", "w.db")
check("a request that is let go has a story", re.search(
    r"^THE WORST REQUEST .*\n 0\.001 000  A request of d\.io arrives\.\n(?: {12}.*\n)+"
    r" 0\.002 000  d\.EvtRead lets it go without completing it: nobody has it\n {12}any"
    r" more\.\n"
    r" 10\.000 000 The run ends, and it still waits\.\n", answer.out, re.M), answer.note)
write("tie.yaml", """wtsim: 1
scenario: tie
machine: {processors: 2, costs: none}
drivers:
  d:
    queues: {io: {dispatch: sequential, callback: {read: EvtRead}}}
    callbacks: {EvtRead: [run: 1ms, WdfRequestComplete: read]}
threads:
  a: {count: 2, steps: [wait: 1ms, ReadFile: d.io]}
run: {duration: 10ms}
""")
wtsim("run", "tie.yaml", "--db", "w.db")
answer = wtsim("why", "@last", "--db", "w.db")
check("of requests that arrive together the one that waited so long is told",
      " 0.002 000  It is presented in d.EvtRead.\n 0.003 000  d.EvtRead finishes it.\n"
      in answer.out, answer.note)
check("without rules there is no column of rules", not answer.out.split("THE WORST REQUEST")[1]
      .splitlines()[0].endswith("rule"), answer.note)

sys.exit(finish())
