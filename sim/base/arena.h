/*
 * Arena: memory that is given back all at once.
 *
 * Three lifetimes, three arenas: what the scenario is made of, what a run needs, what a report
 * needs. Nothing in an arena is freed alone, and every byte handed out is zero.
 */
#ifndef WTSIM_SIM_BASE_ARENA_H
#define WTSIM_SIM_BASE_ARENA_H

#include <stddef.h>

struct sim_arena_block;

struct sim_arena {
    struct sim_arena_block *blocks; /* newest first                                  */
    size_t used;                    /* bytes used in the newest block                */
    size_t total;                   /* bytes handed out since init, for limits       */
};

void sim_arena_init(struct sim_arena *arena);
void sim_arena_deinit(struct sim_arena *arena); /* fine on a zeroed or deinitialised one */

/* Zeroed memory for any type; never NULL (running out of memory ends the program with 70). */
void *sim_arena_alloc(struct sim_arena *arena, size_t size);

/* Room for count elements; the product is checked. */
void *sim_arena_array(struct sim_arena *arena, size_t count, size_t size);

/* A copy of length bytes with a terminating zero. */
char *sim_arena_copy(struct sim_arena *arena, const char *text, size_t length);

/* printf into the arena. The C locale's decimal point is used whatever the process's locale. */
char *sim_arena_print(struct sim_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
