/*
 * The points of a sweep, loaded one after the other.
 */
#ifndef WTSIM_REPORTS_CLI_POINTS_H
#define WTSIM_REPORTS_CLI_POINTS_H

#include <stdint.h>

struct cli_session;
struct scn_diags;
struct scn_scenario;

/*
 * Loads every point of the sweep of a scenario that was read, and adds what is wrong to its
 * diagnostics, each mistake once. CLI_DATA when there is an error among them, else CLI_FINE.
 */
int cli_points_check(struct cli_session *s, const struct scn_scenario *base,
                     struct scn_diags *diags);

/* One point, 1 to point_count; CLI_FINE or CLI_DATA. */
int cli_points_load(struct cli_session *s, const struct scn_scenario *base, uint32_t point,
                    struct scn_diags *ret_diags, struct scn_scenario *ret_scenario);

#endif
