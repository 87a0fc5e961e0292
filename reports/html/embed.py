#!/usr/bin/env python3
"""Files as C: embed.py HEADER NAME=FILE... prints a source with one array of lines for each."""

import sys


def literal(line):
    """A line as a C string, its end included."""
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") + '\\n"'


def main():
    header, *pairs = sys.argv[1:]
    print(f'/* Written by embed.py. */\n#include "{header}"\n\n#include <stddef.h>')
    for pair in pairs:
        name, path = pair.split("=", 1)
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        print(f"\nconst char *const {name}[] = {{")
        for line in lines:
            print(f"    {literal(line)},")
        print("    NULL};")


main()
