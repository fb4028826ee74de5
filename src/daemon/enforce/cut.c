/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut.c -- live connections: which there are, and which are to end
 *
 * Arrays come as they lie in memory: both are the same program, and every
 * member is looked at. An empty one chooses nothing.
 */
#include "kernel/live/cut.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "base/sealed.h"
#include "base/wire.h"
#include "daemon/enforce/enforce.h"
#include "daemon/enforce/state.h"
#include "daemon/messages.h"
#include "kernel/live/conntrack.h"
#include "privsep/channel.h"

enum {
	LIST_BYTES_MAX = 64 << 20,
	RANGES_MAX = 1 << 16,
	/* Connections told; more than nf_conntrack_max usually is. */
	TOLD_MAX = 1 << 20,
};

/* ------ all that bear a mark ------ */

struct telling {
	struct arena arena;
	VEC(struct connection) list;
	uint32_t n; /* told or not */
};

static void note(const struct connection *connection, void *ctx)
{
	struct telling *telling = ctx;

	if (!connection->mark)
		return;
	telling->n++;
	if (telling->list.n < TOLD_MAX)
		*vec_add(&telling->arena, &telling->list) = *connection;
}

bool connections_hear(void *state, struct message *message)
{
	struct enforce *enforce = state;
	struct telling telling = { 0 };
	_cleanup_(fd_closep) int fd = -1;
	uint8_t body[4];
	struct pack p = { body, body + sizeof(body), false };
	int r = conntrack_dump(&enforce->sock, note, &telling);

	if (r < 0)
		log_errno(r, "list-connections");
	fd = sealed_make(telling.list.at,
			 telling.list.n * sizeof(*telling.list.at));
	if (fd < 0)
		log_errno(fd, "list-connections");
	pack_u32(&p, telling.n);
	arena_finish(&telling.arena);
	return answer_with(MESSAGE_CONNECTED, message->id, body, sizeof(body),
			   fd);
}

/* ------ those that are to end ------ */

/* The list is a copy of our own. */
struct choice {
	struct cut_request request;
	void *list;
	bool nobody;
};

static bool is_address(const struct addr *addr)
{
	return addr->family == FAMILY_IPV4 || addr->family == FAMILY_IPV6;
}

static bool choose_listed(struct choice *choice, size_t len)
{
	struct connection *list = choice->list;
	const size_t n = len / sizeof(*list);

	if (len % sizeof(*list))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!is_address(&list[i].source) ||
		    !is_address(&list[i].destination))
			return false;
	qsort(list, n, sizeof(*list), connection_cmp);
	choice->request.connections = list;
	choice->request.n_connections = n;
	return true;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool choose_entries(struct choice *choice, size_t len)
{
	uint32_t *list = choice->list;
	const size_t n = len / sizeof(*list);

	if (len % sizeof(*list))
		return false;
	qsort(list, n, sizeof(*list), by_number);
	choice->request.entries = list;
	choice->request.n_entries = n;
	return true;
}

static bool choose_ends(struct choice *choice, size_t len)
{
	struct addr_range *list = choice->list;
	const size_t n = len / sizeof(*list);

	if (len % sizeof(*list) || n > RANGES_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!is_address(&list[i].first) ||
		    list[i].first.family != list[i].last.family ||
		    addr_cmp(&list[i].first, &list[i].last) > 0)
			return false;
	choice->request.sources = list;
	choice->request.n_sources = ranges_merge(list, n);
	choice->request.either_way = true;
	return true;
}

static bool choose(struct choice *choice, enum enforce_cut how, size_t len)
{
	choice->nobody = how != CUT_MARKED && len == 0;
	switch (how) {
	case CUT_MARKED:
		return true;
	case CUT_LISTED:
		return choose_listed(choice, len);
	case CUT_ENTRIES:
		return choose_entries(choice, len);
	case CUT_ENDS:
		return choose_ends(choice, len);
	case N_ENFORCE_CUTS:
		break;
	}
	return false;
}

static bool read_choice(const struct message *message, struct choice *out)
{
	struct wire w = { message->body, message->body + message->body_len,
			  false };
	struct sealed sealed = { 0 };
	size_t len;
	uint8_t how;

	out->request.mark = wire_u32(&w);
	out->request.mask = wire_u32(&w);
	how = wire_u8(&w);
	if (!wire_done(&w) || how >= N_ENFORCE_CUTS ||
	    (how == CUT_MARKED) != (message->fd < 0) ||
	    out->request.mark & ~out->request.mask)
		return false;
	if (message->fd >= 0 &&
	    sealed_map(message->fd, LIST_BYTES_MAX, &sealed) < 0)
		return false;
	len = sealed.len;
	out->list = xcalloc(len + 1, 1);
	if (len)
		memcpy(out->list, sealed.bytes, len);
	sealed_finish(&sealed);
	return choose(out, (enum enforce_cut)how, len);
}

static bool answer(uint32_t id, int result, const struct cut_report *report)
{
	_cleanup_(fd_closep) int fd = -1;
	uint8_t body[12];
	struct pack p = { body, body + sizeof(body), false };

	if (report->counts.n)
		fd = sealed_make(report->counts.at,
				 report->counts.n * sizeof(*report->counts.at));
	pack_u32(&p, (uint32_t)result);
	pack_u32(&p, (uint32_t)report->n);
	pack_u32(&p, (uint32_t)report->n_left);
	return answer_with(MESSAGE_WAS_CUT, id, body, sizeof(body), fd);
}

bool cut_hear(void *state, struct message *message)
{
	struct enforce *enforce = state;
	struct choice choice = { 0 };
	struct cut_report report = { 0 };
	bool good = read_choice(message, &choice);
	int r = 0;

	if (good && !choice.nobody)
		r = cut_connections(&enforce->sock, &choice.request, &report);
	if (r < 0)
		log_errno(r, "cut-connections");
	good = good && answer(message->id, r, &report);
	cut_report_finish(&report);
	free(choice.list);
	return good;
}
