/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate.c -- the orders to isolate that stand, and what they mean now
 */
#include "daemon/engine/isolate/isolate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "base/sealed.h"
#include "daemon/engine/alarm.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/isolate/recall.h"
#include "daemon/engine/isolate/store.h"
#include "daemon/engine/isolate/word.h"
#include "daemon/engine/say.h"
#include "daemon/messages.h"

static const char file_name[] = "isolation";
static const char damaged_name[] = "isolation-damaged";

void isolate_alarm(struct engine *engine, const char *slug, const char *object,
		   const char *text)
{
	for (size_t i = 0; i < engine->n_alarms; i++)
		if (!strcmp(engine->alarms[i].slug, slug) &&
		    !strncmp(engine->alarms[i].object, object,
			     strlen(engine->alarms[i].object)))
			return;
	alarm_add(engine, slug, object, text);
}

/* ------ what is kept ------ */

static bool is_there(int state, const char *name)
{
	struct stat st;

	return fstatat(state, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

int isolate_open(struct engine *engine)
{
	int state = engine->store.state;
	int r = isolate_store_read(state, engine->orders, &engine->n_orders);

	if (r == -EBADMSG || r == -EFBIG) {
		log_err("isolation-damaged orders=%zu", engine->n_orders);
		if (renameat(state, file_name, state, damaged_name) < 0)
			(void)log_errno(-errno, "set aside %s", file_name);
		isolate_recall(engine);
		r = 0;
	} else if (r == 0 && !is_there(state, file_name) &&
		   is_there(state, damaged_name)) {
		isolate_recall(engine); /* what was recalled was not kept */
	}
	if (r < 0) {
		isolate_alarm(
			engine, "isolation-unread", file_name,
			"what is to be isolated cannot be read from the state folder: isolate again");
		return log_errno(r, "isolation-unread");
	}
	if (is_there(state, damaged_name))
		isolate_alarm(
			engine, "isolation-damaged", damaged_name,
			"the kept orders to isolate were damaged; those that the journal has stand again: isolate again what is missing, end what was ended, then remove this file from the state folder");
	return 0;
}

static int write_orders(struct engine *engine)
{
	int state = engine->store.state;
	int r = 0;

	if (engine->n_orders || is_there(state, file_name))
		r = isolate_store_write(state, engine->orders,
					engine->n_orders);
	engine->unkept = r < 0;
	return r;
}

void isolate_keep_again(struct engine *engine)
{
	if (engine->unkept && write_orders(engine) == 0)
		log_info("isolation-kept");
}

int isolate_keep(struct engine *engine, uint32_t client)
{
	int r = write_orders(engine);

	if (r == 0)
		return 0;
	say(engine, client,
	    "the orders to isolate cannot be kept: %s; it is tried again, and if the daemon starts before it does what was kept last",
	    strerror(-r));
	isolate_alarm(
		engine, "isolation-unkept", file_name,
		"the orders to isolate could not be written: they are in force, but not after a restart before they could");
	return r;
}

/* ------ what they mean ------ */

/* Which of those who could know do not? */
static void say_unknown(struct engine *engine, const char *word,
			const struct known *known, uint32_t client)
{
	const struct standing *next = known->at[2];
	size_t n = 0, n_known = 0;
	char text[512];

	for (size_t i = 0; i < 3; i++) {
		if (!known->at[i] || !known->at[i]->number)
			continue;
		n++;
		n_known += isolate_word_known(word, known->at[i]);
	}
	if (n && !n_known) {
		snprintf(
			text, sizeof(text),
			"isolated, and not in the policy any more: what it was stays isolated until `sekisho unisolate %s`",
			word);
		isolate_alarm(engine, "isolation-unknown", word, text);
	} else if (next && !isolate_word_known(word, next)) {
		say(engine, client,
		    "%s is isolated and not in generation %u: what it was stays isolated",
		    word, next->number);
	}
}

static bool is_any(const struct known *known)
{
	for (size_t i = 0; i < 3; i++)
		if (known->at[i] && known->at[i]->number)
			return true;
	return false;
}

static void learn(struct engine *engine, struct isolation_order *order,
		  const struct known *known, uint32_t client)
{
	struct isolation meant = { 0 };
	struct isolated now =
		isolate_word_mean(order->word, known, &meant.arena);
	bool found = now.interfaces.n || now.ranges.n || now.entries.n;
	bool gone = !found && now.kind == ISOLATED_ENTRY && is_any(known);

	say_unknown(engine, order->word, known, client);
	if (found)
		*vec_add(&meant.arena, &meant.list) = now;
	/* What cannot be looked up now is what it was; but an entry that no
	 * generation has lets nothing in, and its number is another's. */
	if (!found && !gone) {
		isolation_finish(&meant);
		return;
	}
	isolation_finish(&order->meant);
	order->meant = meant;
}

static int pack(struct engine *engine, char **bytes, size_t *len)
{
	_cleanup_(isolation_finish) struct isolation all = { 0 };
	FILE *out = open_memstream(bytes, len);
	int r;

	must(out);
	for (size_t i = 0; i < engine->n_orders; i++)
		vec_each(isolated, &engine->orders[i].meant.list)
			*vec_add(&all.arena, &all.list) = *isolated;
	r = isolation_pack(&all, out);
	must(fclose(out) == 0);
	return r == -EINVAL ? -E2BIG : r;
}

int isolate_send(struct engine *engine, const struct standing *next,
		 uint32_t client)
{
	const struct known known = { { &engine->live, &engine->pending,
				       next } };
	_cleanup_(freep) char *bytes = NULL;
	_cleanup_(fd_closep) int fd = -1;
	size_t len = 0;
	int r;

	for (size_t i = 0; i < engine->n_orders; i++)
		learn(engine, &engine->orders[i], &known, client);
	r = pack(engine, &bytes, &len);
	if (r == 0) {
		fd = sealed_make(bytes, len);
		r = fd < 0 ? fd
			   : ask_enforce(engine, MESSAGE_ISOLATION, NULL, 0, fd,
					 client);
	}
	if (r < 0)
		say(engine, client, "what is isolated did not change: %s",
		    r == -E2BIG ? "too many interfaces, addresses or entries"
				: strerror(-r));
	return r;
}

int isolate_enforce(struct engine *engine, const struct standing *next,
		    uint32_t client)
{
	int r = isolate_send(engine, next, client);

	if (r == 0)
		(void)isolate_keep(engine, client);
	return r;
}
