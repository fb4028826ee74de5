/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_rule.c -- judges what chooses between routing tables, and what
 * is in no table at all
 */
#include <stdlib.h>

#include <linux/rtnetlink.h>

#include "base/must.h"
#include "kernel/around/judge_parts.h"

/* ------ policy routing ------ */

/* Those that every network namespace begins with (net/ipv4/fib_rules.c,
 * net/ipv6/fib6_rules.c). */
static const struct around_rule usual[] = {
	{ FAMILY_IPV4, 0, RT_TABLE_LOCAL, 0, true },
	{ FAMILY_IPV4, 32766, RT_TABLE_MAIN, 0, true },
	{ FAMILY_IPV4, 32767, RT_TABLE_DEFAULT, 0, true },
	{ FAMILY_IPV6, 0, RT_TABLE_LOCAL, 0, true },
	{ FAMILY_IPV6, 32766, RT_TABLE_MAIN, 0, true },
};

enum {
	N_USUAL = sizeof(usual) / sizeof(*usual)
};

static bool is_same(const struct around_rule *a, const struct around_rule *b)
{
	return a->family == b->family && a->priority == b->priority &&
	       a->table == b->table && a->plain == b->plain;
}

static bool is_usual(const struct around_rule *rule)
{
	for (size_t i = 0; i < N_USUAL; i++)
		if (is_same(&usual[i], rule))
			return true;
	return false;
}

static const char *family_name(enum family family)
{
	return family == FAMILY_IPV4 ? "ipv4" : "ipv6";
}

static void say_rule(const struct judge *judge, const struct around_rule *rule)
{
	struct sighting *f = sightings_add(
		judge->out, SEVERITY_ALARM, "rule-extra",
		"%s priority %u table %u", family_name(rule->family),
		rule->priority, rule->table);

	sighting_ja(
		judge->out, f,
		"経路選択規則（%s、優先度 %u、表 %u）がある。同じ宛先が送信元などにより別の道を通る。ip rule で確かめて消す。",
		family_name(rule->family), rule->priority, rule->table);
	sighting_en(
		judge->out, f,
		"there is a policy routing rule (%s, priority %u, table %u): one destination has several ways. See ip rule and delete it.",
		family_name(rule->family), rule->priority, rule->table);
}

static bool has_rule(const struct judge *judge, const struct around_rule *like)
{
	vec_each(rule, &judge->around->rules)
		if (is_same(rule, like))
			return true;
	return false;
}

static bool has_family(const struct judge *judge, enum family family)
{
	vec_each(rule, &judge->around->rules)
		if (rule->family == family)
			return true;
	return false;
}

/* Without any, the kernel has been built without the family or without rules. */
static void judge_absent(const struct judge *judge,
			 const struct around_rule *rule)
{
	struct sighting *f;

	if (has_rule(judge, rule) || !has_family(judge, rule->family))
		return;
	f = sightings_add(judge->out, SEVERITY_WARNING, "rule-missing",
			  "%s priority %u table %u", family_name(rule->family),
			  rule->priority, rule->table);
	sighting_ja(
		judge->out, f,
		"初めからある経路選択規則（%s、優先度 %u、表 %u）がない。経路が使われず、通信が止まる。ip rule add で戻す。",
		family_name(rule->family), rule->priority, rule->table);
	sighting_en(
		judge->out, f,
		"the usual policy routing rule (%s, priority %u, table %u) is gone: routes are not used and traffic stops. Add it again.",
		family_name(rule->family), rule->priority, rule->table);
}

/* ------ other tables ------ */

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void say_table(const struct judge *judge, uint32_t table, size_t n)
{
	struct sighting *f = sightings_add(judge->out, SEVERITY_NOTE,
					   "route-table", "table %u", table);

	sighting_ja(
		judge->out, f,
		"経路表 %u に経路がある（%zu 件）。使う規則があれば別に知らせる。用がなければ消す。",
		table, n);
	sighting_en(
		judge->out, f,
		"routing table %u holds %zu routes. A rule that uses it is a finding of its own. Flush it unless it is needed.",
		table, n);
}

static bool is_usual_table(uint32_t table)
{
	return table == RT_TABLE_LOCAL || table == RT_TABLE_MAIN ||
	       table == RT_TABLE_DEFAULT;
}

static void judge_other_tables(const struct judge *judge)
{
	uint32_t *tables =
		xcalloc(judge->around->routes.n + 1, sizeof(*tables));
	size_t n = 0, first = 0;

	vec_each(route, &judge->around->routes)
		if (!is_usual_table(route->table))
			tables[n++] = route->table;
	qsort(tables, n, sizeof(*tables), by_number);
	for (size_t i = 1; i <= n; i++) {
		if (i < n && tables[i] == tables[first])
			continue;
		say_table(judge, tables[first], i - first);
		first = i;
	}
	free(tables);
}

void judge_rules(const struct judge *judge)
{
	vec_each(rule, &judge->around->rules)
		if (!is_usual(rule))
			say_rule(judge, rule);
	if (!judge->around->unread[PART_RULES])
		for (size_t i = 0; i < N_USUAL; i++)
			judge_absent(judge, &usual[i]);
	judge_other_tables(judge);
}
