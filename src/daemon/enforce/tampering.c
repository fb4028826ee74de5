/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tampering.c -- what others did, put together and told to the engine
 *
 * Each line costs the engine a line of its journal on the disk: somebody who
 * changes the rules a thousand times a second is told of a few times.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/wire.h"
#include "daemon/clock.h"
#include "daemon/enforce/state.h"
#include "daemon/messages.h"
#include "daemon/procs.h"
#include "privsep/channel.h"

enum {
	TELL_EVERY = 250, /* ms */
};

/* The first and the last are kept: nobody hides in what others did before, or
 * after. Returns the place that is free then. */
static size_t forget_one(struct authors *authors)
{
	const size_t i = AUTHORS_MAX / 2;

	memmove(&authors->list[i], &authors->list[i + 1],
		(AUTHORS_MAX - 1 - i) * sizeof(authors->list[0]));
	return AUTHORS_MAX - 1;
}

static void add(struct authors *authors, const struct author *author)
{
	size_t i = 0;

	while (i < authors->n && authors->list[i].pid != author->pid)
		i++;
	if (i < authors->n)
		return;
	if (i == AUTHORS_MAX) {
		i = forget_one(authors);
		authors->n_more++;
	}
	authors->list[i] = *author;
	authors->n = i + 1;
}

void authors_add(struct authors *authors, const struct event *event,
		 const struct event_who *who)
{
	struct author author = { .pid = event->pid, .who = *who };

	memcpy(author.name, event->name, sizeof(event->name));
	add(authors, &author);
}

void authors_join(struct authors *authors, const struct authors *later)
{
	for (size_t i = 0; i < later->n; i++)
		add(authors, &later->list[i]);
	authors->n_more += later->n_more;
}

/* ------ by whom ------ */

/* "nft (pid 17, uid 0, /usr/sbin/nft -f x)": what could not be read any more
 * is left out. */
static void put_author(FILE *out, const struct authors *authors, size_t i)
{
	const struct event_who *who = &authors->list[i].who;

	fprintf(out, "%s (pid %u", authors->list[i].name, authors->list[i].pid);
	if (who->known) {
		fprintf(out, ", uid %u", who->uid);
		if (*who->program)
			fprintf(out, ", %s", who->program);
		if (*who->command)
			fprintf(out, ": %s", who->command);
		if (*who->parent_name)
			fprintf(out, ", started by %s", who->parent_name);
	}
	fputc(')', out);
}

static void put_authors(char *buf, size_t size, const struct authors *authors)
{
	FILE *out = fmemopen(buf, size, "w");

	*buf = '\0';
	if (!out)
		return;
	if (!authors->n)
		fputs("unknown", out);
	/* What is found is more often the last one's. */
	for (size_t i = authors->n; i-- > 0;) {
		put_author(out, authors, i);
		fputs(i ? "; " : "", out);
	}
	if (authors->n_more)
		fprintf(out, "; and others");
	fclose(out);
	buf[size - 1] = '\0';
}

/* ------ what ------ */

void tampering_add(struct watch *watch, const struct authors *authors,
		   int64_t microseconds, bool healed, const struct lines *found)
{
	struct tampering *tampering = &watch->tampering;
	const uint32_t us =
		microseconds > UINT32_MAX ? UINT32_MAX : (uint32_t)microseconds;

	if (tampering->waits && tampering->healed != healed)
		tampering_tell(watch);
	if (!tampering->waits) {
		*tampering = (struct tampering){
			.waits = true,
			.pid = authors->n ? authors->list[authors->n - 1].pid
					  : 0,
			.healed = healed,
		};
		put_authors(tampering->by, sizeof(tampering->by), authors);
	}
	tampering->times++;
	if (us > tampering->microseconds)
		tampering->microseconds = us;
	/* The same again and again says nothing more. */
	if (!found->len || !strstr(tampering->found.text, found->text))
		lines_append(&tampering->found, found);
}

void tampering_tell(struct watch *watch)
{
	struct tampering *tampering = &watch->tampering;
	uint8_t body[9 + sizeof(tampering->by) + LINES_ROOM];
	struct pack p = { body, body + sizeof(body), false };
	int r;

	if (tampering->times > 1)
		lines_add(&tampering->found, "%u times", tampering->times);
	tampering->times = 1;
	lines_end(&tampering->found);
	pack_u32(&p, tampering->pid);
	pack_u32(&p, tampering->microseconds);
	pack_u8(&p, tampering->healed);
	pack_bytes(&p, tampering->by, strlen(tampering->by) + 1);
	pack_bytes(&p, tampering->found.text, tampering->found.len);
	r = channel_send(FD_ENFORCE_ENGINE, MESSAGE_TAMPERED, 0, body,
			 (size_t)(p.pos - body), -1);
	watch->tell_at = now_ms() + TELL_EVERY;
	/* An engine that does not keep up is told later. */
	if (r != -EAGAIN)
		tampering->waits = false;
}
