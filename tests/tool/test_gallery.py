"""Every scenario of the gallery does what it promises; the READMEs know all of them, the first one
by symptom and by rule; each cure is one."""

import glob
import json
import os
import re

from tool import ROOT, check, finish, wtsim

GALLERY = os.path.join(ROOT, "scenarios", "gallery")
DB = ("--db", "gallery.db")
FILE = re.compile(r"`([\w.-]+\.yaml)`$")


def readmes():
    """Text by folder, as the scenarios below it are named."""
    texts = {}
    for path in glob.glob(os.path.join(GALLERY, "**", "README.md"), recursive=True):
        folder = os.path.relpath(os.path.dirname(path), GALLERY).replace(os.sep, "/")
        with open(path, encoding="utf-8") as file:
            texts["" if folder == "." else folder + "/"] = file.read()
    return texts


def name_of(path):
    return os.path.relpath(path, GALLERY).replace(os.sep, "/")


def tables(folder=""):
    """Cells of all rows of tables of a README, row by row."""
    for line in READMES[folder].splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def index():
    """By scenario, its third column and its findings: the tables with the column 'finds'."""
    return {folder + FILE.match(cells[0]).group(1): (cells[2].split(), sorted(cells[3].split()))
            for folder in READMES for cells in tables(folder)
            if len(cells) == 4 and FILE.match(cells[0])}


def symptoms():
    """(what one sees, the case, its cure, what gets better)"""
    return [(cells[0], FILE.match(cells[1]).group(1), FILE.match(cells[2]).group(1), cells[3])
            for cells in tables()
            if len(cells) == 4 and FILE.match(cells[1]) and FILE.match(cells[2])]


def by_rule():
    """Scenarios by rule, as the last index lists them."""
    rows = {}
    for cells in tables():
        if len(cells) == 2 and re.match(r"[A-Z]+\d+\w?$", cells[0]):
            rows[cells[0]] = sorted(re.findall(r"`([\w.-]+)`", cells[1]))
    return rows


def is_tidy(path):
    """The command that runs it is one line of an explanation (80 columns, 12 before it)."""
    name = name_of(path)
    check(f"wtsim run scenarios/gallery/{name} fits a line",
          len(f"wtsim run scenarios/gallery/{name}") <= 68)
    with open(path, encoding="utf-8") as text:
        lines = text.read().splitlines()
    check(f"{name} says what happens in it", "about: |" in lines)
    check(f"the lines of {name} are short", all(len(line) <= 100 for line in lines))


def runs(path, row):
    """Checked without errors, stored, all expectations hold, findings as the README says."""
    name = name_of(path)
    done = wtsim("run", path, *DB, "--label", name, "--format", "json")
    check(f"{name} has no mistakes and keeps its promises",
          done.code == 0 and " error[" not in done.err, done.note)
    data = json.loads(done.out) if done.code == 0 else {"verdicts": [], "findings": []}
    check(f"{name} promises something", len(data["verdicts"]) > 0, done.note)
    found = sorted({finding["code"] for finding in data["findings"]})
    check(f"{name} finds what the README says", found == row, f"{found}, not {row}")


def cures(what, case, cure, better):
    """The comparison says what the README says; both scenarios have run."""
    word = {"mixed": "MIXED", "worse": "WORSE"}.get(better.split(":")[0], "BETTER")
    answer = wtsim("compare", case, cure, *DB, "--format", "json")
    data = json.loads(answer.out) if answer.out.startswith("{") else {"rows": [], "verdict": "",
                                                                        "sentence": ""}
    marks = {row["name"]: row["mark"] for row in data["rows"]}
    check(f"{what}: {cure} is compared as {word}", data["verdict"] == word, answer.note)
    if better in ("bug check", "deadlock"):
        gone = "Windows stops no more" if better == "bug check" else "the deadlock is gone"
        check(f"{what}: {gone}", gone in data["sentence"], data["sentence"])
        return
    named = re.findall(r"`([\w.]+)`", better)
    wanted = ["worse"] if word == "WORSE" else ["better", "worse"][:len(named)]
    check(f"{what}: {named} are {wanted}", [marks.get(one) for one in named] == wanted, marks)


FILES = sorted(glob.glob(os.path.join(GALLERY, "**", "*.yaml"), recursive=True))
READMES = readmes()
ROWS = index()
CURES = symptoms()
check("there is a gallery", len(FILES) > 0)
check("the README lists every scenario, and no other", sorted(ROWS) == sorted(map(name_of, FILES)),
      sorted(set(ROWS) ^ set(map(name_of, FILES))))
for each in FILES:
    is_tidy(each)
    runs(each, ROWS.get(name_of(each), ([], []))[1])
for place, content in sorted(READMES.items()):
    for path in sorted(set(re.findall(r"[\w./-]+\.yaml", content))):
        check(f"{place}{path} exists", os.path.exists(os.path.join(GALLERY, place, path)))

check("each cure stands in the index by symptom",
      {name for name in ROWS if name.endswith("-fixed.yaml")} <= {cure for _, _, cure, _ in CURES})
for each in CURES:
    cures(*each)

NUMBERS = {"S": range(1, 22), "SC": range(1, 19)}
for family, numbers in NUMBERS.items():
    missing = [f"{family}{n}" for n in numbers
               if not any(name.startswith(f"{family.lower()}{n:02}-") for name in ROWS)]
    check(f"every case {family} has a scenario", not missing, missing)

TURNED = {}
for scenario, (rules, _) in ROWS.items():
    for rule in rules if "/" not in scenario else []:
        TURNED.setdefault(rule, []).append(scenario[:-len(".yaml")])
check("the index by rule is the column of rules, turned round",
      by_rule() == {rule: sorted(names) for rule, names in TURNED.items()},
      sorted(set(by_rule()) ^ set(TURNED)))
finish()
