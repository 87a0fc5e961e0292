/*
 * Steps: what callbacks do, compiled.
 *
 * A program is a range of steps that ends with END. `jump` is an absolute step index. Lists
 * (`then`, `steps` ...) are compiled to jumps, `call` is expanded in place.
 */
#ifndef WTSIM_MODEL_MACHINE_STEP_H
#define WTSIM_MODEL_MACHINE_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/ids.h"
#include "sim/random/law.h"

/* X(name): what `object`, `number`, `draw` and `jump` mean for it. */
#define MDL_STEPS(X)                                                                              \
    X(RUN)            /* draw: use the processor for this long                                 */ \
    X(WAIT)           /* draw: blocked for exactly this long                                   */ \
    X(JUMP)           /* jump                                                                  */ \
    X(BRANCH)         /* object: first condition, number: how many (all true); jump when false */ \
    X(BRANCH_RESULT)  /* jump when the last DDI result is false (FALSE, time-out, failure)     */ \
    X(CHOOSE)         /* object: first choice, number: how many; jumps to the chosen one       */ \
    X(REPEAT)         /* draw (count) or, without one, number; jump: past the end              */ \
    X(REPEAT_NEXT)    /* jump: first step of the body; leaves when the count is used up        */ \
    X(EACH)           /* carried ones one by one; number: up_to (0 none); jump: past the end   */ \
    X(EACH_FROM)      /* object: MDL_FROM; number: up_to (0 none); jump: past the end          */ \
    X(EACH_NEXT)      /* jump: the EACH or EACH_FROM step                                      */ \
    X(LEAVE)          /* number: how many enclosing loops end here; jump: where to go on       */ \
    X(RESULT)         /* number: 0, 1: what a callback in place returns to the step before it  */ \
    X(RETURN)         /* number: 0 nothing said, 1 false, 2 true; jump: the epilogue           */ \
    X(SET)            /* object: variable; number: 0 '=', 1 '+=', 2 '-='; value                */ \
    X(DROP)           /* lose what is carried                                                  */ \
    X(MASK)           /* object: line                                                          */ \
    X(UNMASK)         /* object: line                                                          */ \
    X(QUEUE_ISR_DPC)  /* object: line                                                          */ \
    X(QUEUE_ISR_ITEM) /* object: line                                                          */ \
    X(INSERT_DPC)     /* object: dpc                                                           */ \
    X(REMOVE_DPC)     /* object: dpc; number: 1 waits for its runs to end                      */ \
    X(FLUSH_DPCS)     /* waits for all that are queued now                                     */ \
    X(SET_IMPORTANCE) /* object: dpc; number: enum mdl_importance                              */ \
    X(SET_TARGET)     /* object: dpc; number: processor                                        */ \
    X(WDF_ENQUEUE)    /* object: item                                                          */ \
    X(WDF_FLUSH)      /* object: item                                                          */ \
    X(IO_QUEUE)       /* object: item; number: 0, or MDL_NO_SUCH_QUEUE                         */ \
    X(FLT_QUEUE)      /* object: item; number: 1 refused, as it could deadlock (W59)           */ \
    X(IO_TRY_QUEUE)   /* object, number: as IO_QUEUE                                           */ \
    X(EX_QUEUE)       /* object, number: as IO_QUEUE                                           */ \
    X(ITEM_CREATE)    /* object: item; number: enum mdl_create + 1 of a mistake, or 0           */ \
    X(ITEM_FREE)      /* object: item, or MDL_NONE: other memory; number: enum mdl_freed        */ \
    X(ITEM_PARENT)    /* object: item, or MDL_NONE: not said which; result                     */ \
    X(ITEM_REFERENCE) /* object: item, or MDL_NONE: any other; number: 1 one more, 0 one less */ \
    X(DELETED)        /* object: MDL_DELETED: it is gone, having been taken out of its queues  */ \
    X(DELETE_REFUSED) /* number: mdl_object_id of what the framework alone deletes              */ \
    X(WDF_DELETE)     /* object: item; number: enum mdl_deletes; result: clean up here         */ \
    X(DISPOSE_NEXT)   /* the framework's dispose worker; object: its own item; result as above */ \
    X(ACQUIRE)        /* object: lock; number: ways (MDL_WAY_...); draw: time-out or none      */ \
    X(IPI_CALL)       /* object: program; what follows up to IPI_WAIT is the same here         */ \
    X(IPI_WAIT)       /* until all processors have run it                                      */ \
    X(ACQUIRE_INTERRUPT) /* object: lock, at its SynchronizeIrql; draw: time-out or none       */ \
    X(RELEASE)        /* object: lock; number: ways                                            */ \
    X(CONVERT)        /* object: lock; number: 0 exclusive to shared, 1 try the other way      */ \
    X(RUN_DOWN)       /* object: lock (rundown): closes it, waits until nobody has it          */ \
    X(RUNDOWN_RESET)  /* object: lock (rundown): open again                                    */ \
    X(ENTER_REGION)   /* number: 0 critical, 1 guarded                                         */ \
    X(LEAVE_REGION)   /* number: 0 critical, 1 guarded                                         */ \
    X(SET_EVENT)      /* object: event; number: count for a semaphore; value: increment (T12)  */ \
    X(PULSE_EVENT)    /* object: event; value: increment                                       */ \
    X(RESET_EVENT)    /* object: event                                                         */ \
    X(WAIT_OBJECT)    /* object: waitable (see MDL_WAITABLE); draw: time-out or none           */ \
    X(WAIT_SEVERAL)   /* object: first waitable, number: how many, MDL_WAIT_ALL; draw: as above */ \
    X(DELAY)          /* draw: by clock ticks (D17)                                            */ \
    X(START_TIMER)    /* object: timer; draw: due time or none (its own)                       */ \
    X(STOP_TIMER)     /* object: timer; number: enum mdl_timer_stop; jump: behind TIMER_STOPPED */ \
    X(TIMER_STOPPED)  /* object: timer: nothing of it runs any more, it may be started again   */ \
    X(RAISE_IRQL)     /* number: level                                                         */ \
    X(LOWER_IRQL)     /* number: level                                                         */ \
    X(CREATE_THREAD)  /* object: first thread of its name                                      */ \
    X(END_THREAD)     /* this one                                                              */ \
    X(SET_PRIORITY)   /* object: thread, or MDL_NONE: this one; number: priority               */ \
    X(SET_BASE)       /* object: thread, or MDL_NONE: this one; value: above its process' base */ \
    X(PUT)            /* object: MDL_FROM queue or target; the others of a target: draw: its   */ \
                      /* service or none; number: completion + 1; value: time-out in ns, 0 none */ \
    X(SEND_AND_WAIT)  /* object: target; draw and value as PUT                                 */ \
    X(TARGET_START)   /* object: target                                                        */ \
    X(TARGET_STOP)    /* object: target; number: enum mdl_stop_action                          */ \
    X(TARGET_DONE)    /* object: target: tells the senders of what is done                     */ \
    X(TARGET_TIMEOUTS) /* object: target: the same after what has been sent too long ago       */ \
    X(CALL)           /* object: I/O queue; number: its stream: makes a request and waits      */ \
    X(COMPLETE)       /* number: request kind, MDL_NONE all; value: enum mdl_status            */ \
    X(FORWARD)        /* object: I/O queue                                                     */ \
    X(REQUEUE)        /* what is carried, of manual queues                                     */ \
    X(RETRIEVE)       /* object: I/O queue                                                     */ \
    X(START_PACKET)   /* object: device queue                                                  */ \
    X(START_NEXT_PACKET) /* object: device queue                                               */ \
    X(QUEUE_CONTROL)  /* object: I/O queue; number: enum mdl_queue_control, MDL_QUEUE_WAITS    */ \
    X(QUEUE_PRESENT)  /* object: I/O queue                                                     */ \
    X(QUEUE_DEFERRED) /* object: I/O queue                                                     */ \
    X(QUEUE_TIMEOUTS) /* object: I/O queue: gives up what has been sent there too long ago     */ \
    X(ACKNOWLEDGE)    /* number: 1 with requeue                                                */ \
    X(HOST_DONE)      /* object: its own item: completion routines of sends to queues          */ \
    X(READER_SEND)    /* object: MDL_READ: it is sent again                                    */ \
    X(READER_RESTART) /* object: target: all its reads are sent again                          */ \
    X(CALL_AT)        /* object: program, number: level: called there, then back               */ \
    X(BUG_CHECK)      /* number: code                                                          */ \
    X(NOTHING)        /* a DDI that only computes or allocates: checked for IRQL               */ \
    X(FAULT)          /* object: fault; draw, or none: always; jump: behind the step that fails */ \
    X(PNP)            /* number: enum mdl_pnp_action; object: label                            */ \
    X(PNP_TAKE)       /* object: first choice, one per enum mdl_operation; jumps to its own    */ \
    X(PNP_UNLESS)     /* number: enum mdl_pnp_condition; jump when it does not hold            */ \
    X(ITEM_ENTER)     /* prologue of a work item's program: object: item                       */ \
    X(ITEM_LEAVE)     /* epilogue; RETURN jumps here                                           */ \
    X(DISPOSE_IS)     /* object: item; jump: what is disposed of is not one of these           */ \
    X(ITEM_CLEANED)   /* cleaned up; jump: somebody still holds it                             */ \
    X(ITEM_LAST)      /* behind ITEM_LEAVE; jump: there is nothing to destroy                  */ \
    X(ITEM_DESTROYED) /* destroyed: the object is gone                                         */ \
    X(END)            /* the routine returns                                                   */

enum mdl_step_kind {
#define X(id) MDL_STEP_##id,
    MDL_STEPS(X)
#undef X
    MDL_STEP_KIND_COUNT
};

enum {                                /* step flags */
    MDL_STEP_NO_REQUESTS = 1u,        /* `requests: none` beside the step               */
    MDL_STEP_WAITS_NEXT = 4u,         /* T20: KeSetEvent(..., Wait = TRUE)              */
    MDL_STEP_LOSES = 2u               /* PUT: no list beside it says what to do when full */
};

enum {                                /* ways to acquire and to release a lock */
    MDL_WAY_SHARED = 1u,              /* with others who share it                             */
    MDL_WAY_KEEPS_LEVEL = 2u,         /* the IRQL stays as it is                              */
    MDL_WAY_TRY = 4u,                 /* false instead of waiting                             */
    MDL_WAY_REGION = 8u,              /* with a critical region around it                     */
    MDL_WAY_STARVES = 16u,            /* shared, past those who wait for it exclusively       */
    MDL_WAY_INTERRUPT = 32u,          /* at the lock's SynchronizeIrql (I25)                  */
    MDL_WAY_QUEUED = 64u              /* a call of in-stack queued spin locks                 */
};
/* Steps that stand together in the list: what acts on a work item as an object. */
static inline bool mdl_step_is_of_item(unsigned kind)
{
    return kind >= MDL_STEP_WDF_ENQUEUE && kind <= MDL_STEP_DISPOSE_NEXT;
}

#define MDL_FOREVER UINT32_MAX
#define MDL_NO_SUCH_QUEUE 2u          /* a queue type that this Windows does not have (W8) */

struct mdl_step {
    uint8_t kind;                     /* enum mdl_step_kind                                */
    uint8_t flags;
    uint16_t ddi;                     /* row of ddi.def, or UINT16_MAX for a plain word    */
    uint32_t object;
    uint32_t number;
    mdl_draw_id draw;                 /* MDL_NONE: nothing to draw                         */
    uint32_t jump;
    mdl_place_id place;
    int64_t value;                    /* of a step that begins a run: apart (cause.h)      */
};

/* Does the step begin a run: of a DPC, a work item, a timer's routine, a thread? */
static inline bool mdl_step_begins(unsigned kind)
{
    return (kind >= MDL_STEP_QUEUE_ISR_DPC && kind <= MDL_STEP_INSERT_DPC) ||
           kind == MDL_STEP_WDF_ENQUEUE ||
           (kind >= MDL_STEP_IO_QUEUE && kind <= MDL_STEP_EX_QUEUE) ||
           kind == MDL_STEP_IPI_CALL || kind == MDL_STEP_START_TIMER ||
           kind == MDL_STEP_CREATE_THREAD;
}

/* Something a thread can wait for: kind in the top four bits, id below. */
enum mdl_waitable_kind {
    MDL_WAITABLE_EVENT, MDL_WAITABLE_LOCK, MDL_WAITABLE_TIMER, MDL_WAITABLE_THREAD,
    MDL_WAITABLE_NOT                  /* id: object: something else: a mistake             */
};
#define MDL_WAITABLE(kind, id) ((uint32_t)(kind) << 28 | (id))
#define MDL_WAIT_ALL 0x80000000u      /* beside the number of WAIT_SEVERAL: all of them, not any */
#define MDL_WAIT_SEVERAL_MAX 64u      /* MAXIMUM_WAIT_OBJECTS */

enum mdl_deletes { MDL_DELETES_NAMED, MDL_DELETES_CHILDREN };
enum mdl_deleted_kind {                /* of framework objects: in the top four bits */
    MDL_DELETED_DPC, MDL_DELETED_TIMER, MDL_DELETED_LOCK, MDL_DELETED_QUEUE, MDL_DELETED_TARGET
};
#define MDL_DELETED(kind, id) MDL_WAITABLE(kind, id)
enum mdl_freed { MDL_FREED_ITEM, MDL_FREED_UNINITIALIZED, MDL_FREED_MEMORY };
/* What each_request can take from, in the same way. */
enum mdl_from_kind { MDL_FROM_LINE, MDL_FROM_QUEUE, MDL_FROM_TARGET };
#define MDL_FROM(kind, id) MDL_WAITABLE(kind, id)

/* The last one stops nothing: it takes back what was sent. */
enum mdl_stop_action {
    MDL_STOP_CANCEL, MDL_STOP_LEAVE, MDL_STOP_WAIT, MDL_STOP_PURGE, MDL_STOP_TAKES_BACK
};
enum mdl_queue_control {
    MDL_QUEUE_START, MDL_QUEUE_STOP, MDL_QUEUE_DRAIN, MDL_QUEUE_PURGE, MDL_QUEUE_STOP_PURGE
};
#define MDL_QUEUE_WAITS 8u            /* beside it: until the driver has nothing of the queue */
enum mdl_timer_stop { MDL_TIMER_STOP_AT_ONCE, MDL_TIMER_STOP_WAITS };

enum mdl_condition_kind {
    MDL_CONDITION_VARIABLE,           /* object: variable                               */
    MDL_CONDITION_DEPTH,              /* object: MDL_FROM: requests that wait there     */
    MDL_CONDITION_CARRIED,            /* number of requests carried                     */
    MDL_CONDITION_KIND,               /* the current request's kind: value = kind number */
    MDL_CONDITION_STATUS              /* of the last call that has one: enum mdl_status  */
};

enum mdl_comparison {
    MDL_EQUAL, MDL_NOT_EQUAL, MDL_LESS, MDL_LESS_EQUAL, MDL_GREATER, MDL_GREATER_EQUAL
};

struct mdl_condition {
    enum mdl_condition_kind kind;
    enum mdl_comparison comparison;
    uint32_t object;
    int64_t value;
};

struct mdl_choice {                   /* cumulative share and where to go */
    double share;
    uint32_t jump;
};

struct mdl_program {
    uint32_t first, count;            /* steps                                                */
    uint32_t epilogue;                /* where RETURN goes: ITEM_LEAVE or END                 */
    bool takes_from_line;             /* has an EACH_FROM                                     */
    mdl_label_id label;               /* of who runs it                                       */
};

/* A quantity left to chance (or a constant): one stream each, named (pin 40). */
struct mdl_draw {
    struct sim_law law;
    const char *path;                 /* of the object whose program draws                    */
    const char *purpose;              /* 'EvtRefill 2': callback and place among its draws    */
    bool assumed;                     /* written with ~, or a default of K7                   */
};

#endif
