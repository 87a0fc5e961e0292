/*
 * The timeline.
 *
 * Entries are kept in the order of their times, those of one time as they are written. A device
 * whose driver wants to know when it starts is started at 0, before everything that is written;
 * one that an entry starts first is not there until then.
 */
#include "scenarios/language/timeline.h"

#include <string.h>

#include "model/rules/pnp.h"
#include "scenarios/language/canonical.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/names.h"
#include "scenarios/language/pnp.h"
#include "scenarios/language/settings.h"
#include "scenarios/language/suggest.h"
#include "sim/base/arena.h"

/* Names here are full paths: nobody's device is meant. */
static const struct scn_driver nobody = {.name = "", .prefix = ""};

static void add(struct scn_build *b, uint64_t at, enum mdl_happening_kind kind, uint32_t object,
                uint32_t number, uint8_t power)
{
    *(struct mdl_happening *)scn_build_push(b, &b->happenings) = (struct mdl_happening){
        .at = at, .object = object, .kind = (uint8_t)kind, .number = number, .power = power,
        .next = MDL_NONE};
}

static const struct scn_symbol *find(struct scn_build *b, const struct scn_node *node,
                                     unsigned kind, const char *noun, const char *user)
{
    const struct scn_names_wanted wanted = {kind, noun, user};

    if (node->kind != SCN_TREE_SCALAR || node->text[0] == '\0') {
        scn_diags_add(b->diags, SCN_S_WRONG_TYPE, node->at, NULL, "'%s' takes the name of %s",
                      user, scn_names_a(b, noun));
        return NULL;
    }
    return scn_names_find(b, &nobody, node, node->text, &wanted);
}

static void read_assert(struct scn_build *b, const struct scn_node *node, uint64_t at)
{
    const struct scn_symbol *line = find(b, node, SCN_NAMES_KIND(INTERRUPT), "interrupt", "assert");

    if (line != NULL) {
        add(b, at, MDL_HAPPENING_ASSERT, line->id, 0, 0);
    }
}

static void read_operation(struct scn_build *b, const struct scn_node *node, uint64_t at,
                           enum scn_key key, enum mdl_operation operation, uint8_t power)
{
    const struct scn_symbol *device = find(b, node, SCN_NAMES_KIND(DEVICE), "device",
                                           scn_schema_row(key)->name);

    if (device != NULL) {
        add(b, at, MDL_HAPPENING_OPERATION, device->id, operation, power);
    }
}

static void read_set_power(struct scn_build *b, const struct scn_node *node, uint64_t at)
{
    struct scn_view v;
    uint32_t state = 0;

    if (!scn_view_open(b, node, SCN_SECTION_SET_POWER, "timeline[].set_power", &v)
        || scn_view_node(&v, SCN_KEY_SET_POWER_device) == NULL
        || scn_view_node(&v, SCN_KEY_SET_POWER_state) == NULL
        || !scn_view_word(&v, SCN_KEY_SET_POWER_state, &state)) {
        return;
    }
    read_operation(b, scn_view_node(&v, SCN_KEY_SET_POWER_device), at, SCN_KEY_TIMELINE_set_power,
                   state == 0 ? MDL_OPERATION_POWER_UP : MDL_OPERATION_POWER_DOWN,
                   (uint8_t)state);
}

static void read_set(struct scn_build *b, const struct scn_node *node, uint64_t at)
{
    uint32_t first = b->settings.count;
    uint32_t count = scn_settings_read(b, node, at);

    add(b, at, MDL_HAPPENING_SET, first, count, 0);
}

static const struct scn_driver *find_driver(struct scn_build *b, const struct scn_node *node)
{
    struct scn_suggest near = {.wanted = node->text};

    for (uint32_t i = 0; i < b->drivers.count; i++) {
        const struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, i);

        if (driver->name[0] != '\0' && strcmp(driver->name, node->text) == 0
            && driver->device != MDL_NONE) {
            return driver;            /* as its first device sees it */
        }
        if (driver->name[0] != '\0') {
            scn_suggest_offer(&near, driver->name);
        }
    }
    scn_diags_add(b->diags, SCN_S_DANGLING_NAME, node->at, NULL, "no driver is called '%s'",
                  scn_diags_quote(b->diags, node->text));
    if (near.best != NULL) {
        scn_diags_label(b->diags, "meant '%s'?", near.best);
    }
    return NULL;
}

/* Its devices go in reverse order; then the first one's thread unloads the driver. */
static void read_unload(struct scn_build *b, const struct scn_node *node, uint64_t at)
{
    const struct scn_driver *driver;

    if (node->kind != SCN_TREE_SCALAR) {
        scn_diags_add(b->diags, SCN_S_WRONG_TYPE, node->at, NULL,
                      "'unload' takes the name of a driver");
        return;
    }
    driver = find_driver(b, node);
    if (driver == NULL) {
        return;
    }
    const struct mdl_device *device = SCN_AT(struct mdl_device, b->devices, driver->device);

    for (uint32_t i = device->driver_count; i-- > 0;) {
        add(b, at, MDL_HAPPENING_OPERATION, driver->device + i, MDL_OPERATION_REMOVE, 0);
    }
    add(b, at, MDL_HAPPENING_OPERATION, driver->device, MDL_OPERATION_UNLOAD, 0);
}

static void read_action(struct scn_build *b, enum scn_key key, const struct scn_node *node,
                        uint64_t at)
{
    switch (key) {
    case SCN_KEY_TIMELINE_assert:
        read_assert(b, node, at);
        break;
    case SCN_KEY_TIMELINE_start_device:
        read_operation(b, node, at, key, MDL_OPERATION_START, 0);
        break;
    case SCN_KEY_TIMELINE_stop_device:
        read_operation(b, node, at, key, MDL_OPERATION_STOP, 3);
        break;
    case SCN_KEY_TIMELINE_remove_device:
        read_operation(b, node, at, key, MDL_OPERATION_REMOVE, 3);
        break;
    case SCN_KEY_TIMELINE_surprise_remove:
        read_operation(b, node, at, key, MDL_OPERATION_SURPRISE, 3);
        break;
    case SCN_KEY_TIMELINE_set_power:
        read_set_power(b, node, at);
        break;
    case SCN_KEY_TIMELINE_set:
        read_set(b, node, at);
        break;
    default:
        read_unload(b, node, at);
    }
}

/* One action stands beside 'at'. */
static bool find_action(const struct scn_view *v, enum scn_key *ret_key)
{
    struct scn_build *b = v->build;
    uint32_t count, found = 0;
    uint32_t first = scn_schema_first(SCN_SECTION_TIMELINE, &count);

    for (uint32_t i = first; i < first + count; i++) {
        const struct scn_node *node = scn_view_node(v, (enum scn_key)i);

        if (i == SCN_KEY_TIMELINE_at || node == NULL) {
            continue;
        }
        if (found++ > 0) {
            scn_diags_add(b->diags, SCN_S_COMBINATION, node->at, NULL,
                          "an entry of the timeline does one thing; begin another one with its own "
                          "'at'");
            return false;
        }
        *ret_key = (enum scn_key)i;
    }
    if (found == 0 && v->map->count <= 1) {
        scn_diags_add(b->diags, SCN_S_MISSING_KEY, v->map->at, NULL,
                      "what happens then? as in {at: 30s, remove_device: disk.disk0}");
    }
    return found == 1;
}

static void read_entry(struct scn_build *b, const struct scn_node *node)
{
    struct scn_view v;
    enum scn_key key = SCN_KEY_COUNT;
    bool assumed;
    uint64_t at;

    if (!scn_view_open(b, node, SCN_SECTION_TIMELINE, "timeline", &v) || v.map == NULL
        || !find_action(&v, &key)) {
        return;
    }
    const struct scn_node *when = scn_view_node(&v, SCN_KEY_TIMELINE_at);

    if (b->is_variant && key == SCN_KEY_TIMELINE_set) {
        return;
    }
    if (when == NULL || !scn_values_duration(&b->values, when, &at, &assumed)) {
        return;
    }
    if (at >= b->scenario->plan.duration_ns) {
        scn_diags_add(b->diags, SCN_S_NO_EFFECT, when->at, NULL,
                      "the run ends at %s: this never happens",
                      scn_values_text_duration(b->arena, b->scenario->plan.duration_ns));
    }
    read_action(b, key, scn_view_node(&v, key), at);
}

/* By time; entries of one time stay as they are. */
static void sort(struct scn_build *b)
{
    for (uint32_t i = 1; i < b->happenings.count; i++) {
        struct mdl_happening moved = *SCN_AT(struct mdl_happening, b->happenings, i);
        uint32_t k = i;

        while (k > 0 && SCN_AT(struct mdl_happening, b->happenings, k - 1)->at > moved.at) {
            *SCN_AT(struct mdl_happening, b->happenings, k) =
                *SCN_AT(struct mdl_happening, b->happenings, k - 1);
            k--;
        }
        *SCN_AT(struct mdl_happening, b->happenings, k) = moved;
    }
}

/* The operations on each device, one after the other. */
static void chain(struct scn_build *b)
{
    for (uint32_t i = b->happenings.count; i-- > 0;) {
        struct mdl_happening *h = SCN_AT(struct mdl_happening, b->happenings, i);

        if (h->kind == MDL_HAPPENING_OPERATION) {
            struct mdl_device *device = SCN_AT(struct mdl_device, b->devices, h->object);

            h->next = device->operation_first;
            device->operation_first = i;
            device->starts_absent = h->number == MDL_OPERATION_START;
        }
    }
}

/* Those whose driver has callbacks for it, unless an entry does it. */
static void start_devices(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->drivers.count; i++) {
        const struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, i);

        if (driver->device == MDL_NONE || !scn_pnp_starts(driver)) {
            continue;
        }
        const struct mdl_device *device = SCN_AT(struct mdl_device, b->devices, driver->device);

        if (device->operation_first == MDL_NONE || !device->starts_absent) {
            add(b, 0, MDL_HAPPENING_OPERATION, driver->device, MDL_OPERATION_START, 0);
        }
    }
}

#define ENTRIES_MAX 10000u

void scn_timeline_read(struct scn_build *b, const struct scn_view *root)
{
    const struct scn_node *list = scn_view_node(root, SCN_KEY_ROOT_timeline);
    struct scn_vector written;

    if (list != NULL && list->kind != SCN_TREE_LIST) {
        scn_diags_add(b->diags, SCN_S_WRONG_TYPE, list->at, NULL,
                      "'timeline' is a list: [{at: 30s, remove_device: disk.disk0}, ...]");
        list = NULL;
    }
    if (list != NULL && list->count > ENTRIES_MAX) {
        scn_diags_add(b->diags, SCN_S_OUT_OF_RANGE, list->at, NULL,
                      "a timeline has at most %u entries", ENTRIES_MAX);
        return;
    }
    for (uint32_t i = 0; list != NULL && i < list->count; i++) {
        read_entry(b, list->items[i]);
    }
    if (list != NULL && !b->is_variant) {
        scn_view_record(root, SCN_KEY_ROOT_timeline);
    }
    sort(b);
    chain(b);
    written = b->happenings;
    b->happenings = (struct scn_vector){.size = written.size};
    start_devices(b);
    for (uint32_t i = 0; i < written.count; i++) {
        *(struct mdl_happening *)scn_build_push(b, &b->happenings) =
            *SCN_AT(struct mdl_happening, written, i);
    }
    for (uint32_t i = 0; i < b->devices.count; i++) {
        SCN_AT(struct mdl_device, b->devices, i)->operation_first = MDL_NONE;
    }
    chain(b);
}
