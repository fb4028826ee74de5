/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate.c -- cut something off, at once
 *
 * The kernel first, then live connections, then the state folder and the
 * journal: nothing here waits for a disk, nor for an approval. The order stands
 * as open until an approver ends it (unisolate.c). Said again, it is done
 * again.
 */
#include "daemon/engine/isolate/isolate.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "daemon/clock.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/cuts.h"
#include "daemon/engine/isolate/word.h"
#include "daemon/engine/record.h"
#include "daemon/engine/report_sheet.h"
#include "daemon/engine/say.h"

struct isolating {
	const struct call *call;
	const struct isolation_order *order;
	bool again; /* it stood already */
	int result; /* of the kernel's part */
	int64_t milliseconds;
	struct cut_counts cut;
};

/* ------ the order ------ */

static struct isolation_order *find(struct engine *engine, const char *word)
{
	for (size_t i = 0; i < engine->n_orders; i++)
		if (!strcmp(engine->orders[i].word, word))
			return &engine->orders[i];
	return NULL;
}

static struct isolation_order *add(struct engine *engine,
				   const struct call *call, const char *word)
{
	struct isolation_order *order;

	if (engine->n_orders == ORDERS_MAX) {
		say(engine, call->client,
		    "%d things are isolated already, the most there can be: isolate a prefix or a zone instead, after `sekisho unisolate` of what is in it",
		    ORDERS_MAX);
		return NULL;
	}
	order = &engine->orders[engine->n_orders++];
	*order = (struct isolation_order){ .uid = call->asker->uid,
					   .since = time(NULL) };
	memcpy(order->word, word, sizeof(order->word));
	memcpy(order->by, call->asker->name, sizeof(order->by));
	memcpy(order->reason, call->request->reason, sizeof(order->reason));
	return order;
}

/* The newest; the kernel would take none of the orders with it. */
static void take_back(struct engine *engine)
{
	isolation_finish(&engine->orders[--engine->n_orders].meant);
}

/* ------ the journal ------ */

static void put_isolating(struct json *json, const void *data)
{
	const struct isolating *is = data;
	uint64_t packets = 0, bytes = 0;

	vec_each(entry, &is->cut.entries) {
		packets += entry->packets;
		bytes += entry->bytes;
	}
	journal_text(json, "word", is->order->word);
	journal_text(json, "author", is->call->asker->name);
	journal_number(json, "uid", is->call->asker->uid);
	journal_text(json, "reason", is->call->request->reason);
	json_key(json, "again");
	json_bool(json, is->again);
	json_key(json, "open");
	json_bool(json, true);
	journal_text(json, "failed",
		     is->result < 0 ? strerror(-is->result) : NULL);
	journal_number(json, "milliseconds", is->milliseconds);
	journal_number(json, "connections", (int64_t)is->cut.n);
	journal_number(json, "packets", (int64_t)packets);
	journal_number(json, "bytes", (int64_t)bytes);
	journal_number(json, "left", (int64_t)is->cut.n_left);
}

static void write_down(struct engine *engine, const struct isolating *is)
{
	int r;

	(void)isolate_keep(engine, is->call->client);
	r = record(engine, "isolate", put_isolating, is);
	if (r == 0)
		return;
	say(engine, is->call->client, "this is not in the journal: %s",
	    strerror(-r));
	isolate_alarm(engine, "isolate-unrecorded", is->order->word,
		      "an isolation could not be written to the journal");
}

/* ------ the answer ------ */

static void print_contacts(const struct index *index, FILE *out)
{
	vec_each(contact, &index->contacts)
		fprintf(out, "contact: %s (%s) %s %s\n", contact->name,
			contact->role, contact->phone, contact->mail);
}

static void put_contacts(const struct index *index, struct json *json)
{
	json_key(json, "contacts");
	json_array(json);
	vec_each(contact, &index->contacts) {
		json_object(json);
		json_member(json, "name", contact->name);
		json_member(json, "role", contact->role);
		json_member(json, "phone", contact->phone);
		json_member(json, "mail", contact->mail);
		json_object_end(json);
	}
	json_array_end(json);
}

/* NULL where the template is not as it must be: said. */
static char *make_sheet(struct engine *engine, const struct isolating *is)
{
	const struct report_sheet sheet = { engine, is->order, &is->cut,
					    is->milliseconds, time(NULL) };
	char why[REPORT_WHY];
	struct page page;
	bool good;

	page_open(&page);
	good = report_sheet_write(&sheet, FD_ENGINE_RULES, page.out, why);
	fclose(page.out);
	if (good)
		return page.text;
	free(page.text);
	say(engine, is->call->client, "no report sheet: %s", why);
	return NULL;
}

static void print_json(struct engine *engine, const struct isolating *is,
		       const char *sheet, FILE *out)
{
	struct json json = { .out = out };

	json_object(&json);
	json_member(&json, "result", is->again ? "already" : "isolated");
	json_member(&json, "word", is->order->word);
	json_member(&json, "by", is->order->by);
	json_key(&json, "since");
	json_number(&json, is->order->since);
	json_key(&json, "milliseconds");
	json_number(&json, is->milliseconds);
	cuts_print_json(&is->cut, &json);
	put_contacts(&engine->live.index, &json);
	json_member(&json, "report", sheet);
	json_object_end(&json);
	fputc('\n', out);
}

static void print_text(struct engine *engine, const struct isolating *is,
		       const char *sheet, FILE *out)
{
	if (is->again)
		fprintf(out, "%s is isolated already, by %s\n", is->order->word,
			is->order->by);
	else
		fprintf(out, "isolated %s: %lld ms\n", is->order->word,
			(long long)is->milliseconds);
	cuts_print(&is->cut, out);
	fprintf(out,
		"open until an approver other than %s ends it: `sekisho unisolate %s`\n",
		is->order->by, is->order->word);
	print_contacts(&engine->live.index, out);
	if (sheet)
		fprintf(out, "\n%s", sheet);
}

static void answer(struct engine *engine, const struct isolating *is)
{
	_cleanup_(freep) char *sheet = make_sheet(engine, is);
	struct page page;

	page_open(&page);
	if (is->call->request->flags & REQUEST_JSON)
		print_json(engine, is, sheet, page.out);
	else
		print_text(engine, is, sheet, page.out);
	page_send(&page, engine, is->call->client, ANSWER_YES);
}

/* ------ the act ------ */

static void isolate(struct engine *engine, struct isolating *is)
{
	const struct call *call = is->call;
	int64_t began = now_ms();

	is->result = isolate_send(engine, NULL, call->client);
	if (is->result == -E2BIG && !is->again) {
		take_back(engine);
		say_done(engine, call->client, ANSWER_NO, -1);
		return;
	}
	if (is->result == 0)
		isolate_cut(engine, is->order->word, call->client, &is->cut);
	is->milliseconds = now_ms() - began;
	write_down(engine, is);
	if (is->result == 0) {
		answer(engine, is);
		return;
	}
	say(engine, call->client,
	    "NOT isolated: %s; the order stands and is tried again with the next change or restart, or say it again",
	    is->order->word);
	say_done(engine, call->client, ANSWER_MACHINE, -1);
}

void act_isolate(struct engine *engine, const struct call *call)
{
	struct isolating is = { .call = call };
	char word[REQUEST_WORD] = "";

	if (isolate_word_find(engine, call->request->word, call->client,
			      word)) {
		is.order = find(engine, word);
		is.again = is.order != NULL;
		if (!is.again)
			is.order = add(engine, call, word);
	}
	if (is.order)
		isolate(engine, &is);
	else
		say_done(engine, call->client, ANSWER_NO, -1);
	cuts_finish(&is.cut);
}
