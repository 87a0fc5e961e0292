"""Writes what explanations say of lessons as C: embed_lessons.py OUTPUT FILE..."""

import os
import re
import sys


def row(path):
    """Name, rules and beliefs of a lesson, from the lines of its file."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    rules = re.search(r"^  rules: \[(.*?)\]", text, re.MULTILINE | re.DOTALL)
    beliefs = re.findall(r"^    - (?:\{ *)?id: ([a-z0-9-]+)", text, re.MULTILINE)
    if rules is None or not beliefs:
        sys.exit(f"{path}: no rules, or no beliefs")
    name = os.path.basename(path)[3:-len(".yaml")]
    fields = (name, " ".join(rules[1].replace(",", " ").split()),
              " ".join(dict.fromkeys(beliefs)))
    return "    {" + ", ".join(f'"{one}"' for one in fields) + "},\n"


def main(output, paths):
    paths = sorted(paths, key=os.path.basename)
    with open(output, "w", encoding="ascii") as out:
        out.write('/* Made by embed_lessons.py. */\n#include "reports/explain/lessons.h"\n\n'
                  "const struct rpt_lesson rpt_lessons_list[] = {\n")
        out.writelines(row(path) for path in paths)
        out.write(f"}};\n\nconst uint32_t rpt_lessons_count = {len(paths)};\n")


main(sys.argv[1], sys.argv[2:])
