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
#include "daemon/engine/index.h"
#include "daemon/engine/prove/job.h"
#include "daemon/procs.h"
#include "daemon/settings.h"
#include "evidence/approvals.h"
#include "evidence/generations.h"
#include "evidence/journal.h"
#include "kernel/around/sighting.h"
#include "privsep/channel.h"
#include "privsep/filter.h"
#include "ruleset/isolation.h"

/* A generation as far as the engine needs it from moment to moment. */
struct standing {
	uint32_t number;  /* 0: there is none */
	int64_t compiled; /* as of when; Unix time */
	uint8_t policy[DIGEST_LEN];
	struct index index;
	int expect; /* packed: what the survey shall find; or -1 */
};

/* Something that was found and is not right. */
struct alarm {
	char slug[32], object[128], text[512];
	time_t since;   /* as the clock was then */
	int64_t raised; /* CLOCK_MONOTONIC ms */
};

/* An order to isolate, until it is taken back. */
struct isolation_order {
	/* "zone:NAME", "host:NAME", "flow:ID" or "address:RANGE" */
	char word[REQUEST_WORD];
	char by[ASKER_NAME];
	uint32_t uid;
	char reason[REQUEST_REASON];
	time_t since;
	/* What it was when last a generation knew it: one thing, or none. */
	struct isolation meant;
};

/* What is proved of the rules in force, and what is being proved: prove.h.
 * Milliseconds of CLOCK_MONOTONIC. */
struct proving {
	bool known; /* … and by what: */
	struct job_proof last;
	uint32_t generation;
	uint32_t genid; /* the kernel's then */
	int64_t at;
	bool wanted;  /* the rules may be others since */
	bool doubted; /* a difference was found, and is looked at again */
	int64_t not_before, began;
	unsigned failures; /* nothing could be dumped, one after another */
	struct job_running running;
	uint32_t of_generation, of_genid; /* that runs */
	/* What the journal has been told, and the alarms. */
	enum trial_verdict told;
};

/* A client's request that has to wait. */
struct postponed {
	bool waits;
	struct asker asker;
	struct request request;
	int fd;
	uint32_t client;
};

enum {
	ORDERS_MAX = 64,
	ALARMS_MAX = 32, /* the newest are kept */
};

struct engine {
	struct settings settings;
	int channels[N_PROCS]; /* -1: not there now */
	struct filter worker;
	struct journal journal;
	struct generations store;
	struct approvals approvals;
	bool journal_fails;     /* the last line could not be written */
	time_t journal_failed;  /* … since */
	uint32_t journal_lacks; /* … and so many lines are missing */
	uint32_t unnoted;       /* confirmed.c: is to be noted; 0: nothing */
	bool unkept;            /* the orders to isolate are to be written */
	struct standing live, pending;
	int64_t pending_until; /* CLOCK_MONOTONIC ms */
	int64_t began;         /* CLOCK_MONOTONIC ms */
	bool working;          /* what may take long is waited for */
	bool serves;           /* … or done, for a client */
	struct postponed postponed;
	struct proving proving;
	bool looked; /* at what the kernel holds */
	bool closed; /* `live` could not be made to stand: nothing passes */
	/* … which is tried again then. 0: nothing is. CLOCK_MONOTONIC ms. */
	int64_t start_again;
	struct isolation_order orders[ORDERS_MAX];
	size_t n_orders;

	/* Answers that are being waited for, and what came unasked. */
	struct {
		uint32_t id;
		bool come;
		uint16_t type;
		uint8_t body[CHANNEL_BODY + 1]; /* and a NUL */
		size_t len;
		int fd;
	} answer;

	bool lapsed; /* enforce says so; not looked at yet */
	/* Processes that were told what they must know; not so when one has
	 * just been started. */
	bool greeted[N_PROCS];
	struct alarm alarms[ALARMS_MAX]; /* newest last */
	size_t n_alarms;
	int surveyed;     /* the survey's findings, packed; or -1 */
	bool survey_news; /* not looked at yet */
	/* act/survey.c: what the journal knows of it, and how many lines it
	 * had since when; not before `again`. CLOCK_MONOTONIC ms. */
	struct sightings noted;
	unsigned survey_lines;
	int64_t survey_minute, survey_again;
	/* folder.c: the next look, and when it was last said that it is gone;
	 * 0: it is there. CLOCK_MONOTONIC ms. */
	int64_t folder_look, folder_said;
};
