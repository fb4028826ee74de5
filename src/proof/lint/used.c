/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * used.c -- entries that no packet has used, and since when that is seen
 *
 * A counter belongs to a tree: it begins at 0 with every apply, renewal and
 * start. So the time observed is that of the tree, never longer, and "never"
 * is never said without it. A connection that lives on over an apply is judged
 * by the new tree again, and counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "proof/lint/linter.h"
#include "ruleset/ruleset.h"

enum {
	MINUTE = 60,
	HOUR = 60 * MINUTE,
	DAY = 24 * HOUR,
	LONG_UNUSED = 90 * DAY, /* long enough to ask whether it is needed */
	SPAN_TEXT = 64,
	PREFIX_TEXT = 32,
};

struct use {
	const char *id; /* as the kernel's comments have it */
	uint64_t packets;
};

/* Entries with rules of their own: chain gN_flow_NUMBER. */
struct ruled {
	uint32_t number;
	const char *id;
};

struct uses {
	struct arena *arena;
	char prefix[PREFIX_TEXT]; /* "g7_" */
	VEC(struct use) list;     /* an id may stand often */
	VEC(struct ruled) ruled;
};

/* False: it has no counter. */
static bool packets_of(const struct nf_exprs *exprs, uint64_t *packets)
{
	bool any = false;

	for (size_t i = 0; i < exprs->n; i++) {
		if (exprs->at[i].kind != EXPR_COUNTER || exprs->at[i].strange)
			continue;
		*packets += exprs->at[i].counter.packets;
		any = true;
	}
	return any;
}

static bool is_ours(const struct uses *uses, const char *name)
{
	return strncmp(name, uses->prefix, strlen(uses->prefix)) == 0;
}

/* "g7_flow_12" and "g7_flow_12_now" -> 12; 0: another chain. */
static uint32_t flow_of_chain(const struct uses *uses, const char *name)
{
	static const char word[] = "flow_";
	char digits[16];
	uint32_t number;
	size_t len;

	if (!is_ours(uses, name))
		return 0;
	name += strlen(uses->prefix);
	if (strncmp(name, word, sizeof(word) - 1) != 0)
		return 0;
	name += sizeof(word) - 1;
	len = strcspn(name, "_");
	if (!len || len >= sizeof(digits) ||
	    (name[len] && strcmp(name + len, "_now") != 0))
		return 0;
	memcpy(digits, name, len);
	digits[len] = '\0';
	return text_u32(digits, UINT32_MAX, &number) ? number : 0;
}

static void take_elements(struct uses *uses, const struct nf_set *set)
{
	uint64_t packets;

	vec_each(element, &set->elements) {
		packets = 0;
		if (element->comment && packets_of(&element->exprs, &packets))
			*vec_add(uses->arena, &uses->list) =
				(struct use){ element->comment, packets };
	}
}

/* Who jumps to an entry's chain bears its id. */
static void take_jump(struct uses *uses, const struct nf_rule *rule)
{
	const struct nf_chain *chain;
	uint32_t number;

	for (size_t i = 0; rule->comment && i < rule->exprs.n; i++) {
		if (rule->exprs.at[i].kind != EXPR_VERDICT)
			continue;
		chain = rule->exprs.at[i].verdict.chain;
		number = chain ? flow_of_chain(uses, chain->name) : 0;
		if (number)
			*vec_add(uses->arena, &uses->ruled) =
				(struct ruled){ number, rule->comment };
	}
}

static int by_number(const void *a, const void *b)
{
	const struct ruled *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static void take_chain(struct uses *uses, const struct nf_chain *chain)
{
	struct ruled key = { flow_of_chain(uses, chain->name), NULL };
	const struct ruled *ruled = NULL;
	uint64_t packets;

	if (key.number && uses->ruled.n)
		ruled = bsearch(&key, uses->ruled.at, uses->ruled.n,
				sizeof(key), by_number);
	if (!ruled)
		return;
	vec_each(rule, &chain->rules) {
		packets = 0;
		if (packets_of(&rule->exprs, &packets))
			*vec_add(uses->arena, &uses->list) =
				(struct use){ ruled->id, packets };
	}
}

static int by_id(const void *a, const void *b)
{
	const struct use *x = a, *y = b;

	return strcmp(x->id, y->id);
}

/* Each id once, sorted. */
static void sum_up(struct uses *uses)
{
	size_t n = 0;

	if (!uses->list.n)
		return;
	qsort(uses->list.at, uses->list.n, sizeof(*uses->list.at), by_id);
	for (size_t i = 1; i < uses->list.n; i++) {
		if (!strcmp(uses->list.at[n].id, uses->list.at[i].id))
			uses->list.at[n].packets += uses->list.at[i].packets;
		else
			uses->list.at[++n] = uses->list.at[i];
	}
	uses->list.n = n + 1;
}

static void gather(struct uses *uses, const struct nf_table *gate)
{
	vec_each(set, &gate->sets)
		if (is_ours(uses, set->name))
			take_elements(uses, set);
	vec_each(chain, &gate->chains)
		if (is_ours(uses, chain->name))
			vec_each(rule, &chain->rules)
				take_jump(uses, rule);
	if (uses->ruled.n)
		qsort(uses->ruled.at, uses->ruled.n, sizeof(*uses->ruled.at),
		      by_number);
	vec_each(chain, &gate->chains)
		take_chain(uses, chain);
	sum_up(uses);
}

/* "3 days", "5 hours", "12 minutes", in both languages. */
static const char *span_text(char buf[static SPAN_TEXT], time_t seconds,
			     bool ja)
{
	long n = (long)(seconds / MINUTE);
	const char *en = "minute", *japanese = "分";

	if (seconds >= DAY) {
		n = (long)(seconds / DAY);
		en = "day";
		japanese = "日";
	} else if (seconds >= HOUR) {
		n = (long)(seconds / HOUR);
		en = "hour";
		japanese = "時間";
	}
	if (ja)
		snprintf(buf, SPAN_TEXT, "%ld %s", n, japanese);
	else
		snprintf(buf, SPAN_TEXT, "%ld %s%s", n, en, n == 1 ? "" : "s");
	return buf;
}

static const char *moment_text(char buf[static SPAN_TEXT],
			       const struct linter *l, time_t t)
{
	struct tm tm;

	t += l->policy->utc_offset;
	gmtime_r(&t, &tm);
	strftime(buf, SPAN_TEXT, "%Y-%m-%d %H:%M", &tm);
	return buf;
}

static void say_unused(struct linter *l, const struct entry *entry)
{
	const struct lint_counted *counted = l->options.counted;
	struct lint_finding *finding = lint_add(
		l, LINT_NEVER_USED, lint_loc(l, entry), lint_id(l, entry));
	time_t window = counted->until - counted->since;
	char since[SPAN_TEXT], en[SPAN_TEXT], ja[SPAN_TEXT];

	if (!counted->since || window < 0) {
		lint_en(l, finding,
			"no packet has used %s since generation %u was "
			"loaded; when that was is not known",
			finding->subject, counted->generation);
		lint_ja(l, finding,
			"%s は世代 %u の適用以来使われていない。適用の時刻は不明",
			finding->subject, counted->generation);
		return;
	}
	if (window >= LONG_UNUSED)
		finding->severity = LINT_WARNING;
	moment_text(since, l, counted->since);
	lint_en(l, finding,
		"no packet has used %s since %s: %s observed, generation %u "
		"(counters begin anew with every apply)",
		finding->subject, since, span_text(en, window, false),
		counted->generation);
	lint_ja(l, finding,
		"%s は %s 以来使われていない（観測期間 %s、世代 %u。計数は適用の"
		"たびに 0 から始まる）",
		finding->subject, since, span_text(ja, window, true),
		counted->generation);
}

/* What has ended or not begun is not in the tree: nothing counts it. */
void lint_used(struct linter *l)
{
	const struct lint_counted *counted = l->options.counted;
	struct uses uses = { .arena = &l->scratch };
	const struct nf_table *gate;
	const struct use *use;
	struct use key;

	if (!counted || !counted->generation)
		return;
	gate = rules_find_table(counted->rules, NF_FAMILY_INET, TABLE_GATE);
	if (!gate)
		return;
	snprintf(uses.prefix, sizeof(uses.prefix), "g%u_", counted->generation);
	gather(&uses, gate);
	vec_each(entry, &l->meaning.entries) {
		key = (struct use){ lint_id(l, entry), 0 };
		use = uses.list.n ? bsearch(&key, uses.list.at, uses.list.n,
					    sizeof(key), by_id)
				  : NULL;
		if (use && !use->packets)
			say_unused(l, entry);
	}
}
