/*
 * Episodes: when something was overdue, and because of whom.
 *
 * An observation is overdue from (start + threshold, exclusive) until it ends. Nothing is
 * scanned: observations are reported when they end, in order of their ends, and overlapping
 * overdue intervals of one series are joined then. That gives the same episodes as watching each
 * crossing.
 */
#ifndef WTSIM_MODEL_OBSERVE_EPISODES_H
#define WTSIM_MODEL_OBSERVE_EPISODES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/ledger.h"
#include "model/observe/record.h"

#define MDL_EPISODES_MAX 10000u

struct mdl_episodes_series {
    uint64_t *parts;                  /* of the victims of the newest episode, by column */
    uint64_t overdue_ns;              /* length of the episodes that are not kept        */
    uint64_t victims;
    uint32_t newest;                  /* MDL_NONE: none                                  */
    uint32_t part_count;
    bool open;                        /* the newest had not ended at the stop            */
};

struct mdl_episodes {
    struct mdl_ledger *ledger;
    struct mdl_record_episode *list;
    uint32_t *previous;               /* of the same series                     */
    uint32_t count, capacity;
    uint64_t beyond;
    struct mdl_episodes_series *series;
    uint32_t series_count;
    uint32_t sorted_count;            /* after the end: those that remain       */
};

struct mdl_episodes_overdue {         /* an observation that waited too long    */
    uint32_t series;
    uint8_t kind;
    bool open;                        /* it had not ended at the stop           */
    uint64_t started_at, overdue_at;
    uint64_t end_at;                  /* or the stop                            */
    uint32_t row;                     /* of its parts, MDL_NONE: none           */
    mdl_label_id culprit;             /* without parts                          */
};

void mdl_episodes_init(struct mdl_episodes *e, struct mdl_ledger *ledger,
                       uint32_t series_count);
void mdl_episodes_deinit(struct mdl_episodes *e);
void mdl_episodes_clear(struct mdl_episodes *e);

void mdl_episodes_add(struct mdl_episodes *e, const struct mdl_episodes_overdue *overdue);

/* Time with something overdue in [from_at, end_at), and how many victims. */
uint64_t mdl_episodes_length(const struct mdl_episodes *e, uint32_t series, uint64_t from_at,
                             uint64_t end_at);
uint64_t mdl_episodes_victims(const struct mdl_episodes *e, uint32_t series);

/* Names the culprits, opens what had not ended, sorts by series and begin. */
void mdl_episodes_end(struct mdl_episodes *e);

#endif
