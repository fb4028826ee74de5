/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * procs.h -- the daemon's processes, and what each may still do
 */
#pragma once

#include "privsep/jail.h"

enum proc {
	PROC_CONTROL,
	PROC_ENGINE,
	PROC_WORKER, /* forked by the engine, one a job */
	PROC_ENFORCE,
	PROC_SURVEY,
	PROC_VERIFY,
	N_PROCS,
};

/* The privilege table: this, and nothing else, is what they have. */
extern const struct proc_spec *const procs[N_PROCS];

/* Descriptors of the started processes, by number (spawn.h). The engine is
 * given its channels to the others by MESSAGE_PEER. */
enum {
	FD_SETTINGS = 3,
	FD_PARENT = 4,

	FD_CONTROL_ENGINE = 5,
	FD_CONTROL_LISTEN,

	FD_ENGINE_STATE = 5,
	FD_ENGINE_RULES,

	FD_ENFORCE_ENGINE = 5,
	FD_ENFORCE_OWNER,

	FD_SURVEY_ENGINE = 5,

	FD_VERIFY_ENGINE = 5,
};

/* The lives; each returns only to end its process with that exit status. */
int control_main(void);
int engine_main(void);
int enforce_main(void);
int survey_main(void);
int verify_main(void);
