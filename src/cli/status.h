/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.h -- what `sekisho status` tells
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "kernel/facts.h"
#include "kernel/forwarding.h"
#include "kernel/get/read.h"
#include "kernel/verify.h"
#include "ruleset/entries.h"

struct status {
	time_t now;
	uint32_t live;
	bool mixed;
	bool has_facts;
	struct facts facts; /* texts in `arena` */
	struct arena arena;
	struct forwarding forwarding;
	struct reading reading;
	struct entries entries; /* also the zones, as "zone NAME" */
	struct findings found;
	const struct held *others; /* for the names of other tables */
};

/* A tree is in force, the frame and the guard are whole, nothing foreign is in
 * our tables. */
bool status_is_good(const struct status *status);
void status_print(const struct status *status, FILE *out);
void status_print_json(const struct status *status, FILE *out);
