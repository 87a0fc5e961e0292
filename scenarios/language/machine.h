/*
 * The machine: which Windows, which processors, what things cost.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_MACHINE_H
#define WTSIM_SCENARIOS_LANGUAGE_MACHINE_H

struct scn_build;
struct scn_view;

/* Reads windows, machine, balance, wdf and verifier into the profile. */
void scn_machine_read(struct scn_build *b, const struct scn_view *root);

/* 'Windows 7, x64, 2 processors; Delayed queue: 7 threads', once the pools are made. */
const char *scn_machine_line(struct scn_build *b);

#endif
