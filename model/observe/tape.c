/* The ring and its sink; see the header. */
#include "model/observe/tape.h"

#include <stdlib.h>

#include "sim/base/check.h"

#define ROWS 65536u

static const mdl_processor_id nobody = MDL_NONE;

struct mdl_tape *mdl_tape_create(const struct mdl_tape_options *options)
{
    struct mdl_tape *tape = calloc(1, sizeof *tape);
    size_t rows = options == NULL || options->rows == 0 ? ROWS : options->rows;

    SIM_ASSERT((rows & (rows - 1)) == 0);
    if (tape == NULL) {
        sim_check_memory(sizeof *tape);
    }
    tape->rows = calloc(rows, sizeof *tape->rows);
    if (tape->rows == NULL) {
        sim_check_memory(rows * sizeof *tape->rows);
    }
    tape->mask = rows - 1;
    if (options != NULL) {
        tape->options = *options;
    }
    tape->acting = &nobody;
    return tape;
}

void mdl_tape_destroy(struct mdl_tape *tape)
{
    if (tape != NULL) {
        free(tape->rows);
        free(tape);
    }
}

void mdl_tape_begin(struct mdl_tape *tape, const mdl_processor_id *acting)
{
    tape->count = 0;
    tape->acting = acting;
}

void mdl_tape_turn(struct mdl_tape *tape)
{
    if (tape->options.take != NULL) {
        tape->options.take(tape->options.self, tape->rows, (uint32_t)tape->mask + 1u);
    }
}

void mdl_tape_end(struct mdl_tape *tape)
{
    uint32_t rest = (uint32_t)(tape->count & tape->mask);

    if (tape->options.take != NULL && rest > 0) {
        tape->options.take(tape->options.self, tape->rows, rest);
    }
    tape->acting = &nobody;
}

uint64_t mdl_tape_count(const struct mdl_tape *tape)
{
    return tape->count;
}

uint64_t mdl_tape_lost(const struct mdl_tape *tape)
{
    return tape->count > tape->mask ? tape->count - tape->mask - 1u : 0;
}

const struct mdl_tape_row *mdl_tape_at(const struct mdl_tape *tape, uint64_t n)
{
    SIM_ASSERT(n < tape->count && n >= mdl_tape_lost(tape));
    return &tape->rows[n & tape->mask];
}

const char *mdl_tape_name(unsigned kind)
{
    static const char *const names[] = {
#define X(id) #id,
        MDL_TAPE_KINDS(X)
#undef X
    };

    SIM_ASSERT(kind < MDL_TAPE_KIND_COUNT);
    return names[kind];
}
