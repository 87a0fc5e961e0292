"""wtsim step: walking through a replication, in a pipe and with keys."""

import json
import os
import re
import select
import subprocess
import time

from tool import FOLDER, HELLO, SCENARIOS, WTSIM, check, environment, finish, skip, wide_lines
from tool import path, write, wtsim

FLAGSHIP = os.path.join(SCENARIOS, "long-work-item.yaml")


def step(commands, *arguments):
    """The commands, one a line, through a pipe."""
    return wtsim("step", *arguments, stdin="\n".join(commands).encode() + b"\n")


def states(commands, *arguments):
    """The states that are shown, without that of the beginning."""
    answer = step(commands, *arguments, "--format", "json")
    return [json.loads(line) for line in answer.out.splitlines()][1:], answer


# ---- why, of what is no work item ----------------------------------------------------------------

LESSON = os.path.join(SCENARIOS, "lessons", "05-why-a-dpc-waits.yaml")
answer = step(["until 30us", "why c.line.dpc", "why a.line.dpc", "until 110us", "why c.line",
               "why processor.0"], LESSON)
told = [" ".join(line.split()) for line in answer.out.splitlines()]
for line in ("0.000 025 000 c.line.dpc is queued on processor 0 D5",
             "0.000 025 000 for 5.00 us processor 0 executes: a.Dpc 5.00 us",
             "0.000 030 000 it waits still D7 D12",
             "0.000 005 000 it did not have to wait",
             "0.000 025 000 c.line.dpc waits in its queue for 70.0 us",
             "0.000 095 000 c.Dpc runs for 10.0 us"):
    check(f"why tells: {line}", line in told, answer.note)
check("what waits for nothing is refused with what does", "processor.0 waits for nothing" in
      " ".join(answer.err.split()), answer.note)

# ---- the screen of the flagship ------------------------------------------------------------------

answer = step(["until nic.rx asserted after 2s", "n", "n", "n", "n", "until refill starts",
               "back", "why refill", "svg worst.svg"], FLAGSHIP, "--replication", "11")
screen = answer.out
check("the flagship is walked through", answer.code == 0 and answer.err == "", answer.note)
check("no line is wider than a terminal", not wide_lines(screen), wide_lines(screen)[:1])
PARTS = [
    r"\(wtsim\) until nic\.rx asserted after 2s +2\.00\d \d{3} \d{3} s  \(\+2\.00 s\)",
    r" +processor 0 +processor 1",
    r"  HIGH     15  \. {35}\.",
    r"  DIRQL     7 \*> EvtInterruptIsr  nic\.rx +\.",
    r"  DISPATCH  2  \. {35}\.",
    r"  PASSIVE   0 \*\| w\d: ScanWorkItem #\d +> w\d: ScanWorkItem #\d",
    r" +[\d.]+ .s done, interrupted +[\d.]+ .s done",
    r"  DPC queue    empty +empty",
    r"  ready        none +none",
    r"  Delayed queue   Concurrency: 2/2   Threads: 7/23   waiting 6",
    r"    queued   scan #3  scan #4  scan #5  scan #6  scan #7  scan #8",
    r"    workers  w\d scan #\d   w\d scan #\d   w\d w\d w\d w\d w\d idle \(WrQueue\)",
    r"  now   nic\.rx asserts\. 7 > 0, so processor 0 takes it at once\. +I2",
    r"        w\d is interrupted, not switched: it still owns processor 0\. +I11",
    r"\(wtsim\) n +2\.00\d \d{3} \d{3} s  \(\+500 ns\)",     # K7: interrupt 0.5 us
    r"  now   EvtInterruptIsr begins for nic\.rx at IRQL 7\. +I3",
    r"\(wtsim\) n +2\.00\d \d{3} \d{3} s  \(\+4\.000 us\)",  # the ISR runs 4 us
    r"  DISPATCH  2 \*> EvtInterruptDpc  nic\.rx +\.",
    r"  now   EvtInterruptIsr queued its DPC and returned\. A DPC is due before",
    r" +w\d may go on\. +I8",
    r"\(wtsim\) n +2\.00\d \d{3} \d{3} s  \(\+300 ns\)",     # K7: DPC 0.3 us
    r"\(wtsim\) n +2\.00\d \d{3} \d{3} s  \(\+\d+\.\d{3} us\)",
    r"  PASSIVE   0 \*> w\d: ScanWorkItem #\d +> w\d: ScanWorkItem #\d",
    r"  Delayed queue   Concurrency: 2/2   Threads: 7/23   waiting 7 \*",
    r"    queued .* \*refill",
    r"  now   EvtInterruptDpc queued refill: not queued before, so it goes to",
    r" +the Delayed queue\. +W81",
    r"        refill is queued\. 5 workers are idle, but 2 of 2 items are",
    r"\(wtsim\) until refill starts +\d\.\d{3} \d{3} \d{3} s  \(\+\d+ ms\)",
    r"\(wtsim\) back +\d\.\d{3} \d{3} \d{3} s  \(-[\d.]+ .s\)",
    r"\(wtsim\) why refill",
    r"  The last call of nic\.refill that queued it, up to now:",
    r"\(wtsim\) svg worst\.svg",
    r"written to worst\.svg"]
lines, at = screen.splitlines(), 0
for part in PARTS:
    while at < len(lines) and not re.fullmatch(part, lines[at]):
        at += 1
    check("in its order: " + part.replace("\\", "").strip()[:60], at < len(lines), screen[-2500:])
with open(path("worst.svg"), encoding="utf-8") as file:
    svg = file.read()
check("the picture stands alone", svg.startswith("<svg xmlns=") and svg.rstrip().endswith("</svg>")
      and "processor 1" in svg and "Delayed queue" in svg, svg[:200])

# ---- an exact walk -------------------------------------------------------------------------------

# Interrupt at 0, ISR 3 us, DPC 20 us, work item 400 us; no overheads: ISR 0-3, DPC 3-23, item
# 23-423 us. The next interrupt comes at 1 ms.
write("exact.yaml", HELLO.replace("{poisson: 1000/s}", "{at: [0ms, 1ms]}").replace(
    "processors: 1", "processors: 1, costs: none").replace("replications: 5, ", ""))
shown, answer = states(["n", "n", "n", "n", "b 2", "at 10us", "until cook starts after 1ms",
                        "n", "b 100"], "exact.yaml")
check("each state is where it must be", [s["at_ns"] for s in shown] == [
    3000, 23000, 423000, 1000000, 23000, 10000, 1023000, 1423000, 0],
    [s["at_ns"] for s in shown])
frame = shown[0]["processors"][0]["frames"][0]
check("the DPC executes at DISPATCH_LEVEL from 3 us on", frame["kind"] == "dpc"
      and frame["irql"] == 2 and frame["callback"] == "toaster.EvtInterruptDpc"
      and frame["state"] == "executes" and frame["changed"], frame)
check("at 10 us it has done 7 us", shown[5]["event_at_ns"] == 3000
      and shown[5]["processors"][0]["frames"][0]["done_ns"] == 7000, shown[5])
check("the worker holds its item", shown[1]["pools"][0]["workers"][0]["item"] == "toaster.cook"
      and shown[1]["pools"][0]["workers"][0]["entered"], shown[1]["pools"])
check("what happened comes with its rule",
      {"what": "EvtInterruptDpc queued cook: not queued before, so it goes to pool.io.",
       "rule": "W81"} in shown[1]["now"], shown[1]["now"])
again, _ = states(["n", "n", "b 5", "until 10us", "n", "n", "b"], "exact.yaml")
check("the same event is the same state, whichever way one comes",
      again[0] == shown[0] and again[1] == shown[1] and again[4] == again[1], again[4])

# ---- what is not reached, what is not understood -------------------------------------------------

answer = step(["n", "until cook starts after 1s", "state"], "exact.yaml")
check("what never comes is said, and nothing moves", answer.code == 1
      and "'cook starts after 1s' is not reached before the run ends at 1 s; still at 0.000 003" in
      " ".join(answer.out.split()), answer.note)
answer = step(["nxt", "until cok starts", "n nine"], "exact.yaml")
check("mistakes are told with what would be right", answer.code == 64
      and "did you mean 'next'?" in answer.err and "did you mean toaster.cook?" in answer.err
      and "takes a number" in answer.err, answer.note)
answer = step(["replication 1"], "exact.yaml")
check("where nothing is random there is one history", answer.code == 64
      and "There is no replication 1" in answer.out, answer.note)
answer = step(["until toaster.line asserted in replication 3"], write("hello.yaml", HELLO))
check("a condition may name another history", answer.code == 0
      and "replication 3, event" in answer.out, answer.note)
write("walk.txt", "# a remark\n\nn\nn 2\nquit\nn\n")
answer = wtsim("step", "exact.yaml", "--script", "walk.txt")
check("a script is read up to its quit", answer.code == 0
      and answer.out.count("(wtsim) n") == 2 and "0.000 423 000 s" in answer.out, answer.note)
answer = wtsim("step", "exact.yaml", "--script", "nowhere.txt")
check("a script that is not there is exit 66", answer.code == 66, answer.note)
answer = wtsim("step", "exact.yaml", "--until", "cook starts")
check("--until goes there first", answer.code == 0
      and "(wtsim) until cook starts" in answer.out and "0.000 023 000 s" in answer.out,
      answer.note)
answer = wtsim("step", "hello.yaml", "--seed", "7", "--until", "cook starts")
other = wtsim("step", "hello.yaml", "--seed", "8", "--until", "cook starts")
check("another seed is another history", answer.code == 0 and answer.out != other.out)
answer = step(["timeline 2ms", "help"], "exact.yaml", "--until", "cook ends")
check("the timeline ends now", "one column per" in answer.out and "cook" in answer.out
      and "CONDITION is one of" in answer.out, answer.note)

# ---- a stored run --------------------------------------------------------------------------------

wtsim("run", "hello.yaml", "--db", "walk.db", "--label", "walk", "--quiet")
answer = step(["until cook starts"], "walk", "--db", "walk.db", "--replication", "2")
fresh = step(["until cook starts"], "hello.yaml", "--replication", "2")
check("a stored replication is walked through as it was", answer.code == 0
      and answer.out == fresh.out, answer.note)
answer = step([], "walk", "--db", "walk.db", "--seed", "3")
check("it is not changed", answer.code == 64 and "as it was" in answer.err, answer.note)
answer = step([], "walk", "--db", "walk.db", "--replication", "5")
check("it has only its replications", answer.code == 64 and "no replication 5" in answer.err,
      answer.note)

# ---- with keys -----------------------------------------------------------------------------------

def keys(presses):
    """What a terminal of 24 lines gets, key by key; None where there is no pseudo-terminal."""
    try:
        import fcntl
        import pty
        import struct
        import termios
        main, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    except (ImportError, OSError):
        return None
    process = subprocess.Popen([WTSIM, "step", "exact.yaml"], stdin=other, stdout=other,
                               stderr=other, cwd=FOLDER.name, close_fds=True,
                               env=environment(TERM="vt100"))
    os.close(other)
    seen, pieces = "", []
    for press in presses + [None]:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            ready, _, _ = select.select([main], [], [], 0.3)
            if not ready:
                if seen or process.poll() is not None:
                    break
                continue
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += piece.decode("utf-8", "replace")
        pieces.append(seen)
        seen = ""
        if press is not None:
            os.write(main, press.encode())
    code = process.wait(timeout=20)
    os.close(main)
    return pieces, code


def has_terminal():
    for folder in ("/usr/share/terminfo", "/lib/terminfo", "/etc/terminfo"):
        if os.path.exists(os.path.join(folder, "v", "vt100")):
            return True
    return False


played = keys(["n", "n", "b", "/", "cook ends\n", "?", "n", "q"]) if has_terminal() else None
if played is None:
    skip("the keys of a terminal", "there is no pseudo-terminal or no vt100 here")
else:
    pieces, code = played
    check("it begins with the picture and says which keys there are",
          "processor 0" in pieces[0] and "q quit" in pieces[0], pieces[0][-600:])
    check("n goes on, b goes back", "EvtInterruptDpc" in pieces[1]
          and "EvtWorkItem" in pieces[2] and "EvtInterruptDpc" in pieces[3], pieces[1:4])
    check("a condition is typed behind the slash", "cook ends." in pieces[5]
          and "420.000 us" in pieces[5], pieces[4:6])   # from 3 to 423 us
    check("help comes and goes", "CONDITION" in pieces[6] and "processor 0" in pieces[7],
          pieces[6:8])
    check("q ends it with 0", code == 0, code)
finish()
