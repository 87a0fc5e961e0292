/*
 * Assertions: our own mistakes, and only those.
 *
 * They stay on in release builds. What a scenario's author does wrong is a diagnostic, what a
 * modelled driver does wrong is a finding; neither ever comes through here.
 */
#ifndef WTSIM_SIM_BASE_CHECK_H
#define WTSIM_SIM_BASE_CHECK_H

#include <stdnoreturn.h>

/* Stops the program when the condition does not hold. One fact per line. */
#define SIM_ASSERT(condition) \
    ((condition) ? (void)0 : sim_check_fail(#condition, __FILE__, __LINE__))

/*
 * A note that a failing assertion prints, so that the failure can be replayed: call it at the
 * start of a replication. One note per thread; the text must outlive it; NULL removes it.
 */
void sim_check_note(const char *text, unsigned long long seed, unsigned long long replication);

/* Prints the failed condition, its place and the note of this thread, and exits with 70. */
noreturn void sim_check_fail(const char *condition, const char *file, int line);

/* Out of memory is not recoverable here: says how much was asked for and exits with 70. */
noreturn void sim_check_memory(unsigned long long size);

#endif
