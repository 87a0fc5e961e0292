/* Backlogs: clocks per line. */
#include "model/observe/backlog.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/copies.h"
#include "model/observe/growth.h"
#include "sim/base/check.h"

enum {
    SLOTS_FIRST = 8, WORD = MDL_BACKLOG_WORD,
    ACTIVITIES = MDL_BACKLOG_ACTIVITIES
};

#define NO_SLOT UINT16_MAX

enum { RECIPROCALS = 17 };

/* 2^32 / n, rounded down. */
static const uint32_t reciprocals[RECIPROCALS] = {
    0, 0, 2147483648u, 1431655765u, 1073741824u, 858993459u, 715827882u, 613566756u, 536870912u,
    477218588u, 429496729u, 390451572u, 357913941u, 330382099u, 306783378u, 286331153u,
    268435456u};

static uint32_t class_count(const struct mdl_backlog *b)
{
    return b->words * (uint32_t)WORD;
}

static void collect_callbacks(struct mdl_backlog *b, mdl_pool_id pool)
{
    b->callbacks = mdl_growth_resize(NULL, 0, b->plan->item_count + 1u, sizeof *b->callbacks);
    for (uint32_t i = 0; i < b->plan->item_count; i++) {
        const struct mdl_item *item = &b->plan->items[i];

        if (mdl_plan_leads_to(b->plan, item, pool) &&
            mdl_backlog_callback(b, item->label) == &b->callbacks[b->callback_count]) {
            b->callbacks[b->callback_count].label = item->label;
            b->callbacks[b->callback_count].line =
                b->global ? NULL : &b->lines[item->priority];
            b->callback_count++;
        }
    }
    b->words = (b->callback_count * (uint32_t)ACTIVITIES + WORD - 1u) / WORD;
    if (b->words == 0) {
        b->words = 1;
    }
    b->busy = mdl_growth_resize(NULL, 0, b->words, sizeof *b->busy);
    b->held = mdl_growth_resize(NULL, 0, class_count(b), sizeof *b->held);
    for (uint32_t i = 0; i < b->callback_count; i++) {
        b->callbacks[i].held = &b->held[i * ACTIVITIES];
        b->callbacks[i].busy = &b->busy[i * ACTIVITIES / WORD];
        b->callbacks[i].bit = (uint64_t)1 << i * ACTIVITIES % WORD;
    }
}

static void init_line(struct mdl_backlog *b, uint32_t list)
{
    struct mdl_backlog_line *line = &b->lines[list];
    uint32_t classes = class_count(b) + 1u;

    line->bit = 1u << list;
    for (unsigned r = 0; r < MDL_BACKLOG_REASON_COUNT; r++) {
        line->slot_of[r] = mdl_growth_resize(NULL, 0, classes, sizeof(uint16_t));
        memset(line->slot_of[r], 0xff, classes * sizeof(uint16_t));
    }
    line->mask = mdl_growth_resize(NULL, 0, b->words, sizeof(uint64_t));
    for (uint32_t c = 0; c < b->callback_count; c++) {
        if (b->global || b->callbacks[c].line == line) {
            line->mask[c * ACTIVITIES / WORD] |= (uint64_t)0xb << c * ACTIVITIES % WORD;
        }
    }
    line->clocks = mdl_growth_resize(NULL, 0, b->stride, sizeof(uint64_t));
    line->columns = mdl_growth_resize(NULL, 0, b->stride, sizeof(uint16_t));
}

void mdl_backlog_init(struct mdl_backlog *b, const struct mdl_plan *plan, mdl_pool_id pool,
                      struct mdl_ledger *ledger, struct mdl_pending *waits)
{
    const struct mdl_pool *p = &plan->pools[pool];

    *b = (struct mdl_backlog){.plan = plan, .ledger = ledger, .waits = waits,
                              .list_count = p->list_count,
                              .global = p->concurrency_global || p->list_count == 1,
                              .stride = SLOTS_FIRST};
    SIM_ASSERT(p->list_count >= 1);
    SIM_ASSERT(p->list_count <= MDL_BACKLOG_LISTS);
    b->lines = mdl_growth_resize(NULL, 0, b->list_count, sizeof *b->lines);
    collect_callbacks(b, pool);
    for (uint32_t l = 0; l < b->list_count; l++) {
        init_line(b, l);
    }
    mdl_backlog_clear(b);
}

void mdl_backlog_deinit(struct mdl_backlog *b)
{
    for (uint32_t l = 0; l < b->list_count; l++) {
        for (unsigned r = 0; r < MDL_BACKLOG_REASON_COUNT; r++) {
            free(b->lines[l].slot_of[r]);
        }
        free(b->lines[l].mask);
        free(b->lines[l].clocks);
        free(b->lines[l].columns);
    }
    free(b->lines);
    free(b->callbacks);
    free(b->busy);
    free(b->held);
    free(b->copies);
    *b = (struct mdl_backlog){0};
}

void mdl_backlog_clear(struct mdl_backlog *b)
{
    for (uint32_t l = 0; l < b->list_count; l++) {
        struct mdl_backlog_line *line = &b->lines[l];

        memset(line->clocks, 0, b->stride * sizeof(uint64_t));
        memset(line->turn, 0, sizeof line->turn);
        line->last_at = line->seen = 0;
        line->depth = line->current = line->own = line->counted = 0;
        line->maximum = UINT32_MAX;
    }
    memset(b->held, 0, class_count(b) * sizeof *b->held);
    memset(b->busy, 0, b->words * sizeof *b->busy);
    b->state = 1;
    b->full = b->idle = 0;
    memset(b->doing, 0, sizeof b->doing);
    mdl_copies_clear(b);
}

struct mdl_backlog_callback *mdl_backlog_callback(const struct mdl_backlog *b,
                                                  mdl_label_id label)
{
    struct mdl_backlog_callback *c = b->callbacks;

    while (c < b->callbacks + b->callback_count && c->label != label) {
        c++;
    }
    return c;
}

/* ---- slots ----------------------------------------------------------------------------------- */

/* A copy is as long as the clocks; what a clock had before it existed is 0. */
static void widen(struct mdl_backlog *b)
{
    uint32_t stride = b->stride * 2u;

    mdl_copies_widen(b, stride);
    for (uint32_t l = 0; l < b->list_count; l++) {
        b->lines[l].clocks =
            mdl_growth_resize(b->lines[l].clocks, b->stride, stride, sizeof(uint64_t));
        b->lines[l].columns =
            mdl_growth_resize(b->lines[l].columns, b->stride, stride, sizeof(uint16_t));
    }
    b->stride = stride;
}

static uint32_t column_of(struct mdl_backlog *b, unsigned reason, uint32_t class)
{
    static const uint8_t parts[] = {MDL_PART_CREATION, MDL_PART_LIMIT, MDL_PART_WORKERS,
                                    MDL_PART_DEFERRED};
    static const uint8_t states[] = {MDL_STATE_RUNNING, MDL_STATE_READY, MDL_STATE_BLOCKED};

    if (reason == MDL_BACKLOG_CREATION) {
        return mdl_ledger_column(b->ledger, MDL_PART_CREATION, MDL_NONE, MDL_STATE_NONE);
    }
    if (class == class_count(b)) {
        return mdl_ledger_column(b->ledger, parts[reason], MDL_LABEL_WORKER, MDL_STATE_RUNNING);
    }
    return mdl_ledger_column(b->ledger, parts[reason], b->callbacks[class / ACTIVITIES].label,
                             states[class % ACTIVITIES]);
}

static uint32_t new_slot(struct mdl_backlog *b, struct mdl_backlog_line *line, unsigned reason,
                         uint32_t class)
{
    uint32_t slot = line->slot_count;

    if (slot == b->stride) {
        widen(b);
    }
    line->columns[slot] = (uint16_t)column_of(b, reason, class);
    line->slot_of[reason][class] = (uint16_t)slot;
    line->slot_count++;
    return slot;
}

static inline uint32_t slot_of(struct mdl_backlog *b, struct mdl_backlog_line *line,
                               unsigned reason, uint32_t class)
{
    uint32_t slot = line->slot_of[reason][class];

    return slot != NO_SLOT ? slot : new_slot(b, line, reason, class);
}

static inline void add(struct mdl_backlog *b, struct mdl_backlog_line *line, uint32_t slot,
                       uint64_t ns)
{
    line->clocks[slot] += ns;
    if (slot >= MDL_PENDING_CLOCKS && line->still != MDL_COPIES_MOVED) {
        mdl_copies_moved(b, line);
    }
}

/* ---- the split ------------------------------------------------------------------------------- */

static inline unsigned reason_now(const struct mdl_backlog *b,
                                  const struct mdl_backlog_line *line, uint32_t holders)
{
    if (holders == 0) {
        return MDL_BACKLOG_CREATION;
    }
    if (line->current >= line->maximum) {
        return MDL_BACKLOG_LIMIT;
    }
    return b->idle == 0 ? MDL_BACKLOG_WORKERS : MDL_BACKLOG_DEFERRED;
}

static inline uint64_t eligible(const struct mdl_backlog *b, const struct mdl_backlog_line *line,
                                unsigned reason, uint32_t word)
{
    return reason == MDL_BACKLOG_WORKERS ? b->busy[word] : b->busy[word] & line->mask[word];
}

/* The next class after the last one that got a remainder, in a circle. */
static uint32_t next_turn(const struct mdl_backlog *b, const struct mdl_backlog_line *line,
                          unsigned reason)
{
    uint32_t from = line->turn[reason] + 1u, word = from / WORD % b->words;
    uint64_t bits = eligible(b, line, reason, word) & ~(uint64_t)0 << from % WORD;

    while (bits == 0) {
        word = (word + 1u) % b->words;
        bits = eligible(b, line, reason, word);
    }
    return word * (uint32_t)WORD + sim_bits_lowest(bits);
}

/* ns / n and what is left. A quotient by multiplication is at most one too small. */
static inline uint64_t divide(uint64_t ns, uint32_t n, uint64_t *ret_rest)
{
    uint64_t each;

    if (n == 1) {
        *ret_rest = 0;
        return ns;
    }
    if (n < RECIPROCALS && ns <= UINT32_MAX) {
        each = ns * reciprocals[n] >> 32;
        each += ns - each * n >= n ? 1 : 0;
    } else {
        each = ns / n;
    }
    *ret_rest = ns - each * n;
    return each;
}

static void split(struct mdl_backlog *b, struct mdl_backlog_line *line, unsigned reason,
                  uint32_t n, uint64_t ns)
{
    uint64_t rest, each = divide(ns, n, &rest);

    for (uint32_t word = 0; word < b->words; word++) {
        uint64_t bits = eligible(b, line, reason, word);

        for (; bits != 0; bits &= bits - 1u) {
            uint32_t class = word * (uint32_t)WORD + sim_bits_lowest(bits);

            add(b, line, slot_of(b, line, reason, class), each * b->held[class]);
        }
    }
    if (rest != 0) {
        uint32_t class = next_turn(b, line, reason);

        line->turn[reason] = class;
        add(b, line, slot_of(b, line, reason, class), rest);
    }
}

/* In general. */
static void charge_holders(struct mdl_backlog *b, struct mdl_backlog_line *line, unsigned reason,
                           uint32_t n, uint64_t ns)
{
    if (n == 0) {
        add(b, line, slot_of(b, line, reason, class_count(b)), ns);
    } else {
        split(b, line, reason, n, ns);
    }
}

/* One class holds: all of it is charged there, and a remainder turns to it. When that needs no
   division any more, the slot holds good until something changes. */
static inline void charge_class(struct mdl_backlog *b, struct mdl_backlog_line *line,
                                unsigned reason, uint32_t class, uint32_t n, uint64_t ns)
{
    uint32_t slot = line->slot_of[reason][class];
    uint64_t rest;

    add(b, line, slot, ns);
    if (n > 1 && line->turn[reason] != class) {
        (void)divide(ns, n, &rest);
        if (rest == 0) {
            return;
        }
        line->turn[reason] = class;
    }
    if (slot < MDL_PENDING_CLOCKS) {
        line->slot = slot;
        line->seen = b->state;
    }
}

void mdl_backlog_charge(struct mdl_backlog *b, struct mdl_backlog_line *line, uint64_t ns)
{
    uint32_t counted = b->doing[MDL_BACKLOG_RUNNING] + b->doing[MDL_BACKLOG_READY];
    uint32_t holders = counted + b->doing[MDL_BACKLOG_BLOCKED], n, class;
    unsigned reason = reason_now(b, line, holders);
    uint64_t bits = eligible(b, line, reason, 0);

    n = reason == MDL_BACKLOG_WORKERS || holders == 0 ? holders
        : b->global                                  ? counted
                                                     : line->counted;
    if (n == 0 || b->words != 1) {
        charge_holders(b, line, reason, n, ns);
        return;
    }
    class = sim_bits_lowest(bits);
    if ((bits & (bits - 1u)) != 0 || line->slot_of[reason][class] == NO_SLOT) {
        charge_holders(b, line, reason, n, ns);
    } else {
        charge_class(b, line, reason, class, n, ns);
    }
}

void mdl_backlog_advance_lists(struct mdl_backlog *b, uint64_t at)
{
    for (uint32_t full = b->full; full != 0; full &= full - 1u) {
        mdl_backlog_advance(b, &b->lines[sim_bits_lowest(full)], at);
    }
}

/* ---- holders --------------------------------------------------------------------------------- */

void mdl_backlog_limit(struct mdl_backlog *b, uint32_t list, uint64_t at, uint32_t current,
                       uint32_t maximum)
{
    struct mdl_backlog_line *line = &b->lines[list];
    uint32_t change = current - line->own;

    line->own = current;
    if (!b->global || b->list_count == 1) {
        mdl_backlog_advance(b, line, at);
        line->current = current;
        line->maximum = maximum;
        b->state++;
        return;
    }
    for (uint32_t l = 0; l < b->list_count; l++) {
        mdl_backlog_advance(b, &b->lines[l], at);
    }
    for (uint32_t l = 0; l < b->list_count; l++) {
        b->lines[l].current += change;
        b->lines[l].maximum = maximum;
    }
    b->state++;
}
