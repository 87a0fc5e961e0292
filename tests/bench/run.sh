#!/bin/sh
# Measures the simulator beside special-purpose programs: sh tests/bench/run.sh [ARGUMENTS]
#
# Builds a release of its own (gcc, link-time optimisation) in build-bench/, or in
# $WTSIM_BUILD-bench. What the columns mean and which arguments there are: README.md beside this.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
source=$(dirname -- "$(dirname -- "$here")")
build=${WTSIM_BUILD:-$source/build}-bench
# shellcheck source=tests/tools.sh
. "$source/tests/tools.sh"

tools_need gcc
CC=gcc tools_configure "$source" "$build" --buildtype=release -Db_lto=true >&2
ninja -C "$build" reports/cli/wtsim tests/bench/yardstick tests/bench/hold >&2
exec python3 "$here/bench.py" --build "$build" "$@"
