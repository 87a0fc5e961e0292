"""The plan of the house, as the rules of tests/tidy read it: floors, rooms, doors, limits."""

# Floors from the ground up; the rooms of a floor in the order in which they may include.
# A room may include itself, the rooms before it and every floor below.
FLOORS = {
    "sim": ["base", "random", "statistics", "engine"],
    "model": ["rules", "machine", "observe", "hardware", "kernel", "executive", "drivers", "run"],
    "scenarios": ["language", "experiment", "course"],
    "reports": ["store", "compare", "render", "html", "explain", "cli"],
}
ORDER = list(FLOORS)
# Rooms that stand side by side: any of them may include any other; only "cli" stands above them.
SIDE_BY_SIDE = {"store", "compare", "render", "html", "explain"}
# Only the command line looks at what the author wrote.
SEES_SCENARIOS = {"cli"}

PREFIXES = {"sim": "sim", "model": "mdl", "scenarios": "scn", "reports": "rpt"}


def prefix_of(floor, room):
    """What every exported name of a room begins with."""
    return "cli" if (floor, room) == ("reports", "cli") else PREFIXES[floor]


# The one room that may include the headers of a dependency. Tests may look behind every door
# except cmocka's: theirs is tests/lab.h.
DOORS = {
    "yaml.h": "scenarios/language/tree.c",
    "sqlite3.h": "reports/store/",
    "pthread.h": "sim/engine/",
    "threads.h": "sim/engine/",
    "Random123/": "sim/random/",
    "Rmath.h": "reports/compare/",
    "ncurses.h": "reports/cli/step_screen.c",
    "curses.h": "reports/cli/step_screen.c",
    "cmocka.h": "tests/lab.h",
}

# What may stand at the top of the tree, beside files that begin with a dot.
TOP = {"meson.build", "meson_options.txt", "sim", "model", "scenarios", "reports", "tests",
       "README.md", "LICENSE"}

LINES_OF_FUNCTION = 70
LINES_OF_FILE = {".c": 800, ".py": 800, ".js": 800, ".h": 250}
COLUMNS = 100
DISPATCHER = "/* tidy: the step dispatcher */"

# Headers of C11 and POSIX.1-2008 that stand in no folder; a file of ours must not hide one.
SYSTEM_HEADERS = set("""
    aio arpa assert complex cpio ctype dirent dlfcn errno fcntl fenv float fmtmsg fnmatch ftw glob
    grp iconv inttypes iso646 langinfo libgen limits locale math monetary mqueue ndbm netdb
    nl_types poll pthread pwd regex sched search semaphore setjmp signal spawn stdalign stdarg
    stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings stropts syslog tar
    termios tgmath threads time trace uchar ulimit unistd utime utmpx wchar wctype wordexp
    """.split())

# Functions whose last digit differs between C libraries and processors. sqrt, fabs, floor, ceil,
# ldexp and the like are exact. Display (reports) may use them; what is stored may not.
INEXACT = """acos acosh asin asinh atan atan2 atanh cbrt cos cosh erf erfc exp exp2 expm1 hypot
    lgamma log log10 log1p log2 pow sin sinh tan tanh tgamma""".split()
MAY_BE_INEXACT = ("reports/compare/", "reports/render/", "reports/html/",
                  "reports/cli/", "tests/")
# They obey the locale, and the same file must mean the same everywhere: one file reads numbers,
# with the "C" locale in force.
READS_NUMBERS = "sim/base/text.c"
LOCALE = "setlocale newlocale uselocale strtod strtof strtold atof".split()
# Chance and time come from the seed and the simulated clock.
CHANCE = "rand srand random srandom drand48 time clock gettimeofday getrandom".split()
BELOW_REPORTS = ("sim/", "model/", "scenarios/")

# Below scenarios the language is C11; what a compiler adds to it has one header for each use.
EXTENSIONS = {
    "sim/base/wide.h": ["__extension__", "__int128", "__builtin_add_overflow",
                        "__builtin_sub_overflow"],
    "sim/base/bits.h": ["__builtin_clzll", "__builtin_ctzll", "__builtin_popcountll"],
    "sim/base/paths.h": ["__attribute__", "__builtin_expect"],
}
PLAIN_C = ("sim/", "model/")

# Assembled, so that this file passes its own checks.
MARKERS = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK", "not imple" + "mented",
           "unimple" + "mented", "st" + "ub"]
OUTSIDE = ["/wo" + "rk/", "/fa" + "rm/", "/tmp/st" + "udio", "fa" + "rm-studio", "fa" + "rm-bench",
           "before-st" + "op", "sub" + "agent", "language mo" + "del", "cla" + "ude",
           "anthro" + "pic", "chat" + "gpt", "open" + "ai", "co" + "pilot"]
