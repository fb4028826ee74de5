/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.c -- the orders to isolate as a file of the state folder
 */
#include "daemon/engine/isolate/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/must.h"
#include "base/text.h"
#include "daemon/engine/isolate/word.h"
#include "evidence/keep.h"
#include "evidence/scan.h"
#include "evidence/seal.h"

static const char file_name[] = "isolation";

/* ------ writing ------ */

/* Ends the line's object with its seal. */
static void put_line(FILE *out, struct json *line, char **text,
		     const size_t *len)
{
	seal_put(line->out, text, len);
	fwrite(*text, 1, *len, out);
	free(take_ptr(*text));
}

static void put_count(FILE *out, size_t n)
{
	char *text = NULL;
	size_t len = 0;
	struct json json = { .out = open_memstream(&text, &len) };

	must(json.out);
	json_object(&json);
	json_key(&json, "orders");
	json_number(&json, (int64_t)n);
	put_line(out, &json, &text, &len);
}

/* Packed and in hexadecimal; "" where there is nothing to keep. */
static char *meant_text(const struct isolation *meant)
{
	_cleanup_(freep) char *bytes = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&bytes, &len);
	char *text;
	bool kept = meant->list.n > 0;

	must(out);
	if (kept && isolation_pack(meant, out) < 0)
		kept = false;
	must(fclose(out) == 0);
	text = xcalloc(2 * len + 1, 1);
	return kept ? text_hex(text, bytes, len) : text;
}

static void put_order(FILE *out, const struct isolation_order *order)
{
	_cleanup_(freep) char *meant = meant_text(&order->meant);
	char *text = NULL;
	size_t len = 0;
	struct json json = { .out = open_memstream(&text, &len) };

	must(json.out);
	json_object(&json);
	json_member(&json, "word", order->word);
	json_member(&json, "by", order->by);
	json_key(&json, "uid");
	json_number(&json, order->uid);
	json_member(&json, "reason", order->reason);
	json_key(&json, "since");
	json_number(&json, order->since < 0 ? 0 : order->since);
	json_member(&json, "meant", meant);
	put_line(out, &json, &text, &len);
}

static bool is_kept(int state, const char *text, size_t len)
{
	_cleanup_(freep) char *kept = NULL;
	size_t kept_len = 0;

	return keep_read(state, file_name, ISOLATE_STORE_MAX, &kept,
			 &kept_len) == 0 &&
	       kept_len == len && !memcmp(kept, text, len);
}

int isolate_store_write(int state, const struct isolation_order *orders,
			size_t n)
{
	_cleanup_(freep) char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	must(out);
	put_count(out, n);
	for (size_t i = 0; i < n; i++)
		put_order(out, &orders[i]);
	must(fclose(out) == 0);
	if (is_kept(state, text, len))
		return 0;
	return keep_file(state, file_name, text, len);
}

/* ------ reading ------ */

/* The next line with its newline; its length 0 at the end. */
static struct scan take_line(const char **at, const char *end)
{
	const char *line = *at;
	const char *newline = memchr(line, '\n', (size_t)(end - line));

	*at = newline ? newline + 1 : end;
	if (!seal_is_right(line, (size_t)(*at - line)))
		return (struct scan){ line, line, true };
	return (struct scan){ line, *at - SEAL_LEN, false };
}

static bool read_hex(const char *text, uint8_t *out, size_t len)
{
	struct scan scan = { text, text + 2 * len, false };

	scan_hex(&scan, out, len);
	return scan_done(&scan);
}

static void get_meant(struct scan *scan, struct isolation *out)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	const char *text;
	uint8_t *bytes;
	size_t len;

	scan_word(scan, ",\"meant\":");
	text = scan_string(scan, &arena, (size_t)2 * ISOLATE_MEANT_MAX);
	len = strlen(text);
	if (!len)
		return;
	bytes = arena_alloc(&arena, len / 2 + 1);
	if (len % 2 || !read_hex(text, bytes, len / 2) ||
	    !isolation_unpack(bytes, len / 2, out) || out->list.n != 1)
		scan->bad = true;
}

static bool read_order(struct scan *scan, struct isolation_order *out)
{
	struct isolation_order order = { 0 };

	scan_text(scan, "{\"word\":", order.word, sizeof(order.word));
	scan_text(scan, ",\"by\":", order.by, sizeof(order.by));
	scan_word(scan, ",\"uid\":");
	order.uid = (uint32_t)scan_number(scan, UINT32_MAX);
	scan_text(scan, ",\"reason\":", order.reason, sizeof(order.reason));
	scan_word(scan, ",\"since\":");
	order.since = (time_t)scan_number(scan, INT64_MAX);
	get_meant(scan, &order.meant);
	if (!scan_done(scan) || !isolate_word_is(order.word)) {
		isolation_finish(&order.meant);
		return false;
	}
	*out = order;
	return true;
}

int isolate_store_read(int state, struct isolation_order *orders, size_t *n)
{
	_cleanup_(freep) char *text = NULL;
	const char *at, *end;
	struct scan line;
	uint64_t wanted;
	size_t len = 0;
	bool bad;
	int r = keep_read(state, file_name, ISOLATE_STORE_MAX, &text, &len);

	*n = 0;
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	at = text;
	end = text + len;
	line = take_line(&at, end);
	scan_word(&line, "{\"orders\":");
	wanted = scan_number(&line, ORDERS_MAX);
	bad = !scan_done(&line);
	while (at < end && *n < ORDERS_MAX) {
		line = take_line(&at, end);
		if (read_order(&line, &orders[*n]))
			++*n;
		else
			bad = true;
	}
	return bad || at < end || *n != wanted ? -EBADMSG : 0;
}
