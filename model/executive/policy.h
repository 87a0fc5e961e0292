/*
 * Growth policies: when a pool gets another thread. One table of functions per era.
 *
 * All are required. `wants` is asked after every insert and whenever an item is taken; true wakes
 * the balance manager, which asks again and creates one thread. `pass_wants` is asked by the
 * manager's timer, once a period: true for one more thread. `pass_done` records what the next pass
 * needs, when the manager has created what it wanted. An era's file says which rules it follows.
 */
#ifndef WTSIM_MODEL_EXECUTIVE_POLICY_H
#define WTSIM_MODEL_EXECUTIVE_POLICY_H

#include "model/machine/machine.h"

struct mdl_policy {
    const char *name, *source;
    bool (*wants)(const struct mdl_machine *m, mdl_pool_id pool);
    bool (*pass_wants)(struct mdl_machine *m, mdl_pool_id pool);
    void (*pass_done)(struct mdl_machine *m, mdl_pool_id pool);
};

extern const struct mdl_policy mdl_policy_legacy; /* Windows 2000 to 7, and 8 by W38 */
extern const struct mdl_policy mdl_policy_modern; /* Windows 8.1 by W38, 10 and 11   */

const struct mdl_policy *mdl_policy_of(const struct mdl_machine *m);

#endif
