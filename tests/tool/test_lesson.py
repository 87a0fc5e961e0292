"""The course: for three seeds of every lesson the right answer is accepted, each belief is
recognised, and something else is neither; seed 1 is what somebody worked out by hand."""

import glob
import json
import os

from tool import ROOT, check, finish, path, wide_lines, write, wtsim

STATE = ["--state", path("state")]
FILES = sorted(glob.glob(os.path.join(ROOT, "scenarios", "lessons", "*.yaml")))


def number_of(file):
    return os.path.basename(file)[:2]


def key(number, seed):
    answer = wtsim("lesson", number, "--key", "--seed", str(seed), "--format", "json")
    check(f"lesson {number} can be asked with seed {seed}", answer.code == 0, answer.note)
    return json.loads(answer.out) if answer.code == 0 else None


def grade(number, seed, typed):
    answer = wtsim("lesson", number, "--seed", str(seed), "--answer", typed, *STATE,
                   "--format", "json")
    return (answer.code, json.loads(answer.out)) if answer.code in (0, 1) else (answer.code, {})


def other(truth):
    """An answer of the same form that is neither true nor believed by anybody, mostly."""
    words = truth["answer"].split()
    if len(words) == 1 and not words[0].isdigit():
        return "7777777ns"
    return None


def check_seed(number, seed):
    truth = key(number, seed)
    if truth is None:
        return
    check(f"lesson {number}, seed {seed}: the right answer is right",
          grade(number, seed, truth["answer"]) == (0, {
              "lesson": int(number), "seed": seed, "grade": "right", "belief": None}),
          truth["answer"])
    told = {}
    for belief in truth["beliefs"]:
        told.setdefault(belief["answer"], belief["id"])  # the first of two that agree is named
    for typed, belief in told.items():
        code, reply = grade(number, seed, typed)
        check(f"lesson {number}, seed {seed}: {belief} is recognised",
              code == 1 and reply.get("belief") == belief, (typed, code, reply))
    wrong = other(truth)
    if wrong is not None and wrong not in told:
        check(f"lesson {number}, seed {seed}: another number is wrong",
              grade(number, seed, wrong)[1].get("grade") == "wrong", wrong)
    if seed == 1:
        check(f"lesson {number}: the model agrees with who worked it out by hand",
              truth["agrees"], (truth["worked"], truth["answer"]))
        for place, one in enumerate(truth["variations"], 1):
            check(f"lesson {number}: so it does in variation {place}", one["agrees"], one)


def check_challenge(number, file, truth):
    if not truth["challenge_expect"]:
        return
    expect = [word for text in truth["challenge_expect"] for word in ("--expect", text)]
    cure = [word for text in truth["challenge_cure"] for word in ("--set", text)]
    before = wtsim("run", file, "--no-store", "--quiet", *expect)
    after = wtsim("run", file, "--no-store", "--quiet", *expect, *cure)
    check(f"lesson {number}: the challenge is one", before.code in (1, 2), before.note)
    check(f"lesson {number}: and can be met", after.code == 0, after.note)
    judged = wtsim("lesson", number, "--challenge", file)
    check(f"lesson {number}: the file as it is does not meet it", judged.code == 1, judged.note)


for FILE in FILES:
    NUMBER = number_of(FILE)
    for SEED in (1, 2, 3):
        check_seed(NUMBER, SEED)
    shown = wtsim("lesson", NUMBER, "--reveal")
    check(f"lesson {NUMBER}: the explanation fits a terminal",
          shown.code == 0 and not wide_lines(shown.out), shown.note)
    asked = wtsim("lesson", NUMBER)
    check(f"lesson {NUMBER}: the question does, too, and does not tell the answer",
          asked.code == 0 and not wide_lines(asked.out), asked.note)
    check(f"lesson {NUMBER}: no formula is left in what is read",
          "{" not in shown.out + asked.out, [line for line in (shown.out + asked.out).split("\n")
                                             if "{" in line])
    TRUTH = key(NUMBER, 1)
    if TRUTH is not None:
        check_challenge(NUMBER, FILE, TRUTH)

listed = json.loads(wtsim("lesson", "list", "--format", "json", *STATE).out)
check("the list has every lesson, in order, done ones marked",
      [one["number"] for one in listed] == [int(number_of(file)) for file in FILES]
      and all(one["done"] for one in listed), listed)

# ---- what could be copied ------------------------------------------------------------------------

for NUMBER in ("06", "07", "08", "09", "14", "27", "28"):
    ANSWERS = [key(NUMBER, seed)["answer"] for seed in range(1, 10)]
    check(f"lesson {NUMBER}: the number of the right answer is not that of the neighbour's seed",
          len(set(ANSWERS)) >= 3, ANSWERS)
for SEED in ("1", "4"):
    answer = wtsim("lesson", "28", "--key", "--seed", SEED)
    check(f"lesson 28, seed {SEED}: choices in another order are still the same choices",
          ": code at DISPATCH_LEVEL or above, or firmware" in
          [line for line in answer.out.split("\n") if line.startswith("Answer")][0], answer.note)
answer = wtsim("lesson", "7", "--key", "--seed", "2")
check("a copied text is another text: the clock of seed 2 ticks every 8 ms",
      "on processor 1, at 8 ms" in answer.out, answer.note)

# ---- words ------------------------------------------------------------------------------------

answer = wtsim("lesson", "--glossary")
check("the glossary is in the order of the lessons", answer.code == 0
      and answer.out.startswith("Lesson 1   IRQL is a level of the processor\nDPC ")
      and answer.out.index("\nimportance ") > answer.out.index("\nLesson 7 ")
      and not wide_lines(answer.out), answer.note)
listed = json.loads(wtsim("lesson", "--glossary", "--format", "json").out)
known = json.loads(wtsim("explain", "terms", "--format", "json").out)
check("no word of the glossary is left out or said twice",
      sorted(one["term"] for one in listed) == sorted(one["topic"] for one in known), listed)
answer = wtsim("lesson", "7", "--glossary")
check("that of a lesson has the words that it is the first to use",
      answer.out.startswith("Lesson 7 ") and "importance" in answer.out
      and "\nDPC " not in answer.out, answer.note)
answer = wtsim("lesson", "deadlock", *STATE)
check("a word that is no lesson's name leads to the lessons that speak of it", answer.code == 64
      and "21 waiting-for-your-own-queue" in " ".join(answer.err.split()), answer.note)
check("--list is list",
      wtsim("lesson", "--list", *STATE).out == wtsim("lesson", "list", *STATE).out)

# ---- the dialogue in a pipe -------------------------------------------------------------------

answer = wtsim("lesson", "why-a-dpc-waits", *STATE, stdin=b"70\n")
check("in a pipe the right answer is 'right' and exit 0", (answer.code, answer.out)
      == (0, "right\n"), answer.note)
answer = wtsim("lesson", "why-a-dpc-waits", *STATE, stdin=b"0.05 ms\n")
check("a wrong one names the belief, not the number, and is exit 1", answer.code == 1
      and "70" not in answer.out and "first in, first" in " ".join(answer.out.split()), answer.note)
answer = wtsim("lesson", "why", *STATE, stdin=b"soon\n")
check("what is no answer is a mistake of usage", answer.code == 64 and "12us" in answer.err,
      answer.note)
answer = wtsim("lesson", "whi", *STATE)
check("an unknown lesson is, too", answer.code == 64, answer.note)
answer = wtsim("lesson", "5", "--hint")
check("a hint tells no answer", answer.code == 0 and "70" not in answer.out, answer.note)

answer = wtsim("lesson", "7", *STATE, stdin=b"2\n")
check("a choice is named by its number when it is wrong", answer.code == 1
      and answer.out.startswith("No. Answer 2 would be right if "), answer.note)
answer = wtsim("lesson", "7", "--reveal")
check("a choice is read out with the numbers drawn", answer.out.startswith(
    "It is 3: on processor 1, at 10 ms.\n\nThe run, "), answer.note)
answer = wtsim("lesson", "9", "--reveal")
check("where there is nothing to see there is no picture",
      answer.out.startswith("It is 1 2 6.\n\nWhy "), answer.note)
rows = [line for line in wtsim("lesson", "2", "--seed", "3").out.split("\n")
        if line.startswith("     ") and " us" in line]
check("columns of a story's table stay where they are",
      len(rows) == 3 and len({len(row) for row in rows}) == 1, rows)

# ---- paper ------------------------------------------------------------------------------------

answer = wtsim("lesson", "5", "--worksheet", "3")
check("worksheets are numbered by seed and tell no answer",
      answer.out.count("# Lesson 5") == 3 and "Seed 3" in answer.out
      and "Answer: ____" in answer.out, answer.note)
check("paper takes no commands", "hint" not in answer.out, answer.note)
check("it has room for a timeline where there is one", "timeline" in answer.out
      and "timeline" not in wtsim("lesson", "9", "--worksheet", "1").out, answer.note)
answer = wtsim("lesson", "5", "--worksheet", "2", "--html")
check("as HTML, too", answer.out.startswith("<!doctype html>") and answer.out.count("<section>")
      == 2 and answer.out.rstrip().endswith("</html>"), answer.note)

# ---- mistakes of whoever writes a lesson ------------------------------------------------------

TEXT = open(os.path.join(ROOT, "scenarios", "lessons", "05-why-a-dpc-waits.yaml"),
            encoding="utf-8").read()
write("mine.yaml", TEXT.replace("run: $a", "run: $nobody"))
answer = wtsim("lesson", "./mine.yaml")
check("a number that is not drawn is a diagnostic", answer.code == 65 and "S160" in answer.err
      and "'nobody'" in answer.err, answer.note)
write("mine.yaml", TEXT.replace("answer: 0us", "answer: a + 10us"))
answer = wtsim("lesson", "./mine.yaml", "--seed", "1", "--key", "--format", "json")
check("a belief that is true for the numbers drawn makes other numbers be drawn",
      answer.code == 0 and json.loads(answer.out)["attempt"] > 0, answer.note)
write("mine.yaml", TEXT.replace("answer: 0us", "answer: c.line.dpc.queue_latency.max"))
answer = wtsim("lesson", "./mine.yaml")
check("a belief that is always true is refused", answer.code == 65
      and "whatever is drawn" in " ".join(answer.err.split()), answer.note)
write("mine.yaml", TEXT.replace("number: c.line.dpc.queue_latency.max",
                                "number: start(c.lime.dpc)"))
answer = wtsim("lesson", "./mine.yaml")
check("so is the start of what there is not", answer.code == 65
      and "nothing is called 'start(c.lime.dpc)'" in " ".join(answer.err.split()), answer.note)
write("mine.yaml", TEXT.replace("number: c.line.dpc.queue_latency.max",
                                "number: start(c.line.dpc, 2)"))
answer = wtsim("lesson", "./mine.yaml", "--answer", "never", *STATE)
check("what there is and does not start a second time starts never", answer.code == 0, answer.note)
finish()
