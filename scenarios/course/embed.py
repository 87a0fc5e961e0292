"""Writes the lessons as C: embed.py OUTPUT FILE..."""

import os
import sys


def bytes_of(path):
    """The file as the elements of a character array, zero-terminated."""
    with open(path, "rb") as file:
        data = file.read() + b"\0"
    rows = [data[i:i + 24] for i in range(0, len(data), 24)]
    return ",\n".join("    " + ", ".join(str(b if b < 128 else b - 256) for b in row)
                      for row in rows)


def main(output, paths):
    paths = sorted(paths, key=os.path.basename)
    with open(output, "w", encoding="ascii") as out:
        out.write('/* Made by embed.py. */\n#include "scenarios/course/shelf.h"\n\n')
        for number, path in enumerate(paths):
            out.write(f"static const char text_{number}[] = {{\n{bytes_of(path)}}};\n\n")
        out.write("const struct scn_shelf_lesson scn_shelf_lessons[] = {\n")
        for number, path in enumerate(paths):
            out.write(f'    {{"{os.path.basename(path)}", text_{number}}},\n')
        out.write(f"}};\n\nconst uint32_t scn_shelf_count = {len(paths)};\n")


main(sys.argv[1], sys.argv[2:])
