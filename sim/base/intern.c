/*
 * Intern table: open addressing, at most half full, rebuilt at double size.
 */
#include "sim/base/intern.h"

#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"

enum { TABLE_MIN = 64 };

void sim_intern_init(struct sim_intern *intern, struct sim_arena *arena)
{
    *intern = (struct sim_intern){.arena = arena};
}

/* Where the string stands in the table, or the empty place where it would. */
static uint32_t place_of(const struct sim_intern *intern, const char *string)
{
    uint32_t mask = intern->table_size - 1;
    uint32_t place = (uint32_t)sim_digest_text(string) & mask;

    while (intern->table[place] != 0 &&
           strcmp(intern->strings[intern->table[place] - 1], string) != 0) {
        place = (place + 1) & mask;
    }
    return place;
}

/* The number of strings is bounded by half the table, so both grow together. */
static void grow(struct sim_intern *intern)
{
    uint32_t size = intern->table_size == 0 ? TABLE_MIN : intern->table_size * 2;
    const char **strings;

    SIM_ASSERT(size > intern->table_size);
    strings = sim_arena_array(intern->arena, size / 2, sizeof(*strings));
    intern->table = sim_arena_array(intern->arena, size, sizeof(*intern->table));
    intern->table_size = size;
    if (intern->count > 0) {
        memcpy(strings, intern->strings, intern->count * sizeof(*strings));
    }
    intern->strings = strings;
    for (uint32_t i = 0; i < intern->count; i++) {
        intern->table[place_of(intern, strings[i])] = i + 1;
    }
}

uint32_t sim_intern_add(struct sim_intern *intern, const char *string)
{
    uint32_t place;

    if (intern->count * 2 >= intern->table_size) {
        grow(intern);
    }
    place = place_of(intern, string);
    if (intern->table[place] == 0) {
        intern->strings[intern->count] =
            sim_arena_copy(intern->arena, string, strlen(string));
        intern->count++;
        intern->table[place] = intern->count;
    }
    return intern->table[place] - 1;
}

uint32_t sim_intern_find(const struct sim_intern *intern, const char *string)
{
    if (intern->table_size == 0) {
        return SIM_INTERN_NONE;
    }
    uint32_t number = intern->table[place_of(intern, string)];

    return number == 0 ? SIM_INTERN_NONE : number - 1;
}
