/*
 * Perfetto's protobuf; see the header.
 *
 * A file is a sequence of packets: first a descriptor per track, then the events in order of time.
 * A name is written once, in the packet of the first event that bears it; later ones refer to it
 * by number. Field numbers are those of Perfetto's track_event.proto and
 * its neighbours.
 */
#include "reports/render/perfetto.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "sim/base/text.h"

enum { VARINT = 0, FIXED64 = 1, BYTES = 2 };

enum {
    TRACE_PACKET = 1,
    PACKET_TIMESTAMP = 8, PACKET_SEQUENCE = 10, PACKET_EVENT = 11, PACKET_INTERNED = 12,
    PACKET_FLAGS = 13, PACKET_DESCRIPTOR = 60,
    FLAG_CLEARED = 1, FLAG_NEEDS_STATE = 2,
    DESCRIPTOR_UUID = 1, DESCRIPTOR_NAME = 2, DESCRIPTOR_PROCESS = 3, DESCRIPTOR_PARENT = 5,
    DESCRIPTOR_COUNTER = 8, DESCRIPTOR_ORDERING = 11, DESCRIPTOR_RANK = 12, ORDERING_EXPLICIT = 3,
    PROCESS_PID = 1, PROCESS_NAME = 6,
    EVENT_TYPE = 9, EVENT_NAME_IID = 10, EVENT_TRACK = 11, EVENT_VALUE = 30, EVENT_FLOW = 47,
    EVENT_LAST_FLOW = 48,
    TYPE_BEGIN = 1, TYPE_END = 2, TYPE_INSTANT = 3, TYPE_COUNTER = 4,
    INTERNED_EVENT_NAMES = 2, NAME_IID = 1, NAME_TEXT = 2
};

#define UUID_BASE UINT64_C(0x7774000000000000) /* 'wt': not what a system would choose */

/* ---- protobuf -------------------------------------------------------------------------------- */

static void add_varint(struct sim_text *out, uint64_t value)
{
    char bytes[10];
    size_t n = 0;

    do {
        bytes[n++] = (char)((value & 0x7fu) | (value > 0x7fu ? 0x80u : 0u));
        value >>= 7;
    } while (value > 0);
    sim_text_add_bytes(out, bytes, n);
}

static void add_key(struct sim_text *out, unsigned field, unsigned type)
{
    add_varint(out, (uint64_t)field << 3 | type);
}

static void add_number(struct sim_text *out, unsigned field, uint64_t value)
{
    add_key(out, field, VARINT);
    add_varint(out, value);
}

static void add_fixed(struct sim_text *out, unsigned field, uint64_t value)
{
    char bytes[8];

    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (char)(value >> (8u * i) & 0xffu);
    }
    add_key(out, field, FIXED64);
    sim_text_add_bytes(out, bytes, sizeof bytes);
}

static void add_block(struct sim_text *out, unsigned field, const char *bytes, size_t length)
{
    add_key(out, field, BYTES);
    add_varint(out, length);
    sim_text_add_bytes(out, bytes, length);
}

static void add_string(struct sim_text *out, unsigned field, const char *text)
{
    add_block(out, field, text, strlen(text));
}

/* What stands in `inner` becomes a message of `out`; inner is empty again. */
static void add_message(struct sim_text *out, unsigned field, struct sim_text *inner)
{
    add_block(out, field, inner->length == 0 ? "" : inner->data, inner->length);
    sim_text_clear(inner);
}

/* ---- packets --------------------------------------------------------------------------------- */

struct writer {
    struct sim_text *out;
    const struct rpt_tracks *t;
    struct sim_text packet, message, inner;
    bool *known;                      /* names that were written */
    bool begun;
};

static uint64_t uuid(uint32_t track)
{
    return UUID_BASE + track + 1u;
}

/* The track of a run, which is the parent of its others. */
static uint32_t root_of(const struct rpt_tracks *t, uint32_t run)
{
    uint32_t track = 0;

    while (t->tracks[track].kind != RPT_TRACKS_RUN || t->tracks[track].run != run) {
        track++;
    }
    return track;
}

static void end_packet(struct writer *w, unsigned flags)
{
    add_number(&w->packet, PACKET_SEQUENCE, 1);
    add_number(&w->packet, PACKET_FLAGS, w->begun ? flags : FLAG_CLEARED | flags);
    w->begun = true;
    add_message(w->out, TRACE_PACKET, &w->packet);
}

static void write_track(struct writer *w, uint32_t number)
{
    const struct rpt_tracks_track *track = &w->t->tracks[number];

    add_number(&w->message, DESCRIPTOR_UUID, uuid(number));
    if (track->kind == RPT_TRACKS_RUN) {
        add_number(&w->inner, PROCESS_PID, track->run + 1u);
        add_string(&w->inner, PROCESS_NAME, track->name);
        add_message(&w->message, DESCRIPTOR_PROCESS, &w->inner);
        add_number(&w->message, DESCRIPTOR_ORDERING, ORDERING_EXPLICIT);
    } else {
        add_string(&w->message, DESCRIPTOR_NAME, track->name);
        add_number(&w->message, DESCRIPTOR_PARENT, uuid(root_of(w->t, track->run)));
        add_number(&w->message, DESCRIPTOR_RANK, track->rank);
    }
    if (track->kind == RPT_TRACKS_COUNTER) {
        add_message(&w->message, DESCRIPTOR_COUNTER, &w->inner);
    }
    add_message(&w->packet, PACKET_DESCRIPTOR, &w->message);
    end_packet(w, 0);
}

/* The name of an event, written with it if it is new. */
static void write_name(struct writer *w, uint32_t name)
{
    if (w->known[name]) {
        return;
    }
    w->known[name] = true;
    add_number(&w->inner, NAME_IID, name + 1u);
    add_string(&w->inner, NAME_TEXT, w->t->names.strings[name]);
    add_message(&w->message, INTERNED_EVENT_NAMES, &w->inner);
    add_message(&w->packet, PACKET_INTERNED, &w->message);
}

static void write_event(struct writer *w, const struct rpt_tracks_event *event)
{
    static const unsigned types[] = {
        [RPT_TRACKS_BEGIN] = TYPE_BEGIN, [RPT_TRACKS_END] = TYPE_END,
        [RPT_TRACKS_INSTANT] = TYPE_INSTANT, [RPT_TRACKS_VALUE] = TYPE_COUNTER};
    bool named = event->kind == RPT_TRACKS_BEGIN || event->kind == RPT_TRACKS_INSTANT;

    add_number(&w->packet, PACKET_TIMESTAMP, event->at);
    if (named) {
        write_name(w, event->name);
    }
    add_number(&w->message, EVENT_TYPE, types[event->kind]);
    add_number(&w->message, EVENT_TRACK, uuid(event->track));
    if (named) {
        add_number(&w->message, EVENT_NAME_IID, event->name + 1u);
    }
    if (event->kind == RPT_TRACKS_VALUE) {
        add_number(&w->message, EVENT_VALUE, event->value);
    }
    for (unsigned i = 0; i < event->flow_count; i++) {
        add_fixed(&w->message,
                  event->roles[i] & RPT_TRACKS_ENDS ? EVENT_LAST_FLOW : EVENT_FLOW,
                  event->flows[i]);
    }
    add_message(&w->packet, PACKET_EVENT, &w->message);
    end_packet(w, FLAG_NEEDS_STATE);
}

void rpt_perfetto(struct sim_text *bytes, const struct rpt_tracks *tracks)
{
    struct writer w = {.out = bytes, .t = tracks};

    sim_text_init(&w.packet);
    sim_text_init(&w.message);
    sim_text_init(&w.inner);
    w.known = mdl_growth_resize(NULL, 0, tracks->names.count + 1u, sizeof *w.known);
    for (uint32_t i = 0; i < tracks->track_count; i++) {
        write_track(&w, i);
    }
    for (uint32_t i = 0; i < tracks->event_count; i++) {
        write_event(&w, &tracks->events[i]);
    }
    free(w.known);
    sim_text_deinit(&w.packet);
    sim_text_deinit(&w.message);
    sim_text_deinit(&w.inner);
}

uint64_t rpt_perfetto_size(const struct rpt_tracks *tracks)
{
    return (uint64_t)tracks->event_count * 36u + (uint64_t)tracks->names.count * 40u +
           (uint64_t)tracks->track_count * 60u;
}
