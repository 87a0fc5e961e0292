"""What tests written in Python share: TAP, the top of the source tree, and a copy of it."""

import os
import shutil

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RESULTS = []


def check(sentence, good, note=""):
    """One line of TAP; the sentence is true when the check is good, the note says what was."""
    RESULTS.append(bool(good))
    print(f"{'ok' if good else 'not ok'} {len(RESULTS)} - {sentence.replace('#', '')}", flush=True)
    if not good and note:
        print("# " + str(note).strip().replace("\n", "\n# "), flush=True)


def skip(sentence, reason):
    """A check that this machine cannot make."""
    RESULTS.append(True)
    print(f"ok {len(RESULTS)} - {sentence.replace('#', '')} # SKIP {reason}", flush=True)


def finish():
    """The plan; returns the exit status. Without it the output counts as unfinished."""
    print(f"1..{len(RESULTS)}")
    return 0 if RESULTS and all(RESULTS) else 1


def copy_source(target):
    """The source without build directories, history and stored runs."""
    def not_ours(folder, names):
        left = {".git", "wtsim"} if folder == ROOT else set()
        return [name for name in names
                if name in left or name == "__pycache__" or name.startswith("wtsim.db")
                or os.path.exists(os.path.join(folder, name, "meson-private"))]
    shutil.copytree(ROOT, target, ignore=not_ours)
    return target
