/* Which growth policy a machine has; see the header. */
#include "model/executive/policy.h"

const struct mdl_policy *mdl_policy_of(const struct mdl_machine *m)
{
    return m->plan->profile.era <= MDL_ERA_WIN8 ? &mdl_policy_legacy : &mdl_policy_modern;
}
