"""wtsim sweep: points side by side, each an ordinary run of the store."""

import csv
import io
import json
import signal
import subprocess

from tool import (FOLDER, HELLO, WTSIM, check, environment, finish, wide_lines, write,
                  wtsim)

write("hello.yaml", HELLO + "sweep: {machine.processors: [1, 2], run.seed: [7, 8]}\n")
write("plain.yaml", HELLO)
write("assumed.yaml", HELLO.replace("run: 400us", "run: ~400us"))

first = wtsim("sweep", "hello.yaml", "--db", "s.db")
check("a sweep runs every point and says the verdict of each", first.code == 0
      and "4 of 4 points meet what is expected." in first.out and first.err == "", first.note)
check("a sweep fits 80 columns", not wide_lines(first.out + first.err), first.note)
again = wtsim("sweep", "hello.yaml", "--db", "s.db")
check("points in the store are found again", again.out == first.out
      and "4 of 4 points were in the store already" in again.err, again.note)
check("--jobs changes nothing", wtsim("sweep", "hello.yaml", "--db", "j.db", "--jobs", "2").out
      == first.out)
run = wtsim("run", "plain.yaml", "--db", "s.db", "--set", "machine.processors=2", "--seed", "8",
            "--brief")
check("a point is the run with its overrides", "run 4 already holds this answer" in run.err,
      run.note)
verified = wtsim("verify", "3", "--db", "s.db")
check("a point can be verified", verified.code == 0 and "verified" in verified.out, verified.note)
check("run passes over the sweep", wtsim("run", "hello.yaml", "--no-store", "--brief").code == 0)

wrong = wtsim("check", "plain.yaml", "--set", "machine.processors=4", "--set",
              "sweep.machine.processors=[2, 0]")
check("a mistake of one point says which", wrong.code == 65
      and "at machine.processors=0, a point of the sweep" in wrong.err, wrong.note)
points = json.loads(wtsim("sweep", "hello.yaml", "--db", "s.db", "--format", "json").out)
check("JSON has points with their values, runs and figures",
      [point["set"] for point in points["points"]]
      == [{"machine.processors": p, "run.seed": s} for p in "12" for s in "78"]
      and [point["run"] for point in points["points"]] == [1, 2, 3, 4]
      and points["points"][0]["figures"][0]["name"] == "toaster.cook.queue_latency.p99 < 5ms"
      and points["points"][0]["figures"][0]["ci_low"] > 0, points)
rows = list(csv.DictReader(io.StringIO(
    wtsim("sweep", "hello.yaml", "--db", "s.db", "--format", "csv").out)))
check("CSV has a line per point and figure", len(rows) == 4 and rows[2]["machine.processors"]
      == "2" and rows[2]["run.seed"] == "7" and rows[2]["verdict"] == "pass"
      and float(rows[2]["value"]) == points["points"][2]["figures"][0]["value"], rows)

# Verdicts: the bound lies between the points, so one passes and one fails.
mixed = wtsim("sweep", "plain.yaml", "--no-store", "--set", "sweep.run.duration=[1s, 2s]",
              "--expect", "toaster.line.offered < 1500")
check("one failing point is exit 1", mixed.code == 1 and "pass" in mixed.out
      and "fail" in mixed.out, mixed.note)
nothing = wtsim("sweep", "plain.yaml", "--no-store", "--set", "sweep.run.seed=[1]", "--set",
                "expect=[]")
check("without expectations the headline's figures are shown", nothing.code == 0
      and ".mean" in nothing.out and ".p99" in nothing.out
      and "Nothing is expected" in nothing.out, nothing.note)
listed = wtsim("sweep", "plain.yaml", "--no-store", "--set", "machine.processors=[1, 2]")
check("a list in place of a value is told where it belongs", listed.code == 65
      and "--set 'sweep.machine.processors=[1, 2]'" in " ".join(listed.err.split()), listed.note)
check("--quiet prints nothing", wtsim("sweep", "hello.yaml", "--db", "s.db", "--quiet").out == "")

assumed = json.loads(wtsim("sweep", "assumed.yaml", "--no-store", "--assumed", "0.5,2",
                           "--format", "json").out)
check("--assumed tries the factors and the file as it is",
      [point["set"] for point in assumed["points"]]
      == [{"run.assumed": factor} for factor in ("0.5", "1", "2")], assumed)
values = [point["figures"][0]["value"] for point in assumed["points"]]
check("longer work items wait longer", values[0] < values[1] < values[2], values)
none = wtsim("sweep", "plain.yaml", "--no-store", "--assumed", "2")
check("without ~ nothing changes", len({line.split()[1] for line in none.out.splitlines()
                                        if " us [" in line}) == 1, none.note)
for text in ("x", "0", "2,", "1,-2", "nan", "0x2", ""):
    bad = wtsim("sweep", "plain.yaml", "--no-store", "--assumed", text)
    check(f"--assumed {text!r} is refused", bad.code == 64 and bad.out == "", bad.note)

# Mistakes: all points are checked before anything runs.
bad = wtsim("sweep", "plain.yaml", "--no-store", "--set",
            "sweep={machine.processors: [1, x, 2000], run.sed: [1]}")
check("mistakes of all points are told at once, on the command line", bad.code == 65
      and bad.out == "" and [bad.err.count(f"error[{number}]") for number in ("S022", "S021",
                                                                            "S020", "S003")]
      in ([1, 0, 1, 1], [0, 1, 1, 1]) and "3 errors in 1 file" in bad.err, bad.note)
checked = wtsim("check", write("bad.yaml", HELLO + "sweep: {machine.processors: [1, 0]}\n"))
check("check looks at the points as well", checked.code == 65
      and "bad.yaml:17:33: error[S020]" in checked.err, checked.note)
check("check counts the points of a good one",
      "a sweep of 4 points" in wtsim("check", "hello.yaml").out)
lone = wtsim("sweep", "plain.yaml")
check("a file without a sweep is told what to do", lone.code == 64 and "sweep:" in lone.err,
      lone.note)
check("a sweep reads standard input", wtsim("sweep", "-", "--no-store", stdin=(
    HELLO + "sweep: {run.seed: [1, 2]}\n").encode()).code == 0)
check("a missing file is exit 66", wtsim("sweep", "nowhere.yaml").code == 66)

# Ctrl-C: what is complete is stored and shown.
write("long.yaml", HELLO.replace("duration: 1s, replications: 5", "duration: 300s, replications: 8")
      + "sweep: {run.seed: [1, 2, 3, 4, 5, 6, 7, 8]}\n")
process = subprocess.Popen([WTSIM, "sweep", "long.yaml", "--db", "c.db", "--progress"],
                           cwd=FOLDER.name, env=environment(), stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
told = b""
while b"point 1 of 8" not in told:
    line = process.stderr.readline()
    if not line:
        break
    told += line
process.send_signal(signal.SIGINT)
out, err = process.communicate(timeout=120)
check("progress names the point", b"point 1 of 8: " in told, told)
check("Ctrl-C ends a sweep with 130", process.returncode == 130, (process.returncode, err))
check("and shows the points there are", b"not run" in out or out == b"", out)
finish()
