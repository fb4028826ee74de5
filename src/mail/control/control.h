/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control.h -- the state of the process that operators talk to, for its own
 * files alone
 *
 * A caller sends one request (control/request.h) and is answered; then it is
 * over. Who it is the kernel says, its name the parent; what it may,
 * control/asker.h. Status is answered here, out of what the outside has counted
 * and the store says; everything about originals by the store, which writes
 * down who asked.
 */
#pragma once

#include <time.h>

#include "control/asker.h"
#include "control/request.h"
#include "mail/control/status.h"
#include "mail/settings.h"

enum {
	CONTROL_CALLERS = 64,
	CONTROL_CALLERS_PER_USER = 16, /* root has no limit of its own */
	CONTROL_PATIENCE = 30,         /* seconds for a request to come */
};

enum caller_state {
	CALLER_SILENT,   /* its request is still to come */
	CALLER_NAMELESS, /* the parent was asked for its user's name */
	CALLER_WAITING,  /* for outside and store, or the store alone */
};

struct caller {
	uint32_t id; /* counts up, never 0; 0: a free place */
	int fd;
	enum caller_state state;
	time_t since;
	struct asker asker;
	struct request request;
	/* VERB_MAIL_STATUS: which half is still missing */
	bool wants_tally, wants_store;
};

struct control {
	struct settings settings;
	struct caller callers[CONTROL_CALLERS];
	uint32_t serial;
	time_t now;
	bool alone; /* a sister process or the parent is gone */
	struct status status;
	unsigned lines, withheld; /* about callers, in this second */
};

/* NULL: it has gone, its answer is nobody's. */
struct caller *caller_find(struct control *control, uint32_t id);
/* Takes the descriptor; may refuse. */
void caller_admit(struct control *control, int fd);
/* Something has happened at its socket. */
void caller_hear(struct control *control, struct caller *caller);
/* The name of its user has come. */
void caller_named(struct control *control, struct caller *caller);
/* Passes on; `fd` stays the caller's. */
void caller_said(struct control *control, struct caller *caller,
		 const void *text, size_t len);
void caller_done(struct control *control, struct caller *caller, uint8_t status,
		 int fd);
/* Both halves of the status are there, unless one is missing still. */
void caller_status(struct control *control, struct caller *caller);
/* Says why not, with that exit status, and ends it. */
void caller_refuse(struct control *control, struct caller *caller,
		   uint8_t status, const char *why);
void caller_end_late(struct control *control);
