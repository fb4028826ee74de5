/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder.c -- is the state folder still where a start looks for it?
 */
#include "daemon/engine/folder.h"

#include <errno.h>
#include <sys/stat.h>

#include "daemon/clock.h"
#include "daemon/engine/alarm.h"

enum {
	EVERY = 5000,    /* ms */
	AGAIN = 3600000, /* … that it is said */
};

/* What cannot be looked at is there. */
static bool is_there(const struct engine *engine)
{
	struct stat named = { 0 }, open;

	if (stat(engine->settings.state, &named) < 0 && errno != ENOENT &&
	    errno != ENOTDIR)
		return true;
	return fstat(FD_ENGINE_STATE, &open) < 0 ||
	       (named.st_ino == open.st_ino && named.st_dev == open.st_dev);
}

void folder_look(struct engine *engine)
{
	const int64_t now = now_ms();

	if (now < engine->folder_look)
		return;
	engine->folder_look = now + EVERY;
	if (is_there(engine)) {
		engine->folder_said = 0;
	} else if (!engine->folder_said || now >= engine->folder_said + AGAIN) {
		engine->folder_said = now;
		alarm_add(engine, "state-gone", engine->settings.state,
			  "the folder was moved, or another lies in its place: "
			  "what is written goes where no start will find it. "
			  "Put it back, or mount its disk; if that cannot be, "
			  "restart sekishod and apply the policy's file");
	}
}
