/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confirm.h -- a generation that is in force until it is confirmed, or lapses
 *
 * After kernel_load() one switches, for good or for a time. A generation that
 * is switched on for a time stands in the selectors with that timeout, the one
 * before in the fallback maps: if nobody confirms, the kernel itself goes back.
 * Both trees stay loaded meanwhile.
 *
 * `apply->ruleset` is the new generation and `apply->previous` the one that it
 * replaces, in all of these; `facts` is not looked at. Each switch is one
 * transaction. Results are those of apply.h.
 */
#pragma once

#include "kernel/apply.h"

/*
 * The loaded generation comes in force: for good (ms 0), or for so many
 * milliseconds unless it is confirmed. `genid` is what kernel_load() gave; if
 * the rules have changed since, the tree is read back again. -ESTALE: what is
 * in force is not `previous`. What a lasting one replaces goes.
 */
int kernel_switch(const struct apply *apply, uint32_t genid, uint64_t ms);
/* The pending generation stays for good; the previous one goes. -ETIME: it is
 * not pending any more. */
int kernel_confirm(const struct apply *apply);
/* The pending generation has `ms` milliseconds from now. -ETIME as above. */
int kernel_extend(const struct apply *apply, uint64_t ms);
/* Back to the previous generation, for good; the pending one goes. Fine too
 * when it has lapsed by itself. */
int kernel_revert(const struct apply *apply);
/* After a lapse: the previous generation, which packets meet by the fallback,
 * comes back into the selectors, and the lapsed tree goes. -EBUSY: it has not
 * lapsed. */
int kernel_settle(const struct apply *apply);
