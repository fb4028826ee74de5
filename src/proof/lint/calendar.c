/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calendar.c -- entries that have ended, end soon, begin later, are never
 */
#include <time.h>

#include "policy/expiring.h"
#include "proof/lint/linter.h"
#include "proof/lint/time.h"

enum {
	DAY_TEXT = 16
};

/* "2027-03-31" in the policy's zone. */
static const char *day_text(char buf[static DAY_TEXT], const struct linter *l,
			    time_t t)
{
	struct tm tm;

	t += l->policy->utc_offset;
	gmtime_r(&t, &tm);
	strftime(buf, DAY_TEXT, "%Y-%m-%d", &tm);
	return buf;
}

static struct loc until_at(const struct linter *l, const struct entry *entry)
{
	struct loc at = entry->approval->until_at;

	return at.line ? at : lint_loc(l, entry);
}

static void say_expired(struct linter *l, const struct entry *entry)
{
	char day[DAY_TEXT];
	struct lint_finding *finding = lint_add(
		l, LINT_EXPIRED, until_at(l, entry), lint_id(l, entry));

	day_text(day, l, entry->approval->valid_until - 1);
	lint_en(l, finding, "the last day of %s was %s; it permits nothing",
		finding->subject, day);
	lint_ja(l, finding, "%s の期限 %s は過ぎており、何も許可しない",
		finding->subject, day);
}

static void say_not_yet(struct linter *l, const struct entry *entry)
{
	char day[DAY_TEXT];
	struct lint_finding *finding = lint_add(
		l, LINT_NOT_YET_VALID, lint_loc(l, entry), lint_id(l, entry));

	day_text(day, l, entry->approval->valid_from);
	lint_en(l, finding, "%s begins on %s; until then it permits nothing",
		finding->subject, day);
	lint_ja(l, finding, "%s は %s から有効になる。それまでは何も許可しない",
		finding->subject, day);
}

/* Its days are looked at by themselves: few entries have hours. */
static bool is_never(struct linter *l, const struct entry *entry)
{
	struct lint_time time = { .policy = l->policy, .arena = &l->scratch };
	struct space space;
	bool never;

	if (!entry->flow || !entry->flow->hours.n)
		return false;
	space_init(&space, ORDER_DESTINATIONS);
	lint_time_begin(&time, &space, l->options.now);
	lint_time_add(&time, entry);
	never = lint_time_end(&time) && lint_time_is_never(&time, entry);
	space_finish(&space);
	return never;
}

static void say_never(struct linter *l, const struct entry *entry)
{
	struct lint_finding *finding = lint_add(
		l, LINT_NEVER_IN_FORCE, lint_loc(l, entry), lint_id(l, entry));

	lint_en(l, finding,
		"%s is never in force: none of its hours lies between its "
		"first and its last day",
		finding->subject);
	lint_ja(l, finding,
		"%s は一度も有効にならない: 有効期間の中に許可の時間帯がない",
		finding->subject);
}

static void say_expiring(struct linter *l, const struct expiring *expiring)
{
	const struct entry *entry = lint_entry(l, expiring->number);
	struct lint_finding *finding;

	if (!entry)
		return;
	finding = lint_add(l, LINT_EXPIRING, until_at(l, entry), expiring->id);
	if (expiring->step <= EXPIRING_WEEK)
		finding->severity = LINT_WARNING;
	lint_en(l, finding,
		"%s ends soon: its last day is %s (%u day%s or less)",
		expiring->id, expiring->last_day, expiring->step,
		expiring->step == 1 ? "" : "s");
	lint_ja(l, finding, "%s はまもなく期限を迎える: 最終日 %s（%u 日以内）",
		expiring->id, expiring->last_day, expiring->step);
}

void lint_calendar(struct linter *l)
{
	struct expiring_list soon;

	vec_each(entry, &l->meaning.entries) {
		if (!lint_is_alive(l, entry))
			say_expired(l, entry);
		else if (is_never(l, entry))
			say_never(l, entry);
		else if (entry->approval->valid_from > l->options.now)
			say_not_yet(l, entry);
	}
	policy_expiring(l->policy, l->options.now, &l->scratch, &soon);
	vec_each(expiring, &soon)
		say_expiring(l, expiring);
}
