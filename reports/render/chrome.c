/* Chrome's JSON; see the header. */
#include "reports/render/chrome.h"

#include <inttypes.h>

#include "sim/base/text.h"

static void add_comma(struct sim_text *text, bool *first)
{
    sim_text_add(text, *first ? "\n" : ",\n");
    *first = false;
}

/* '12.345' us of 12,345 ns. */
static void add_time(struct sim_text *text, sim_instant at)
{
    sim_text_print(text, "\"ts\":%" PRIu64 ".%03" PRIu64, at / 1000u, at % 1000u);
}

static void add_place(struct sim_text *text, const struct rpt_tracks *t, uint32_t track)
{
    sim_text_print(text, "\"pid\":%" PRIu32 ",\"tid\":%" PRIu32, t->tracks[track].run + 1u,
                   track + 1u);
}

static void add_track(struct sim_text *text, const struct rpt_tracks *t, uint32_t track,
                      bool *first)
{
    const struct rpt_tracks_track *one = &t->tracks[track];

    if (one->kind == RPT_TRACKS_COUNTER) {
        return;                       /* its events bear its name */
    }
    add_comma(text, first);
    sim_text_print(text, "{\"ph\":\"M\",\"name\":\"%s\",",
                   one->kind == RPT_TRACKS_RUN ? "process_name" : "thread_name");
    add_place(text, t, track);
    sim_text_add(text, ",\"args\":{\"name\":");
    sim_text_json(text, one->name);
    sim_text_add(text, "}}");
    if (one->kind == RPT_TRACKS_SLICES) {
        add_comma(text, first);
        sim_text_add(text, "{\"ph\":\"M\",\"name\":\"thread_sort_index\",");
        add_place(text, t, track);
        sim_text_print(text, ",\"args\":{\"sort_index\":%" PRIu32 "}}", one->rank);
    }
}

static void add_flow(struct sim_text *text, const struct rpt_tracks *t,
                     const struct rpt_tracks_event *event, unsigned i, bool *first)
{
    unsigned role = event->roles[i] & (RPT_TRACKS_FIRST | RPT_TRACKS_LAST);

    if (role == (RPT_TRACKS_FIRST | RPT_TRACKS_LAST)) {
        return;                       /* it leads nowhere */
    }
    add_comma(text, first);
    sim_text_print(text, "{\"ph\":\"%s\",\"name\":\"cause\",\"cat\":\"cause\",\"id\":%" PRIu64 ",",
                   role == RPT_TRACKS_FIRST  ? "s"
                   : role == RPT_TRACKS_LAST ? "f\",\"bp\":\"e"
                                             : "t",
                   event->flows[i]);
    add_time(text, event->at);
    sim_text_add_char(text, ',');
    add_place(text, t, event->track);
    sim_text_add_char(text, '}');
}

static void add_event(struct sim_text *text, const struct rpt_tracks *t,
                      const struct rpt_tracks_event *event, bool *first)
{
    static const char *const phases[] = {
        [RPT_TRACKS_BEGIN] = "B", [RPT_TRACKS_END] = "E", [RPT_TRACKS_INSTANT] = "i",
        [RPT_TRACKS_VALUE] = "C"};

    add_comma(text, first);
    sim_text_print(text, "{\"ph\":\"%s\",", phases[event->kind]);
    add_time(text, event->at);
    sim_text_add_char(text, ',');
    add_place(text, t, event->track);
    if (event->kind != RPT_TRACKS_END) {
        sim_text_add(text, ",\"name\":");
        sim_text_json(text, event->kind == RPT_TRACKS_VALUE ? t->tracks[event->track].name
                                                            : t->names.strings[event->name]);
    }
    if (event->kind == RPT_TRACKS_VALUE) {
        sim_text_print(text, ",\"args\":{\"value\":%" PRIu32 "}", event->value);
    } else if (event->kind == RPT_TRACKS_INSTANT) {
        sim_text_add(text, ",\"s\":\"t\"");
    }
    sim_text_add_char(text, '}');
    for (unsigned i = 0; i < event->flow_count; i++) {
        add_flow(text, t, event, i, first);
    }
}

void rpt_chrome(struct sim_text *text, const struct rpt_tracks *tracks)
{
    bool first = true;

    sim_text_add(text, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
    for (uint32_t i = 0; i < tracks->track_count; i++) {
        add_track(text, tracks, i, &first);
    }
    for (uint32_t i = 0; i < tracks->event_count; i++) {
        add_event(text, tracks, &tracks->events[i], &first);
    }
    sim_text_add(text, "\n]}\n");
}
