/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snapshot.h -- what the kernel holds now, and what is around it
 */
#pragma once

#include "daemon/engine/engine.h"

/* Two dump files that nobody has looked into yet. */
struct snapshot_files {
	int rules;
	int around;     /* -1: the survey is not there */
	uint32_t genid; /* the kernel's generation that the rules are of */
};

enum {
	SNAPSHOT_ATTEMPTS = 20,
};

/*
 * Asks enforce and the survey, so many times; isolations are served meanwhile,
 * and what others do to the rules is healed first. `live`: the live connections
 * are wanted as well, where they can be listed. 0, and snapshot_files_finish()
 * ends it; or -errno: -ERESTART (the rules keep changing), -EFBIG, -ETIME
 * (there are too many for one moment), as ask().
 */
int snapshot_ask(struct engine *engine, unsigned attempts, bool live,
		 struct snapshot_files *out);
void snapshot_files_finish(struct snapshot_files *files);
/* In words, of an error of snapshot_ask(). */
const char *snapshot_why(int error);
