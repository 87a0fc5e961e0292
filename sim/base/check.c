/*
 * The end of the program after a mistake of ours, with enough said to replay it.
 *
 * A failing assertion may happen in any thread while others are at work, so nothing is torn
 * down: one message to stderr, which is not buffered, and out.
 */
#include "sim/base/check.h"

#include <stdio.h>
#include <stdlib.h>

enum { EXIT_INTERNAL = 70 }; /* EX_SOFTWARE of sysexits.h */

struct note {
    const char *text;
    unsigned long long seed;
    unsigned long long replication;
};

/* One per thread: replications run side by side, and only one of them has failed. */
static _Thread_local struct note note;

void sim_check_note(const char *text, unsigned long long seed, unsigned long long replication)
{
    note = (struct note){.text = text, .seed = seed, .replication = replication};
}

noreturn void sim_check_fail(const char *condition, const char *file, int line)
{
    fprintf(stderr, "internal error: %s:%d: this does not hold: %s\n", file, line, condition);
    if (note.text != NULL) {
        fprintf(stderr, "  while simulating %s, seed %llu, replication %llu\n", note.text,
                note.seed, note.replication);
    }
    _Exit(EXIT_INTERNAL);
}

noreturn void sim_check_memory(unsigned long long size)
{
    fprintf(stderr, "out of memory: %llu bytes could not be had\n", size);
    _Exit(EXIT_INTERNAL);
}
