"""wtsim run --until decided, and run: {precision: ...}: planned looks from the outside."""

import contextlib
import json
import sqlite3

from tool import HELLO, check, finish, path, wide_lines, write, wtsim

LOOKS = [20, 30, 45, 68, 102, 153, 200]
NEAR = "toaster.cook.queue_latency.mean < 114us"

write("hello.yaml", HELLO)
write("plain.yaml", HELLO.split("expect:", maxsplit=1)[0])


def until(expect, *more, store="--no-store"):
    store = (store,) if store.startswith("-") else ("--db", store)
    return wtsim("run", "hello.yaml", "--expect", expect, "--until", "decided", *store, *more)


def ask(question):
    with contextlib.closing(sqlite3.connect(path("u.db"))) as link:
        return link.execute(question).fetchall()


near = until(NEAR, store="u.db")
answer = json.loads(until(NEAR, "--format", "json").out)
looks = answer["stopping"]["looks"]
check("it looks where it was planned", [look["replications"] for look in looks]
      == LOOKS[:len(looks)] and len(looks) > 1 and answer["stopping"]["looks_planned"] == 7, looks)
check("it stops at the first look that decides",
      [look["result"] for look in looks[:-1]] == ["undecided"] * (len(looks) - 1)
      and (looks[-1]["result"] != "undecided" or len(looks) == 7)
      and answer["replications"] == looks[-1]["replications"], looks)
check("the exit code is that of the verdict",
      near.code == {"pass": 0, "fail": 1, "undecided": 2}[answer["verdict"]], near.note)
check("the screen shows the looks and fits 80 columns", not wide_lines(near.out)
      and near.out.count("[") > len(looks) and "Seven looks were planned, each at 99.3 %"
      in near.out, near.note)
brief = wtsim("show", "1", "--db", "u.db", "--brief")
check("the brief report says which look it was, of how many, and what it saw",
      f"(look {len(looks)} of 7 planned, {answer['replications']} replications: " in brief.out
      and f"at 99.3 %: {looks[-1]['result']})" in " ".join(brief.out.split())
      and not wide_lines(brief.out), brief.note)
check("any number of jobs gives the same bytes",
      until(NEAR, "--format", "json", "--jobs", "1").out
      == until(NEAR, "--format", "json", "--jobs", "3").out)

check("the store holds the rule and each look", ask(
    "SELECT stop_rule, planned, completed, status FROM run")
      == [("decided", 200, answer["replications"], "complete")]
      and ask("SELECT number, replications, planned, result FROM look ORDER BY number")
      == [(look["number"], look["replications"], 7, look["result"]) for look in looks])
shown = wtsim("show", "1", "--db", "u.db")
check("show prints the looks again", "99.3 %" in shown.out
      and near.out.split("      look ")[1].split("\n\n")[0] in shown.out, shown.note)
check("the same question is not asked twice",
      "already holds this answer" in until(NEAR, store="u.db").err)
verified = wtsim("verify", "1", "--db", "u.db")
check("a run that stopped by itself can be verified", verified.code == 0
      and f"{answer['replications']} replications" in verified.out, verified.note)
fixed = wtsim("run", "hello.yaml", "--expect", NEAR, "--replications", "20", "--db", "u.db",
              "--format", "json")
check("its first replications are those of any run of this seed",
      json.loads(fixed.out)["histories"] == answer["histories"][:20])
compared = wtsim("compare", "1", "2", "--db", "u.db")
check("compare pairs the replications that both have", compared.code in (0, 1)
      and "20 pairs of replications" in compared.out, compared.note)

far = until("toaster.cook.queue_latency.mean < 1s", "--format", "json")
check("what is clear at once takes one look", far.code == 0
      and json.loads(far.out)["replications"] == 20, far.note)
rare = until("toaster.cook.starved == 0 in 99% of runs", "--format", "json")
check("99 % of runs cannot be shown with 200 of them", rare.code == 2
      and json.loads(rare.out)["replications"] == 200, rare.note)
more = until("toaster.cook.starved == 0 in 99% of runs", "--set", "run.max=700", "--format",
             "json")
check("with room for it they can: ln(0.05 / 7) / ln(0.99) = 492 clean ones", more.code == 0
      and json.loads(more.out)["replications"] == 518, more.note)

precise = wtsim("run", "hello.yaml", "--no-store", "--expect", NEAR, "--set", "run.precision=4%",
                "--format", "json")
last = json.loads(precise.out)["stopping"]["looks"][-1]
check("a precision is reached when it says so", last["precision"] <= 0.04
      and any(v["text"] == "toaster.cook.queue_latency.mean known to 4%" and v["verdict"] == "pass"
              for v in json.loads(precise.out)["verdicts"]), precise.note)
short = wtsim("run", "hello.yaml", "--no-store", "--expect",
              "toaster.cook.queue_latency.mean < 1s", "--set", "run.precision=0.5%", "--set",
              "run.max=30")
check("a precision that is not reached is undecided", short.code == 2
      and "was not reached" in short.out and "known to" in short.out
      and not wide_lines(short.out), short.note)

planned = wtsim("check", "hello.yaml", "--until", "decided")
check("check says where the looks are", "20 to 200 replications of 1 s" in planned.out,
      planned.note)
nothing = wtsim("run", "plain.yaml", "--no-store", "--until", "decided")
check("until what is decided is asked", nothing.code == 65 and "S140" in nothing.err, nothing.note)
word = wtsim("run", "hello.yaml", "--no-store", "--until", "pass")
check("--until knows one word", word.code == 64 and "decided" in word.err, word.note)
part = until(NEAR, "--shard", "1/2", store="s.db")
check("looks cannot be computed in shards", part.code == 64 and "no shards" in part.err, part.note)
finish()
