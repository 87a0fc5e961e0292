#!/usr/bin/env python3
"""The rules of tests/tidy can fail: each is shown a small clean house, then the same house with
one thing wrong, and must complain about exactly that. Usage: test_tidy.py [COMPILER...]; TAP."""

import os
import sys
import tempfile

import house
import tidy

# A house of four floors in which every rule holds.
CLEAN = {
    "meson.build": "# A house.\n",
    "LICENSE": "MIT\n",
    "sim/base/check.h": """/* Assertions. */
#ifndef WTSIM_SIM_BASE_CHECK_H
#define WTSIM_SIM_BASE_CHECK_H
#define SIM_ASSERT(condition) ((condition) ? (void)0 : sim_check_fail(#condition))
struct sim_check { int count; };
enum sim_check_kind { SIM_CHECK_HARD, SIM_CHECK_SOFT = 3 };
typedef int sim_check_number;
extern const int sim_check_limits[2];
void sim_check_fail(const char *condition);
__attribute__((format(printf, 1, 2))) void sim_check_say(const char *format, ...);
static inline int sim_check_one(int (*sim_callback)(void)) { return sim_callback(); }
#endif
""",
    "sim/base/check.c": """/* Assertions: "log(2)" in a comment does not count. */
#include "sim/base/check.h"

#include <stdio.h>

const int sim_check_limits[2] = {1, 2};
static const char *const words[] = {"exp(", "{"};
static _Thread_local int depth;

static void helper(void)
{
    depth++;   /* exp(1) in a comment */
}

void sim_check_fail(const char *condition)
{
    helper();
    puts(words[0]);
    puts(condition);
}
""",
    "sim/engine/calendar.c": """/* The calendar. */
#include <pthread.h>

#include "sim/base/check.h"

static int unused(void)
{
    return sim_check_limits[0];
}
""",
    "model/rules/irql.h": """/* Levels. */
#ifndef WTSIM_MODEL_RULES_IRQL_H
#define WTSIM_MODEL_RULES_IRQL_H
#include "sim/base/check.h"
enum mdl_irql {
#define X(id) MDL_IRQL_##id,
    X(LOW)
#undef X
    MDL_IRQL_COUNT
};
int mdl_irql(void);
#endif
""",
    "model/rules/ddi.def": "/* Rows. */\nROW(" + "1" * 150 + ")\n",
    "scenarios/language/tree.c": "/* The door. */\n#include <yaml.h>\n",
    "scenarios/language/values.h": "/* Values. */\nint scn_values_read(void);\n",
    "reports/store/run.c": "/* Runs. */\n#include <sqlite3.h>\n\n#include \"model/rules/irql.h\"\n",
    "reports/cli/main.c": "/* The program. */\n#include \"scenarios/language/values.h\"\n"
                          "\nint main(void)\n{\n    return scn_values_read();\n}\n",
    "sim/random/law.h": "/* Laws. */\n",
    "reports/cli/command.h": "/* Commands. */\n",
    "tests/lab.h": "/* Lab notes. */\n",
    "tests/sim/base/test_check.c": "/* A test. */\n#include \"tests/lab.h\"\n",
    "build-x/meson-private/any.c": "anything\n",
}


def lines(count):
    """That many lines."""
    return "    ;\n" * count


LONG = "static int big(void)\n{\n" + lines(68) + "}\n"
MARKED = house.DISPATCHER + "\n" + LONG
SIM, MODEL, CLI = "sim/base/check.c", "model/rules/irql.h", "reports/cli/main.c"

# (rule, what is wrong, file, text; "+" in front adds to the clean file)
WRONG = [
    ("includes_point_downward", "sim includes model", "sim/engine/calendar.c",
     '/* C. */\n#include "model/rules/irql.h"\n'),
    ("includes_point_downward", "a room includes a later room", "sim/base/check.c",
     '/* C. */\n#include "sim/base/check.h"\n\n#include "sim/random/law.h"\n'),
    ("includes_point_downward", "the store looks at scenarios", "reports/store/run.c",
     '+#include "scenarios/language/values.h"\n'),
    ("includes_point_downward", "the store includes the command line", "reports/store/run.c",
     '/* R. */\n#include "reports/cli/command.h"\n'),
    ("includes_point_downward", "a unit test of sim includes model",
     "tests/sim/base/test_check.c", '/* T. */\n#include "model/rules/irql.h"\n'),
    ("includes_are_full_paths_in_order", "a bare name", "sim/engine/calendar.c",
     '/* C. */\n#include "check.h"\n'),
    ("includes_are_full_paths_in_order", "own header last", "model/rules/irql.c",
     '/* I. */\n#include "sim/base/check.h"\n#include "model/rules/irql.h"\n'),
    ("includes_are_full_paths_in_order", "own header left out", "sim/random/law.c",
     '/* L. */\n#include "sim/base/check.h"\n'),
    ("includes_are_full_paths_in_order", "system after ours", "sim/engine/calendar.c",
     '/* C. */\n#include "sim/base/check.h"\n#include <stddef.h>\n'),
    ("includes_are_full_paths_in_order", "not sorted", "reports/cli/main.c",
     '+#include "model/rules/irql.h"\n'),
    ("includes_are_full_paths_in_order", "a table that is not there", SIM,
     '+#include "sim/base/rows.def"\n'),
    ("dependencies_have_one_door", "yaml beside its door", "scenarios/language/values.c",
     '/* V. */\n#include "scenarios/language/values.h"\n\n#include <yaml.h>\n'),
    ("dependencies_have_one_door", "Random123 in the model", "model/rules/dice.c",
     "/* D. */\n#include <Random123/philox.h>\n"),
    ("dependencies_have_one_door", "cmocka beside the lab", "tests/sim/base/test_check.c",
     "/* T. */\n#include <cmocka.h>\n"),
    ("unit_tests_link_their_floor", "a test of sim links the model", "tests/sim/meson.build",
     "test('x', executable('x', 'x.c', dependencies: [model_dep, cmocka_dep]))\n"),
    ("every_file_has_its_room", "an extra folder at the top", "tools/x.py", "# X.\n"),
    ("every_file_has_its_room", "a room that is not in the plan", "sim/misc/any.c", "/* A. */\n"),
    ("every_file_has_its_room", "a source directly on a floor", "sim/any.c", "/* A. */\n"),
    ("exported_names_say_where_they_live", "no prefix", SIM, "+void fail(void)\n{\n}\n"),
    ("exported_names_say_where_they_live", "another file's stem", SIM,
     "+int sim_arena_make(void)\n{\n    return 0;\n}\n"),
    ("exported_names_say_where_they_live", "the prefix of another floor", MODEL,
     "+int sim_irql_low(void);\n"),
    ("exported_names_say_where_they_live", "the command line as a report", CLI,
     "+int rpt_main_run(void)\n{\n    return 0;\n}\n"),
    ("exported_names_say_where_they_live", "a variable", SIM, "+const int limit = 3;\n"),
    ("exported_names_say_where_they_live", "a prefixed static", SIM,
     "+static int sim_check_two(void)\n{\n    return 2;\n}\n"),
    ("exported_names_say_where_they_live", "a function that returns a pointer", MODEL,
     "+const char *level_name(int level);\n"),
    ("exported_names_say_where_they_live", "a family without a header", "sim/base/text_fit.c",
     "/* F. */\nvoid sim_text_fit_one(void)\n{\n}\nvoid sim_text_two(void)\n{\n}\n"),
    ("header_types_carry_the_prefix", "a struct", MODEL, "+struct level { int a; };\n"),
    ("header_types_carry_the_prefix", "a typedef", MODEL, "+typedef unsigned level;\n"),
    ("header_types_carry_the_prefix", "a constant", MODEL, "+enum { LEVEL_LOW, MDL_IRQL_X };\n"),
    ("header_types_carry_the_prefix", "a macro", MODEL, "+#define LEVEL 1\n"),
    ("no_file_hides_a_system_header", "time.h", "sim/base/time.h", "/* T. */\n"),
    ("functions_are_short", "71 lines", SIM, "+" + LONG.replace("{\n", "{\n" + lines(1), 1)
     + lines(0)),
    ("functions_are_short", "two marked dispatchers", SIM,
     "+" + (MARKED + MARKED.replace("big", "bigger")).replace("{\n", "{\n" + lines(1))),
    ("files_are_short", "a header of 251 lines", "tests/lab.h", "+" + "/* */\n" * 250),
    ("files_are_short", "a source of 801 lines", "tests/sim/base/test_check.c",
     "+" + "/* */\n" * 799),
    ("lines_are_short", "101 columns", SIM, "+/* " + "x" * 95 + " */\n"),
    ("lines_are_short", "a tab", "meson.build", "+\tx\n"),
    ("files_open_with_their_idea", "code first", SIM, "const int sim_check_limits[2];\n"),
    ("files_open_with_their_idea", "an import first", "tests/x.py", "import os\n"),
    ("headers_compile_alone", "a type from nowhere", MODEL, "+size_t mdl_irql_size(void);\n"),
    ("results_depend_on_the_seed_alone", "a logarithm", SIM,
     "+static double f(double x)\n{\n    return log(x);\n}\n"),
    ("results_depend_on_the_seed_alone", "powf", SIM,
     "+static float f(float x)\n{\n    return powf(x, x);\n}\n"),
    ("results_depend_on_the_seed_alone", "strtod in a report", "reports/store/run.c",
     "+static double f(const char *x)\n{\n    return strtod(x, 0);\n}\n"),
    ("results_depend_on_the_seed_alone", "the wall clock", SIM,
     "+static long f(void)\n{\n    return time(0);\n}\n"),
    ("no_mutable_globals", "a static", SIM, "+static int counter;\n"),
    ("no_mutable_globals", "an array", SIM, "+static int counters[3] = {1, 2, 3};\n"),
    ("extensions_have_one_door", "a type of the compiler's", SIM, "+typedef __int128 big;\n"),
    ("extensions_have_one_door", "an attribute", SIM,
     "+__attribute__((noinline)) static int far_away(void);\n"),
    ("extensions_have_one_door", "a function of the compiler's", SIM,
     "+enum { EXPECTED = __builtin_expect(1, 1) };\n"),
] + [("nothing_is_left_over", word, "README.md", f"+{word}\n") for word in house.MARKERS] \
  + [("nothing_points_outside", word, "README.md", f"+a{word}b\n") for word in house.OUTSIDE]

# What must not trip a rule.
RIGHT = [
    ("exactly 70 lines", SIM, "+" + LONG.replace(lines(1), "", 1)),
    ("one marked dispatcher", SIM, "+" + MARKED.replace("{\n", "{\n" + lines(9))),
    ("a signal's flag", SIM, "+static volatile sig_atomic_t stop;\n"),
    ("a long row of a table", "model/rules/rules.def", "/* R. */\n" + "ROW(" + "2" * 300 + ")\n"),
    ("a test that looks behind a door", "tests/sim/base/test_check.c",
     "/* T. */\n#include <Rmath.h>\n"),
    ("a member called like a function", SIM,
     "+static int f(struct sim_check *c)\n{\n    return c->log(1) + c[0].time(2);\n}\n"),
    ("a test that includes its subject first", "tests/sim/base/test_check.c",
     '/* T. */\n#include "sim/random/law.h"\n#include "sim/base/check.h"\n#include <math.h>\n'),
    ("a file of a header's family", "sim/random/law_fit.c",
     '/* F. */\n#include "sim/random/law.h"\n\n#include <math.h>\n\n'
     "void sim_law_fit_one(void)\n{\n}\nvoid sim_law_two(void)\n{\n}\n"),
    ("a test of the model that links sim", "tests/model/rules/meson.build",
     "test('x', executable('x', 'x.c', dependencies: [model_dep, sim_dep]))\n"),
    ("the six letters of a temporary name", "tests/x.py", "# X\nNAME = 'run-XX" + "XXXX'\n"),
    ("the README", "README.md", "# A house\n"),
]


def broken_rules(path, text, compiler):
    """The rules that the clean house breaks once one file says this."""
    with tempfile.TemporaryDirectory() as root:
        files = dict(CLEAN)
        files[path] = files.get(path, "") + text[1:] if text.startswith("+") else text
        for name, content in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
            with open(os.path.join(root, name), "w", encoding="utf-8") as file:
                file.write(content)
        return {rule for rule, found in tidy.check(root, compiler) if found}


def main():
    """Print TAP."""
    compiler = sys.argv[1:] or ["cc"]
    results = []
    clean = broken_rules("LICENSE", "MIT\n", compiler)
    results.append((not clean, "the clean house breaks no rule", clean))
    for rule, what, path, text in WRONG:
        found = broken_rules(path, text, compiler)
        results.append((found == {rule}, f"{rule} sees: {what}", found))
    for what, path, text in RIGHT:
        found = broken_rules(path, text, compiler)
        results.append((not found, f"no rule minds: {what}", found))
    seen = {rule for rule, *_ in WRONG}
    unseen = {rule.__name__ for rule in tidy.RULES} - seen
    results.append((not unseen, "every rule was seen to fail", unseen))
    print(f"1..{len(results)}")
    for number, (good, sentence, found) in enumerate(results, 1):
        sentence = sentence.replace("#", "")
        print(f"{'ok' if good else 'not ok'} {number} - {sentence}")
        if not good:
            print(f"# broken: {', '.join(sorted(found)) or 'nothing'}")
    return 0 if all(good for good, *_ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
