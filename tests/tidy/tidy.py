#!/usr/bin/env python3
"""The house rules, as a test: tidy.py [--root DIR] [--cc COMPILER...] prints TAP.

Each rule is one function that returns what breaks it, as (file, line, sentence). The plan of the
house that they read is house.py; test_tidy.py shows for each rule that it can fail.
"""

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys

import ctext
import house

SKIPPED_FOLDERS = {".git", "__pycache__", ".cache"}
CODE = (".c", ".h")


class Source:
    """One file of ours, read once."""

    def __init__(self, root, path):
        self.path = path
        self.parts = path.split("/")
        self.stem, self.kind = os.path.splitext(os.path.basename(path))
        with open(os.path.join(root, path), "rb") as file:
            raw = file.read()
        self.binary = b"\0" in raw
        self.text = "" if self.binary else raw.decode("utf-8", "replace")
        self.lines = self.text.splitlines()
        self.code = ctext.without_comments(self.text) if self.kind in CODE else ""
        self.items = ctext.items(self.text) if self.kind in CODE else []

    def floor(self):
        """The floor it stands on, or None: a test stands on the floor that it is named after."""
        top = self.parts[0] if self.parts[0] != "tests" else self.parts[1]
        return top if top in house.FLOORS and len(self.parts) > 2 else None

    def in_house(self):
        """Code of the product: not a test."""
        return self.kind in CODE and self.parts[0] in house.FLOORS

    def room(self):
        """The room it stands in; '' for a file directly on a floor."""
        return self.parts[1] if self.parts[0] in house.FLOORS and len(self.parts) > 2 else ""

    def includes(self):
        """(line, '<' or '\"', path) of each include."""
        for number, line in enumerate(self.lines, 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if match:
                yield number, match.group(1), match.group(2)


def read_tree(root):
    """Every file of ours under root, sorted; build directories are not ours."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            name for name in folders if name not in SKIPPED_FOLDERS
            and not os.path.exists(os.path.join(folder, name, "meson-private")))
        for name in sorted(files):
            path = os.path.relpath(os.path.join(folder, name), root)
            if re.match(r"wtsim(\.db.*)?$", path) or os.path.islink(os.path.join(root, path)):
                continue
            found.append(Source(root, path.replace(os.sep, "/")))
    return found


def line_at(text, position):
    """The number of the line that a position is on."""
    return text.count("\n", 0, position) + 1


# ---- floors, rooms and doors --------------------------------------------------------------------

def may_include(source, target):
    """Why this file may not include that path of ours, or None."""
    floor, parts = source.floor(), target.split("/")
    other = parts[0]
    if other not in house.FLOORS or floor is None:
        return None
    if house.ORDER.index(other) > house.ORDER.index(floor):
        return f"{other} is above {floor}"
    if source.parts[0] == "tests":
        return None
    room, other_room = source.room(), parts[1]
    if other != floor:
        hidden = floor == "reports" and other == "scenarios" and room not in house.SEES_SCENARIOS
        return "of the reports, only reports/cli looks at scenarios" if hidden else None
    if room == other_room or {room, other_room} <= house.SIDE_BY_SIDE:
        return None
    rooms = house.FLOORS[floor]
    if room in rooms and other_room in rooms and rooms.index(other_room) > rooms.index(room):
        return f"{floor}/{other_room} comes after {floor}/{room}"
    return None


def includes_point_downward(sources, _options):
    """Floors and rooms include what is below or before them."""
    for source in sources:
        for line, mark, path in source.includes() if source.kind in CODE else []:
            reason = may_include(source, path) if mark == '"' else None
            if reason:
                yield source.path, line, f"includes {path}, but {reason}"


def family(source, known):
    """The stems of the headers beside a file that it may implement: law_fit.c does law_fit.h, and
    also part of what law.h declares."""
    folder, words = os.path.dirname(source.path), source.stem.split("_")
    stems = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
    return [stem for stem in stems if f"{folder}/{stem}.h" in known]


def includes_are_full_paths_in_order(sources, _options):
    """Own header first, or that of its room which it implements; then <system>; then ours by full
    path, sorted. Tests may begin with their subject."""
    known = {source.path for source in sources}
    for source in sources:
        folder, own = os.path.dirname(source.path), source.path[:-2] + ".h"
        last, previous = -1, ""
        for line, mark, path in source.includes() if source.kind in CODE else []:
            if path.endswith(".def"):
                if path not in known:
                    yield source.path, line, f"{path} is not a path from the top of the tree"
                continue
            first = last < 0 and source.kind == ".c" and os.path.dirname(path) == folder
            rank = 1 if mark == "<" else 0 if first else 2
            if rank != 1 and path not in known:
                yield source.path, line, f"{path} is not a path from the top of the tree"
            elif source.parts[0] == "tests":
                continue
            elif rank < last or last < 0 and source.kind == ".c" and own in known and path != own:
                yield source.path, line, "order: own header, <system>, ours"
            elif rank == 2 and path < previous:
                yield source.path, line, f"{path} sorts before {previous}"
            last, previous = max(rank, last), path if rank == 2 else previous


def dependencies_have_one_door(sources, _options):
    """The header of a dependency is included in one room only."""
    for source in sources:
        for line, mark, path in source.includes() if source.kind in CODE else []:
            for header, door in house.DOORS.items():
                at_door = source.path == door or (door.endswith("/")
                                                  and source.path.startswith(door))
                guest = source.parts[0] == "tests" and header != "cmocka.h"
                if mark == "<" and (path == header or header.endswith("/")
                                    and path.startswith(header)) and not (at_door or guest):
                    yield source.path, line, f"<{path}> is included in {door} only"


def unit_tests_link_their_floor(sources, _options):
    """A unit test links the floor that it is named after and those below, so that it compiles and
    runs without what is above."""
    for source in sources:
        if source.parts[0] != "tests" or source.floor() is None or source.kind != ".build":
            continue
        above = house.ORDER[house.ORDER.index(source.floor()) + 1:]
        for number, line in enumerate(source.lines, 1):
            match = re.search(rf"\b({'|'.join(above)})_(dep|lib)\b", line) if above else None
            if match:
                yield source.path, number, f"links {match.group(1)}, above {source.floor()}"


def every_file_has_its_room(sources, options):
    """The top level and the floors hold what the plan names, and nothing else."""
    for name in sorted(os.listdir(options.root)):
        is_build = os.path.exists(os.path.join(options.root, name, "meson-private"))
        left = name == "wtsim" or name.startswith("wtsim.db")
        if not (name in house.TOP or name.startswith(".") or left or is_build):
            yield name, 1, "the top level has no place for it"
    for source in sources:
        if source.in_house() and source.room() not in house.FLOORS[source.parts[0]]:
            yield source.path, 1, f"{source.parts[0]} has no such room"


# ---- names --------------------------------------------------------------------------------------

def allowed_starts(source, known):
    """What an exported name of this file may begin with."""
    prefix = house.prefix_of(source.parts[0], source.room())
    return [f"{prefix}_{stem}" for stem in [source.stem] + family(source, known)]


def exported_names_say_where_they_live(sources, _options):
    """An exported name begins with the prefix of its floor and the stem of its file."""
    known = {source.path for source in sources}
    for source in sources:
        if not source.in_house():
            continue
        starts = allowed_starts(source, known)
        for item in source.items:
            name = item.name()
            if item.is_type() or name == "main" or source.kind == ".c" \
                    and item.head.startswith("extern"):
                continue
            if source.kind == ".c" and item.is_static():
                if re.match(r"(sim|mdl|scn|rpt|cli)_", name):
                    yield source.path, item.line, f"static {name} carries a prefix"
            elif not any(name == start or name.startswith(start + "_") for start in starts):
                yield source.path, item.line, f"{name} does not begin with {starts[0]}"


def header_types_carry_the_prefix(sources, _options):
    """Types, constants and macros of a header begin with the prefix of its floor."""
    for source in sources:
        if not (source.in_house() and source.kind == ".h"):
            continue
        prefix = house.prefix_of(source.parts[0], source.room())
        text = ctext.without_directives(source.code)
        names = [(m.start(), m.group(2), prefix) for m in
                 re.finditer(r"\b(struct|union|enum)\s+(\w+)\s*\{", text)]
        names += [(m.start(), m.group(1), prefix) for m in
                  re.finditer(r"\btypedef\b[^;{}]*?(\w+)\s*;", text)]
        names += [(m.start(), m.group(1), prefix.upper()) for m in
                  re.finditer(r"^#\s*define\s+(\w+)", source.code, re.MULTILINE)
                  if not re.search(rf"^#\s*undef\s+{m.group(1)}\b", source.code, re.MULTILINE)]
        for enum in re.finditer(r"\benum\s*\w*\s*\{([^}]*)\}", text):
            names += [(enum.start(1) + m.start(1), m.group(1), prefix.upper()) for m in
                      re.finditer(r"(?:^|,)\s*(\w+)(?!\w|\s*\()", enum.group(1))]
        for position, name, wanted in names:
            if not (name.startswith(wanted + "_") or name.startswith("WTSIM_")):
                yield (source.path, line_at(source.code, position),
                       f"{name} does not begin with {wanted}_")


def no_file_hides_a_system_header(sources, _options):
    """No file is named after a header of C or POSIX."""
    for source in sources:
        if source.kind in CODE and source.stem in house.SYSTEM_HEADERS:
            yield source.path, 1, f"<{source.stem}.h> is a header of the C library"


# ---- sizes --------------------------------------------------------------------------------------

def functions_are_short(sources, _options):
    """At most 70 lines; one function of the whole house may be marked as the dispatcher."""
    marked = []
    for source in sources:
        for item in source.items:
            length = item.last_line - item.line + 1
            if not item.is_definition() or length <= house.LINES_OF_FUNCTION:
                continue
            around = source.lines[max(0, item.line - 3):item.body_line + 2]
            if any(house.DISPATCHER in line for line in around):
                marked.append((source.path, item.line))
                if len(marked) == 1:
                    continue
                yield source.path, item.line, "a second step dispatcher"
            else:
                yield source.path, item.line, f"{item.name()} has {length} lines"


def files_are_short(sources, _options):
    """A source file has at most 800 lines, a header 250."""
    for source in sources:
        limit = house.LINES_OF_FILE.get(source.kind)
        if limit and len(source.lines) > limit:
            yield source.path, limit + 1, f"{len(source.lines)} lines; at most {limit}"


def lines_are_short(sources, _options):
    """100 columns, and spaces rather than tabs. Rows of a .def table may be longer."""
    for source in sources:
        if source.kind not in (".c", ".h", ".py", ".sh", ".build"):
            continue
        for number, line in enumerate(source.lines, 1):
            if len(line) > house.COLUMNS:
                yield source.path, number, f"{len(line)} columns"
            if "\t" in line:
                yield source.path, number, "a tab"


# ---- words --------------------------------------------------------------------------------------

def files_open_with_their_idea(sources, _options):
    """The first thing in a file is a comment that says what it is about."""
    for source in sources:
        first = next((line for line in source.lines if line.strip()), "")
        if source.kind in (".c", ".h", ".def") and not first.startswith("/*"):
            yield source.path, 1, "does not open with a comment"
        if source.kind in (".py", ".sh") and not first.startswith(("#", '"""')):
            yield source.path, 1, "does not open with a comment"


def nothing_is_left_over(sources, _options):
    """No marker of unfinished work."""
    pattern = re.compile(r"(?<!\w)(" + "|".join(house.MARKERS) + r")(?!\w)")
    for source in sources:
        for number, line in enumerate(source.lines, 1):
            match = pattern.search(line)
            if match:
                yield source.path, number, f"'{match.group(0)}'"


def nothing_points_outside(sources, _options):
    """No path of one machine and no name of a tool that wrote the text."""
    pattern = re.compile("|".join(map(re.escape, house.OUTSIDE)), re.IGNORECASE)
    for source in sources:
        for number, line in enumerate(source.lines, 1):
            match = pattern.search(line)
            if match:
                yield source.path, number, f"'{match.group(0)}'"


# ---- determinism --------------------------------------------------------------------------------

def banned_calls(source):
    """What this file must not call, with the reason."""
    banned = {}
    if source.path != house.READS_NUMBERS:
        banned.update({name: "obeys the locale; see " + house.READS_NUMBERS
                       for name in house.LOCALE})
    if not source.path.startswith(house.MAY_BE_INEXACT):
        banned.update({name: "has no fixed last digit; see sim/random/elementary.h"
                       for name in house.INEXACT})
    if source.path.startswith(house.BELOW_REPORTS):
        banned.update({name: "knows the machine's clock or dice" for name in house.CHANCE})
    return banned


def results_depend_on_the_seed_alone(sources, _options):
    """No clock, no dice, no locale, no inexact library function on the way to a result."""
    for source in sources:
        if not source.in_house():
            continue
        banned = banned_calls(source)
        for match in re.finditer(r"(?<![\w.>])(\w+)\s*\(", source.code):
            name = match.group(1)
            name = name[:-1] if name not in banned and name[:-1] in banned \
                and name[-1] in "fl" else name
            if name in banned:
                yield (source.path, line_at(source.code, match.start()),
                       f"{match.group(1)} {banned[name]}")


def no_mutable_globals(sources, _options):
    """Variables at file level are constants, a thread's own, or a signal handler's flag."""
    for source in sources:
        if not source.in_house() or source.kind == ".h":
            continue
        for item in source.items:
            if item.is_variable() and not re.search(
                    r"\b(const|_Thread_local|sig_atomic_t|_Atomic|extern)\b", item.head):
                yield source.path, item.line, f"{item.name()} is a mutable global"


def extensions_have_one_door(sources, _options):
    """sim and model are C11: what the compilers add stands in the headers that say why. (A format
    attribute only lets them look at the arguments.)"""
    for source in sources:
        if not source.path.startswith(house.PLAIN_C):
            continue
        allowed = house.EXTENSIONS.get(source.path, [])
        for match in re.finditer(r"\b(__attribute__(?!\(\(format)|__builtin_\w+|__extension__|"
                                 r"__int128|__typeof__|typeof|__asm__|asm|__auto_type)\b",
                                 source.code):
            if match.group(1) not in allowed:
                yield (source.path, line_at(source.code, match.start()),
                       f"{match.group(1)} is no C11")


def headers_compile_alone(sources, options):
    """Each header includes what it needs."""
    headers = [source.path for source in sources if source.kind == ".h"]

    def compile_alone(path):
        command = options.cc + ["-std=c11", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic",
                                "-Werror", "-Wno-unused-function", "-D_POSIX_C_SOURCE=200809L",
                                "-I", options.root, "-include", path, "-x", "c", "-"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=options.root,
                              input="extern int something;\n", check=False)
        return path, done.returncode, done.stderr

    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for path, code, message in pool.map(compile_alone, headers):
            if code != 0:
                first = next((line for line in message.splitlines() if "error" in line), "fails")
                yield path, 1, first


RULES = [
    includes_point_downward, includes_are_full_paths_in_order, dependencies_have_one_door,
    unit_tests_link_their_floor, every_file_has_its_room, exported_names_say_where_they_live,
    header_types_carry_the_prefix, no_file_hides_a_system_header, functions_are_short,
    files_are_short, lines_are_short,
    files_open_with_their_idea, nothing_is_left_over, nothing_points_outside,
    results_depend_on_the_seed_alone, no_mutable_globals, extensions_have_one_door,
    headers_compile_alone,
]


def check(root, compiler):
    """What breaks each rule: a list of (rule's name, what was found)."""
    options = argparse.Namespace(root=os.path.abspath(root), cc=compiler)
    sources = read_tree(options.root)
    return [(rule.__name__, list(rule(sources, options))) for rule in RULES]


def main():
    """Print TAP; exit with 1 when a rule is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--root", default=os.path.dirname(os.path.dirname(here)))
    parser.add_argument("--cc", nargs="+", default=["cc"])
    options = parser.parse_args()
    results = check(options.root, options.cc)
    print(f"1..{len(results)}")
    for number, (name, found) in enumerate(results, 1):
        print(f"{'not ok' if found else 'ok'} {number} - {name}")
        for path, line, sentence in found:
            print(f"# {path}:{line}: {sentence}")
    return 1 if any(found for _, found in results) else 0


if __name__ == "__main__":
    sys.exit(main())
