"""The rule table as its tests read it: rows, the tests they name, the keys, who cites them.

Each check takes what it needs and returns a list of complaints, empty when all is well."""

import os
import re

# Every rule that there is: family, numbers. The table has exactly these rows.
RULES = {"I": 32, "D": 29, "T": 22, "C": 5, "V": 4, "L": 14, "K": 8, "S": 21, "U": 17, "W": 212,
         "SC": 18, "X": 12}
FURTHER = ["I23a", "D6a"]
ERAS = {"all", "legacy", "win8", "win81", "modern"}
# S and three digits is a diagnostic.
CITED = re.compile(r"\b(W[1-9]\d{0,2}|(?:I|D|T|C|V|L|K|S|U|SC|X)[1-9]\d?a?)\b")


def known_ids():
    return [f"{family}{n}" for family, last in RULES.items()
            for n in range(1, last + 1)] + FURTHER


def rows_of(text, macro, fields):
    """The rows of a .def file: lists of arguments, strings joined and without their quotes."""
    rows = []
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for match in re.finditer(rf"^{macro}\(", text, re.MULTILINE):
        arguments, at = [""], match.end()
        while text[at] != ")":
            if text[at] == '"':
                string = re.match(r'"((?:[^"\\]|\\.)*)"', text[at:])
                arguments[-1] += string.group(1)
                at += string.end()
                continue
            if text[at] == ",":
                arguments.append("")
            elif not text[at].isspace():
                arguments[-1] += text[at]
            at += 1
        assert len(arguments) == fields, arguments
        rows.append(arguments)
    return rows


class Rule:
    """One row."""

    def __init__(self, row):
        (self.id, self.state, self.confidence, self.eras, self.source, self.statement, self.detail,
         tests) = row
        self.tests = tests.split()


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def read_rules(root):
    folder = os.path.join(root, "model", "rules")
    names = sorted(name for name in os.listdir(folder) if re.fullmatch(r"rules_\w+\.def", name))
    return [Rule(row) for name in names
            for row in rows_of(read(root, f"model/rules/{name}"), "RULE", 8)]


def files_below(root, *folders, ends):
    for folder in folders:
        for where, _, names in os.walk(os.path.join(root, folder)):
            for name in sorted(names):
                if name.endswith(ends):
                    yield os.path.relpath(os.path.join(where, name), root)


def test_names(root):
    """Names that a row may give: test functions, and files of the tree."""
    names = set()
    for path in files_below(root, "tests", ends=".c"):
        names.update(re.findall(r"^TEST\((\w+)\)", read(root, path), re.MULTILINE))
    names.update(files_below(root, "tests", "scenarios", ends=(".py", ".yaml", ".json")))
    return names


def key_names(schema):
    """Keys as a row may write them: 'pool.thread_create', 'interrupt.affinity', 'costs.ipi'."""
    names = set()
    for section, key, *_ in rows_of(schema, "KEY", 7):
        place = section.lower()
        names.add(f"{place}.{key}")
        names.add(f"{place.replace('_', '.', 1)}.{key}")
    named = {"dpc_limits": "machine.dpc", "storm": "machine.storm", "watchdog": "machine.watchdog",
             "pool_queue": None,
             "pool_counts": None}
    for section, key, *_ in rows_of(schema, "KEY", 7):
        if section.lower() in named and named[section.lower()]:
            names.add(f"{named[section.lower()]}.{key}")
        if section == "POOL_QUEUE":
            names.update(f"pool.{queue}.{key}" for queue in ("critical", "delayed",
                                                             "hypercritical"))
    return names


def complete(rules, known):
    """Every known rule has one row, and every row is a known rule."""
    ids = [rule.id for rule in rules]
    return ([f"{id} has no row" for id in known if id not in ids]
            + [f"{id} is no known rule" for id in ids if id not in known]
            + [f"{id} has two rows" for id in sorted(set(ids)) if ids.count(id) > 1])


def sound(rules):
    """Each row says what its state needs."""
    wrong = []
    for rule in rules:
        if not rule.statement or not rule.source:
            wrong.append(f"{rule.id} has no statement or no source")
        if not set(rule.eras.split()) <= ERAS or not rule.eras:
            wrong.append(f"{rule.id} has eras '{rule.eras}'")
        if rule.state in ("MODELLED", "PARAMETER") and not rule.tests:
            wrong.append(f"{rule.id} is {rule.state} and names no test")
        if rule.state in ("PARAMETER", "NOT_MODELLED") and not rule.detail:
            wrong.append(f"{rule.id} is {rule.state} and says neither key nor reason")
        if rule.state in ("MODELLED", "VOCABULARY") and rule.detail:
            wrong.append(f"{rule.id} is {rule.state} and has a detail")
        if rule.state in ("NOT_MODELLED", "VOCABULARY") and rule.tests:
            wrong.append(f"{rule.id} is {rule.state} and names tests")
    return wrong


def tested(rules, names):
    """Tests that rows name exist."""
    return [f"{rule.id}: there is no test {test}" for rule in rules for test in rule.tests
            if test not in names]


def switchable(rules, keys):
    """Keys that rows of parameters name exist."""
    return [f"{rule.id}: there is no key {key}" for rule in rules if rule.state == "PARAMETER"
            for key in rule.detail.split() if key not in keys]


# Unknown values that are costs: machine.c lists each of them as assumed.
COSTS = {"K7", "U11"}


def assumed(rules, table):
    """Every parameter whose value is unknown has a row that lets reports name it (W199)."""
    named = {row[0] for row in rows_of(table, "ASSUME", 5)} | COSTS | {"W38"}
    return [f"{rule.id} is unknown and no row of assumptions.def" for rule in rules
            if rule.state == "PARAMETER" and rule.confidence == "UNKNOWN"
            and rule.id not in named]


def cited_in_tables(root):
    """(place, id) of every rule that a table of another kind gives."""
    families = re.findall(r'#include "(.*)"', read(root, "model/rules/ddi.def"))
    tables = [(path, "DDI", 8, 6) for path in ["model/rules/ddi.def", *families]]
    tables += [("model/observe/findings.def", "FINDING", 6, 4),
               ("model/rules/stops.def", "STOP", 8, 2)]
    for path, macro, fields, column in tables:
        for row in rows_of(read(root, path), macro, fields):
            for id in row[column].split():
                if id != "-":
                    yield f"{path}: {row[0]}", id
    for path in ("scenarios/language/diags.def", "scenarios/language/assumptions.def",
                 "reports/render/instead.def", "reports/explain/glossary.def",
                 "reports/explain/levels.def", "reports/explain/details.def",
                 "reports/explain/see.def"):
        for id in cited_in(read(root, path)):
            yield path, id


def cited_in(text):
    return CITED.findall(text)


def comments(text):
    return " ".join(re.findall(r"/\*.*?\*/|//[^\n]*", text, re.DOTALL))


def cited_in_comments(root):
    """(place, id) of every rule in a comment of the model, the language and the reports."""
    for path in files_below(root, "model", "scenarios", "reports", ends=(".c", ".h", ".def")):
        for id in cited_in(comments(read(root, path))):
            yield path, id


def exist(cited, known):
    """Everything cited is a known rule."""
    return [f"{place}: there is no rule {id}" for place, id in cited if id not in known]
