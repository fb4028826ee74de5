/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control.h -- the state of the process that operators talk to, for its own
 * files alone
 *
 * Who a caller is the kernel says, its name the parent; what it may,
 * control/asker.h. Status is answered here, out of what the outside has counted
 * and the store says; everything about originals by the store, which writes
 * down who asked.
 */
#pragma once

#include <time.h>

#include "control/callers.h"
#include "mail/control/status.h"
#include "mail/settings.h"

enum {
	CONTROL_CALLERS = 64,
	CONTROL_CALLERS_PER_USER = 16, /* root has no limit of its own */

	/* struct caller, wants: which half of a status is still missing */
	WANTS_TALLY = 1 << 0,
	WANTS_STORE = 1 << 1,
};

struct control {
	struct settings settings;
	struct callers callers;
	struct caller places[CONTROL_CALLERS];
	bool alone; /* a sister process or the parent is gone */
	struct status status;
};

/* With settings that stay where they are: lets callers in from now on. */
void control_begin(struct control *control);
/* Its request is whole and permitted. */
void control_take(struct control *control, struct caller *caller);
/* The name of its user has come: the store is asked. */
void control_named(struct control *control, struct caller *caller);
/* Whether it was answered or not. */
void control_gone(void *arg, uint32_t id);
/* The half of a status (WANTS_…) has come for the caller of that id, if it is
 * there and wants it; with both it is answered. */
void control_have(struct control *control, uint32_t id, unsigned half);
