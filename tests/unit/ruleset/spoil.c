/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spoil.c -- a ruleset that is right but for one thing
 */
#include "spoil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ruleset/sound.h"

#include "sample.h"

struct chain *spoil_chain(struct ruleset *r, const char *name)
{
	vec_each(chain, &r->tree.chains)
		if (strcmp(chain->name, name) == 0)
			return chain;
	fail_msg("no chain %s", name);
	return NULL;
}

struct set *spoil_set(struct ruleset *r, const char *name)
{
	vec_each(set, &r->tree.sets)
		if (strcmp(set->name, name) == 0)
			return set;
	fail_msg("no set %s", name);
	return NULL;
}

struct stmt *spoil_stmt(struct ruleset *r, const char *name,
			enum stmt_kind kind, enum field field)
{
	vec_each(rule, &spoil_chain(r, name)->rules)
		vec_each(stmt, &rule->stmts)
			if (stmt->kind == kind &&
			    (kind > STMT_BELOW || stmt->field == field))
				return stmt;
	fail_msg("no such statement in %s", name);
	return NULL;
}

struct build spoil_begin(struct ruleset *r, const char *name)
{
	struct build b = { .arena = &r->arena, .chain = *spoil_chain(r, name) };

	build_rule(&b, NULL);
	return b;
}

void spoil_end(struct ruleset *r, const char *name, struct build *b)
{
	struct rule *rules = b->chain.rules.at;
	size_t last = b->chain.rules.n - 1;
	struct rule made = rules[last];

	memmove(rules + 1, rules, last * sizeof(*rules));
	rules[0] = made;
	spoil_chain(r, name)->rules.at = rules;
	spoil_chain(r, name)->rules.n = b->chain.rules.n;
	spoil_chain(r, name)->rules.cap = b->chain.rules.cap;
}

static void make(struct sample *s)
{
	static const struct hours hours = { .days = 0x3e,
					    .from = 3600,
					    .to = 7200 };
	struct flow *flow;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 443);
	sample_flow(s, "10.0.0.0/24", "10.1.0.5", 80);
	flow = sample_flow(s, "fd00::/64", "fd00:1::5", 25);
	*vec_add(&s->policy.arena, &flow->hours) = hours;
	sample_host(s, 0, "10.0.0.5");
	sample_compile(s, SPOIL_GENERATION);
}

void spoil_each(const struct spoil *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		void *fresh;
		struct sample *s;
		const char *flaw;

		sample_setup(&fresh);
		s = fresh;
		make(s);
		assert_null(ruleset_flaw(&s->ruleset));
		rows[i].spoil(&s->ruleset);
		flaw = ruleset_flaw(&s->ruleset);
		if (!flaw || strncmp(flaw, rows[i].flaw, strlen(rows[i].flaw)))
			fail_msg("row %zu: %s, not %s", i,
				 flaw ? flaw : "found good", rows[i].flaw);
		sample_teardown(&fresh);
	}
}
