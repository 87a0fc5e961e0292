/*
 * Intern table: one number per distinct string, in order of first appearance.
 *
 * Iterate by number only; the hash order is never visible.
 */
#ifndef WTSIM_SIM_BASE_INTERN_H
#define WTSIM_SIM_BASE_INTERN_H

#include <stddef.h>
#include <stdint.h>

struct sim_arena;

#define SIM_INTERN_NONE UINT32_MAX

struct sim_intern {
    struct sim_arena *arena;  /* owns the strings */
    const char **strings;     /* by number        */
    uint32_t count;
    uint32_t *table;          /* hash to number + 1, 0 empty */
    uint32_t table_size;
};

void sim_intern_init(struct sim_intern *intern, struct sim_arena *arena);

/* The number of the string, a new one if it is unknown. */
uint32_t sim_intern_add(struct sim_intern *intern, const char *string);

/* The number of the string, or SIM_INTERN_NONE. */
uint32_t sim_intern_find(const struct sim_intern *intern, const char *string);

#endif
