/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entry_text.c -- elements and rules of a tree in words of the register
 */
#include "ruleset/entry_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/scribe.h"
#include "ruleset/build.h"
#include "ruleset/print.h"
#include "ruleset/print_value.h"

enum {
	NS = 1000000000,
};

const char *pair_text(struct arena *arena, const struct table *tree,
		      const char *name)
{
	const char *from = strchr(name, '_'), *to;
	size_t len;

	if (!from)
		return NULL;
	to = strstr(++from, "_to_");
	if (!to)
		return NULL;
	to += strlen("_to_");
	len = (size_t)(to - name) + strcspn(to, "_");
	vec_each(chain, &tree->chains) {
		if (strlen(chain->name) == len &&
		    strncmp(chain->name, name, len) == 0 && chain->comment)
			return arena_strdup(arena, chain->comment);
	}
	return arena_printf(arena, "%.*s -> %.*s",
			    (int)(to - from) - (int)strlen("_to_"), from,
			    (int)strcspn(to, "_"), to);
}

static void key_field_print(const struct set *set,
			    const struct element *element, size_t i, FILE *out)
{
	size_t at = key_offset(&set->key, i);

	value_range_print(set->key.fields[i], element->key + at,
			  (set->interval ? element->last : element->key) + at,
			  out);
}

char *tuple_text(struct arena *arena, const struct set *set,
		 const struct element *element)
{
	struct scribe s;

	scribe_begin(&s);
	if (set->key.n == 4) {
		key_field_print(set, element, 2, s.out);
		fputc('/', s.out);
		key_field_print(set, element, 3, s.out);
	} else {
		fputs("ping", s.out);
	}
	fputc(' ', s.out);
	key_field_print(set, element, 0, s.out);
	fputs(" -> ", s.out);
	key_field_print(set, element, 1, s.out);
	return scribe_end(&s, arena);
}

static const struct set *find_set(const struct table *tree, const char *name)
{
	vec_each(set, &tree->sets) {
		if (strcmp(set->name, name) == 0)
			return set;
	}
	return NULL;
}

static const struct chain *find_chain(const struct table *tree,
				      const char *name)
{
	vec_each(chain, &tree->chains) {
		if (strcmp(chain->name, name) == 0)
			return chain;
	}
	return NULL;
}

static void set_print_all(const struct table *tree, const char *name, FILE *out)
{
	const struct set *set = find_set(tree, name);

	if (!set) {
		fputs("{?}", out);
		return;
	}
	fputc('{', out);
	vec_each(element, &set->elements) {
		if (element != set->elements.at)
			fputs(", ", out);
		key_field_print(set, element, 0, out);
	}
	fputc('}', out);
}

/* The value, range or set that the rule compares a field with. */
static void operand_print(const struct table *tree, const struct stmt *stmt,
			  FILE *out)
{
	uint8_t last[16];

	if (stmt->kind == STMT_LOOKUP) {
		set_print_all(tree, stmt->set, out);
		return;
	}
	for (size_t i = 0; i < sizeof(last); i++)
		last[i] = stmt->kind == STMT_RANGE
				  ? stmt->last[i]
				  : (uint8_t)(stmt->value[i] |
					      (stmt->has_mask ? ~stmt->mask[i]
							      : 0));
	value_range_print(stmt->field, stmt->value, last, out);
}

static const struct stmt *find_stmt(const struct rule *rule, enum field v4,
				    enum field v6)
{
	enum field field;

	vec_each(stmt, &rule->stmts) {
		if (stmt->kind > STMT_BELOW && stmt->kind != STMT_LOOKUP)
			continue;
		field = stmt->kind == STMT_LOOKUP ? stmt->key.fields[0]
						  : stmt->field;
		if (field == v4 || field == v6)
			return stmt;
	}
	return NULL;
}

static void what_print(const struct table *tree, const struct rule *rule,
		       FILE *out)
{
	const struct stmt *proto =
		find_stmt(rule, FIELD_L4PROTO, FIELD_L4PROTO);
	const struct stmt *port =
		find_stmt(rule, FIELD_TH_DPORT, FIELD_TH_DPORT);

	if (!port || !proto) {
		fputs("ping", out);
		return;
	}
	operand_print(tree, proto, out);
	fputc('/', out);
	operand_print(tree, port, out);
}

static void hour_print(uint64_t seconds, FILE *out)
{
	fprintf(out, "%02u:%02u", (unsigned)(seconds / 3600),
		(unsigned)(seconds / 60 % 60));
	if (seconds % 60)
		fprintf(out, ":%02u", (unsigned)(seconds % 60));
}

static void day_print(const struct stmt *stmt, FILE *out)
{
	static const char *const names[] = { "Sun", "Mon", "Tue", "Wed",
					     "Thu", "Fri", "Sat" };
	uint64_t first = field_get(FIELD_DAY, stmt->value) % 7;
	uint64_t last = field_get(FIELD_DAY, stmt->last) % 7;

	fputs(names[first], out);
	if (stmt->kind == STMT_RANGE)
		fprintf(out, "-%s", names[last]);
}

/* False, and nothing written, for what is no condition. */
static bool condition_print(const struct stmt *stmt, const char *before,
			    FILE *out)
{
	bool range = stmt->kind == STMT_RANGE;

	if (stmt->kind == STMT_LIMIT) {
		fprintf(out,
			"%sat most %" PRIu32 " in %" PRIu32
			" s, burst %" PRIu32,
			before, stmt->count, stmt->seconds, stmt->burst);
	} else if (stmt->kind == STMT_LOG) {
		fprintf(out, "%slogged", before);
	} else if (stmt->kind == STMT_AT_LEAST && stmt->field == FIELD_TIME) {
		fprintf(out, "%sfrom %" PRIu64, before,
			field_get(FIELD_TIME, stmt->value) / NS);
	} else if (range && stmt->field == FIELD_HOUR) {
		fputs(before, out);
		hour_print(field_get(FIELD_HOUR, stmt->value), out);
		fputc('-', out);
		hour_print(field_get(FIELD_HOUR, stmt->last) + 1, out);
		fputs(" UTC", out);
	} else if ((range || stmt->kind == STMT_MATCH) &&
		   stmt->field == FIELD_DAY) {
		fputs(before, out);
		day_print(stmt, out);
	} else {
		return false;
	}
	return true;
}

/* What one rule of an entry's chain asks; false: nothing. */
static bool rule_conditions_print(const struct rule *rule, const char *before,
				  FILE *out)
{
	bool any = false;

	vec_each(stmt, &rule->stmts)
		any |= condition_print(stmt, any ? " " : before, out);
	return any;
}

static time_t rule_until(const struct rule *rule)
{
	vec_each(stmt, &rule->stmts) {
		if (stmt->kind == STMT_BELOW && stmt->field == FIELD_TIME)
			return (time_t)(field_get(FIELD_TIME, stmt->value) /
					NS);
	}
	return 0;
}

/* The entry's chain and the one it goes on to; rules of one chain are choices.
 */
static void conditions_print(const struct table *tree, const char *name,
			     time_t *until, FILE *out)
{
	const struct chain *chain;
	const struct stmt *last;
	const char *before;

	for (int depth = 0; name && depth < 2; depth++) {
		chain = find_chain(tree, name);
		name = NULL;
		before = ", ";
		if (!chain)
			return;
		vec_each(rule, &chain->rules) {
			if (rule_conditions_print(rule, before, out))
				before = " or ";
			if (rule_until(rule))
				*until = rule_until(rule);
			last = &rule->stmts.at[rule->stmts.n - 1];
			if (last->verdict.kind == VERDICT_GOTO)
				name = last->verdict.chain;
		}
	}
}

char *rule_text(struct arena *arena, const struct table *tree,
		const struct rule *rule, time_t *until)
{
	const struct stmt *source =
		find_stmt(rule, FIELD_IP_SADDR, FIELD_IP6_SADDR);
	const struct stmt *destination =
		find_stmt(rule, FIELD_IP_DADDR, FIELD_IP6_DADDR);
	const struct stmt *jump = &rule->stmts.at[rule->stmts.n - 1];
	struct scribe s;

	*until = 0;
	scribe_begin(&s);
	what_print(tree, rule, s.out);
	fputc(' ', s.out);
	if (source)
		operand_print(tree, source, s.out);
	fputs(" -> ", s.out);
	if (destination)
		operand_print(tree, destination, s.out);
	conditions_print(tree, jump->verdict.chain, until, s.out);
	return scribe_end(&s, arena);
}

char *source_text(struct arena *arena, const struct table *tree,
		  const struct rule *rule)
{
	const struct stmt *source =
		find_stmt(rule, FIELD_IP_SADDR, FIELD_IP6_SADDR);
	struct scribe s;

	if (!source || find_stmt(rule, FIELD_L4PROTO, FIELD_L4PROTO))
		return NULL;
	scribe_begin(&s);
	fputs("sources ", s.out);
	operand_print(tree, source, s.out);
	return scribe_end(&s, arena);
}

char *pin_text(struct arena *arena, const struct set *set,
	       const struct element *element)
{
	struct scribe s;

	scribe_begin(&s);
	key_field_print(set, element, 0, s.out);
	fputs(" only with MAC ", s.out);
	key_field_print(set, element, 1, s.out);
	return scribe_end(&s, arena);
}
