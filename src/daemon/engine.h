/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine.h -- the process that decides, and what it knows
 *
 * One act at a time: a question to enforce or verify is waited for, so that
 * each act reads from top to bottom. What the others say unasked meanwhile is
 * kept and looked at afterwards.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "control/asker.h"
#include "control/request.h"
#include "daemon/index.h"
#include "daemon/job.h"
#include "daemon/procs.h"
#include "daemon/settings.h"
#include "evidence/generations.h"
#include "evidence/journal.h"
#include "privsep/channel.h"
#include "privsep/filter.h"

/* A generation as far as the engine needs it from moment to moment. */
struct standing {
	uint32_t number; /* 0: there is none */
	uint8_t policy[DIGEST_LEN];
	struct index index;
};

/* Something that was found and is not right. */
struct alarm {
	char slug[32], object[128], text[512];
	time_t since;
};

struct isolated {
	char word[REQUEST_WORD]; /* as it was said: zone, flow or host */
	char by[ASKER_NAME];
	time_t since;
	bool approved;
};

enum {
	ISOLATED_MAX = 64,
	ALARMS_MAX = 32, /* the newest are kept */
};

struct engine {
	struct settings settings;
	int channels[N_PROCS]; /* -1: not there now */
	struct filter worker;
	struct journal journal;
	struct generations store;
	bool journal_fails; /* the last line could not be written */
	struct standing live, pending;
	int64_t pending_until; /* CLOCK_MONOTONIC ms */
	bool stands;           /* the parent was told that we are ready */
	bool owned;            /* the kernel's table is this daemon's */
	struct isolated isolated[ISOLATED_MAX];
	size_t n_isolated;

	/* Answers that are being waited for, and what came unasked. */
	struct {
		uint32_t id;
		bool come;
		uint16_t type;
		uint8_t body[CHANNEL_BODY + 1]; /* and a NUL */
		size_t len;
		int fd;
	} answer;

	bool lapsed;              /* enforce says so; not looked at yet */
	VEC(struct alarm) alarms; /* of tampering, newest last */
	struct arena alarm_arena;
	int surveyed; /* the survey's findings, -1 */
	int64_t next_check;
};
