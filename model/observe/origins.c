/* Origins: requests and timers. */
#include "model/observe/origins.h"

#include "model/observe/inside.h"
#include "model/observe/observed.h"

void mdl_origins_arrived(struct mdl_record *r, uint64_t at, mdl_stream_id stream)
{
    if (mdl_inside_counts(r, at)) {
        r->streams[stream].offered++;
    }
}

/* With the ledger on, who keeps it says so too, and who was the culprit (trips.h). */
static void starve(struct mdl_record *r, uint64_t at, mdl_stream_id stream, uint64_t arrived_at,
                   bool open)
{
    const struct mdl_observed what = {.series = r->streams[stream].latency,
                                      .threshold_ns = r->starvation_ns,
                                      .open = open};

    mdl_observed_close(r, &what, arrived_at, at - arrived_at, false, MDL_NONE);
}

void mdl_origins_finished(struct mdl_record *r, uint64_t at, mdl_stream_id stream,
                          uint64_t arrived_at)
{
    struct mdl_inside_stream *s = &r->streams[stream];

    if (at - arrived_at > r->starvation_ns && !r->ledger_on) {
        starve(r, at, stream, arrived_at, false);
    }
    if (mdl_inside_counts(r, arrived_at)) {
        s->finished++;
    }
    if (s->latencies != NULL) {
        mdl_tally_note(&r->tally, s->latencies, arrived_at, at - arrived_at);
    }
}

void mdl_origins_lost(struct mdl_record *r, mdl_stream_id stream, uint64_t arrived_at)
{
    struct mdl_inside_stream *s = &r->streams[stream];

    if (mdl_inside_counts(r, arrived_at)) {
        s->lost++;
        if (s->latency != MDL_NONE) {
            r->tally.series[s->latency].lost++;
        }
    }
}

void mdl_origins_waiting(struct mdl_record *r, uint64_t at, mdl_stream_id stream,
                         uint64_t arrived_at)
{
    struct mdl_inside_stream *s = &r->streams[stream];

    mdl_tally_censor(&r->tally, s->latency, arrived_at, at);
    if (at - arrived_at > r->starvation_ns && !r->ledger_on) {
        starve(r, at, stream, arrived_at, true);
    }
    if (mdl_inside_counts(r, arrived_at)) {
        s->waiting++;
    }
}

void mdl_origins_expired(struct mdl_record *r, uint64_t at, mdl_timer_id timer, uint64_t due_at)
{
    mdl_tally_observe(&r->tally, r->timer_series[timer], due_at, at - due_at);
}
