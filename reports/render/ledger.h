/*
 * One victim's ledger, arranged for reading: whose fault, worst first, mean beside tail.
 */
#ifndef WTSIM_REPORTS_RENDER_LEDGER_H
#define WTSIM_REPORTS_RENDER_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

struct mdl_answer;
struct mdl_series;
struct mdl_tail;
struct sim_arena;

struct rpt_ledger_row {
    const char *part, *culprit, *object, *state;
    const char *who;                  /* the culprit; with the object where two share a callback */
    uint64_t all_ns, tail_ns, worst_ns;
};

struct rpt_ledger {
    uint32_t index;                   /* of the victim's series */
    const struct mdl_series *series;
    struct rpt_ledger_row *rows;      /* the heaviest part first, in it the heaviest culprit */
    uint32_t count;
    uint64_t all_ns, tail_ns;
    const struct mdl_tail *tail;      /* NULL: none, or all of them */
};

struct rpt_ledger_culprit {           /* who is charged most, over all parts */
    const char *object, *culprit;
    const char *part;                 /* the part in which most of it was    */
    double share;                     /* of the tail, or of all when there is no tail */
    bool is_tail, is_victim;          /* is_victim: it waits for itself      */
};

void rpt_ledger_make(struct sim_arena *arena, const struct mdl_answer *answer, uint32_t series,
                     struct rpt_ledger *ret_ledger);

/* False when nobody is charged (only overhead, or nothing waited). */
bool rpt_ledger_culprit(const struct rpt_ledger *ledger, struct rpt_ledger_culprit *ret_culprit);

/* Series of the worst victim: what an unmet expectation names or its driver's, else who starved,
   else what a met one names, else who waited longest on average; RPT_LOOKUP_NONE when the answer
   has no ledger. */
uint32_t rpt_ledger_victim(const struct mdl_answer *answer);

/* The series with a ledger that belongs to a name as people type it: an object, an
   object.measure, or an object whose driver has a ledger (*ret_related is then true); each may end
   in @phase. */
uint32_t rpt_ledger_find(const struct mdl_answer *answer, const char *asked_for, bool *ret_related);

/* Is it the length of a call or an operation (flush, delete, removal), not a wait? It bears its
   measure in its name then, and 'took' its time. */
bool rpt_ledger_is_length(const struct mdl_series *series);
const char *rpt_ledger_name(struct sim_arena *arena, const struct mdl_series *series);

bool rpt_ledger_has(const struct mdl_answer *answer, uint32_t series);

/* Words for parts and states, see parts.def. */
const char *rpt_ledger_words(const char *part);
const char *rpt_ledger_doing(const char *part);
const char *rpt_ledger_about(const char *part);
const char *rpt_ledger_state(const char *state); /* computing, blocked, ready, '' */

#endif
