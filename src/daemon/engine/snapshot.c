/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snapshot.c -- what the kernel holds now, and what is around it
 */
#include "daemon/engine/snapshot.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/wire.h"
#include "daemon/engine/ask.h"
#include "daemon/messages.h"

enum {
	PAUSE = 50, /* ms */
};

static int ask_rules(struct engine *engine, bool live,
		     struct snapshot_files *out)
{
	const uint8_t body = live;
	const struct question question = { PROC_ENFORCE, MESSAGE_DUMP, &body,
					   sizeof(body), -1 };
	struct reply reply;
	struct wire w;
	int r = ask_patiently(engine, &question, &reply);

	if (r < 0)
		return r;
	w = (struct wire){ reply.body, reply.body + reply.len, false };
	r = (int)wire_u32(&w);
	out->genid = wire_u32(&w);
	if (reply.type != MESSAGE_DUMPED || r > 0 ||
	    (r == 0) != (reply.fd >= 0)) {
		fd_closep(&reply.fd);
		return -EPROTO;
	}
	out->rules = reply.fd;
	return r;
}

/* Without it all else can still be said. */
static int ask_around(struct engine *engine)
{
	const struct question question = { PROC_SURVEY, MESSAGE_AROUND, NULL, 0,
					   -1 };
	struct reply reply;

	if (engine->channels[PROC_SURVEY] < 0 ||
	    ask_patiently(engine, &question, &reply) < 0)
		return -1;
	return reply.fd;
}

static bool goes_by(int error)
{
	return error == -ECANCELED || error == -EINTR || error == -ERESTART;
}

int snapshot_ask(struct engine *engine, unsigned attempts, bool live,
		 struct snapshot_files *out)
{
	int r;

	*out = (struct snapshot_files){ .rules = -1, .around = -1 };
	r = ask_rules(engine, live, out);
	for (unsigned i = 1; i < attempts && goes_by(r); i++) {
		(void)poll(NULL, 0, PAUSE);
		r = ask_rules(engine, live, out);
	}
	if (r == 0)
		out->around = ask_around(engine);
	return goes_by(r) ? -ERESTART : r;
}

void snapshot_files_finish(struct snapshot_files *files)
{
	fd_closep(&files->rules);
	fd_closep(&files->around);
	files->rules = files->around = -1;
}

const char *snapshot_why(int error)
{
	switch (error) {
	case -ERESTART:
		return "others keep changing the rules";
	case -EFBIG:
	case -ETIME:
		return "there are too many rules";
	default:
		return strerror(-error);
	}
}
