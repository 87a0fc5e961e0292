/*
 * The stepper: one replication walked instant by instant, forward and backward.
 *
 * An event is one instant at which something told happened (tape.h), with everything that happened
 * at it; event 0 is the beginning. Going back means restoring a checkpoint and running forward
 * again. The history is the same each time: whenever an instant is passed again at which a
 * checkpoint was taken, fingerprint and digest of the state must be those of the first time.
 */
#ifndef WTSIM_MODEL_RUN_STEPPER_H
#define WTSIM_MODEL_RUN_STEPPER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"
#include "model/run/scene.h"

struct mdl_condition_goal;
struct mdl_machine;
struct mdl_stepper;
struct mdl_story_sentence;
struct mdl_survey;
struct mdl_tape_row;

/* At event 0 of a replication. checkpoint_every: events between checkpoints at first, 0: 1,024;
   when there are too many every second one goes. The plan must outlive it. Never NULL. */
struct mdl_stepper *mdl_stepper_create(const struct mdl_plan *plan, uint64_t seed,
                                       uint32_t replication, uint32_t checkpoint_every);
void mdl_stepper_destroy(struct mdl_stepper *s); /* fine on NULL */

/* To the next event. False: nothing more happens before the end, and nothing has changed. */
bool mdl_stepper_next(struct mdl_stepper *s);

/* Back by so many events, to event 0 at most. False: it stood there already. */
bool mdl_stepper_back(struct mdl_stepper *s, uint64_t count);

/* To the state at an instant: the last event at or before it. False: the run ends before. */
bool mdl_stepper_at(struct mdl_stepper *s, sim_instant at);

/* Forward to the next event that meets the goal, or to the instant that it means, which may lie
   behind. False: it comes no more, and nothing has changed. */
bool mdl_stepper_until(struct mdl_stepper *s, const struct mdl_condition_goal *goal);

/* ---- where it stands ------------------------------------------------------------------------- */

uint64_t mdl_stepper_event(const struct mdl_stepper *s);       /* number of the last event */
sim_instant mdl_stepper_event_at(const struct mdl_stepper *s); /* its instant              */
sim_instant mdl_stepper_now(const struct mdl_stepper *s);      /* at or after it           */
sim_instant mdl_stepper_end(const struct mdl_stepper *s);      /* of the run               */
uint32_t mdl_stepper_replication(const struct mdl_stepper *s);
const struct mdl_plan *mdl_stepper_plan(const struct mdl_stepper *s);

/* What the whole replication comes to; a straight run, the first time. */
const struct mdl_survey *mdl_stepper_survey(struct mdl_stepper *s);

/* The instant of the event so many events back, as far as that is known, else of the first that
   is: for a window of what was just seen. */
sim_instant mdl_stepper_past(const struct mdl_stepper *s, uint32_t count);

const struct mdl_machine *mdl_stepper_machine(const struct mdl_stepper *s);

/* Of the history up to here. */
uint64_t mdl_stepper_fingerprint(const struct mdl_stepper *s);

/* What was told at the event. */
const struct mdl_tape_row *mdl_stepper_rows(const struct mdl_stepper *s, uint32_t *ret_count);

/* The machine as it stands, with what the last event changed marked; valid until it moves. */
const struct mdl_scene *mdl_stepper_scene(struct mdl_stepper *s);

/* The event in sentences with rules, from news.h; valid until it moves. */
const struct mdl_story_sentence *mdl_stepper_news(struct mdl_stepper *s, uint32_t *ret_count);

#endif
