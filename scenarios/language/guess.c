/*
 * Which unit was meant.
 *
 * '400us? With 1000/s that is 40 % of one processor; 400ms would be 400 processors.' The rate is
 * that of the only thing in the driver that happens by itself, read from the text, because it may
 * have a mistake of its own. That a callback runs once for each of them is only a guess, like the
 * unit.
 */
#include "scenarios/language/guess.h"

#include <string.h>

#include "scenarios/language/code.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/quantity.h"
#include "scenarios/language/tree.h"
#include "sim/base/arena.h"

struct pace {                         /* what happens by itself */
    uint32_t found;
    double per_ns;                    /* 0: cannot be said */
    const char *words;                /* '1000/s', 'one every 4ms' */
};

static const struct scn_node *child(const struct scn_node *map, const char *key)
{
    return map == NULL || map->kind != SCN_TREE_MAP ? NULL : scn_tree_get(map, key);
}

static const char *scalar(const struct scn_node *node)
{
    return node == NULL || node->kind != SCN_TREE_SCALAR ? "" : node->text;
}

static void set_rate(struct sim_arena *arena, const char *text, struct pace *pace)
{
    struct scn_quantity q;
    enum scn_quantity_fault fault = scn_quantity_rate(text, &q);

    if (fault == SCN_QUANTITY_FINE) {
        pace->per_ns = q.real;
        pace->words = sim_arena_print(arena, "%s", text);
    } else if (fault == SCN_QUANTITY_NO_UNIT
               && scn_quantity_decimal_real(&q.number, 1000000000u, &pace->per_ns)) {
        pace->words = sim_arena_print(arena, "%s/s", text);
    }
}

static void set_period(struct sim_arena *arena, const char *text, struct pace *pace)
{
    struct scn_quantity q;

    if (scn_quantity_duration(text, &q) == SCN_QUANTITY_FINE && q.ns > 0) {
        pace->per_ns = 1.0 / (double)q.ns;
        pace->words = sim_arena_print(arena, "one every %s", text);
    }
}

static void look_at(struct sim_arena *arena, const struct scn_node *object, struct pace *pace)
{
    const struct scn_node *arrivals = child(object, "arrivals"), *period = child(object, "period");

    if (arrivals == NULL && period == NULL) {
        return;
    }
    pace->found++;
    if (arrivals != NULL) {
        set_rate(arena, scalar(child(arrivals, "poisson")), pace);
        set_period(arena, scalar(child(arrivals, "periodic")), pace);
    } else {
        set_period(arena, scalar(period), pace);
    }
}

static struct pace pace_of(struct sim_arena *arena, const struct scn_node *driver)
{
    static const char *const sections[] = {"interrupts", "timers", "sources", "threads"};
    struct pace pace = {.words = ""};

    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        const struct scn_node *objects = child(driver, sections[i]);

        for (uint32_t n = 0; objects != NULL && objects->kind == SCN_TREE_MAP
                             && n < objects->count; n++) {
            look_at(arena, objects->pairs[n].value, &pace);
        }
    }
    return pace;
}

/* '40 %', of one processor. */
static const char *percent(struct sim_arena *arena, double load)
{
    unsigned hundredths = (unsigned)(load * 10000 + 0.5);

    return hundredths >= 100 ? sim_arena_print(arena, "%u %%", (hundredths + 50) / 100)
           : hundredths > 0  ? sim_arena_print(arena, "0.%02u %%", hundredths)
                             : "next to nothing";
}

/* '400 processors' */
static const char *processors(struct sim_arena *arena, double load)
{
    unsigned tenths = load < 100 ? (unsigned)(load * 10 + 0.5) : 0;

    return tenths == 0 || tenths % 10 == 0
               ? sim_arena_print(arena, "%.0f processors", load)
               : sim_arena_print(arena, "%u.%u processors", tenths / 10, tenths % 10);
}

void scn_guess_unit(const struct scn_code *c, const struct scn_node *duration)
{
    struct sim_arena *arena = c->build->arena;
    struct pace pace = pace_of(arena, c->driver->node);
    const char *number = scalar(duration);
    struct scn_quantity_decimal decimal;
    double value, us, ms;

    if (pace.found != 1 || pace.per_ns <= 0 || duration->at.length > 12
        || scn_quantity_decimal_read(number, &decimal) != strlen(number)
        || !scn_quantity_decimal_real(&decimal, 1, &value)) {
        return;
    }
    us = value * 1e3 * pace.per_ns;
    ms = value * 1e6 * pace.per_ns;
    if (us <= 0 || us > 1) {
        return;                       /* nothing to prefer */
    }
    if (ms > 1) {
        scn_diags_label(c->build->diags,
                        "%sus? With %s that is %s of one processor; %sms would be %s", number,
                        pace.words, percent(arena, us), number, processors(arena, ms));
    } else {
        scn_diags_label(c->build->diags, "%sus or %sms? With %s that is %s or %s of one processor",
                        number, number, pace.words, percent(arena, us), percent(arena, ms));
    }
}
