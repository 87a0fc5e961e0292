/*
 * Paths: what a compiler cannot know about how often a function is called. The one place that
 * tells it; what is told changes no meaning.
 *
 * SIM_RARE: what a common path leaves only now and then. Inlined into its one caller it would make
 * that caller save registers for it, each time; so it stays a call, at best the last thing done.
 * SIM_COMMON: a large function that is entered for every event and must not cost a call.
 * SIM_LINKED: the same for a function of another file, which the linker compiles into its caller;
 * clang decides that itself, for to it what is called inline may use nothing static.
 * SIM_APART: as common, but large enough to need all registers: inlined, it and its caller would
 * keep their values in memory, which costs more than the call.
 * SIM_SELDOM: a condition that nearly never holds.
 */
#ifndef WTSIM_SIM_BASE_PATHS_H
#define WTSIM_SIM_BASE_PATHS_H

#define SIM_SELDOM(condition) __builtin_expect(condition, 0)
#define SIM_RARE __attribute__((noinline))
#define SIM_APART __attribute__((noinline))
#define SIM_COMMON inline __attribute__((always_inline))
#ifdef __clang__
#define SIM_LINKED
#else
#define SIM_LINKED inline __attribute__((always_inline))
#endif

#endif
