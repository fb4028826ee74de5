/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut.c -- live connections are forgotten, counted by the entry that let them in
 *
 * Each round looks at what there is, notes those that are chosen, and has the
 * kernel delete each by its tuple and its id: one that took its place in
 * between is not touched, and one that ended by itself is not counted. A round
 * that finds nothing is the last.
 */
#include "kernel/live/cut.h"

#include <stdlib.h>

#include "kernel/live/conntrack.h"
#include "ruleset/ruleset.h"

enum {
	ROUNDS = 32,
	/* Of one round; bounds its memory, not what can be cut. */
	CHOSEN_MAX = 1 << 16,
};

struct chosen {
	uint32_t mark;
	bool deleted;
	uint64_t packets, bytes;
};

struct round {
	const struct cut_request *request;
	struct arena arena;
	/* Side by side. */
	VEC(struct chosen) chosen;
	VEC(struct connection_key) keys;
	size_t n_more; /* beyond CHOSEN_MAX */
};

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool has_entry(const struct cut_request *request, uint32_t mark)
{
	const uint32_t entry = mark & ENTRY_MAX;

	return request->n_entries == 0 ||
	       bsearch(&entry, request->entries, request->n_entries,
		       sizeof(*request->entries), by_number);
}

static int compare(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

int connection_cmp(const void *a, const void *b)
{
	const struct connection *x = a, *y = b;
	int r = addr_cmp(&x->source, &y->source);

	if (r == 0)
		r = addr_cmp(&x->destination, &y->destination);
	if (r == 0)
		r = compare(x->proto, y->proto);
	if (r == 0)
		r = compare(x->type, y->type);
	if (r == 0)
		r = compare(x->source_port, y->source_port);
	if (r == 0)
		r = compare(x->destination_port, y->destination_port);
	return r ? r : compare(x->mark, y->mark);
}

static bool is_listed(const struct cut_request *request,
		      const struct connection *connection)
{
	return request->n_connections == 0 ||
	       bsearch(connection, request->connections, request->n_connections,
		       sizeof(*connection), connection_cmp);
}

/* The ranges are apart from each other: an address in none of them lies before
 * or behind each. */
static int by_place(const void *key, const void *member)
{
	const struct addr *addr = key;
	const struct addr_range *range = member;

	if (range_has(range, addr))
		return 0;
	return addr_cmp(addr, &range->first);
}

static bool is_among(const struct addr *addr, const struct addr_range *ranges,
		     size_t n)
{
	return n == 0 || bsearch(addr, ranges, n, sizeof(*ranges), by_place);
}

static bool leads(const struct cut_request *request, const struct addr *from,
		  const struct addr *to)
{
	return is_among(from, request->sources, request->n_sources) &&
	       is_among(to, request->destinations, request->n_destinations);
}

static bool is_chosen(const struct cut_request *request,
		      const struct connection *connection)
{
	const struct addr *from = &connection->source;
	const struct addr *to = &connection->destination;

	return (connection->mark & request->mask) == request->mark &&
	       has_entry(request, connection->mark) &&
	       is_listed(request, connection) &&
	       (leads(request, from, to) ||
		(request->either_way && leads(request, to, from)));
}

static void choose(const struct live_connection *live, void *ctx)
{
	struct round *round = ctx;
	struct chosen *chosen;

	if (!is_chosen(round->request, &live->is))
		return;
	if (round->chosen.n == CHOSEN_MAX) {
		round->n_more++;
		return;
	}
	chosen = vec_add(&round->arena, &round->chosen);
	chosen->mark = live->is.mark;
	chosen->packets = live->packets;
	chosen->bytes = live->bytes;
	*vec_add(&round->arena, &round->keys) = live->key;
}

static int delete_chosen(struct round *round, struct sock *sock)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < round->keys.n; i += DELETE_MAX) {
		bool deleted[DELETE_MAX] = { false };
		size_t n = round->keys.n - i;

		if (n > DELETE_MAX)
			n = DELETE_MAX;
		r = conntrack_delete(sock, &round->keys.at[i], n, deleted);
		for (size_t j = 0; j < n; j++)
			round->chosen.at[i + j].deleted = deleted[j];
	}
	return r;
}

static int by_mark(const void *a, const void *b)
{
	const struct cut_count *x = a, *y = b;

	return (x->mark > y->mark) - (x->mark < y->mark);
}

static struct cut_count *find_count(struct cut_report *report, uint32_t mark,
				    size_t n_sorted)
{
	const struct cut_count wanted = { .mark = mark };
	struct cut_count *last;

	if (report->counts.n > n_sorted) {
		last = &report->counts.at[report->counts.n - 1];
		if (last->mark == mark)
			return last;
	}
	return n_sorted ? bsearch(&wanted, report->counts.at, n_sorted,
				  sizeof(wanted), by_mark)
			: NULL;
}

static int by_chosen_mark(const void *a, const void *b)
{
	const struct chosen *x = a, *y = b;

	return (x->mark > y->mark) - (x->mark < y->mark);
}

/* Sorted, those of one mark follow each other: a new mark is appended once. */
static void count_round(struct round *round, struct cut_report *report)
{
	const size_t n_sorted = report->counts.n;

	if (round->chosen.n == 0)
		return;
	qsort(round->chosen.at, round->chosen.n, sizeof(*round->chosen.at),
	      by_chosen_mark);
	vec_each(chosen, &round->chosen) {
		struct cut_count *count;

		if (!chosen->deleted)
			continue;
		report->n++;
		count = find_count(report, chosen->mark, n_sorted);
		if (!count && report->counts.n == CUT_COUNTS_MAX)
			continue;
		if (!count)
			count = vec_add(&report->arena, &report->counts);
		count->mark = chosen->mark;
		count->n++;
		count->packets += chosen->packets;
		count->bytes += chosen->bytes;
	}
	if (report->counts.n)
		qsort(report->counts.at, report->counts.n,
		      sizeof(*report->counts.at), by_mark);
}

/* 1: something was found; 0: nothing is left; or -errno. */
static int try_round(struct round *round, struct sock *sock,
		     struct cut_report *report)
{
	const size_t before = report->n;
	int r = conntrack_dump_live(sock, round->request->mark,
				    round->request->mask, choose, round);

	if (r < 0)
		return r;
	r = delete_chosen(round, sock);
	count_round(round, report);
	report->n_left = round->chosen.n + round->n_more - (report->n - before);
	return r < 0 ? r : round->chosen.n > 0;
}

int cut_connections(struct sock *sock, const struct cut_request *request,
		    struct cut_report *out)
{
	int r = 1;

	*out = (struct cut_report){ 0 };
	for (int i = 0; i < ROUNDS && r > 0; i++) {
		struct round round = { .request = request };

		r = try_round(&round, sock, out);
		arena_finish(&round.arena);
	}
	return r < 0 ? r : 0;
}

void cut_report_finish(struct cut_report *report)
{
	arena_finish(&report->arena);
	*report = (struct cut_report){ 0 };
}
