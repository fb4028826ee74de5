/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unisolate.c -- what was cut off is let in again
 *
 * That is the approval of the isolation, and of its end: by an approver who is
 * not the one who isolated (or with a reason why one person is both), and in the
 * journal before it takes effect.
 */
#include <string.h>

#include "base/address.h"
#include "base/json.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/isolate/isolate.h"
#include "daemon/engine/record.h"
#include "daemon/engine/say.h"

/* ------ which one ------ */

/* An address may be written otherwise. */
static bool is_same_range(const char *a, const char *b)
{
	struct addr_range x, y;

	return range_read(a, &x) == ADDR_OK && range_read(b, &y) == ADDR_OK &&
	       range_cmp(&x, &y) == 0;
}

/* By its whole word, or by what is behind the first colon. */
static bool is_meant(const struct isolation_order *order, const char *said)
{
	static const char address[] = "address:";
	const char *name = strchr(order->word, ':') + 1;

	if (!strcmp(order->word, said) || !strcmp(name, said))
		return true;
	if (!strncmp(said, address, strlen(address)))
		said += strlen(address);
	return !strncmp(order->word, address, strlen(address)) &&
	       is_same_range(name, said);
}

/* Its place, or n_orders: said why. */
static size_t find(struct engine *engine, const struct call *call)
{
	const char *said = call->request->word;
	size_t found = engine->n_orders, n = 0;

	for (size_t i = 0; i < engine->n_orders; i++) {
		if (!is_meant(&engine->orders[i], said))
			continue;
		found = i;
		n++;
	}
	if (n == 1)
		return found;
	say(engine, call->client,
	    n ? "'%s' is more than one thing that is isolated; say which:"
	      : "'%s' is not isolated%s",
	    said, engine->n_orders ? "; isolated are:" : "");
	for (size_t i = 0; i < engine->n_orders; i++)
		if (!n || is_meant(&engine->orders[i], said))
			say(engine, call->client, "  %s",
			    engine->orders[i].word);
	return engine->n_orders;
}

/* ------ who may ------ */

static bool may_end(struct engine *engine, const struct call *call,
		    const struct isolation_order *order)
{
	const struct asker *asker = call->asker;

	if (!(asker->roles & ROLE_APPROVER)) {
		say(engine, call->client,
		    "refused: to let %s in again is for %s", order->word,
		    verb_for_whom(VERB_UNISOLATE));
		return false;
	}
	if ((asker->uid != order->uid && strcmp(asker->name, order->by) != 0) ||
	    *call->request->override)
		return true;
	say(engine, call->client,
	    "refused: %s has isolated %s, another approver has to end it; --override REASON where one person has to be both (兼務)",
	    order->by, order->word);
	return false;
}

/* ------ the act ------ */

static void remove_order(struct engine *engine, size_t i)
{
	memmove(&engine->orders[i], &engine->orders[i + 1],
		(engine->n_orders - i - 1) * sizeof(*engine->orders));
	engine->n_orders--;
}

/* The order stands again where it stood. */
static void put_back(struct engine *engine, size_t i,
		     const struct isolation_order *order)
{
	memmove(&engine->orders[i + 1], &engine->orders[i],
		(engine->n_orders - i) * sizeof(*engine->orders));
	engine->orders[i] = *order;
	engine->n_orders++;
}

static void answer(struct engine *engine, const struct call *call,
		   const struct isolation_order *order)
{
	struct page page;

	page_open(&page);
	if (call->request->flags & REQUEST_JSON) {
		struct json json = { .out = page.out };

		json_object(&json);
		json_member(&json, "result", "ended");
		json_member(&json, "word", order->word);
		json_member(&json, "by", order->by);
		json_key(&json, "since");
		json_number(&json, order->since);
		json_object_end(&json);
		fputc('\n', page.out);
	} else {
		fprintf(page.out,
			"%s is not isolated any more; what it may do is the policy's again (緊急遮断を解除した)\n",
			order->word);
	}
	page_send(&page, engine, call->client, ANSWER_YES);
}

static int end(struct engine *engine, const struct call *call, size_t i)
{
	struct isolation_order order = engine->orders[i];
	const struct deed deed = { call->asker, call->request,
				   engine->live.number, order.word };
	int r = record_deed(engine, "unisolate", &deed);

	if (r < 0) {
		say(engine, call->client,
		    "%s stays isolated: its end cannot be written to the journal: %s",
		    order.word, strerror(-r));
		return r;
	}
	remove_order(engine, i);
	r = isolate_send(engine, NULL, call->client);
	if (r < 0) {
		put_back(engine, i, &order);
		(void)record_text(engine, "not-unisolated", "reason",
				  strerror(-r));
		say(engine, call->client, "%s stays isolated", order.word);
		return r;
	}
	(void)isolate_keep(engine, call->client);
	answer(engine, call, &order);
	isolation_finish(&order.meant);
	return 0;
}

void act_unisolate(struct engine *engine, const struct call *call)
{
	size_t i = find(engine, call);

	if (i == engine->n_orders || !may_end(engine, call, &engine->orders[i]))
		say_done(engine, call->client, ANSWER_NO, -1);
	else if (end(engine, call, i) < 0)
		say_done(engine, call->client, ANSWER_MACHINE, -1);
}
