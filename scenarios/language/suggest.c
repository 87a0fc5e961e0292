/*
 * The nearest name, by edit distance; names that differ only in case or in '-' and '_' are nearest
 * of all. Long texts are not compared: nobody mistypes a name of a thousand letters.
 */
#include "scenarios/language/suggest.h"

#include <stdbool.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/text.h"

#define LENGTH_MAX 64u

static char folded(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c == '-' ? '_' : c;
}

static bool same_folded(const char *a, const char *b)
{
    while (*a != '\0' && folded(*a) == folded(*b)) {
        a++;
        b++;
    }
    return folded(*a) == folded(*b);
}

void scn_suggest_offer(struct scn_suggest *suggest, const char *candidate)
{
    size_t length = strlen(suggest->wanted), other = strlen(candidate);
    size_t limit = length < 3 ? (length == 2 ? 1 : 0) : length / 3;
    unsigned distance;

    if (length > LENGTH_MAX || other > LENGTH_MAX || length == 0) {
        return;
    }
    if (length > other + limit || other > length + limit) {
        return;
    }
    distance = same_folded(suggest->wanted, candidate)
                   ? 0
                   : sim_text_distance(suggest->wanted, candidate);
    if (distance <= limit && (suggest->best == NULL || distance < suggest->distance)) {
        suggest->best = candidate;
        suggest->distance = distance;
    }
}

const char *scn_suggest_nearest(const char *wanted, const char *const *names, size_t count)
{
    struct scn_suggest suggest = {.wanted = wanted};

    for (size_t n = 0; n < count; n++) {
        scn_suggest_offer(&suggest, names[n]);
    }
    return suggest.best;
}

const char *scn_suggest_label(struct sim_arena *arena, const char *wanted,
                              const char *const *names, size_t count)
{
    const char *best = scn_suggest_nearest(wanted, names, count);

    return best == NULL ? NULL : sim_arena_print(arena, "did you mean '%s'?", best);
}

const char *scn_suggest_list(struct sim_arena *arena, const char *const *names, size_t count,
                             size_t limit)
{
    size_t shown = count < limit ? count : limit;
    struct sim_text text;

    sim_text_init(&text);
    for (size_t n = 0; n < shown; n++) {
        if (n > 0) {
            sim_text_add(&text, n + 1 == count ? " or " : ", ");
        }
        sim_text_add(&text, names[n]);
    }
    if (shown < count) {
        sim_text_add(&text, " ...");
    }
    return sim_text_keep(&text, arena);
}
