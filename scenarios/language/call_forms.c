/*
 * The map forms of the arguments of DDIs.
 */
#include "scenarios/language/call_forms.h"

#include <string.h>

#include "scenarios/language/names.h"
#include "sim/base/check.h"

static const struct scn_call_form forms[] = {
    [MDL_ARGUMENT_NOTHING] = {0, "", {NULL}, {NULL}},
    [MDL_ARGUMENT_INTERRUPT] = {SCN_NAMES_KIND(INTERRUPT), "interrupt", {"interrupt"}, {NULL}},
    [MDL_ARGUMENT_DPC] = {SCN_NAMES_KIND(DPC), "DPC", {"dpc"}, {NULL}},
    [MDL_ARGUMENT_WORK_ITEM] = {SCN_NAMES_KIND(WORK_ITEM), "work item", {"work_item"},
                                {"mistake", "paging_io"}},
    [MDL_ARGUMENT_LOCK] = {SCN_NAMES_KIND(LOCK), "lock", {"lock", "resource"}, {"timeout", "wait"}},
    [MDL_ARGUMENT_EVENT] = {SCN_NAMES_KIND(EVENT), "event", {"event", "semaphore"},
                            {"count", "increment", "wait"}},
    [MDL_ARGUMENT_WAITABLE] = {SCN_NAMES_WAITED, "waitable object",
                               {"event", "object", "semaphore", "mutex", "timer", "thread"},
                               {"timeout"}},
    [MDL_ARGUMENT_DURATION] = {0, "duration", {"duration"}, {NULL}},
    [MDL_ARGUMENT_TIMER] = {SCN_NAMES_KIND(TIMER), "timer", {"timer"}, {"due"}},
    [MDL_ARGUMENT_TIMER_STOP] = {SCN_NAMES_KIND(TIMER), "timer", {"timer"}, {"wait"}},
    [MDL_ARGUMENT_REQUEUE] = {0, "truth value", {"requeue"}, {NULL}},
    [MDL_ARGUMENT_SCOPE] = {SCN_NAMES_KIND(QUEUE), "I/O queue", {"queue"}, {NULL}},
    [MDL_ARGUMENT_CALLED] = {0, "callback", {"callback"}, {NULL}},
    [MDL_ARGUMENT_TARGET] = {SCN_NAMES_KIND(TARGET), "target", {"target"},
                             {"service", "timeout", "completion", "action"}},
    [MDL_ARGUMENT_QUEUE] = {SCN_NAMES_KIND(QUEUE), "queue", {"queue"}, {NULL}},
    [MDL_ARGUMENT_KIND] = {0, "kind of request", {"kind"}, {"status"}},
    [MDL_ARGUMENT_IRQL] = {0, "level", {"level"}, {NULL}},
    [MDL_ARGUMENT_WAITABLES] = {0, "list of objects", {"objects"}, {"type", "timeout"}},
    [MDL_ARGUMENT_THREAD] = {SCN_NAMES_KIND(THREAD), "thread", {"thread"}, {NULL}},
    [MDL_ARGUMENT_NUMBER] = {0, "number", {"priority", "increment"}, {"thread"}},
    [MDL_ARGUMENT_SYNCHRONIZE] = {SCN_NAMES_KIND(INTERRUPT), "interrupt", {"interrupt"},
                                  {"callback"}},
    [MDL_ARGUMENT_OBJECT] = {SCN_NAMES_KIND(WORK_ITEM) | SCN_NAMES_KIND(INTERRUPT)
                                 | SCN_NAMES_KIND(DPC) | SCN_NAMES_KIND(TIMER)
                                 | SCN_NAMES_KIND(QUEUE) | SCN_NAMES_KIND(TARGET)
                                 | SCN_NAMES_KIND(LOCK),
                             "framework object", {"object"}, {NULL}},
    [MDL_ARGUMENT_MEMORY] = {SCN_NAMES_KIND(WORK_ITEM), "work item", {"work_item"}, {NULL}},
    [MDL_ARGUMENT_CALLBACK] = {0, "callback", {"callback"}, {NULL}},
    [MDL_ARGUMENT_DPC_CANCEL] = {SCN_NAMES_KIND(DPC), "DPC", {"dpc"}, {"wait"}},
    [MDL_ARGUMENT_DPC_IMPORTANCE] = {SCN_NAMES_KIND(DPC), "DPC", {"dpc"}, {"importance"}},
    [MDL_ARGUMENT_DPC_PROCESSOR] = {SCN_NAMES_KIND(DPC), "DPC", {"dpc"}, {"processor"}},
};

static const struct scn_call_key keys[] = {
    {"timeout", SCN_TYPE_DURATION, {NULL}},
    {"due", SCN_TYPE_DURATION, {NULL}},
    {"service", SCN_TYPE_LAW, {NULL}},
    {"wait", SCN_TYPE_TRUTH, {NULL}},
    {"requeue", SCN_TYPE_TRUTH, {NULL}},
    {"paging_io", SCN_TYPE_TRUTH, {NULL}},
    {"count", SCN_TYPE_WHOLE, {NULL}},
    {"increment", SCN_TYPE_TEXT, {NULL}},
    {"priority", SCN_TYPE_WHOLE, {NULL}},
    {"processor", SCN_TYPE_WHOLE, {NULL}},
    {"callback", SCN_TYPE_STEPS, {NULL}},
    {"completion", SCN_TYPE_STEPS, {NULL}},
    {"objects", SCN_TYPE_LIST, {NULL}},
    {"importance", SCN_TYPE_WORD, {"low", "medium", "medium_high", "high"}},
    {"type", SCN_TYPE_WORD, {"WaitAny", "WaitAll"}},
    {"action", SCN_TYPE_WORD, {"cancel", "leave", "wait"}},
};

const struct scn_call_form *scn_call_forms_row(enum mdl_argument argument)
{
    SIM_ASSERT((size_t)argument < sizeof forms / sizeof forms[0]);
    return &forms[argument];
}

const struct scn_call_key *scn_call_forms_key(const char *name)
{
    static const struct scn_call_key other = {NULL, SCN_TYPE_NAME, {NULL}};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i].name, name) == 0) {
            return &keys[i];
        }
    }
    return &other;
}
