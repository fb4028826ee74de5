/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cuts.c -- connections that are ended, and of which entries they were
 */
#include "daemon/engine/cuts.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "base/wire.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/prove/job.h"
#include "daemon/engine/say.h"
#include "daemon/messages.h"
#include "kernel/live/cut.h"
#include "ruleset/ruleset.h"

enum {
	QUESTION_LEN = 4 + 4 + 1,
	COUNTS_MAX = CUT_COUNTS_MAX * sizeof(struct cut_count),
	MARKS_MAX = 64 << 20, /* bytes */
	PRINTED_MAX = 20,     /* entries of one line */
};

static struct cut_entry *find(struct cut_counts *out, const char *id)
{
	struct cut_entry *entry;

	vec_each(known, &out->entries)
		if (!strcmp(known->id, id))
			return known;
	entry = vec_add(&out->arena, &out->entries);
	entry->id = arena_strdup(&out->arena, id);
	return entry;
}

/* What a mark means to the index. */
static uint32_t number_of(const struct sealed *marks, uint32_t mark)
{
	const struct job_mark *known = (const void *)marks->bytes;

	for (size_t i = 0; i < marks->len / sizeof(*known); i++)
		if (known[i].mark == mark)
			return known[i].number;
	return mark & ENTRY_MAX;
}

/* Several marks can be one entry's: with the clock bit, a relay's sides. */
static void count_entries(const struct sealed *counts,
			  const struct sealed *marks, const struct index *index,
			  struct cut_counts *out)
{
	size_t n = counts->len / sizeof(struct cut_count);

	for (size_t i = 0; i < n; i++) {
		struct cut_count count;
		const char *id;
		struct cut_entry *entry;

		memcpy(&count, counts->bytes + i * sizeof(count),
		       sizeof(count));
		id = index ? index_entry_id(index, number_of(marks, count.mark))
			   : NULL;
		entry = find(out, id ? id : "?");
		entry->n += count.n;
		entry->packets += count.packets;
		entry->bytes += count.bytes;
	}
}

/* 0 or -errno; what was counted before an error is in `out`. */
static int read_answer(struct reply *reply, const struct cut_what *what,
		       struct cut_counts *out)
{
	struct wire w = { reply->body, reply->body + reply->len, false };
	_cleanup_(sealed_finish) struct sealed counts = { 0 };
	_cleanup_(sealed_finish) struct sealed marks = { 0 };
	int r;

	if (reply->type != MESSAGE_WAS_CUT)
		return -EPROTO;
	r = (int)wire_u32(&w);
	out->n = wire_u32(&w);
	out->n_left = wire_u32(&w);
	if (!wire_done(&w))
		return -EPROTO;
	if (reply->fd >= 0) {
		int mapped = sealed_map(reply->fd, COUNTS_MAX, &counts);

		if (mapped == 0 && what->marks >= 0)
			mapped = sealed_map(what->marks, MARKS_MAX, &marks);
		if (mapped == 0)
			count_entries(&counts, &marks, what->index, out);
		else if (r == 0)
			r = mapped;
	}
	return r;
}

void cuts_make(struct engine *engine, const struct cut_what *what,
	       uint32_t client, struct cut_counts *out)
{
	uint8_t body[QUESTION_LEN];
	struct pack p = { body, body + sizeof(body), false };
	const struct question question = { PROC_ENFORCE, MESSAGE_CUT, body,
					   sizeof(body), what->list };
	struct reply reply = { .fd = -1 };
	int r;

	*out = (struct cut_counts){ 0 };
	pack_u32(&p, what->mark);
	pack_u32(&p, what->mask);
	pack_u8(&p, (uint8_t)what->how);
	r = ask(engine, &question, &reply);
	if (r == 0)
		r = read_answer(&reply, what, out);
	fd_closep(&reply.fd);
	out->failed = r < 0;
	if (r < 0)
		say(engine, client,
		    "not all live connections could be looked at: %s; their packets are judged by the rules in force all the same",
		    strerror(-r));
}

void cuts_print(const struct cut_counts *cut, FILE *out)
{
	size_t shown = 0, rest = cut->n;

	if (cut->n == 0)
		return;
	fputs("cut:", out);
	vec_each(entry, &cut->entries) {
		if (shown == PRINTED_MAX)
			break;
		fprintf(out, "%s %zu%s of %s", shown ? "," : "", entry->n,
			shown           ? ""
			: entry->n == 1 ? " connection"
					: " connections",
			entry->id);
		shown++;
		rest -= entry->n < rest ? entry->n : rest;
	}
	if (rest)
		fprintf(out, "%s %zu%s", shown ? "," : "", rest,
			shown ? " of others" : " connections");
	fputc('\n', out);
	if (cut->n_left)
		fprintf(out,
			"%zu are live still: new ones come faster than they are cut\n",
			cut->n_left);
}

void cuts_print_json(const struct cut_counts *cut, struct json *json)
{
	json_key(json, "cut");
	json_array(json);
	vec_each(entry, &cut->entries) {
		json_object(json);
		json_member(json, "flow", entry->id);
		json_key(json, "connections");
		json_number(json, (int64_t)entry->n);
		json_key(json, "packets");
		json_number(json, (int64_t)entry->packets);
		json_key(json, "bytes");
		json_number(json, (int64_t)entry->bytes);
		json_object_end(json);
	}
	json_array_end(json);
	json_key(json, "cut_left");
	json_number(json, (int64_t)cut->n_left);
}

void cuts_answer(struct engine *engine, const struct call *call,
		 const char *result, const char *text,
		 const struct cut_counts *cut)
{
	struct page page;

	page_open(&page);
	if (call->request->flags & REQUEST_JSON) {
		struct json json = { .out = page.out };

		json_object(&json);
		json_member(&json, "result", result);
		json_key(&json, "generation");
		json_number(&json, engine->live.number);
		cuts_print_json(cut, &json);
		json_object_end(&json);
		fputc('\n', page.out);
	} else {
		fprintf(page.out, "%s\n", text);
		cuts_print(cut, page.out);
	}
	page_send(&page, engine, call->client, ANSWER_YES);
}

void cuts_finish(struct cut_counts *cut)
{
	struct arena arena = cut->arena;

	*cut = (struct cut_counts){ 0 };
	arena_finish(&arena);
}
