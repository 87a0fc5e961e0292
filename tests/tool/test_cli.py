"""The command line: help, mistakes, streams, exit codes."""

import os
import re
import signal
import subprocess
import sys
import time

from tool import FOLDER, HELLO, WTSIM, check, environment, finish, path, wide_lines, write, wtsim

COMMANDS = ("run", "check", "list", "show", "compare", "why", "verify")

overview = wtsim("--help")
check("the overview names every command", overview.code == 0 and
      all(f"wtsim {name}" in overview.out for name in COMMANDS), overview.note)
check("the overview and the list of templates fit 80 columns",
      not wide_lines(overview.out) and not wide_lines(wtsim("new", "--list").out), overview.out)
check("help is what --help is", wtsim("help").out == overview.out)
check("the version is one line", re.fullmatch(r"wtsim \d+\.\d+\.\d+ \(.*\)\n",
                                              wtsim("--version").out))
for name in COMMANDS:
    answer = wtsim(name, "--help")
    examples = [line for line in answer.out.splitlines() if line.startswith(f"  wtsim {name}")]
    check(f"{name} --help has two examples", answer.code == 0 and len(examples) == 2, answer.note)
    check(f"{name} --help fits 80 columns", not wide_lines(answer.out), wide_lines(answer.out))
    check(f"{name} --help goes to stdout only", answer.err == "", answer.note)

answer = wtsim()
check("no command is a usage error", answer.code == 64 and answer.out == "", answer.note)
answer = wtsim("rnu")
check("a command that is nearly right is suggested",
      answer.code == 64 and "did you mean 'run'" in answer.err, answer.note)
answer = wtsim("frobnicate")
check("a strange command is only refused",
      answer.code == 64 and "did you mean" not in answer.err, answer.note)
answer = wtsim("run", "--lable", "x", "a.yaml")
check("an option that is nearly right is suggested",
      answer.code == 64 and "did you mean '--label'" in answer.err, answer.note)
answer = wtsim("check", "--label", "x", "a.yaml")
check("an option of another command is refused", answer.code == 64, answer.note)
for wrong in (["run"], ["show"], ["show", "1", "2"], ["compare", "1"], ["list", "1"],
              ["run", "a.yaml", "--jobs", "0"], ["run", "a.yaml", "--jobs"],
              ["run", "a.yaml", "--seed", "x"], ["run", "a.yaml", "--seed", "-1"],
              ["run", "a.yaml", "--replications", "0"], ["run", "a.yaml", "--quiet=1"],
              ["run", "a.yaml", "--seed", "99999999999999999999"],
              ["run", "a.yaml", "--format", "xml"], ["run", "a.yaml", "--color=pink"]):
    answer = wtsim(*wrong)
    check(f"'{' '.join(wrong)}' is a usage error", answer.code == 64 and answer.out == ""
          and answer.err != "", answer.note)

write("hello.yaml", HELLO)
for turn in ("runs", "is known"):
    answer = wtsim("run", "hello.yaml", "--db", "quiet.db", "--quiet")
    check(f"--quiet says nothing when a scenario {turn}", answer.code == 0 and answer.out == ""
          and answer.err == "", answer.note)
answer = wtsim("run", "missing.yaml", "--no-store")
check("a missing file is exit 66", answer.code == 66 and "missing.yaml" in answer.err, answer.note)
answer = wtsim("run", "hello.yaml", "--no-store", "--set", "run.duration=5")
check("a bad override is exit 65 and points into the override",
      answer.code == 65 and "--set run.duration=5:1:" in answer.err, answer.note)
answer = wtsim("run", "hello.yaml", "--no-store", "--duration", "10ms", "--replications", "2",
               "--seed", "7")
check("--seed, --replications and --duration reach the run",
      "2 replications of 10 ms from seed 7" in answer.out, answer.note)
answer = wtsim("run", "--no-store", "-", stdin=HELLO.encode())
check("a dash reads standard input", answer.code == 0 and answer.out.startswith("PASS"),
      answer.note)

answer = wtsim("run", "hello.yaml", "--no-store")
check("a report in a pipe is ASCII without colour", answer.out.isascii()
      and "\033" not in answer.out, answer.note)
check("a report is at most 80 columns wide", not wide_lines(answer.out), wide_lines(answer.out))
check("the first word is the answer", answer.out.startswith("PASS  "), answer.note)
check("a hint is only for terminals", "next:" not in answer.err, answer.note)
answer = wtsim("run", "hello.yaml", "--no-store", "--color", "always")
check("colour can be asked for", answer.out.startswith("\033[32mPASS\033[0m"), answer.note)
answer = wtsim("run", "hello.yaml", "--no-store", "--quiet")
check("--quiet prints nothing", answer.code == 0 and answer.out == "", answer.note)
answer = wtsim("run", "hello.yaml", "--no-store", "--quiet",
               "--expect", "toaster.cook.queue_latency.max < 1ns")
check("an expectation of the command line decides too", answer.code == 1, answer.note)
answer = wtsim("run", "hello.yaml", "--no-store", "--progress")
check("progress is written when asked for, to stderr only",
      "replications" not in answer.out.split("\n")[0], answer.note)

with open("/dev/full", "wb") as full:
    done = subprocess.run([WTSIM, "run", "hello.yaml", "--no-store"], cwd=FOLDER.name,
                          env=environment(), stdout=full, stderr=subprocess.PIPE, check=False)
check("a full stdout is exit 74 and said", done.returncode == 74
      and b"No space left" in done.stderr, done.stderr)
done = subprocess.run(["sh", "-c", '"$0" run hello.yaml --no-store | head -c 1', WTSIM],
                      cwd=FOLDER.name, env=environment(), capture_output=True, check=False)
check("a reader who goes away is no error", done.returncode == 0 and done.stderr == b"",
      done.stderr)

write("long.yaml", HELLO)
child = subprocess.Popen([WTSIM, "run", "long.yaml", "--duration", "20s", "--replications",
                          "5000", "--db", "int.db", "--jobs", "2"], cwd=FOLDER.name,
                         env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
time.sleep(1.5)
child.send_signal(signal.SIGINT)
out, err = child.communicate(timeout=60)
check("Ctrl-C is exit 130", child.returncode == 130, err)
check("Ctrl-C says what it keeps", b"marked incomplete" in b" ".join(err.split()), err)
answer = wtsim("list", "--db", "int.db", "--format", "json")
check("what was complete is stored, marked incomplete", '"status": "incomplete"' in answer.out,
      answer.note)
check("no file is left behind in the folder", not os.path.exists(path("wtsim.db")))

sys.exit(finish())
