/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime_dump.c -- what a conversion yields, readably: for the golden cases
 *
 * mime_dump FILE prints one line a field, left out where empty.
 * mime_dump --time N FILE... converts each N times and prints microseconds and
 * memory, of each a line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/must.h"
#include "base/text.h"
#include "mime/convert.h"

enum {
	CEILING = 24 << 20
};

static void put(const char *key, const char *value)
{
	if (value[0])
		printf("%s: %s\n", key, value);
}

static void put_count(const char *key, uint64_t n)
{
	if (n)
		printf("%s: %llu\n", key, (unsigned long long)n);
}

static void put_list(const char *key, const struct mailboxes *list)
{
	if (list->n)
		printf("%s:\n", key);
	for (size_t i = 0; i < list->n; i++)
		printf("  %s <%s>\n", list->at[i].name, list->at[i].addr);
}

static void put_header(const struct converted *c)
{
	if (c->from_valid)
		printf("from: %s <%s>\n", c->from.name, c->from.addr);
	else
		printf("from: invalid: %s\n", c->from_text);
	put_list("reply-to", &c->reply_to);
	put_list("to", &c->to);
	put_list("cc", &c->cc);
	put("subject", c->subject);
	put("date", c->date);
	put("message-id", c->message_id);
	put("in-reply-to", c->in_reply_to);
	put("references", c->references);
	put("auto-submitted", c->auto_submitted);
	put_count("bulk", c->bulk);
	put_count("received", c->n_received);
	put("auth", c->auth);
	for (size_t i = 0; i < c->n_loop_marks; i++)
		put("loop-mark", c->loop_marks[i]);
}

static void put_removed(const struct removed_part *r)
{
	char hex[2 * sizeof(r->sha256) + 1];

	printf("removed: '%s' %s%s%s, %llu bytes, %s%s%s\n  %s\n", r->name,
	       r->declared, r->sniffed[0] ? " is " : "", r->sniffed,
	       (unsigned long long)r->size, removal_name(r->why),
	       r->locked ? ", locked" : "", r->inline_image ? ", inline" : "",
	       text_hex(hex, r->sha256, sizeof(r->sha256)));
	for (enum removed_mark m = 0; m < N_REMOVED_MARKS; m++)
		if (r->marks & mark_bit(m))
			printf("  %s\n", removed_mark_name(m));
}

static void put_converted(const struct converted *c)
{
	put_header(c);
	for (size_t i = 0; i < c->n_removed; i++)
		put_removed(&c->removed[i]);
	for (enum convert_action a = 0; a < N_CONVERT_ACTIONS; a++)
		if (c->actions & action_bit(a))
			put("action", convert_action_name(a));
	for (enum mime_defect d = 0; d < N_DEFECTS; d++)
		if (c->defects & defect_bit(d))
			put("defect", defect_name(d));
	put("charset-declared", c->charset_declared);
	put("charset-used", c->charset_used);
	put_count("unmapped", c->unmapped);
	put("unmapped-codes", c->unmapped_codes);
	put_count("controls", c->controls);
	put_count("invisibles", c->invisibles);
	put_count("hidden-text", c->hidden_text);
	put_count("links", c->links);
	put_count("text-cut", c->text_cut);
	printf("--\n%.*s", (int)c->body_len, c->body);
}

/* The whole file; caller frees. */
static uint8_t *slurp(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes;
	long size;

	if (!file || fseek(file, 0, SEEK_END) < 0 || (size = ftell(file)) < 0) {
		perror(path);
		exit(3);
	}
	rewind(file);
	bytes = xcalloc((size_t)size + 1, 1);
	*len = fread(bytes, 1, (size_t)size, file);
	fclose(file);
	return bytes;
}

/* The most that this program had in memory; ru_maxrss would count what its
 * parent had before exec. */
static long peak(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	long kb = 0;

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, "VmHWM:", 6) == 0)
			kb = strtol(line + 6, NULL, 10);
	if (file)
		fclose(file);
	return kb;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* As a transform that is reused does it: in one reserved arena, of which only
 * what is used is touched. */
static void measure(const char *path, int n, struct arena *arena)
{
	static const struct convert_options options = { 0 };
	size_t len;
	_cleanup_(freep) uint8_t *bytes = slurp(path, &len);
	struct converted out;
	enum convert_verdict verdict = CONVERT_OK;
	double start = now();
	size_t used = 0;

	for (int i = 0; i < n; i++) {
		verdict = convert_message(bytes, len, &options, arena, &out);
		used = arena->used;
		arena_reset(arena);
	}
	printf("%s: %.1f us, %zu KB of arena, %ld KB resident\n",
	       convert_verdict_name(verdict), (now() - start) / n, used >> 10,
	       peak());
}

int main(int argc, char **argv)
{
	static const struct convert_options options = {
		.loop_mark = "X-Loop",
		.authserv_id = "mx.example",
	};
	_cleanup_(freep) uint8_t *bytes = NULL;
	struct arena arena = { .ceiling = CEILING };
	struct converted out;
	enum convert_verdict verdict;
	size_t len;

	if (argc >= 4 && strcmp(argv[1], "--time") == 0) {
		arena_reserve(&arena, CEILING);
		for (int i = 3; i < argc; i++)
			measure(argv[i], atoi(argv[2]), &arena);
		arena_finish(&arena);
		return 0;
	}
	if (argc != 2)
		return 2;
	bytes = slurp(argv[1], &len);
	verdict = convert_message(bytes, len, &options, &arena, &out);
	if (verdict == CONVERT_OK)
		put_converted(&out);
	else
		printf("held: %s\n", convert_verdict_name(verdict));
	arena_finish(&arena);
	return 0;
}
