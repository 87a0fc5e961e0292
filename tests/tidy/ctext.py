"""Just enough C to check a house rule: text without comments, and what stands at file level.

No preprocessor and no types. A file that confuses this reader confuses people too.
"""

import re


class Item:
    """One thing at file level: a declaration, a type, a variable or a function with its body."""

    def __init__(self, head, line, body_line, last_line):
        self.head = head              # text before the body or the semicolon, on one line
        self.line = line              # where it starts
        self.body_line = body_line    # line of the opening brace; None without a body
        self.last_line = last_line

    def is_function(self):
        """A declaration or a definition of a function."""
        head = ATTRIBUTE.sub(" ", self.head)
        return (re.match(r"[^=]*?\b[A-Za-z_]\w*\s*\(", head) is not None
                and not re.match(r"(__extension__\s+)?(typedef|_Static_assert)\b", head)
                and not re.match(r"[^(]*\(\s*\*", head))

    def is_definition(self):
        """A function with a body."""
        return self.body_line is not None and self.is_function() and self.head.endswith(")")

    def is_type(self):
        """A type and nothing else."""
        return re.fullmatch(r"(struct|union|enum)(\s+\w+)?", self.head) is not None \
            or re.match(r"(__extension__\s+)?typedef\b", self.head) is not None

    def is_variable(self):
        """A variable, declared or defined."""
        return not (self.is_function() or self.is_type()
                    or self.head.startswith("_Static_assert") or not self.head)

    def is_static(self):
        """Seen in its own file only (or copied into each, in a header)."""
        return re.search(r"\bstatic\b", self.head) is not None

    def name(self):
        """The name that a function or a variable declares."""
        head = ATTRIBUTE.sub(" ", self.head)
        if self.is_function():
            return re.match(r"[^=]*?\b([A-Za-z_]\w*)\s*\(", head).group(1)
        head = head.split("=")[0].split("[")[0]
        pointer = re.search(r"\(\s*\*\s*(?:const\s+)?(\w+)", head)
        words = re.findall(r"\w+", head)
        return pointer.group(1) if pointer else (words[-1] if words else "")


ATTRIBUTE = re.compile(r"__attribute__\s*\(\(.*?\)\)+")
QUOTED = re.compile(
    r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)


def blank_line_keeping(text):
    """As many lines as before, nothing on them."""
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """The same lines and columns, with comments blank and literals empty."""
    def replace(match):
        found = match.group(0)
        if found[0] == "/":
            return blank_line_keeping(found)
        return found[0] + blank_line_keeping(found[1:-1]) + found[-1]
    return QUOTED.sub(replace, text)


def without_directives(text):
    """The same lines with preprocessor directives blank, continuation lines too."""
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*",
                  lambda match: blank_line_keeping(match.group(0)), text, flags=re.MULTILINE)


def closing(text, start, opening, ending):
    """Index just behind the bracket that closes the one at start."""
    depth = 0
    for index in range(start, len(text)):
        if text[index] == opening:
            depth += 1
        elif text[index] == ending:
            depth -= 1
            if depth == 0:
                return index + 1
    return len(text)


def items(text):
    """What stands at file level, in order. The text may still have comments and directives."""
    text = without_directives(without_comments(text))
    found, start, index, body_line = [], 0, 0, None
    starts = [0] + [match.end() for match in re.finditer("\n", text)]

    def line_of(position):
        low, high = 0, len(starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if starts[middle] <= position else (low, middle)
        return low + 1

    def close(end):
        nonlocal start, body_line
        whole = text[start:end]
        head = whole if body_line is None else whole[:whole.index("{")]
        begin = start + len(whole) - len(whole.lstrip())
        head = " ".join(head.split())
        if head:
            found.append(Item(head, line_of(begin), body_line, line_of(end - 1)))
        start, body_line = end + 1, None

    while index < len(text):
        char = text[index]
        if char == "(":
            index = closing(text, index, "(", ")")
            continue
        if char == "{":
            head = " ".join(text[start:index].split())
            first = body_line is None
            if first:
                body_line = line_of(index)
            index = closing(text, index, "{", "}")
            if first and head.endswith(")") and "=" not in head.split("(")[0]:
                close(index)
                start = index
            continue
        if char == ";":
            close(index)
        index += 1
    return found
