"""Every command that prints figures prints them as JSON and CSV too: well formed, documented.

Well formed: JSON without double keys and without numbers that JSON has not; CSV of RFC 4180 with a
header and as many cells in each line. Documented: reports/README.md names each key."""

import csv
import io
import json
import re
import sys

from tool import HELLO, ROOT, check, finish, write, wtsim

DB = ["--db", "f.db"]
SWEEP = ["sweep", "hello.yaml", *DB, "--set", "sweep.machine.processors=[1, 2]"]

# Each command with a call of it, and what it gives: both, JSON alone, or text alone.
CALLS = [
    ("run", ["run", "hello.yaml", *DB], "json csv"),
    ("run", ["run", "hello.yaml", "hello.yaml", "--no-store"], "json csv"),
    ("run", ["run", "stop.yaml", "--no-store"], "json csv"),
    ("run", ["run", "wrong.yaml", "--no-store"], "json csv"),
    ("check", ["check", "hello.yaml", "wrong.yaml"], "json csv"),
    ("sweep", SWEEP, "json csv"),
    ("list", ["list", *DB], "json csv"),
    ("show", ["show", "@last", *DB], "json csv"),
    ("compare", ["compare", "1", "2", *DB], "json csv"),
    ("why", ["why", "1", *DB], "json csv"),
    ("verify", ["verify", "1", *DB], "json csv"),
    ("explain", ["explain", "W81"], "json csv"),
    ("new", ["new", "--list"], "json csv"),
    ("db", ["db", "path", *DB], "json csv"),
    ("db", ["db", "check", *DB], "json csv"),
    ("db", ["db", "prune", "--keep", "99", *DB], "json csv"),
    ("whatif", ["whatif", "hello.yaml"], "json csv"),
    ("lesson", ["lesson", "list"], "json csv"),
    ("import", ["import", "times.csv"], "json csv"),
]

with open(ROOT + "/reports/README.md", encoding="utf-8") as manual:
    MANUAL = manual.read()
with open(ROOT + "/scenarios/README.md", encoding="utf-8") as manual:
    MANUAL += manual.read()


def no_double(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"double keys: {keys}")
    return dict(pairs)


def no_constant(name):
    raise ValueError(f"{name} is no number of JSON")


def read_json(text):
    return json.loads(text, object_pairs_hook=no_double, parse_constant=no_constant)


def keys_of(value):
    """The keys at the top of an answer; of an array, of its first element."""
    if isinstance(value, list):
        return keys_of(value[0]) if value else set()
    return set(value) if isinstance(value, dict) else set()


def what_is_wrong_with_csv(text):
    if not text.endswith("\r\n") or re.search(r"(?<!\r)\n", re.sub(r'"[^"]*"', "", text)):
        return "a line does not end with CR LF"
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    widths = {len(row) for row in rows}
    if len(widths) != 1:
        return f"lines of {sorted(widths)} cells"
    if len(set(rows[0])) != len(rows[0]) or not all(rows[0]):
        return f"a header with empty or double names: {rows[0]}"
    return ""


write("hello.yaml", HELLO)
write("wrong.yaml", HELLO.replace("callback", "calback"))
write("stop.yaml", HELLO.replace("[run: 20us, ", "[KeDelayExecutionThread: 1ms, "))
write("times.csv", "".join(f"{3 + i % 7}\n" for i in range(200)))
wtsim("run", "hello.yaml", *DB)
wtsim("run", "hello.yaml", *DB, "--seed", "2")

NAMED = set()
for command, call, formats in CALLS:
    said = " ".join(call)
    for form in formats.split():
        NAMED.add(command)
        answer = wtsim(*call, "--format", form)
        try:
            if answer.out == "" and answer.code == 65:
                wrong = ""                # a scenario with mistakes has no figures
            elif form == "csv":
                wrong = what_is_wrong_with_csv(answer.out)
            else:
                unknown = {key for key in keys_of(read_json(answer.out))
                           if not re.search(rf'["`.]{key}["`]|[`,{{ ]{key}[`,:}} ]', MANUAL)}
                wrong = f"not in reports/README.md: {unknown}" if unknown else ""
        except (ValueError, csv.Error) as error:
            wrong = str(error)
        check(f"wtsim {said} as {form} is well formed and documented",
              wrong == "" and answer.code in (0, 1, 2, 3, 65), wrong + "\n" + answer.note)

listed = re.findall(r"^  wtsim (\w+)", wtsim("--help").out, re.M)
takes = {name for name in listed
         if re.search(r"--format text\|json\|csv", wtsim(name, "--help").out)} - {"schema"}
check("every command that has both formats has a case here", takes <= NAMED, str(takes - NAMED))
answer = wtsim("schema")
check("the schema is JSON", keys_of(read_json(answer.out)) >= {"$schema", "properties"})

sys.exit(finish())
