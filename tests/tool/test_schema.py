"""`wtsim schema` knows the language, `wtsim new` gives scenarios that run.

The judge of the schema is Debian's python3-jsonschema, the reader python3-yaml with the scalars of
YAML 1.2, as an editor reads them. Where one is missing, that part says so and is skipped."""

import glob
import json
import os
import re

from tool import ROOT, check, finish, skip, write, wtsim

try:
    import jsonschema
    import yaml
    MISSING = ""
except ImportError as error:
    MISSING = f"{error.name} is not installed"

START = """wtsim: 1
scenario: s
drivers:
  d:
    framework: kmdf 1.33
    interrupts: {line: {arrivals: {poisson: 10/s}, isr: I, dpc: D}}
    work_items: {w: {callback: W}}
    locks: {l: spin_lock}
    callbacks:
      I: [run: 3us, WdfInterruptQueueDpcForIsr: line]
      D: [WdfSpinLockAcquire: l, run: 3us, WdfSpinLockRelease: l, WdfWorkItemEnqueue: w]
      W: [{repeat: 2, steps: [run: {uniform: [1us, 2us]}]}]
run: {duration: 1s}
"""

# What is wrong, the text that is right, the text that is not. `wtsim check` refuses each as well.
WRONG = [
    ("an unknown key of a scenario", "run: {", "runs: {"),
    ("an unknown key of a driver", "work_items:", "workitems:"),
    ("an unknown key of an interrupt", "dpc: D", "dcp: D"),
    ("an unknown key of arrivals", "{poisson: 10/s}", "{poisson: 10/s, capacities: 3}"),
    ("two arrival processes in one map", "{poisson: 10/s}", "{poisson: 10/s, periodic: 1ms}"),
    ("a duration without a unit", "duration: 1s", "duration: 1"),
    ("a run without a unit", "I: [run: 3us", "I: [run: 3"),
    ("a unit that there is not", "I: [run: 3us", "I: [run: 3usec"),
    ("a rate without a unit", "10/s", "10"),
    ("an unknown step", "WdfWorkItemEnqueue", "WdfWorkItemEnqueu"),
    ("two verbs in a step", "- x", "- x"),
    ("a list that the verb has not", "{repeat: 2, steps:", "{repeat: 2, then:"),
    ("an unknown distribution", "{uniform:", "{uniforms:"),
    ("parameters that the distribution has not", "{uniform: [1us, 2us]}", "{gamma: {mean: 1us}}"),
    ("a list that is too long", "[1us, 2us]", "[1us, 2us, 3us]"),
    ("an unknown kind of lock", "spin_lock}", "spinlock}"),
    ("an unknown framework", "kmdf 1.33", "kmfd 1.33"),
    ("a word for a number", "I: [run: 3us", "I: [{repeat: twice, steps: [run: 1us]}, run: 3us"),
    ("a map of objects that is a list", "work_items: {w: {callback: W}}", "work_items: [w]"),
    ("a scenario without a name", "scenario: s\n", ""),
    ("a work item without a callback", "{callback: W}", "{carries: all}"),
    ("an unknown word", "{callback: W}", "{callback: W, carries: some}"),
    ("an unknown key beside a DDI", "WdfWorkItemEnqueue: w", "WdfWorkItemEnqueue: {item: w}"),
]


def scalars_of_an_editor():
    """A loader with the scalars of YAML 1.2: 'on' and '1:30' are texts."""
    class Loader(yaml.SafeLoader):
        """YAML 1.2, the core schema."""
    Loader.yaml_implicit_resolvers = {}
    for tag, pattern, first in (
            ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
            ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
            ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
             "-+.0123456789"),
            ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
            ("merge", r"^(?:<<)$", "<")):
        Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), list(first))
    Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))
    Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
    return Loader


def mistakes(validator, text):
    """The messages of the validator, the deepest first."""
    data = yaml.load(text, Loader=scalars_of_an_editor())
    found = sorted(validator.iter_errors(data), key=lambda one: -len(one.path))
    return [f"{'/'.join(map(str, one.path))}: {one.message[:200]}" for one in found]


def shipped():
    """Every scenario of the tree: those of people, of the tests and of the oracle."""
    files = []
    for folder in ("scenarios", "tests"):
        files += glob.glob(os.path.join(ROOT, folder, "**", "*.yaml"), recursive=True)
    return sorted(one for one in files if os.sep + "corpus" + os.sep not in one)


def accepts(validator):
    """What the loader takes, the schema takes."""
    for each in shipped():
        name = os.path.relpath(each, ROOT)
        with open(each, encoding="utf-8") as file:
            text = file.read()
        if not re.search(r"^wtsim:", text, re.MULTILINE):
            continue                  # a fragment for 'include'
        found = mistakes(validator, text)
        check(f"{name} fits the schema", not found, "\n".join(found[:5]))


def refuses(validator):
    """What the schema refuses, the loader refuses."""
    check("the plain one fits", not mistakes(validator, START), mistakes(validator, START))
    check("and is fine", wtsim("check", write("plain.yaml", START)).code == 0)
    for sweep in ("{run.seed: [3, 7]}", "{machine: {costs: {interrupt: [1us, 2us]}}}",
                  "{machine.processors: [1, 2], run.duration: [1s]}"):
        swept = START + f"sweep: {sweep}\n"
        check(f"sweep: {sweep} fits", not mistakes(validator, swept), mistakes(validator, swept))
        check("and is fine as well", wtsim("check", write("swept.yaml", swept)).code == 0)
    for what, right, wrong in WRONG:
        if right == wrong:            # one that no replacement of a text makes
            right, wrong = "W: [{repeat: 2,", "W: [{run: 1us, repeat: 2,"
        check(f"{right!r} is part of the plain one", right in START)
        text = START.replace(right, wrong, 1)
        check(f"{what} does not fit", mistakes(validator, text))
        read = wtsim("check", write("wrong.yaml", text))
        check(f"{what} is a diagnostic too", read.code == 65, read.note)


def schema():
    """It is JSON, it is a schema, and it judges as the loader does."""
    made = wtsim("schema")
    check("wtsim schema prints JSON", made.code == 0 and json.loads(made.out), made.note)
    data = json.loads(made.out)
    check("it says which draft it is",
          data["$schema"].startswith("http://json-schema.org/draft-07"))
    check("keys have the help of the reference",
          data["properties"]["drivers"]["description"] == "the drivers, by name")
    check("and their defaults", data["properties"]["windows"]["default"] == 11)
    check("unknown keys are mistakes",
          all(one["additionalProperties"] is False for name, one in data["definitions"].items()
              if name.isupper()))
    step = data["definitions"]["step"]["anyOf"][1]["properties"]
    check("a DDI of the table is a step", "WdfWorkItemEnqueue" in step and "run" in step)
    if MISSING:
        skip("scenarios fit the schema, wrong ones do not", MISSING)
        return
    validator = jsonschema.Draft7Validator(data)
    jsonschema.Draft7Validator.check_schema(data)
    accepts(validator)
    refuses(validator)


def templates():
    """Each is checked without a warning, runs, and holds what it expects."""
    listed = wtsim("new", "--list")
    names = [line.split()[0] for line in listed.out.splitlines()]
    check("wtsim new --list names the templates",
          names == ["work-item", "interrupt", "disk", "umdf", "wdm", "background", "queue"],
          listed.note)
    check("the first one is the default", wtsim("new").out == wtsim("new", names[0]).out)
    as_json = wtsim("new", "--list", "--format", "json")
    check("also as JSON", [one["template"] for one in json.loads(as_json.out)] == names)
    as_csv = wtsim("new", "--list", "--format", "csv")
    check("and as CSV", len(as_csv.out.splitlines()) == len(names) + 1, as_csv.note)
    for name in names:
        text = wtsim("new", name).out
        read = wtsim("check", write(f"{name}.yaml", text))
        check(f"{name} has no mistakes and no warnings", read.code == 0 and not read.err,
              read.note)
        done = wtsim("run", f"{name}.yaml", "--no-store")
        check(f"{name} runs and keeps its promises", done.code == 0, done.note)
        check(f"{name} tells an editor where the schema is",
              text.startswith("# yaml-language-server: $schema=wtsim.schema.json\n"))
        if not MISSING:
            made = json.loads(wtsim("schema").out)
            found = mistakes(jsonschema.Draft7Validator(made), text)
            check(f"{name} fits the schema", not found, "\n".join(found))
    for wrong in (("new", "nonesuch"), ("new", "disk", "umdf"), ("new", "--list", "disk"),
                  ("schema", "disk")):
        refused = wtsim(*wrong)
        check(f"wtsim {' '.join(wrong)} is refused", refused.code == 64 and not refused.out,
              refused.note)


schema()
templates()
finish()
