/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * same_ruleset.c -- two rulesets compared, member by member
 */
#include "same_ruleset.h"

#include <string.h>

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_place(const struct loc *a, const struct loc *b)
{
	return same_text(a->file, b->file) && a->line == b->line &&
	       a->col == b->col;
}

static bool same_key(const struct key_spec *a, const struct key_spec *b)
{
	return a->n == b->n &&
	       memcmp(a->fields, b->fields, a->n * sizeof(a->fields[0])) == 0;
}

static bool same_verdict(const struct verdict *a, const struct verdict *b)
{
	return a->kind == b->kind && same_text(a->chain, b->chain);
}

static bool same_stmt(const struct stmt *a, const struct stmt *b)
{
	return a->kind == b->kind && a->negate == b->negate &&
	       a->field == b->field && !memcmp(a->value, b->value, 16) &&
	       !memcmp(a->mask, b->mask, 16) && !memcmp(a->last, b->last, 16) &&
	       a->has_mask == b->has_mask && same_key(&a->key, &b->key) &&
	       same_text(a->set, b->set) && a->number == b->number &&
	       a->count == b->count && a->seconds == b->seconds &&
	       a->burst == b->burst && same_text(a->text, b->text) &&
	       same_verdict(&a->verdict, &b->verdict);
}

static bool same_rule(const struct rule *a, const struct rule *b)
{
	if (!same_place(&a->at, &b->at) || !same_text(a->comment, b->comment) ||
	    a->stmts.n != b->stmts.n)
		return false;
	for (size_t i = 0; i < a->stmts.n; i++)
		if (!same_stmt(&a->stmts.at[i], &b->stmts.at[i]))
			return false;
	return true;
}

static bool same_chain(const struct chain *a, const struct chain *b)
{
	if (!same_place(&a->at, &b->at) || !same_text(a->name, b->name) ||
	    !same_text(a->comment, b->comment) || a->hook != b->hook ||
	    a->priority != b->priority || a->accepts != b->accepts ||
	    a->rules.n != b->rules.n)
		return false;
	for (size_t i = 0; i < a->rules.n; i++)
		if (!same_rule(&a->rules.at[i], &b->rules.at[i]))
			return false;
	return true;
}

static bool same_element(const struct element *a, const struct element *b)
{
	return same_place(&a->at, &b->at) && !memcmp(a->key, b->key, KEY_LEN) &&
	       !memcmp(a->last, b->last, KEY_LEN) && a->mark == b->mark &&
	       same_verdict(&a->verdict, &b->verdict) &&
	       a->timeout_ms == b->timeout_ms &&
	       same_text(a->comment, b->comment);
}

static bool same_set(const struct set *a, const struct set *b)
{
	if (!same_place(&a->at, &b->at) || !same_text(a->name, b->name) ||
	    !same_text(a->comment, b->comment) || a->kind != b->kind ||
	    !same_key(&a->key, &b->key) || a->interval != b->interval ||
	    a->timeouts != b->timeouts || a->counters != b->counters ||
	    a->elements.n != b->elements.n)
		return false;
	for (size_t i = 0; i < a->elements.n; i++)
		if (!same_element(&a->elements.at[i], &b->elements.at[i]))
			return false;
	return true;
}

static bool same_table(const struct table *a, const struct table *b,
		       const char **what)
{
	*what = a->name;
	if (!same_text(a->name, b->name) || !same_text(a->comment, b->comment))
		return false;
	*what = "the number of sets or chains";
	if (a->sets.n != b->sets.n || a->chains.n != b->chains.n)
		return false;
	for (size_t i = 0; i < a->sets.n; i++) {
		*what = a->sets.at[i].name;
		if (!same_set(&a->sets.at[i], &b->sets.at[i]))
			return false;
	}
	for (size_t i = 0; i < a->chains.n; i++) {
		*what = a->chains.at[i].name;
		if (!same_chain(&a->chains.at[i], &b->chains.at[i]))
			return false;
	}
	return true;
}

bool ruleset_same(const struct ruleset *a, const struct ruleset *b,
		  const char **what)
{
	if (!same_table(&a->frame, &b->frame, what) ||
	    !same_table(&a->tree, &b->tree, what) ||
	    !same_table(&a->guard, &b->guard, what))
		return false;
	*what = "generation or the number of entries or selectors";
	if (a->generation != b->generation || a->entries.n != b->entries.n ||
	    a->selectors.n != b->selectors.n)
		return false;
	for (size_t i = 0; i < a->entries.n; i++) {
		*what = a->entries.at[i];
		if (!same_text(a->entries.at[i], b->entries.at[i]))
			return false;
	}
	for (size_t i = 0; i < a->selectors.n; i++) {
		*what = a->selectors.at[i].name;
		if (!same_set(&a->selectors.at[i], &b->selectors.at[i]))
			return false;
	}
	return true;
}
