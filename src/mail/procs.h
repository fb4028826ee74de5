/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * procs.h -- the relay's processes, and what each may still do
 */
#pragma once

#include "privsep/jail.h"

enum proc {
	PROC_OUTSIDE,
	PROC_ZYGOTE,
	PROC_TRANSFORM, /* forked by the zygote, one a message */
	PROC_REUSED,    /* the same for many, where the policy says so */
	PROC_INSIDE,
	PROC_STORE,   /* where originals are kept */
	PROC_CONTROL, /* where operators are to be heard */
	PROC_KEYS,    /* signs TLS handshakes; sees no mail */
	N_PROCS,
};

/* The privilege table: this, and nothing else, is what they have. */
extern const struct proc_spec procs[N_PROCS];

/* Descriptors of the started processes, by number (spawn.h). Those to the
 * store, to control and to keys are there only if those are. */
enum {
	FD_SETTINGS = 3,
	FD_PULSE,
	FD_FIRST, /* of each its own */

	FD_OUTSIDE_LISTEN = FD_FIRST,
	FD_OUTSIDE_ZYGOTE,
	FD_OUTSIDE_INSIDE,
	FD_OUTSIDE_STORE,
	FD_OUTSIDE_CONTROL,
	FD_OUTSIDE_KEYS,

	FD_ZYGOTE_OUTSIDE = FD_FIRST,
	FD_ZYGOTE_INSIDE,

	FD_INSIDE_OUTSIDE = FD_FIRST,
	FD_INSIDE_ZYGOTE,
	FD_INSIDE_PARENT,
	FD_INSIDE_KEYS,

	FD_STORE_OUTSIDE = FD_FIRST,
	FD_STORE_CONTROL,
	FD_STORE_ORIGINALS, /* folders */
	FD_STORE_JOURNAL,

	FD_CONTROL_LISTEN = FD_FIRST,
	FD_CONTROL_OUTSIDE,
	FD_CONTROL_STORE,
	FD_CONTROL_PARENT,

	FD_KEYS_KEY = FD_FIRST, /* its file */
	FD_KEYS_OUTSIDE,
	FD_KEYS_INSIDE,
};

/* Their exit status when one that they speak to is gone or has misled them, or
 * their own beginning failed. */
enum {
	EXIT_PEER = 1
};

/* The lives; each returns only to end its process with that exit status. */
int outside_main(void);
int zygote_main(void);
int inside_main(void);
int store_main(void);
int control_main(void);
int keys_main(void);
