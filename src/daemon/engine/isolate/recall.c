/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recall.c -- the orders to isolate that stand, by the journal
 */
#include "daemon/engine/isolate/recall.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "daemon/engine/isolate/word.h"
#include "evidence/journal_file.h"
#include "evidence/journal_line.h"
#include "evidence/scan.h"

struct recalled {
	struct isolation_order orders[ORDERS_MAX];
	size_t n, lost;
	struct isolation_order ended; /* by the last line that ended one */
};

/* Its place, or n. */
static size_t find(const struct isolation_order *orders, size_t n,
		   const char *word)
{
	size_t i = 0;

	while (i < n && strcmp(orders[i].word, word) != 0)
		i++;
	return i;
}

static void add(struct recalled *recalled, const struct isolation_order *order)
{
	if (find(recalled->orders, recalled->n, order->word) < recalled->n)
		return;
	if (recalled->n == ORDERS_MAX)
		recalled->lost++;
	else
		recalled->orders[recalled->n++] = *order;
}

static void take(struct recalled *recalled, const char *word)
{
	const size_t i = find(recalled->orders, recalled->n, word);

	if (i == recalled->n)
		return;
	recalled->ended = recalled->orders[i];
	recalled->n--;
	memmove(&recalled->orders[i], &recalled->orders[i + 1],
		(recalled->n - i) * sizeof(recalled->orders[0]));
}

/* ------ lines; the fields are those of act/isolate.c and record.c ------ */

static void isolated(struct recalled *recalled, const struct journal_line *line)
{
	struct scan scan = { line->fields, line->fields + line->fields_len,
			     false };
	struct isolation_order order = { .since = journal_line_time(line) };

	scan_text(&scan, "\"word\":", order.word, sizeof(order.word));
	scan_text(&scan, ",\"author\":", order.by, sizeof(order.by));
	scan_word(&scan, ",\"uid\":");
	order.uid = (uint32_t)scan_number(&scan, UINT32_MAX);
	scan_text(&scan, ",\"reason\":", order.reason, sizeof(order.reason));
	if (!scan.bad && isolate_word_is(order.word))
		add(recalled, &order);
}

static void unisolated(struct recalled *recalled,
		       const struct journal_line *line)
{
	struct scan scan = { line->fields, line->fields + line->fields_len,
			     false };
	char by[ASKER_NAME], word[REQUEST_WORD];

	scan_text(&scan, "\"author\":", by, sizeof(by));
	scan_word(&scan, ",\"uid\":");
	(void)scan_number(&scan, UINT32_MAX);
	if (scan_maybe(&scan, ",\"generation\":"))
		(void)scan_number(&scan, UINT32_MAX);
	scan_text(&scan, ",\"word\":", word, sizeof(word));
	if (!scan.bad)
		take(recalled, word);
}

static void read_line(struct recalled *recalled,
		      const struct journal_line *line)
{
	if (!strcmp(line->event, "isolate"))
		isolated(recalled, line);
	else if (!strcmp(line->event, "unisolate"))
		unisolated(recalled, line);
	else if (!strcmp(line->event, "not-unisolated") &&
		 *recalled->ended.word)
		add(recalled, &recalled->ended);
}

static void read_file(int folder, uint32_t number, struct recalled *recalled)
{
	_cleanup_(journal_reader_close) struct journal_reader reader = { 0 };
	struct journal_line line;
	const char *bytes;
	size_t len;
	int r = journal_reader_open(&reader, folder, number);

	while (r >= 0) {
		r = journal_reader_next(&reader, &bytes, &len);
		if (r == 0)
			return;
		if (r > 0 && journal_line_read(bytes, len, &line))
			read_line(recalled, &line);
	}
	(void)log_errno(r, "isolation-recall journal=%u", number);
}

void isolate_recall(struct engine *engine)
{
	_cleanup_(freep) struct recalled *recalled =
		xcalloc(1, sizeof(*recalled));
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct numbers numbers = { 0 };
	const int folder = engine->journal.folder;
	const size_t known = engine->n_orders;
	const struct isolation_order *order;
	int r = numbered_list(folder, &journal_files, &arena, &numbers);

	if (r < 0)
		(void)log_errno(r, "isolation-recall");
	vec_each(number, &numbers.list)
		read_file(folder, *number, recalled);
	for (size_t i = 0; i < recalled->n; i++) {
		order = &recalled->orders[i];
		if (find(engine->orders, engine->n_orders, order->word) <
		    engine->n_orders)
			continue;
		if (engine->n_orders == ORDERS_MAX)
			recalled->lost++;
		else
			engine->orders[engine->n_orders++] = *order;
	}
	log_warn("isolation-recalled orders=%zu lost=%zu",
		 engine->n_orders - known, recalled->lost);
}
