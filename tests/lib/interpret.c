/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * interpret.c -- a ruleset run on one packet, by a plain loop
 */
#include "interpret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	STACK = 16,
};

/* As numbers where the field is one in this machine's order (little-endian
 * here), as bytes else. */
static int compare(enum field field, const uint8_t *a, const uint8_t *b)
{
	const struct field_info *info = field_info(field);

	if (!info->host_endian)
		return memcmp(a, b, info->len);
	for (size_t i = info->len; i-- > 0;) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

static bool holds(const struct run *run, const struct stmt *stmt)
{
	uint8_t value[16];

	if (!run_field(run, stmt->field, value))
		return false;
	if (stmt->has_mask) {
		for (size_t i = 0; i < 16; i++)
			value[i] &= stmt->mask[i];
	}
	if (stmt->kind == STMT_MATCH)
		return (compare(stmt->field, value, stmt->value) == 0) !=
		       stmt->negate;
	if (compare(stmt->field, value, stmt->value) < 0)
		return stmt->kind == STMT_BELOW;
	if (stmt->kind == STMT_RANGE)
		return compare(stmt->field, value, stmt->last) <= 0;
	return stmt->kind == STMT_AT_LEAST;
}

/* Selectors as they were filled come before the frame's, which are empty. */
static const struct set *find_set(const struct run *run, const char *name)
{
	const struct ruleset *r = run->ruleset;
	const struct table none = { 0 };
	const struct table *isolation = run->isolation ? run->isolation : &none;

	const struct {
		const struct set *at;
		size_t n;
	} rooms[] = { { r->selectors.at, r->selectors.n },
		      { r->tree.sets.at, r->tree.sets.n },
		      { r->frame.sets.at, r->frame.sets.n },
		      { isolation->sets.at, isolation->sets.n } };

	for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++)
		for (size_t k = 0; k < rooms[i].n; k++)
			if (strcmp(rooms[i].at[k].name, name) == 0)
				return &rooms[i].at[k];
	fprintf(stderr, "no set %s\n", name);
	abort();
}

static bool is_alive(const struct run *run, const struct element *element)
{
	return !element->timeout_ms ||
	       (uint64_t)(run->packet->now - run->compiled) * 1000 <
		       element->timeout_ms;
}

static bool is_in(const struct set *set, const struct element *element,
		  const uint8_t *key)
{
	for (size_t i = 0; i < set->key.n; i++) {
		size_t at = key_offset(&set->key, i);
		size_t len = field_info(set->key.fields[i])->len;

		if (memcmp(key + at, element->key + at, len) < 0)
			return false;
		if (memcmp(key + at,
			   (set->interval ? element->last : element->key) + at,
			   len) > 0)
			return false;
	}
	return true;
}

static const struct element *look_up(const struct run *run,
				     const struct stmt *stmt)
{
	const struct set *set = find_set(run, stmt->set);
	uint8_t key[KEY_LEN + 16] = { 0 };

	assert_int_equal(stmt->key.n, set->key.n);
	for (size_t i = 0; i < stmt->key.n; i++) {
		assert_string_equal(field_info(stmt->key.fields[i])->type,
				    field_info(set->key.fields[i])->type);
		if (!run_field(run, stmt->key.fields[i],
			       key + key_offset(&stmt->key, i)))
			return NULL;
	}
	vec_each(element, &set->elements)
		if (is_in(set, element, key) && is_alive(run, element))
			return element;
	return NULL;
}

/* False: the rule ends here. A verdict is left in `verdict`. */
static bool do_stmt(struct run *run, const struct stmt *stmt,
		    struct verdict *verdict)
{
	const struct element *element;

	switch (stmt->kind) {
	case STMT_MATCH:
	case STMT_RANGE:
	case STMT_AT_LEAST:
	case STMT_BELOW:
		return holds(run, stmt);
	case STMT_LOOKUP:
		return (look_up(run, stmt) != NULL) != stmt->negate;
	case STMT_VMAP:
		element = look_up(run, stmt);
		if (element)
			*verdict = element->verdict;
		return element;
	case STMT_CT_MARK_MAP:
		element = look_up(run, stmt);
		if (element)
			run->ct_mark = element->mark;
		return element;
	case STMT_CT_MARK:
		run->ct_mark = stmt->number;
		return true;
	case STMT_STAMP:
		run->mark = (run->mark & ~STAMP_MASK) | STAMP_VALUE;
		return true;
	case STMT_LIMIT:
		run->n_limited++;
		return true;
	case STMT_COUNTER:
		return true;
	case STMT_LOG:
		run->n_logged++;
		return true;
	case STMT_VERDICT:
		*verdict = stmt->verdict;
		return true;
	}
	fail();
	return false;
}

static struct verdict do_rule(struct run *run, const struct rule *rule)
{
	struct verdict verdict = { VERDICT_NONE, NULL };

	vec_each(stmt, &rule->stmts)
		if (!do_stmt(run, stmt, &verdict))
			break;
	return verdict;
}

static const struct chain *find_chain(const struct table *a,
				      const struct table *b, const char *name)
{
	vec_each(chain, &a->chains)
		if (strcmp(chain->name, name) == 0)
			return chain;
	vec_each(chain, &b->chains)
		if (strcmp(chain->name, name) == 0)
			return chain;
	fprintf(stderr, "no chain %s\n", name);
	abort();
}

static bool run_chain(struct run *run, const struct table *frame,
		      const char *name)
{
	struct {
		const struct chain *chain;
		size_t rule;
	} stack[STACK] = { { find_chain(frame, &run->ruleset->tree, name),
			     0 } };
	struct verdict verdict;
	size_t depth = 1;

	while (depth > 0) {
		const struct chain *chain = stack[depth - 1].chain;

		if (stack[depth - 1].rule == chain->rules.n) {
			if (chain->accepts)
				return true;
			depth--;
			continue;
		}
		verdict =
			do_rule(run, &chain->rules.at[stack[depth - 1].rule++]);
		if (verdict.kind == VERDICT_NONE)
			continue;
		if (verdict.kind == VERDICT_ACCEPT)
			return true;
		if (verdict.kind == VERDICT_DROP)
			return false;
		assert_int_not_equal(verdict.kind, VERDICT_RETURN);
		if (verdict.kind == VERDICT_JUMP)
			depth++;
		assert_in_range(depth, 1, STACK);
		stack[depth - 1].chain =
			find_chain(frame, &run->ruleset->tree, verdict.chain);
		stack[depth - 1].rule = 0;
	}
	fail_msg("chain %s ends without a verdict", name);
	return false;
}

/* The gate, and what is isolated behind it. */
static bool passes(struct run *run, const char *hook, const char *isolated)
{
	return run_chain(run, &run->ruleset->frame, hook) &&
	       (!run->isolation || !run->isolation->chains.n ||
		run_chain(run, run->isolation, isolated));
}

bool interpret(struct run *run)
{
	const struct ruleset *ruleset = run->ruleset;
	const struct packet *p = run->packet;

	run->mark = 0;
	if (p->iif && !run_chain(run, &ruleset->frame, "prerouting"))
		return false;
	if (p->iif && p->oif)
		return passes(run, "forward", "isolate_forward") &&
		       run_chain(run, &ruleset->guard, "forward");
	if (p->iif)
		return passes(run, "input", "isolate_input");
	return passes(run, "output", "isolate_output");
}
