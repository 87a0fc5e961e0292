/* The stages of reading; see the header. */
#include "scenarios/language/stages.h"

#include "scenarios/language/drivers.h"
#include "scenarios/language/faults.h"
#include "scenarios/language/machine.h"
#include "scenarios/language/parents.h"
#include "scenarios/language/pnp.h"
#include "scenarios/language/pools.h"
#include "scenarios/language/reflector.h"
#include "scenarios/language/routines.h"
#include "scenarios/language/timeline.h"
#include "scenarios/language/window.h"

bool scn_stages_read(struct scn_build *b, struct scn_view *ret_root)
{
    scn_window_scale(b, b->root);
    if (!scn_view_open(b, b->root, SCN_SECTION_ROOT, "", ret_root)) {
        return false;
    }
    scn_machine_read(b, ret_root);
    scn_pools_read(b, ret_root);
    scn_window_read(b, ret_root, &b->scenario->plan);
    scn_drivers_read(b, ret_root);
    scn_timeline_read(b, ret_root);
    return true;
}

void scn_stages_make(struct scn_build *b, const struct scn_view *root)
{
    scn_pnp_make(b, root);
    scn_faults_read(b, root);
    scn_parents_resolve(b);
    scn_reflector_resolve(b);
    scn_routines_compile(b);
    scn_faults_unused(b);
    scn_pools_make(b);
}
