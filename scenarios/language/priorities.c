/* Priorities and quanta; see the header. */
#include "scenarios/language/priorities.h"

#include "scenarios/language/build.h"
#include "scenarios/language/diags.h"

enum { UNITS_PER_TICK = 3, IDLE_CLASS_UNITS = 6 };

/* T6: background, then foreground by separation. */
static const uint8_t quanta[][4] = {
    {6, 6, 12, 18},                   /* short_variable */
    {12, 12, 24, 36},                 /* long_variable  */
    {18, 18, 18, 18},                 /* short_fixed    */
    {36, 36, 36, 36},                 /* long_fixed     */
};

enum { QUANTA_COUNT = sizeof quanta / sizeof quanta[0] };

static uint32_t quanta_of(struct scn_build *b, const struct scn_view *machine)
{
    uint32_t index;

    if (scn_view_node(machine, SCN_KEY_MACHINE_quanta) != NULL
        && scn_view_word(machine, SCN_KEY_MACHINE_quanta, &index)) {
        return index;
    }
    index = 0;
    while (index + 1 < QUANTA_COUNT
           && quanta[index][0] != b->profile.quantum_ticks * UNITS_PER_TICK) {
        index++;
    }
    return index;
}

void scn_priorities_machine(struct scn_build *b, const struct scn_view *machine)
{
    uint32_t index = quanta_of(b, machine);
    int64_t value;

    scn_view_whole(machine, SCN_KEY_MACHINE_separation, 0, 2, &value);
    b->separation = (uint8_t)value;
    b->foreground_units = quanta[index][1 + value];
    b->profile.quantum_ticks = quanta[index][0] / UNITS_PER_TICK;
    scn_view_whole_or(machine, SCN_KEY_MACHINE_quantum, 1, 100000, b->profile.quantum_ticks,
                      &value);
    b->profile.quantum_ticks = (uint32_t)value;
}

/* T1: class and relative priority together. */
static uint8_t base_of(uint8_t class_base, uint32_t relative)
{
    static const int8_t deltas[] = {0, 0, 1, 2, -1, -2};   /* 0 and 6 stand for fixed values */
    bool real_time = class_base >= 16;

    switch (relative) {
    case 0:                           /* time_critical */
        return real_time ? 31 : 15;
    case 6:                           /* idle          */
        return real_time ? 16 : 1;
    default:
        return (uint8_t)(class_base + deltas[relative]);
    }
}

static uint8_t read_class(const struct scn_view *v, struct mdl_thread *thread)
{
    static const uint8_t bases[] = {4, 6, 8, 10, 13, 24}; /* idle to real_time */
    uint32_t class_index = 2, relative = 1;

    scn_view_word(v, SCN_KEY_THREAD_class, &class_index);
    scn_view_word(v, SCN_KEY_THREAD_relative, &relative);
    thread->process_base = bases[class_index];
    if (class_index == 0) {
        thread->quantum = IDLE_CLASS_UNITS;
    }
    return base_of(bases[class_index], relative);
}

void scn_priorities_thread(const struct scn_view *v, struct mdl_thread *thread)
{
    const struct scn_node *written = scn_view_node(v, SCN_KEY_THREAD_priority);
    struct scn_view other = *v;       /* the way that is not taken has no place in the file */
    bool foreground;
    int64_t priority;
    uint8_t base;

    other.place = NULL;
    base = read_class(written != NULL ? &other : v, thread);
    scn_view_whole_or(written != NULL ? v : &other, SCN_KEY_THREAD_priority, 1, 31, base,
                      &priority);
    if (written != NULL && (scn_view_node(v, SCN_KEY_THREAD_class) != NULL
                            || scn_view_node(v, SCN_KEY_THREAD_relative) != NULL)) {
        scn_diags_add(v->build->diags, SCN_S_COMBINATION, written->at, NULL,
                      "a thread has either a 'priority' or a 'class' with 'relative'");
    }
    thread->priority = (uint8_t)priority;
    scn_view_truth(v, SCN_KEY_THREAD_foreground, &foreground);
    if (foreground) {
        thread->quantum = v->build->foreground_units;
        thread->separation = v->build->separation;
    }
}
