/*
 * Driver Verifier's codes for calls at a wrong IRQL: parameter 1 of bug check 0xC4 (V3, W171).
 */
#ifndef WTSIM_MODEL_RULES_MISUSE_H
#define WTSIM_MODEL_RULES_MISUSE_H

#include <stdbool.h>
#include <stdint.h>

enum {                                /* codes that are not about one DDI */
    MDL_MISUSE_RAISE_TO_LOWER = 0x30, /* KeRaiseIrql below the present level       */
    MDL_MISUSE_LOWER_TO_HIGHER = 0x31,/* KeLowerIrql above it                      */
    MDL_MISUSE_WAIT = 0x3B,           /* a wait that is none of KeWaitFor...       */
    MDL_MISUSE_KERNEL_API = 0xE5,
    MDL_MISUSE_ISR_RETURNED = 0x111   /* an ISR returned at another level          */
};

/* The code for a call of this DDI above (too_high) or below its range; 0: the verifier knows
   nothing of it. */
uint32_t mdl_misuse_call(const char *ddi, bool too_high);

/* For KeWaitForSingleObject and its relatives at DISPATCH_LEVEL or above (W171). forever: without
   a time-out. */
uint32_t mdl_misuse_wait(uint8_t irql, bool forever);

#endif
