/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_lab.h -- an engine's jobs, each in its worker's own filter
 */
#pragma once

#include "daemon/engine/prove/job.h"

enum {
	YES,
	NO,
	DIED = 3, /* what job_run() makes of it */
	SAID_MAX = 64 << 10,
};

/* A worker's; the newest job's; and what that said, as job_lab_read() left
 * it. */
extern struct filter filter;
extern struct job_result result;
extern char said[SAID_MAX + 1];

/* Two zones, and nothing permitted between them. */
extern const char plain_policy[];

/* For a group of tests, whose folder is the project's. */
int job_lab_begin(void **state);
int job_lab_end(void **state);

/* A hear of struct job, which is never called. */
bool hear_nothing(void *ctx, int i);
void job_lab_read(void);
