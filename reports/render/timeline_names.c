/* Short names and letters; see the header. */
#include "reports/render/timeline_names.h"

#include <ctype.h>
#include <string.h>

static bool ends_with(const char *text, size_t length, const char *end)
{
    size_t n = strlen(end);

    return length > n && memcmp(text + length - n, end, n) == 0;
}

uint32_t rpt_timeline_names_thing(struct sim_arena *arena, struct rpt_timeline *timeline,
                                  const char *path)
{
    size_t length = strlen(path);

    if (ends_with(path, length, ".isr") || ends_with(path, length, ".dpc")) {
        length -= 4;
    }
    for (uint32_t i = 0; i < timeline->thing_count; i++) {
        const char *known = timeline->things[i].path;

        if (strlen(known) == length && memcmp(known, path, length) == 0) {
            return i;
        }
    }
    if (timeline->thing_count == RPT_TIMELINE_THINGS) {
        return RPT_TIMELINE_THINGS - 1u;
    }
    timeline->things[timeline->thing_count].path = sim_arena_copy(arena, path, length);
    return timeline->thing_count++;
}

/* ---- names ----------------------------------------------------------------------------------- */

/* The part of a path that is tried: 0 the first, 1 the last, 2 all of it. */
static const char *part(struct sim_arena *arena, const char *path, unsigned which)
{
    const char *dot = which == 0 ? strchr(path, '.') : strrchr(path, '.');

    if (which == 2 || dot == NULL) {
        return path;
    }
    return which == 0 ? sim_arena_copy(arena, path, (size_t)(dot - path)) : dot + 1;
}

static bool is_unique(struct sim_arena *arena, const struct rpt_timeline *t, uint32_t thing,
                      unsigned which)
{
    const char *own = part(arena, t->things[thing].path, which);

    for (uint32_t i = 0; i < t->thing_count; i++) {
        if (i != thing && strcmp(part(arena, t->things[i].path, which), own) == 0) {
            return false;
        }
    }
    return true;
}

/* 'thread.app' is 'app'; else the driver, if it has nothing else here; else the last part. */
static const char *name_of(struct sim_arena *arena, const struct rpt_timeline *t, uint32_t thing)
{
    const char *path = t->things[thing].path;

    if (strncmp(path, "thread.", 7) != 0 && is_unique(arena, t, thing, 0)) {
        return part(arena, path, 0);
    }
    return part(arena, path, is_unique(arena, t, thing, 1) ? 1 : 2);
}

/* ---- letters --------------------------------------------------------------------------------- */

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static bool take(bool *taken, char letter)
{
    bool free = isalnum((unsigned char)letter) && !taken[(unsigned char)letter];

    if (free) {
        taken[(unsigned char)letter] = true;
    }
    return free;
}

/* The first letter of its name that is free, else any; when there is none left, '#'. */
static char letter_of(const char *name, bool *taken)
{
    for (const char *c = name; *c != '\0'; c++) {
        char lower = (char)tolower((unsigned char)*c);

        if (take(taken, lower)) {
            return lower;
        }
    }
    for (const char *c = alphabet; *c != '\0'; c++) {
        if (take(taken, *c)) {
            return *c;
        }
    }
    return '#';
}

void rpt_timeline_names_choose(struct sim_arena *arena, struct rpt_timeline *timeline)
{
    bool taken[256] = {false};

    for (uint32_t i = 0; i < timeline->thing_count; i++) {
        timeline->things[i].name = name_of(arena, timeline, i);
        timeline->things[i].letter = letter_of(timeline->things[i].name, taken);
    }
}
