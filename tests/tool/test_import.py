"""wtsim import: measured durations to a distribution that a scenario takes."""

import json
import math
import re

from tool import HELLO, check, finish, path, wide_lines, write, wtsim


def take(name, *more):
    answer = wtsim("import", name, "--format", "json", *more)
    return json.loads(answer.out) if answer.code == 0 else answer


# ---- plain CSV: 1, 2, 4 and 8 us. The logarithms are ln 1000 + 0, 1, 2, 3 times ln 2: mean
# ln 1000 + 1.5 ln 2, deviation ln 2 * sqrt((2.25 + 0.25 + 0.25 + 2.25) / 3) = ln 2 * sqrt(5 / 3)
write("four.csv", "took,other\n1us,9\n4us,9\n8us,9\n2us,9\n")
answer = take("four.csv", "--column", "took")
only = answer["sets"][0]
check("logarithms have their mean and deviation", only["count"] == 4
      and math.isclose(only["mu"], math.log(1000) + 1.5 * math.log(2), rel_tol=1e-12)
      and math.isclose(only["sigma"], math.log(2) * math.sqrt(5 / 3), rel_tol=1e-12), only)
check("mean and extremes are those of the data", only["mean_ns"] == 3750
      and only["min_ns"] == 1000 and only["max_ns"] == 8000, only)
# At 2 us the data have 0.5 below or at it, the law z = -0.5 / sqrt(5 / 3) = -0.38730: 0.34927; at
# 1 us it is 0.25 against z = -1.16190: 0.12264, which is less far; the rest is mirrored.
check("the largest gap between the distribution functions", abs(only["gap"] - 0.15073) < 1e-5,
      only["gap"])
check("few values can be pasted as they are",
      "run: {empirical: [1us, 2us, 4us, 8us]}" in only["yaml"], only["yaml"])
check("a column has a number too", take("four.csv", "--column", "1")["sets"] == answer["sets"])
check("a number without a unit takes that of --unit",
      take("four.csv", "--column", "other", "--unit", "ms")["sets"][0]["max_ns"] == 9_000_000)
check("and values that are all equal are no distribution",
      take("four.csv", "--column", "2", "--unit", "ms")["sets"][0]["yaml"] == "run: 9ms\n")

# ---- what is pasted is a scenario
values = [round(1000 * math.exp(0.01 * i)) for i in range(300)]
write("many.csv", "Duration (us)\n" + "".join(f"{value / 1000}\n" for value in values))
many = take("many.csv")["sets"][0]
check("the unit stands in the name of the column", many["min_ns"] == values[0]
      and many["max_ns"] == values[-1], many)
check("edges of the histogram are quantiles", many["edges_ns"][0] == values[0]
      and many["edges_ns"][-1] == values[-1] and abs(sum(many["weights"]) - 1000) < 1e-6
      and values[14] in many["edges_ns"], many["edges_ns"])
for law in [text for text in many["yaml"].replace("\nrun:", "\n\nrun:").split("\n\n") if text]:
    step = " ".join(law.split()).removeprefix("run: ")
    write("try.yaml", HELLO.replace("run: 400us", f"run: {step}"))
    tried = wtsim("check", "try.yaml")
    check(f"{step[:14]} ... can be pasted", tried.code == 0, tried.note)

# ---- WPA: fragments of one run stand in a row each and repeat its duration
WPA = """Type,CPU,DPC/ISR Enter Time (s),Module,Function,Fragment,Exclusive Duration (ms)
DPC,0,1.000001,ndis.sys,ndis!Dpc,True,0.012
DPC,0,1.000001,ndis.sys,ndis!Dpc,True,0.012
DPC,1,1.000001,ndis.sys,ndis!Dpc,False,0.020
Interrupt,0,1.000002,storport.sys,storport!Isr,False,"0.003"
"""
write("wpa.csv", WPA)
wpa = take("wpa.csv")
check("DPCs and ISRs are told apart, fragments counted once", wpa["repeated"] == 1
      and [(each["kind"], each["count"], each["max_ns"]) for each in wpa["sets"]]
      in ([("DPC", 2, 20000), ("ISR", 1, 3000)], [("ISR", 1, 3000), ("DPC", 2, 20000)]), wpa)
together = wtsim("import", "wpa.csv")
check("that several routines are taken together is said, with two of their names",
      re.search(r"taken\s+together, as (\S+) and (\S+): --only", together.out)
      and "taken" not in wtsim("import", "wpa.csv", "--only", "storport").out, together.note)
check("--only takes a module", [(each["kind"], each["count"])
      for each in take("wpa.csv", "--only", "storport")["sets"]] == [("ISR", 1)])
write("german.csv", WPA.replace('"', "").replace(",", ";").replace("0.0", "0,0"))
check("decimal commas of a localised system",
      take("german.csv")["sets"][0]["max_ns"] == wpa["sets"][0]["max_ns"])

# ---- xperf
write("dump.txt", """BeginHeader
    DPC,       TimeStamp, ElapsedTime, CPU, ServiceAddr, Image!Function
    Interrupt, TimeStamp, ElapsedTime, CPU, Vector, MessageIndex, Status, ServiceAddr, Function
EndHeader
OS Version: 10.0.19045, Trace Size: 1KB, Events Lost: 0
    DPC,   100, 12, 0, 0xfff0, ndis.sys!Dpc
    CSwitch, 110, csrss.exe ( 888), 14460, 14
    DPCTmr,   200, 3, 0, 0xfff0, nt.sys!Timer
    Interrupt, 210, 2, 0, 81, 0, 1, 0xfff0, storport.sys!Isr
""".replace("\n    ", "\n"))
dump = take("dump.txt")
check("rows of the dumper", dump["format"] == "xperf -a dumper" and sorted(
    (each["kind"], each["count"], each["max_ns"]) for each in dump["sets"])
      == [("DPC", 2, 12000), ("ISR", 1, 2000)], dump)
LINE = "Elapsed Time, > %8d usecs AND <= %8d usecs, %6d, or %6.2f%%\r\n"
write("dpcisr.txt", "DPC Info\r\nTotal = 10\r\n" + LINE % (0, 1, 6, 60) + LINE % (1, 2, 3, 30)
      + LINE % (4, 8, 1, 10) + "Total = 4 for module ndis.sys\r\n" + LINE % (1, 2, 4, 100)
      + "Interrupt Info\r\nTotal = 2\r\n" + LINE % (0, 1, 2, 100))
listed = take("dpcisr.txt")["sets"]
check("the histograms of dpcisr are taken as they are",
      [(each["kind"], each["count"]) for each in listed] == [("DPC", 10), ("ISR", 2)]
      and listed[0]["edges_ns"] == [0, 1000, 2000, 4000, 8000]
      and listed[0]["weights"] == [6, 3, 0, 1], listed)
check("and those of one module", [(each["name"], each["edges_ns"])
      for each in take("dpcisr.txt", "--only", "ndis")["sets"]] == [("ndis.sys", [1000, 2000])])
for name in ("many.csv", "wpa.csv", "dpcisr.txt"):
    screen = wtsim("import", name)
    check(f"the screen of {name} fits 80 columns", screen.code == 0 and screen.out.isascii()
          and not wide_lines(screen.out), screen.note)

# ---- bad input
for text, what in (("a,b\n1us\n2us,3\n", "bad.csv:2: '1us' has too few columns"),
                   ("b\n1us\n\n-1us\n", "bad.csv:4: '-1us' is negative"),
                   ("b\n1us\nlong\n", "bad.csv:3: 'long' is not a duration"),
                   ("b\n17\n", "bad.csv:2: '17' has no unit"),
                   ("", "bad.csv: no duration in it"),
                   ("c\n1us\n", "bad.csv:1: there is no such column; there are: 1 'c'")):
    write("bad.csv", text)
    answer = wtsim("import", "bad.csv", "--column", "b")
    check(f"{what} is told", answer.code == 65 and not answer.out and what in answer.err,
          answer.note)
write("bad.csv", b"\xff\xfeD\0u\0r\0")
check("UTF-16 is told", "UTF-16" in wtsim("import", "bad.csv").err)
check("a file that is not there", wtsim("import", "nowhere.csv").code == 66)
check("a unit that is none", wtsim("import", "four.csv", "--unit", "parsec").code == 64)
check("a folder is no file", wtsim("import", path(".")).code == 66)
finish()
