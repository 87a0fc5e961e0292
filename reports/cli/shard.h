/* wtsim run --shard I/N: some replications of a run, for 'wtsim db merge' to join. */
#ifndef WTSIM_REPORTS_CLI_SHARD_H
#define WTSIM_REPORTS_CLI_SHARD_H

struct cli_session;
struct cli_job;

/* The scenario is loaded: runs the I-th part of its replications and stores them. A run that is
   in the store already is left alone. The exit code; everything is told. */
int cli_shard_run(struct cli_session *s, struct cli_job *job);

#endif
