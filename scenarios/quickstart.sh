#!/bin/sh
# The first minute with wtsim: sh scenarios/quickstart.sh
#
# Builds the program, runs one scenario in which a driver starves another, asks whose fault it
# is, runs the cure and compares the two. Leaves ./wtsim, a link to the program, and ./wtsim.db
# with both runs, at the top of the source tree. A store that was there is kept as wtsim.db.1 (or
# the next free number): a question that a store has answered before is not asked again.
#
# Ends with 0 when all of that worked, although the first run by itself ends with 1: that is how
# `wtsim run` says that an expectation of its scenario did not hold.
set -u
source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
build=${WTSIM_BUILD:-$source/build}
here=$(pwd -P)
began=$(date +%s)
# shellcheck source=tests/tools.sh
. "$source/tests/tools.sh"

case ${1-} in
'') ;;
*)
    sed -n '2,/^set /{ s/^# \{0,1\}//; /^set /d; p; }' "$0"
    case $1 in -h | --help) exit 0 ;; esac
    exit 64
    ;;
esac

give_up() {
    echo "$1" >&2
    exit 1
}

# One wtsim command as a reader would type it, and its answer: show STATUS ARGUMENTS...
show() {
    expected=$1
    shift
    printf '\n   $ wtsim %s\n\n' "$*"
    WTSIM_DB=wtsim.db ./wtsim "$@" </dev/null
    status=$?
    echo
    [ "$status" = "$expected" ] || give_up "wtsim $1 ended with $status, not with $expected."
}

# Moves an earlier store out of the way, with the files that SQLite keeps beside it.
keep_store() {
    number=1
    while [ -e "wtsim.db.$number" ]; do number=$((number + 1)); done
    for part in '' -wal -shm; do
        [ ! -e "wtsim.db$part" ] || mv "wtsim.db$part" "wtsim.db.$number$part" || exit 1
    done
    echo "store   the one that was here is now wtsim.db.$number"
}

cd -- "$source" || exit 1
tools_need || exit 1
echo "tools   compiler, meson, ninja, libyaml, sqlite: $tools_note"
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
if ! { tools_configure "$source" "$build" && ninja -C "$build" reports/cli/wtsim; } >"$log" 2>&1
then
    tail -n 40 "$log" >&2
    give_up 'The build failed.'
fi
built=$(date +%s)
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
printf 'build   release build, %-50s %4s s\n' "$jobs jobs" $((built - began))
ln -sf "$build/reports/cli/wtsim" wtsim
[ ! -e wtsim.db ] || keep_store

echo
echo '1  A network driver shares the worker threads of Windows 7 with an indexer'
echo '   whose work items are long.'
show 1 run scenarios/long-work-item.yaml --brief
echo '2  Whose fault is it?'
show 0 why @last nic.refill --brief
echo '3  Give the indexer threads of its own; change nothing else.'
show 0 run scenarios/long-work-item-own-threads.yaml --brief
echo '4  Is the difference real?'
show 0 compare @prev @last --brief

ended=$(date +%s)
building=$((built - began))
echo "Both runs are in ./wtsim.db. $((ended - began)) s in all, $building s of them building."
[ "$here" = "$source" ] || echo "In $source:"
echo 'Go on:   ./wtsim why @prev nic.refill      the story of the worst request'
echo '         ./wtsim lesson                    the course: what is IRQL?'
echo '         ./wtsim new >my-driver.yaml       a scenario of your own'
echo '         ./wtsim --help                    everything else it can do'
