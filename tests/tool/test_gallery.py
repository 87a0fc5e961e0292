"""Every scenario of the gallery does what it promises, and the READMEs know all of them."""

import glob
import json
import os
import re

from tool import ROOT, check, finish, wtsim

GALLERY = os.path.join(ROOT, "scenarios", "gallery")
DB = ("--db", "gallery.db")



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


def index():
    """Findings by scenario, of the tables with the column 'finds'."""
    rows = {}
    for folder, text in READMES.items():
        for line in text.splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) == 4 and cells[0].startswith("`"):
                rows[folder + cells[0].strip("`")] = sorted(cells[3].split())
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
    read = wtsim("check", path)
    check(f"{name} has no mistakes", read.code == 0 and " error[" not in read.err, read.note)
    done = wtsim("run", path, *DB, "--quiet")
    check(f"{name} keeps its promises", done.code == 0, done.note)
    again = wtsim("run", path, "--no-store", "--format", "json")
    data = json.loads(again.out) if again.code == 0 else {"verdicts": [], "findings": []}
    check(f"{name} promises something", len(data["verdicts"]) > 0, again.note)
    found = sorted({finding["code"] for finding in data["findings"]})
    check(f"{name} finds what the README says", found == row, f"{found}, not {row}")


FILES = sorted(glob.glob(os.path.join(GALLERY, "**", "*.yaml"), recursive=True))
READMES = readmes()
ROWS = index()
check("there is a gallery", len(FILES) > 0)
check("the README lists every scenario, and no other", sorted(ROWS) == sorted(map(name_of, FILES)),
      sorted(set(ROWS) ^ set(map(name_of, FILES))))
for each in FILES:
    is_tidy(each)
    runs(each, ROWS.get(name_of(each), []))
for place, content in sorted(READMES.items()):
    for path in sorted(set(re.findall(r"[\w./-]+\.yaml", content))):
        check(f"{place}{path} exists", os.path.exists(os.path.join(GALLERY, place, path)))
finish()
