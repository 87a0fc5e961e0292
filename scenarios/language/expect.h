/*
 * Expectations: 'nic.rx.request_latency.p99 < 5ms in 99% of runs @after'.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_EXPECT_H
#define WTSIM_SCENARIOS_LANGUAGE_EXPECT_H

struct scn_build;
struct scn_view;

/* Reads `expect`, once all objects and pools are known. */
void scn_expect_read(struct scn_build *b, const struct scn_view *root);

#endif
