/*
 * Observed: the end of a wait, for those that are one chain of waits at one server.
 */
#ifndef WTSIM_MODEL_OBSERVE_OBSERVED_H
#define WTSIM_MODEL_OBSERVE_OBSERVED_H

#include <stdbool.h>
#include <stdint.h>

#include "model/observe/pending.h"

struct mdl_record;

/* What a wait was. threshold_ns 0: never overdue. */
struct mdl_observed {
    uint32_t series;
    unsigned group;                   /* of the ledger: what an occupant means to it  */
    uint64_t threshold_ns;
    bool open;                        /* it had not ended at the stop                 */
};

/* The row for the parts of a wait of ns: scratch while it may be needed twice. Ask, add the
   parts, then close with the same row. */
uint32_t mdl_observed_open(struct mdl_record *r, const struct mdl_observed *what,
                           uint64_t started_at, uint64_t ns, bool all);
void mdl_observed_close(struct mdl_record *r, const struct mdl_observed *what,
                        uint64_t started_at, uint64_t ns, bool all, uint32_t row);

/* Each wait of the chain ends now at its server: value, parts, overdue; the chain is empty. */
void mdl_observed_chain(struct mdl_record *r, struct mdl_pending_chain *chain,
                        const struct mdl_observed *what, uint64_t at);

/* The same, but they and their parts are kept, in a chain that is empty so far. */
void mdl_observed_keep(struct mdl_record *r, struct mdl_pending_chain *chain,
                       const struct mdl_observed *what, uint64_t at,
                       struct mdl_pending_chain *kept);

/* Adds what a wait collected at earlier servers to a row. */
void mdl_observed_purse(struct mdl_record *r, uint32_t wait, uint32_t row);

/* Those of the chain that wait at one server go on waiting at another; what they waited so far is
   kept as that group's parts. */
void mdl_observed_move(struct mdl_record *r, const struct mdl_pending_chain *chain,
                       uint32_t from, uint32_t to, unsigned group, uint64_t at);

/* What is waited from now on is kept apart: mdl_observed_past can leave it out. */
void mdl_observed_mark(struct mdl_record *r, const struct mdl_pending_chain *chain, unsigned group,
                       uint64_t at);

/* The first waits of the chain ended at the last mark, which was then. */
void mdl_observed_past(struct mdl_record *r, struct mdl_pending_chain *chain, uint32_t count,
                       const struct mdl_observed *what, uint64_t marked_at);

/* They were taken back: no observation. */
void mdl_observed_abandon(struct mdl_record *r, struct mdl_pending_chain *chain);

/* Begins to wait at a server; false at the cap (a finding, and a lower bound). */
bool mdl_observed_begin(struct mdl_record *r, struct mdl_pending_chain *chain, uint64_t at,
                        uint32_t series, uint32_t server);

#endif
