"""The course as a whole: its order, its short path, what it covers, what explains what."""

import glob
import json
import os
import re

from tool import ROOT, check, finish, wtsim

LESSONS = os.path.join(ROOT, "scenarios", "lessons")
GALLERY = os.path.join(ROOT, "scenarios", "gallery")
SHELF = json.loads(wtsim("lesson", "list", "--format", "json").out)
NAMES = [one["name"] for one in SHELF]
KEYS = {name: json.loads(wtsim("lesson", name, "--key", "--format", "json").out)
        for name in NAMES}
TOPICS = json.loads(wtsim("explain", "--format", "json").out)


def order():
    files = sorted(os.path.basename(path) for path in glob.glob(os.path.join(LESSONS, "*.yaml")))
    check("every file of the folder is on the shelf, in order",
          files == [f"{one['number']:02d}-{one['name']}.yaml" for one in SHELF], files)
    check("the numbers are those of a course",
          [one["number"] for one in SHELF] == list(range(1, len(SHELF) + 1)),
          [one["number"] for one in SHELF])
    parts = [one["part"] for one in SHELF]
    check("no part comes twice", parts == sorted(parts, key=[
        "the processor", "work items", "the pool", "measuring"].index), parts)


def short_path():
    with open(os.path.join(LESSONS, "README.md"), encoding="utf-8") as file:
        told = re.search(r"\*\*The short path\*\*.*? is ([\d, and]+)\(", " ".join(file)
                         .replace("\n", " "))
    short = [one["number"] for one in SHELF if one["short"]]
    check("the short path has eight lessons, which the page names",
          len(short) == 8 and told and [int(n) for n in re.findall(r"\d+", told[1])] == short,
          (short, told and told[1]))


def exists(name):
    return name in NAMES or os.path.exists(os.path.join(GALLERY, name))


def coverage():
    """Each statement of the five documents has a lesson and a scenario that exist."""
    with open(os.path.join(LESSONS, "README.md"), encoding="utf-8") as file:
        text = file.read().split("## Documents, statement by statement")[1]
    documents = re.split(r"^### (.*)$", text, flags=re.MULTILINE)[1:]
    check("five documents are covered", len(documents) == 10, documents[::2])
    for title, table in zip(documents[::2], documents[1::2]):
        rows = [line.strip("| \n").split(" | ") for line in table.splitlines()
                if line.startswith("| ") and not line.startswith("| statement")]
        check(f"{title}: a table of statements", len(rows) >= 8, len(rows))
        for statement, *places in rows:
            named = re.findall(r"`([^`]*)`", " ".join(places))
            missing = [name for name in named if not exists(name)]
            wrong = [f"{number} {name}"
                     for number, name in re.findall(r"(\d+) `([^`]*)`", places[0])
                     if name in NAMES and SHELF[NAMES.index(name)]["number"] != int(number)]
            check(f"{title}: {statement}",
                  len(places) == 2 and not missing and not wrong
                  and (named or places[1].startswith("nothing to show")), (missing, wrong))


def see_of(topic):
    return {line.split()[-1] for part in topic["parts"] if part["label"] == "SEE IT"
            for line in part["text"].splitlines() if line.startswith("wtsim lesson ")}


def explanations():
    """A rule or a belief names the lessons that have it, and a lesson's are explained."""
    said = {topic["topic"]: see_of(topic) for topic in TOPICS if topic["kind"] == "rule"}
    rules = {}
    for name, key in KEYS.items():
        for rule in key["rules"]:
            rules.setdefault(rule, set()).add(name)
    unknown = sorted(set(rules) - set(said))
    check("lessons rest on rules that exist", rules and not unknown, unknown)
    wrong = {rule: (sorted(see), sorted(rules.get(rule, ()))) for rule, see in said.items()
             if see != rules.get(rule, set())}
    check("a rule names the lessons that rest on it, and no other", not wrong, wrong)
    beliefs = {}
    for name, key in KEYS.items():
        for belief in key["beliefs"]:
            beliefs.setdefault(belief["id"], set()).add(name)
    said = {topic["topic"]: see_of(topic) for topic in TOPICS if topic["kind"] == "belief"}
    check("every belief of a lesson is explained, and every one explained is in a lesson",
          said == beliefs, {one: (sorted(said.get(one, ())), sorted(beliefs.get(one, ())))
                            for one in sorted(set(said) ^ set(beliefs))})


order()
short_path()
coverage()
explanations()
finish()
