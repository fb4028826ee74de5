/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint.c -- what of a policy is idle, doubled, hidden, ending or risky
 */
#include "proof/lint/lint.h"

#include <stdlib.h>
#include <string.h>

#include "proof/lint/linter.h"

struct lint_finding *lint_add(struct linter *l, enum lint_kind kind,
			      struct loc at, const char *subject)
{
	struct lint_finding *finding =
		vec_add(&l->out->arena, &l->out->findings);

	finding->kind = kind;
	finding->severity = lint_rules[kind].severity;
	finding->at = at;
	finding->subject = subject;
	finding->en = finding->ja = "";
	return finding;
}

void lint_en(struct linter *l, struct lint_finding *finding, const char *fmt,
	     ...)
{
	va_list ap;

	va_start(ap, fmt);
	finding->en = arena_vprintf(&l->out->arena, fmt, ap);
	va_end(ap);
}

void lint_ja(struct linter *l, struct lint_finding *finding, const char *fmt,
	     ...)
{
	va_list ap;

	va_start(ap, fmt);
	finding->ja = arena_vprintf(&l->out->arena, fmt, ap);
	va_end(ap);
}

struct lint_other *lint_add_other(struct linter *l,
				  struct lint_finding *finding,
				  const struct entry *entry)
{
	struct lint_other *other;

	if (finding->n_others++ >= LINT_OTHERS)
		return NULL;
	other = vec_add(&l->out->arena, &finding->others);
	other->id = lint_id(l, entry);
	other->at = lint_loc(l, entry);
	return other;
}

const char *lint_id(const struct linter *l, const struct entry *entry)
{
	const char *id = policy_entry_id(l->policy, entry->number);

	return id ? id : "?";
}

struct loc lint_loc(const struct linter *l, const struct entry *entry)
{
	if (entry->flow)
		return entry->flow->at;
	vec_each(relay, &l->policy->relays)
		if (relay->number_in == entry->number ||
		    relay->number_out == entry->number)
			return relay->at;
	vec_each(item, &l->policy->management)
		if (item->number == entry->number)
			return item->at;
	vec_each(item, &l->policy->gateway)
		if (item->number == entry->number)
			return item->at;
	return (struct loc){ .file = l->policy->file };
}

static const struct zone *zone_at(const struct linter *l, uint32_t index)
{
	return index < l->policy->zones.n ? &l->policy->zones.at[index] : NULL;
}

const struct zone *lint_from(const struct linter *l, const struct entry *entry)
{
	return zone_at(l, entry->from);
}

const struct zone *lint_to(const struct linter *l, const struct entry *entry)
{
	return zone_at(l, entry->to);
}

const char *lint_zone_name(const struct zone *zone)
{
	return zone ? zone->name : "gateway";
}

const struct entry *lint_entry(const struct linter *l, uint32_t number)
{
	return number < l->n_numbers ? l->by_number[number] : NULL;
}

bool lint_is_alive(const struct linter *l, const struct entry *entry)
{
	return !entry->approval->valid_until ||
	       entry->approval->valid_until > l->options.now;
}

static int by_place(const void *a, const void *b)
{
	const struct lint_finding *x = a, *y = b;
	int order = strcmp(x->at.file ? x->at.file : "",
			   y->at.file ? y->at.file : "");

	if (!order)
		order = (x->at.line > y->at.line) - (x->at.line < y->at.line);
	if (!order)
		order = (x->kind > y->kind) - (x->kind < y->kind);
	return order ? order : strcmp(x->subject, y->subject);
}

static void take_entries(struct linter *l)
{
	meaning_entries(&l->meaning);
	vec_each(entry, &l->meaning.entries)
		if (entry->number >= l->n_numbers)
			l->n_numbers = entry->number + 1;
	l->by_number = arena_calloc(&l->meaning.arena, l->n_numbers + 1U,
				    sizeof(const struct entry *));
	vec_each(entry, &l->meaning.entries)
		l->by_number[entry->number] = entry;
}

void lint_policy(const struct policy *policy,
		 const struct lint_options *options, struct lint *out)
{
	static void (*const parts[])(struct linter *) = {
		lint_calendar, lint_names,  lint_width, lint_trade,
		lint_stones,   lint_relays, lint_used,  lint_pairs,
	};
	struct linter l = {
		.policy = policy,
		.options = *options,
		.out = out,
		.meaning = { .policy = policy,
			     .gateway = (uint32_t)policy->zones.n },
	};

	*out = (struct lint){ 0 };
	if (!l.options.limits.bytes)
		l.options.limits.bytes = LINT_BYTES;
	if (!l.options.limits.milliseconds)
		l.options.limits.milliseconds = LINT_MILLISECONDS;
	take_entries(&l);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		parts[i](&l);
		arena_finish(&l.scratch);
	}
	if (out->findings.n)
		qsort(out->findings.at, out->findings.n,
		      sizeof(*out->findings.at), by_place);
	arena_finish(&l.meaning.arena);
}

void lint_finish(struct lint *lint)
{
	arena_finish(&lint->arena);
	*lint = (struct lint){ 0 };
}
