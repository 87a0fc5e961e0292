#!/bin/sh
# Builds wtsim and runs every everyday test: sh tests/run.sh [ARGUMENTS OF MESON TEST]
#
# Installs what is missing (Debian, apt) and only then. Builds in build/, or in $WTSIM_BUILD.
# The last line is "N passed, N failed", counted by tests/count.py from what really happened;
# the exit status is 0 only when something passed and nothing failed.
# Slower ones: sh tests/run.sh --suite slow
set -u
source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
build=${WTSIM_BUILD:-$source/build}
# shellcheck source=tests/tools.sh
. "$source/tests/tools.sh"

# The line that a reader, or a script, looks for stands there whatever happened.
nothing_ran() {
    echo "$1"
    echo '0 passed, 1 failed'
    exit 1
}

tools_need || nothing_ran 'A tool is missing.'
tools_configure "$source" "$build" && ninja -C "$build" || nothing_ran 'The build failed.'
tools_test "$source" "$build" "$@"
