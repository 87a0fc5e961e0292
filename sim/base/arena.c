/*
 * Arena: blocks of growing size, handed out from the newest.
 *
 * A request too large for a block of the usual size gets a block of its own, which is linked
 * behind the newest one so that the room left there stays in use.
 */
#include "sim/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/check.h"
#include "sim/base/text.h"

enum { BLOCK_MIN = 4096, BLOCK_MAX = 256 * 1024 };

struct sim_arena_block {
    struct sim_arena_block *older;
    size_t size;
    _Alignas(max_align_t) unsigned char bytes[];
};

void sim_arena_init(struct sim_arena *arena)
{
    *arena = (struct sim_arena){0};
}

void sim_arena_deinit(struct sim_arena *arena)
{
    struct sim_arena_block *block = arena->blocks;

    while (block != NULL) {
        struct sim_arena_block *older = block->older;

        free(block);
        block = older;
    }
    *arena = (struct sim_arena){0};
}

static struct sim_arena_block *block_create(size_t size)
{
    struct sim_arena_block *block = NULL;

    if (size <= SIZE_MAX - sizeof(*block)) {
        block = calloc(1, sizeof(*block) + size);
    }
    if (block == NULL) {
        sim_check_memory(size);
    }
    block->size = size;
    return block;
}

/* Blocks grow with the arena: small ones stay small, large ones need few blocks. */
static size_t block_size_next(const struct sim_arena *arena)
{
    size_t size = BLOCK_MIN;

    while (size < arena->total && size < BLOCK_MAX) {
        size *= 2;
    }
    return size;
}

static void *alloc_own_block(struct sim_arena *arena, size_t size)
{
    struct sim_arena_block *block = block_create(size);

    if (arena->blocks == NULL) {
        arena->blocks = block;
        arena->used = size;
    } else {
        block->older = arena->blocks->older;
        arena->blocks->older = block;
    }
    return block->bytes;
}

void *sim_arena_alloc(struct sim_arena *arena, size_t size)
{
    const size_t grain = _Alignof(max_align_t);
    void *bytes;

    if (size > SIZE_MAX - grain) {
        sim_check_memory(size);
    }
    size = (size + grain - 1) / grain * grain;
    arena->total += size;
    if (arena->blocks == NULL || size > arena->blocks->size - arena->used) {
        size_t next = block_size_next(arena);

        if (size > next / 4) {
            return alloc_own_block(arena, size);
        }
        struct sim_arena_block *block = block_create(next);

        block->older = arena->blocks;
        arena->blocks = block;
        arena->used = 0;
    }
    SIM_ASSERT(arena->used + size <= arena->blocks->size);
    bytes = arena->blocks->bytes + arena->used;
    arena->used += size;
    return bytes;
}

void *sim_arena_array(struct sim_arena *arena, size_t count, size_t size)
{
    SIM_ASSERT(size > 0);
    if (count > SIZE_MAX / size) {
        sim_check_memory(UINT64_MAX);
    }
    return sim_arena_alloc(arena, count * size);
}

char *sim_arena_copy(struct sim_arena *arena, const char *text, size_t length)
{
    char *copy;

    SIM_ASSERT(length < SIZE_MAX);
    copy = sim_arena_alloc(arena, length + 1);
    if (length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

char *sim_arena_print(struct sim_arena *arena, const char *format, ...)
{
    struct sim_text text;
    va_list arguments;
    char *copy;

    sim_text_init(&text);
    va_start(arguments, format);
    sim_text_format(&text, format, arguments);
    va_end(arguments);
    copy = sim_arena_copy(arena, text.data, text.length);
    sim_text_deinit(&text);
    return copy;
}
