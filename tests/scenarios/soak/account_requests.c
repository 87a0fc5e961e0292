/*
 * Requests: what each waited for, in whichever hands it was.
 *
 * When a request is passed on with a call, comes to a place or is taken from one, a leg of it
 * begins, with the bill of all that it went through until then. When somebody passes it on or
 * finishes it, what it waited for since is looked up by where it came from: what the call waited
 * that brought it and what its routine did after that, what the assertion waited after which an
 * ISR asked its device, or the place where it was put.
 */
#include "tests/scenarios/soak/account_inside.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/tell_places.h"
#include "model/observe/trips_legs.h"

enum kind { PASSED, STAYS, GOT };
enum { LEGS_RECORD = MDL_TRIPS_LEGS_MAX, LEGS_CUT = 32, LEGS_MAX = 96 };

#define ARRIVAL UINT32_MAX                     /* instead of a leg */

struct leg {
    enum kind kind;
    uint64_t at;
    struct account_bill bill;         /* since its arrival                      */
    uint32_t from;                    /* the one with which it had come there, or ARRIVAL */
    uint32_t by;                      /* PASSED, GOT: by whom                   */
    uint64_t run;                     /* GOT: by which run,                     */
    uint64_t own_ns;                  /* whose own time then was that,          */
    struct account_bill breaks;       /* and what else it had done              */
    unsigned part;                    /* STAYS: where                           */
    mdl_label_id label;
};

struct account_request {
    uint32_t number;
    uint64_t arrived_at;
    struct leg *legs;
    uint32_t count;
    bool is_many;                     /* so many wait that the record has no place for it     */
    bool is_tied;                     /* two routines passed it on at one instant             */
    bool went_round;                  /* so often that the record puts its legs together */
};

/* What it waited since `leg` (NULL: its arrival), as an addition to the bill of that. */
struct way {
    const struct leg *leg;
    struct account_bill bill;
};

static enum account_class class_of(const struct account_request *q)
{
    return q->went_round ? ACCOUNT_ROUND
           : q->is_many  ? ACCOUNT_MANY
           : q->is_tied  ? ACCOUNT_TIED
                         : ACCOUNT_FOLLOWED;
}

/* ---- legs ------------------------------------------------------------------------------------ */

static struct leg *newest(const struct account_request *q)
{
    return q->count == 0 ? NULL : &q->legs[q->count - 1u];
}

static uint32_t index_of(const struct account_request *q, const struct leg *leg)
{
    return leg == NULL ? ARRIVAL : (uint32_t)(leg - q->legs);
}

static void free_leg(struct leg *leg)
{
    account_bill_free(&leg->bill);
    account_bill_free(&leg->breaks);
}

/* It goes round in circles: its oldest legs are forgotten. */
static void cut(struct account_request *q)
{
    for (uint32_t i = 0; i < LEGS_CUT; i++) {
        free_leg(&q->legs[i]);
    }
    q->count -= LEGS_CUT;
    memmove(q->legs, q->legs + LEGS_CUT, q->count * sizeof *q->legs);
    for (uint32_t i = 0; i < q->count; i++) {
        uint32_t from = q->legs[i].from;

        q->legs[i].from = from == ARRIVAL || from < LEGS_CUT ? ARRIVAL : from - LEGS_CUT;
    }
}

static struct leg *add_leg(struct account_request *q, enum kind kind, uint64_t at,
                           const struct leg *from, struct account_bill bill)
{
    uint32_t before = index_of(q, from);

    if (q->count == LEGS_MAX) {
        cut(q);
        before = before == ARRIVAL || before < LEGS_CUT ? ARRIVAL : before - LEGS_CUT;
    }
    q->went_round |= q->count + 1u == LEGS_RECORD;

    q->legs = realloc(q->legs, (q->count + 1u) * sizeof *q->legs);
    if (q->legs == NULL) {
        abort();
    }
    q->legs[q->count] = (struct leg){.kind = kind, .at = at, .bill = bill, .from = before,
                                     .by = MDL_NONE};
    return &q->legs[q->count++];
}

static void forget(struct account_request *q)
{
    for (uint32_t i = 0; i < q->count; i++) {
        free_leg(&q->legs[i]);
    }
    free(q->legs);
    *q = (struct account_request){0};
}

static struct account_request *find(struct account *a, const struct mdl_tape_row *row)
{
    struct account_requests *list = &a->requests[row->object];

    for (uint32_t i = list->count; i-- > 0;) {
        if (list->all[i].number == row->other) {
            return &list->all[i];
        }
    }
    return NULL;
}

static void arrive(struct account *a, const struct mdl_tape_row *row)
{
    struct account_requests *list = &a->requests[row->object];

    if (list->count == list->room) {
        list->room = list->room * 2u + 16u;
        list->all = realloc(list->all, list->room * sizeof *list->all);
        if (list->all == NULL) {
            abort();
        }
    }
    list->all[list->count] =
        (struct account_request){.number = row->other, .arrived_at = row->at};
    list->all[list->count].is_many = row->other - list->all[0].number >= MDL_TRIPS_MAX;
    list->count++;
}

static void take_off(struct account *a, uint32_t stream, struct account_request *q)
{
    struct account_requests *list = &a->requests[stream];

    forget(q);
    *q = list->all[--list->count];
}

/* ---- turns ----------------------------------------------------------------------------------- */

/*
 * Several requests of one run have turns: the turn of one begins when the one before it was let go
 * or passed on. If they are so at the same instant, it is the turn of all of them.
 */
static void take_turn(struct account_run *run, uint64_t at, uint32_t stream, uint32_t number)
{
    bool same = run->stream == stream && run->number == number;

    if (!same && at != run->turn_at) {
        run->begun_ns = run->stream == MDL_NONE ? 0 : run->turn_ns;
    }
    run->turn_at = at;
    run->turn_ns = run->own_ns;
    run->stream = stream;
    run->number = number;
}

/* What a run did since its own time was that: before its turn, and after. */
static void add_run(struct account_bill *bill, const struct account_run *run, uint64_t own_ns)
{
    uint64_t earlier_ns = run->begun_ns > own_ns ? run->begun_ns - own_ns : 0;

    account_bill_charge(bill, MDL_PART_EARLIER, run->label, MDL_STATE_RUNNING, earlier_ns);
    account_bill_charge(bill, MDL_PART_RUN, run->label, MDL_STATE_RUNNING,
                        run->own_ns - own_ns - earlier_ns);
    account_bill_add(bill, &run->breaks, 1);
}

/* ---- where it came from ---------------------------------------------------------------------- */

/* It waits there by itself. */
static void put_place(const struct account *a, struct account_bill *bill, uint32_t stream,
                      const struct leg *leg, uint64_t ns)
{
    const struct mdl_stream *s = &a->plan->streams[stream];

    if (leg != NULL && leg->kind == STAYS) {
        account_bill_charge(bill, leg->part, leg->label, MDL_STATE_NONE, ns);
    } else if (leg == NULL && (s->kind == MDL_STREAM_LINE || s->kind == MDL_STREAM_TARGET)) {
        account_bill_charge(bill, MDL_PART_DEVICE, MDL_NONE, MDL_STATE_NONE, ns);
    } else if (leg == NULL && s->kind == MDL_STREAM_THREAD) {
        account_bill_charge(bill, MDL_PART_THREAD, a->plan->threads[s->owner].label,
                            MDL_STATE_NONE, ns);
    } else {
        account_bill_charge(bill, MDL_PART_ELSEWHERE, MDL_NONE, MDL_STATE_NONE, ns);
    }
}

/* Did this call bring it there? ret_leg: with what it had gone through by then. */
static bool brings(const struct account_request *q, const struct account_wait *call,
                   const struct leg **ret_leg)
{
    for (uint32_t i = q->count; i-- > 0;) {
        *ret_leg = &q->legs[i];
        if (q->legs[i].kind == PASSED && q->legs[i].at == call->started_at &&
            q->legs[i].by == call->by) {
            return true;
        }
    }
    *ret_leg = NULL;
    return call->started_at == q->arrived_at;
}

static bool is_taken(const struct account_request *q, const struct account_run *run,
                     struct way *way)
{
    for (uint32_t i = q->count; i-- > 0;) {
        const struct leg *leg = &q->legs[i];

        if (leg->kind == GOT && leg->run == run->id) {
            way->leg = leg;
            add_run(&way->bill, run, leg->own_ns);
            account_bill_add(&way->bill, &leg->breaks, -1);
            return true;
        }
    }
    return false;
}

static bool is_called(const struct account_request *q, const struct account_run *run,
                      struct way *way)
{
    for (uint32_t i = run->line == MDL_NONE ? run->served_count : 0; i-- > 0;) {
        if (brings(q, &run->served[i], &way->leg)) {
            account_bill_add(&way->bill, &run->served[i].bill, 1);
            add_run(&way->bill, run, 0);
            return true;
        }
    }
    way->leg = NULL;
    return false;
}

/* An ISR has asked its device: after the first assertion since the request was there. */
static bool is_claimed(struct account *a, const struct account_request *q, uint32_t stream,
                       const struct account_run *run, struct way *way)
{
    uint64_t since_at, until_at = run->entered_at;
    const struct account_wait *assertion = NULL;
    const struct leg *leg = NULL;

    for (uint32_t i = q->count; leg == NULL && i-- > 0;) {
        if (q->legs[i].kind != PASSED || q->legs[i].at < run->entered_at) {
            leg = &q->legs[i];        /* the ISR itself may have passed it on since */
        }
    }
    since_at = leg == NULL ? q->arrived_at : leg->at;
    if (run->line == MDL_NONE || (leg != NULL && leg->kind != STAYS) ||
        since_at > run->entered_at) {
        return false;
    }
    for (uint32_t i = 0; i < run->served_count && assertion == NULL; i++) {
        if (run->served[i].started_at >= since_at) {
            assertion = &run->served[i];
            until_at = assertion->started_at;
        }
    }
    way->leg = leg;
    put_place(a, &way->bill, stream, leg, until_at - since_at);
    if (assertion != NULL) {
        account_bill_add(&way->bill, &assertion->bill, 1);
    }
    add_run(&way->bill, run, 0);
    return true;
}

/* A timer's expiry is a request that its routine begins with. */
static bool is_begun(const struct account *a, const struct account_request *q, uint32_t stream,
                     const struct account_run *run, struct way *way)
{
    const struct mdl_stream *s = &a->plan->streams[stream];

    if (s->kind != MDL_STREAM_TIMER || q->arrived_at != run->entered_at ||
        a->plan->timers[s->owner].label != run->label) {
        return false;
    }
    way->leg = NULL;
    add_run(&way->bill, run, 0);
    return true;
}

static void find_way(struct account *a, const struct account_request *q, uint32_t stream,
                     const struct account_run *run, struct way *way)
{
    if (run != NULL && (is_taken(q, run, way) || is_called(q, run, way) ||
                        is_claimed(a, q, stream, run, way) ||
                        is_begun(a, q, stream, run, way))) {
        return;
    }
    way->leg = newest(q);
    put_place(a, &way->bill, stream, way->leg,
              a->at - (way->leg == NULL ? q->arrived_at : way->leg->at));
}

/* All that it has gone through, if it is with this run, or, NULL, where it was put. */
static struct way way_of(struct account *a, const struct account_request *q, uint32_t stream,
                         struct account_run *run)
{
    struct way way = {0};

    if (run != NULL &&
        !(a->plan->streams[stream].kind == MDL_STREAM_STEPS && is_taken(q, run, &way))) {
        take_turn(run, a->at, stream, q->number);
    }
    account_bill_free(&way.bill);
    find_way(a, q, stream, run, &way);
    if (way.leg != NULL) {
        account_bill_add(&way.bill, &way.leg->bill, 1);
    }
    if (account_bill_total(&way.bill) != a->at - q->arrived_at) {
        abort();
    }
    return way;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void pass(struct account *a, const struct mdl_tape_row *row, struct account_request *q)
{
    const struct leg *leg = newest(q);

    if (leg == NULL || leg->kind != PASSED || leg->at != a->at || leg->by != row->more) {
        struct way way = way_of(a, q, row->object, account_runs_of(a, row->more));

        for (uint32_t i = 0; i < q->count; i++) {
            q->is_tied |= q->legs[i].kind == PASSED && q->legs[i].at == a->at &&
                          q->legs[i].by != row->more;
        }
        add_leg(q, PASSED, a->at, way.leg, way.bill)->by = row->more;
    }
}

static void set_place(const struct account *a, struct leg *leg, const struct mdl_tape_row *row)
{
    const struct mdl_plan *plan = a->plan;
    uint32_t places = plan->label_places, which = row->more;

    switch ((enum mdl_tell_place)row->detail) {
    case MDL_PLACE_DEVICE:
        leg->part = MDL_PART_DEVICE;
        leg->label = MDL_NONE;
        return;
    case MDL_PLACE_NOWHERE:
        leg->part = MDL_PART_LET_GO;
        leg->label = which;
        return;
    case MDL_PLACE_QUEUE:
        leg->part = MDL_PART_QUEUE;
        break;
    case MDL_PLACE_LOWER:
        leg->part = MDL_PART_LOWER;
        break;
    case MDL_PLACE_TARGET_QUEUE:
        leg->part = MDL_PART_TARGET_QUEUE;
        which += plan->queue_count;
        break;
    case MDL_PLACE_TARGET:
        leg->part = MDL_PART_TARGET;
        which += plan->queue_count;
        break;
    case MDL_PLACE_EVENT:
        leg->part = MDL_PART_EVENT;
        which += plan->queue_count + plan->target_count;
        break;
    }
    leg->label = places == 0 ? MDL_NONE : places + which;
}

/* A target serves it, or gives it to its device: nobody brought it there. */
static bool is_by_nobody(unsigned place)
{
    return place == MDL_PLACE_TARGET || place == MDL_PLACE_DEVICE;
}

static void stay(struct account *a, const struct mdl_tape_row *row, struct account_request *q)
{
    struct leg *leg = newest(q);

    if (leg == NULL || leg->kind != STAYS || leg->at != a->at) {
        uint32_t by = is_by_nobody(row->detail) ? MDL_NONE : account_runs_by(a, row);
        struct way way = way_of(a, q, row->object, account_runs_of(a, by));

        leg = add_leg(q, STAYS, a->at, way.leg, way.bill);
    }
    set_place(a, leg, row);
}

/* From the place where it was put last. */
static void get(struct account *a, const struct mdl_tape_row *row, struct account_request *q)
{
    const struct leg *from = newest(q);
    struct account_bill bill = {0};
    struct account_run *run;
    struct leg *leg;

    if ((row->more & MDL_BY_ROUTINE) == 0 && row->more < a->plan->thread_count &&
        a->runs[row->more].id == 0 &&
        a->plan->threads[row->more].serves == MDL_SERVES_NOBODY) {
        (void)account_runs_begin(a, row->more, a->plan->threads[row->more].label);
    }
    run = account_runs_of(a, row->more);
    if (run == NULL) {
        return;
    }
    for (uint32_t i = q->count; i-- > 0;) {
        if (q->legs[i].kind == STAYS) {
            from = &q->legs[i];
            break;
        }
    }
    put_place(a, &bill, row->object, from, a->at - (from == NULL ? q->arrived_at : from->at));
    if (from != NULL) {
        account_bill_add(&bill, &from->bill, 1);
    }
    leg = add_leg(q, GOT, a->at, from, bill);
    leg->by = row->more;
    leg->run = run->id;
    leg->own_ns = run->own_ns;
    account_bill_add(&leg->breaks, &run->breaks, 1);
}

static void end(struct account *a, uint32_t stream, struct account_request *q,
                struct account_bill bill, enum account_class class)
{
    account_note(a, a->plan->streams[stream].object, ACCOUNT_REQUEST, q->arrived_at, &bill,
                 class);
    account_bill_free(&bill);
}

void account_requests_read(struct account *a, const struct mdl_tape_row *row)
{
    struct account_request *q;

    if (row->kind == MDL_TAPE_ARRIVED) {
        arrive(a, row);
        return;
    }
    if (row->kind != MDL_TAPE_PASSED && row->kind != MDL_TAPE_STAYS &&
        row->kind != MDL_TAPE_GOT && row->kind != MDL_TAPE_FINISHED &&
        row->kind != MDL_TAPE_LOST) {
        return;
    }
    q = find(a, row);
    if (q == NULL) {
        return;                       /* it has ended, and somebody has it still */
    }
    if (row->kind == MDL_TAPE_PASSED) {
        pass(a, row, q);
    } else if (row->kind == MDL_TAPE_STAYS) {
        stay(a, row, q);
    } else if (row->kind == MDL_TAPE_GOT) {
        get(a, row, q);
    } else {
        if (row->kind == MDL_TAPE_FINISHED) {
            struct account_run *run = account_runs_of(a, account_runs_by(a, row));

            end(a, row->object, q, way_of(a, q, row->object, run).bill,
                class_of(q));
        }
        take_off(a, row->object, q);
    }
}

/* ---- the stop -------------------------------------------------------------------------------- */

/* With calls that it came to with this leg and that wait still: how many; the bill of the first. */
static uint32_t with_waits(struct account *a, const struct account_request *q,
                           const struct leg *leg, struct way *way)
{
    const struct leg *with;
    uint32_t count = 0;

    for (uint32_t i = 0; i < a->wait_count; i++) {
        const struct account_wait *w = &a->waits[i];

        if (w->place <= ACCOUNT_ENTERED && brings(q, w, &with) && with == leg && count++ == 0) {
            account_bill_add(&way->bill, &w->bill, 1);
        }
    }
    return count;
}

/* Is it with this run because of that leg? */
static uint32_t with_run(struct account *a, const struct account_request *q, uint32_t stream,
                         const struct leg *leg, struct account_run *run, struct way *way)
{
    struct way this = {0};
    bool device = a->plan->streams[stream].kind == MDL_STREAM_LINE &&
                  a->plan->streams[stream].owner == run->line;

    if (run->id != 0 &&
        (is_taken(q, run, &this) || is_called(q, run, &this) ||
         (device && is_claimed(a, q, stream, run, &this)) ||
         is_begun(a, q, stream, run, &this)) &&
        this.leg == leg) {
        account_bill_free(&way->bill);
        *way = this;
        return 1;
    }
    account_bill_free(&this.bill);
    return 0;
}

static uint32_t with_runs(struct account *a, const struct account_request *q, uint32_t stream,
                          const struct leg *leg, struct way *way)
{
    uint32_t count = 0;

    for (mdl_thread_id t = 0; t < a->plan->thread_total; t++) {
        count += with_run(a, q, stream, leg, &a->runs[t], way);
    }
    for (mdl_processor_id p = 0; p < a->plan->profile.processor_count; p++) {
        for (uint32_t i = 0; i < a->nested[p]; i++) {
            count += with_run(a, q, stream, leg, &a->nests[p * ACCOUNT_NEST + i], way);
        }
    }
    return count;
}

/* In its device: after the first assertion since it was there, if there is one. */
static uint32_t in_device(struct account *a, const struct account_request *q, uint32_t stream,
                          struct way *way)
{
    for (uint32_t i = 0; a->plan->streams[stream].kind == MDL_STREAM_LINE && i < a->wait_count;
         i++) {
        const struct account_wait *w = &a->waits[i];

        if (w->place == ACCOUNT_ASSERTED && w->on == a->plan->streams[stream].owner &&
            w->started_at >= q->arrived_at) {
            put_place(a, &way->bill, stream, NULL, w->started_at - q->arrived_at);
            account_bill_add(&way->bill, &w->bill, 1);
            return 1;
        }
    }
    return 0;
}

/* Has it left the place where this leg put it? */
static bool is_gone(const struct account_request *q, uint32_t leg)
{
    for (uint32_t i = leg + 1u; i < q->count; i++) {
        if (q->legs[i].from == leg) {
            return true;
        }
    }
    return false;
}

/*
 * It is where it was heard of last and still is: with a call that waits or is served, with the run
 * that took it, at the place where it was put. Returns how many have it equally.
 */
static uint32_t follow(struct account *a, const struct account_request *q, uint32_t stream,
                       struct way *way)
{
    static const struct leg elsewhere = {.kind = PASSED};
    uint32_t count;

    for (uint32_t i = q->count; i-- > 0;) {
        const struct leg *leg = &q->legs[i];

        way->leg = leg;
        if (leg->kind == STAYS && !is_gone(q, i)) {
            put_place(a, &way->bill, stream, leg, a->at - leg->at);
            return 1;
        }
        count = with_waits(a, q, leg, way) + with_runs(a, q, stream, leg, way);
        if (count > 0) {
            return count;
        }
    }
    way->leg = NULL;
    count = with_waits(a, q, NULL, way) + with_runs(a, q, stream, NULL, way);
    if (count == 0 && q->count == 0) {
        count = in_device(a, q, stream, way);
    }
    if (count == 0) {
        way->leg = newest(q);
        put_place(a, &way->bill, stream, way->leg == NULL ? NULL : &elsewhere,
                  a->at - (way->leg == NULL ? q->arrived_at : way->leg->at));
    }
    return count;
}

static bool is_other(const struct account_wait *w, uint64_t at, uint32_t by)
{
    return w->place <= ACCOUNT_ENTERED && w->started_at == at && w->by != by;
}

/* Did anybody else call at the instant at which it was passed on with a call? */
static bool is_tied(const struct account *a, uint64_t at, uint32_t by)
{
    bool tied = false;

    for (uint32_t i = 0; i < a->wait_count; i++) {
        tied |= is_other(&a->waits[i], at, by);
    }
    for (mdl_thread_id t = 0; t < a->plan->thread_total; t++) {
        for (uint32_t i = 0; i < a->runs[t].served_count; i++) {
            tied |= is_other(&a->runs[t].served[i], at, by);
        }
    }
    return tied;
}

/* Why its row is not compared. */
static enum account_class why_not(const struct account *a, const struct account_request *q,
                                  const struct way *way, uint32_t count)
{
    const struct leg *leg = way->leg;

    if (class_of(q) != ACCOUNT_FOLLOWED || count > 1) {
        return count > 1 ? ACCOUNT_SEVERAL : class_of(q);
    }
    for (uint32_t k = q->count; k-- > 0 && &q->legs[k] + 1 != leg;) {
        if (q->legs[k].kind == PASSED && is_tied(a, q->legs[k].at, q->legs[k].by)) {
            return ACCOUNT_TIED;
        }
    }
    return leg == NULL && is_tied(a, q->arrived_at, MDL_NONE) ? ACCOUNT_TIED : ACCOUNT_FOLLOWED;
}

static void stop(struct account *a, uint32_t stream, struct account_request *q)
{
    struct way way = {0};
    uint32_t count = follow(a, q, stream, &way);

    if (way.leg != NULL) {
        account_bill_add(&way.bill, &way.leg->bill, 1);
    }
    end(a, stream, q, way.bill, why_not(a, q, &way, count));
}

void account_requests_end(struct account *a)
{
    for (uint32_t stream = 0; stream < a->plan->stream_count; stream++) {
        for (uint32_t i = 0; i < a->requests[stream].count; i++) {
            stop(a, stream, &a->requests[stream].all[i]);
        }
    }
}

void account_requests_close(struct account *a)
{
    for (uint32_t stream = 0; stream < a->plan->stream_count; stream++) {
        for (uint32_t i = 0; i < a->requests[stream].count; i++) {
            forget(&a->requests[stream].all[i]);
        }
        free(a->requests[stream].all);
    }
    free(a->requests);
}
