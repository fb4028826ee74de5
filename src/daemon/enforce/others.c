/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others.c -- what the tables of others can do, and what of it is new
 */
#include <string.h>

#include "base/log.h"
#include "daemon/clock.h"
#include "daemon/enforce/state.h"
#include "daemon/messages.h"

enum {
	/* ms; reading may be dear */
	READ_EVERY = 1000,
	READ_COST = 20,
};

static const char *const powers[N_OTHER_POWERS] = {
	[OTHER_HARMLESS] = "harmless",
	[OTHER_CAN_DECEIVE] = "deceive",
	[OTHER_CAN_CUT] = "cut",
	[OTHER_CAN_OPEN] = "open",
};

int others_list(struct enforce *enforce)
{
	struct others others = { 0 };
	int r = others_read(&enforce->sock, &others);

	if (r < 0)
		return log_errno(r, "read-other-tables");
	vec_each(other, &others.list)
		if (other->power != OTHER_HARMLESS)
			lines_add(&enforce->lines, "%s %s",
				  powers[other->power], other->text);
	others_finish(&others);
	return enforce->lines.len == 0;
}

static bool is_known(const struct others *known, const struct other *other)
{
	vec_each(old, &known->list)
		if (old->power == other->power &&
		    !strcmp(old->text, other->text))
			return true;
	return false;
}

static void tell_news(struct enforce *enforce, const struct others *now,
		      const struct authors *authors, int64_t ms)
{
	struct watch *watch = &enforce->watch;

	enforce->lines = (struct lines){ 0 };
	vec_each(other, &now->list)
		if (other->power != OTHER_HARMLESS &&
		    !is_known(&watch->others, other))
			lines_add(&enforce->lines, "foreign %s (can %s)",
				  other->text, powers[other->power]);
	if (!enforce->lines.len)
		return;
	log_warn("foreign-rules findings=%zu", now->list.n);
	tampering_add(watch, authors, ms * 1000, false, &enforce->lines);
}

void others_look(struct enforce *enforce)
{
	static struct authors authors;
	struct watch *watch = &enforce->watch;
	struct others now = { 0 };
	const int64_t began = now_ms();
	int r = others_read(&enforce->sock, &now);
	const int64_t ended = now_ms(), took = ended - began;

	watch->others_at =
		ended +
		(took * READ_COST > READ_EVERY ? took * READ_COST : READ_EVERY);
	/* While the rules keep changing there will be a better moment. */
	if (r < 0)
		return;
	watch->others_due = false;
	watch_hear_authors(enforce, &watch->reading, &authors);
	tell_news(enforce, &now, &authors, took);
	others_finish(&watch->others);
	watch->others = now;
	(void)answer_with(MESSAGE_CHANGED, 0, NULL, 0, -1);
}
