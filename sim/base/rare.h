/*
 * Rare: what a common path leaves only now and then.
 *
 * A function that a compiler inlines into its one caller makes that caller save registers for it,
 * each time. Marked so in its declaration it stays a call, at best the last thing done.
 */
#ifndef WTSIM_SIM_BASE_RARE_H
#define WTSIM_SIM_BASE_RARE_H

#define SIM_RARE __attribute__((noinline))

#endif
