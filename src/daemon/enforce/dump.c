/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump.c -- all that the kernel's packet filter holds, for whoever judges it
 *
 * Nothing here looks into the messages: what they mean, a process says that can
 * change nothing. Healing and what the engine wants besides are not kept
 * waiting: the dump is given up, and asked for again.
 */
#include "kernel/dump.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "base/sealed.h"
#include "base/wire.h"
#include "daemon/clock.h"
#include "daemon/enforce/enforce.h"
#include "daemon/enforce/state.h"
#include "daemon/messages.h"
#include "daemon/procs.h"
#include "kernel/live/conntrack.h"
#include "privsep/channel.h"
#include "proof/rules/dump_file.h"

enum {
	LONGEST = 10000, /* ms */
};

struct dumping {
	struct enforce *enforce;
	bool live; /* connections are wanted */
	struct snapshot snapshot;
	int64_t until;
	int why; /* it was stopped: -errno */
};

static bool engine_wants(void)
{
	struct pollfd engine = { .fd = FD_ENFORCE_ENGINE, .events = POLLIN };

	return poll(&engine, 1, 0) > 0;
}

static int why_stop(struct dumping *dumping)
{
	int r = watch_hear(dumping->enforce);

	if (r < 0)
		return r;
	if (watch_is_due(dumping->enforce) || engine_wants())
		return -ECANCELED;
	if (snapshot_len(&dumping->snapshot) > ENFORCE_DUMP_MAX)
		return -EFBIG;
	return now_ms() > dumping->until ? -ETIME : 0;
}

static bool is_to_stop(void *ctx)
{
	struct dumping *dumping = ctx;

	dumping->why = why_stop(dumping);
	return dumping->why < 0;
}

static int seal(const struct snapshot *snapshot)
{
	const size_t len = dump_file_len(snapshot);
	_cleanup_(freep) uint8_t *bytes = NULL;
	uint8_t digest[DIGEST_LEN];

	if (len > ENFORCE_DUMP_MAX)
		return -EFBIG;
	bytes = xcalloc(len, 1);
	dump_file_write(snapshot, bytes, digest);
	return sealed_make(bytes, len);
}

/* Without them, or with more than an answer holds, the rules still are one. */
static void list_live(struct dumping *dumping)
{
	struct snapshot *snapshot = &dumping->snapshot;
	int r = conntrack_list(&dumping->enforce->sock, &snapshot->arena,
			       &snapshot->connections);

	snapshot->has_connections = r == 0;
	if (r == 0 && dump_file_len(snapshot) > ENFORCE_DUMP_MAX) {
		snapshot->has_connections = false;
		r = -EFBIG;
	}
	if (r < 0)
		log_errno(r, "dump-connections");
}

/* A descriptor, or -errno. */
static int take(struct dumping *dumping)
{
	const struct snapshot *where = &dumping->enforce->where;
	struct snapshot *snapshot = &dumping->snapshot;
	const struct dump_stop stop = { is_to_stop, dumping };
	int r = dump_take(&dumping->enforce->sock, &stop, snapshot);

	if (r < 0)
		return dumping->why < 0 ? dumping->why : r;
	snapshot->netns = where->netns;
	memcpy(snapshot->boot_id, where->boot_id, sizeof(where->boot_id));
	memcpy(snapshot->release, where->release, sizeof(where->release));
	if (dumping->live)
		list_live(dumping);
	return seal(snapshot);
}

bool dump_hear(void *state, struct message *message)
{
	struct dumping dumping = { .enforce = state,
				   .live = message->body[0] == 1,
				   .until = now_ms() + LONGEST };
	_cleanup_(fd_closep) int fd = take(&dumping);
	uint8_t body[8];
	struct pack p = { body, body + sizeof(body), false };

	if (fd < 0 && fd != -ECANCELED)
		log_errno(fd, "dump");
	pack_u32(&p, fd < 0 ? (uint32_t)fd : 0);
	pack_u32(&p, dumping.snapshot.genid);
	snapshot_finish(&dumping.snapshot);
	return answer_with(MESSAGE_DUMPED, message->id, body, sizeof(body), fd);
}
