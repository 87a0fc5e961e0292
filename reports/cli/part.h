/* wtsim compare --divergence: where two histories part. */
#ifndef WTSIM_REPORTS_CLI_PART_H
#define WTSIM_REPORTS_CLI_PART_H

struct cli_session;
struct mdl_answer;

/* Runs a replication of both again, the first one whose fingerprints differ, and prints the first
   instant at which they part with what happened there. CLI_FINE, or why it cannot. */
int cli_part_print(struct cli_session *s, const struct mdl_answer *base,
                   const struct mdl_answer *changed);

#endif
