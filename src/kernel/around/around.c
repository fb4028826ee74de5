/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around.c -- looks around the gate once, part by part
 */
#include "kernel/around/around.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/netlink.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "kernel/around/ask.h"
#include "kernel/around/parts.h"

enum {
	TRIES = 4,
	SWITCH_PATH = 96
};

/* The directories stay open: Landlock and the kernel's cache of names then
 * agree about them for as long as we live. */
int around_open(struct around_eyes *eyes)
{
	*eyes = (struct around_eyes){ .xfrm = -1, .tables = { -1, -1, -1 } };
	eyes->route = ask_open(NETLINK_ROUTE, 0);
	if (eyes->route < 0)
		return eyes->route;
	eyes->answer = xcalloc(1, ASK_ANSWER);
	eyes->sysctl = open("/proc/sys/net", O_PATH | O_DIRECTORY | O_CLOEXEC);
	eyes->proc = open("/proc/self/net", O_PATH | O_DIRECTORY | O_CLOEXEC);
	around_open_tables(eyes);
	around_open_xfrm(eyes);
	return 0;
}

void around_close(struct around_eyes *eyes)
{
	fd_closep(&eyes->route);
	fd_closep(&eyes->sysctl);
	fd_closep(&eyes->proc);
	fd_closep(&eyes->xfrm);
	for (size_t i = 0; i < sizeof(eyes->tables) / sizeof(*eyes->tables);
	     i++)
		fd_closep(&eyes->tables[i]);
	free(eyes->answer);
}

static int read_part(struct around_eyes *eyes, enum around_part part,
		     const struct expectation *expected, struct around *out)
{
	int r;

	switch (part) {
	case PART_LINKS:
		out->links.n = 0;
		r = around_read_links(eyes, out);
		around_mark_wires(expected, out);
		return r;
	case PART_ADDRESSES:
		out->addresses.n = 0;
		return around_read_addresses(eyes, out);
	case PART_ROUTES:
		out->routes.n = 0;
		return around_read_routes(eyes, out);
	case PART_RULES:
		out->rules.n = 0;
		return around_read_rules(eyes, out);
	case PART_TC:
		out->hooks.n = 0;
		r = around_read_tc(eyes, out);
		return r == 0 && eyes->asks_programs ? around_read_programs(out)
						     : r;
	case PART_SWITCHES:
		return around_read_switches(eyes, expected, out);
	case PART_TABLES:
		return around_read_tables(eyes, out);
	case PART_XFRM:
		around_count_xfrm(eyes);
		out->n_xfrm = eyes->n_xfrm;
		return eyes->xfrm_unknown;
	case N_PARTS:
		break;
	}
	return 0;
}

/*
 * A list that changed while it was read is read again, a few times. The last
 * one is taken as it is: the change wakes us again anyway (watch.h), and
 * who never ceases to change things shall not make us blind.
 */
void around_look(struct around_eyes *eyes, const struct expectation *expected,
		 struct around *out)
{
	for (int part = 0; part < N_PARTS; part++) {
		int r = -EINTR;

		for (int i = 0; r == -EINTR && i < TRIES; i++)
			r = read_part(eyes, (enum around_part)part, expected,
				      out);
		out->unread[part] = r == -EINTR ? 0 : r;
	}
}

void around_finish(struct around *around)
{
	arena_finish(&around->arena);
	*around = (struct around){ 0 };
}

const struct around_link *around_find_link(const struct around *around,
					   uint32_t index)
{
	vec_each(link, &around->links)
		if (link->index == index)
			return link;
	return NULL;
}

const struct around_link *around_find_name(const struct around *around,
					   const char *name)
{
	vec_each(link, &around->links)
		if (!strcmp(link->name, name))
			return link;
	return NULL;
}

bool around_switch(const struct around *around, int64_t *out, const char *fmt,
		   ...)
{
	char path[SWITCH_PATH];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	vec_each(one, &around->switches)
		if (!strcmp(one->path, path)) {
			*out = one->value;
			return true;
		}
	return false;
}
