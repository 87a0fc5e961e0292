# What wtsim is built and tested with, for the scripts that source this file (POSIX sh).
#
# tools_need looks at what is there and only then, if something is missing, calls apt: a complete
# machine makes no network call and needs no privilege.

# What is missing, as Debian package names. Asks for what is used, not how it was installed.
tools_missing() {
    command -v cc >/dev/null 2>&1 || echo gcc
    command -v meson >/dev/null 2>&1 || echo meson
    command -v ninja >/dev/null 2>&1 || echo ninja-build
    command -v python3 >/dev/null 2>&1 || echo python3
    if command -v pkg-config >/dev/null 2>&1; then
        pkg-config --exists yaml-0.1 || echo libyaml-dev
        pkg-config --exists sqlite3 || echo libsqlite3-dev
        pkg-config --exists cmocka || echo libcmocka-dev
    else
        echo pkg-config libyaml-dev libsqlite3-dev libcmocka-dev
    fi
    [ -e /usr/include/stdio.h ] || echo libc6-dev
    tools_header Random123/philox.h || echo librandom123-dev
    tools_header ncurses.h || echo libncurses-dev
    for tool in "$@"; do
        command -v "$tool" >/dev/null 2>&1 || echo "$tool"
    done
}

# True when the compiler finds this header.
tools_header() {
    for folder in /usr/include /usr/local/include; do
        [ -e "$folder/$1" ] && return 0
    done
    command -v cc >/dev/null 2>&1 && echo "#include <$1>" | cc -E - >/dev/null 2>&1
}

# What single tests are skipped without. Only the system's python3 sees the modules of Debian.
tools_wished() {
    [ "$(command -v python3)" = /usr/bin/python3 ] || return 0
    python3 -c 'import jsonschema' 2>/dev/null || echo python3-jsonschema
    python3 -c 'import yaml' 2>/dev/null || echo python3-yaml
}

# True when packages can be installed here.
tools_can() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1
}

# Installs what is missing; further commands may be named whose package has the same name.
# Sets tools_note to what it did. Returns 1, having said why, when something stays missing.
tools_need() {
    tools_list=$(tools_missing "$@" | tr '\n' ' ')
    tools_wish=$(tools_wished | tr '\n' ' ')
    if [ -z "$tools_list$tools_wish" ]; then
        tools_note='present, nothing to install'
        return 0
    fi
    if [ -z "$tools_list" ] && ! tools_can; then
        tools_note="present; tests that need $tools_wish are skipped"
        return 0
    fi
    tools_list=$tools_list$tools_wish
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "These Debian packages (or their like) are missing: $tools_list" >&2
        return 1
    fi
    if [ "$(id -u)" = 0 ]; then
        tools_as=
    elif command -v sudo >/dev/null 2>&1; then
        tools_as=sudo
    else
        echo "These packages are missing, and installing them needs root or sudo. As root:" >&2
        echo "  apt-get install --no-install-recommends $tools_list" >&2
        return 1
    fi
    echo "installing: $tools_list" >&2
    $tools_as apt-get -qq update </dev/null >&2
    # shellcheck disable=SC2086
    $tools_as env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
        --no-install-recommends $tools_list </dev/null >&2
    tools_left=$(tools_missing "$@" | tr '\n' ' ')
    if [ -n "$tools_left" ]; then
        echo "Could not install: $tools_left" >&2
        return 1
    fi
    tools_note="installed $tools_list"
}

# A build directory of this source: tools_configure SOURCE BUILD [MESON OPTIONS]. A directory that
# was made for another place, or left half made, is configured anew.
tools_configure() {
    tools_source=$1
    tools_dir=$2
    shift 2
    if [ -f "$tools_dir/build.ninja" ] && tools_is_of "$tools_source" "$tools_dir"; then
        [ $# -eq 0 ] || meson configure "$@" "$tools_dir"
        return
    fi
    rm -rf "$tools_dir/build.ninja" "$tools_dir/meson-private" "$tools_dir/meson-info"
    meson setup "$@" "$tools_dir" "$tools_source"
}

# True when BUILD was made for SOURCE: tools_is_of SOURCE BUILD
tools_is_of() {
    python3 -c 'import json, sys
info = json.load(open(sys.argv[2] + "/meson-info/meson-info.json", encoding="utf-8"))
sys.exit(info["directories"]["source"] != sys.argv[1])' "$1" "$2" 2>/dev/null
}

# Runs tests and counts them: tools_test SOURCE BUILD [ARGUMENTS OF MESON TEST]. The last line is
# "N passed, N failed"; false when anything failed or nothing ran.
tools_test() {
    tools_source=$1
    tools_dir=$2
    shift 2
    tools_of=$(mktemp) || return 1
    rm -f "$tools_dir"/meson-logs/testlog*
    meson test -C "$tools_dir" --no-rebuild "$@" --list >"$tools_of" 2>/dev/null
    meson test -C "$tools_dir" --no-rebuild --print-errorlogs "$@" </dev/null
    tools_status=$?
    python3 "$tools_source/tests/count.py" "$tools_dir" --status "$tools_status" \
        --list "$tools_of"
    tools_status=$?
    rm -f "$tools_of"
    return "$tools_status"
}
