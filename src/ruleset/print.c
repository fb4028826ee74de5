/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print.c -- a ruleset as nft(8) text
 */
#include "ruleset/print.h"

#include <inttypes.h>
#include <string.h>

#include "ruleset/print_value.h"

static const char *hook_name(enum hook hook)
{
	switch (hook) {
	case HOOK_NONE:
		break;
	case HOOK_PREROUTING:
		return "prerouting";
	case HOOK_INPUT:
		return "input";
	case HOOK_FORWARD:
		return "forward";
	case HOOK_OUTPUT:
		return "output";
	}
	return "";
}

static void comment_line(const char *comment, FILE *out)
{
	if (!comment)
		return;
	fputs("\t\tcomment ", out);
	quoted_print(comment, out);
	fputc('\n', out);
}

static void type_print(const struct set *set, FILE *out)
{
	fputs("\t\ttype ", out);
	for (size_t i = 0; i < set->key.n; i++)
		fprintf(out, "%s%s", i ? " . " : "",
			field_info(set->key.fields[i])->type);
	switch (set->kind) {
	case SET_PLAIN:
		break;
	case SET_MARKS:
		fputs(" : mark", out);
		break;
	case SET_VERDICTS:
		fputs(" : verdict", out);
		break;
	}
	fputc('\n', out);
}

static void flags_print(const struct set *set, FILE *out)
{
	if (set->interval || set->timeouts)
		fprintf(out, "\t\tflags %s%s%s\n",
			set->interval ? "interval" : "",
			set->interval && set->timeouts ? "," : "",
			set->timeouts ? "timeout" : "");
	if (set->counters)
		fputs("\t\tcounter\n", out);
}

/* nft(8) reads "1d2h3m4s500ms". */
static void timeout_print(uint64_t ms, FILE *out)
{
	static const struct {
		uint64_t ms;
		const char *name;
	} units[] = {
		{ 86400000, "d" }, { 3600000, "h" }, { 60000, "m" },
		{ 1000, "s" },     { 1, "ms" },
	};

	fputs(" timeout ", out);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (ms / units[i].ms)
			fprintf(out, "%" PRIu64 "%s", ms / units[i].ms,
				units[i].name);
		ms %= units[i].ms;
	}
}

void element_print(const struct set *set, const struct element *element,
		   FILE *out)
{
	size_t at;

	for (size_t i = 0; i < set->key.n; i++) {
		at = key_offset(&set->key, i);
		if (i)
			fputs(" . ", out);
		if (set->interval)
			value_range_print(set->key.fields[i], element->key + at,
					  element->last + at, out);
		else
			value_print(set->key.fields[i], element->key + at, out);
	}
	if (element->timeout_ms)
		timeout_print(element->timeout_ms, out);
	if (element->comment) {
		fputs(" comment ", out);
		quoted_print(element->comment, out);
	}
	if (set->kind == SET_MARKS)
		fprintf(out, " : 0x%08" PRIx32, element->mark);
	if (set->kind == SET_VERDICTS) {
		fputs(" : ", out);
		verdict_print(&element->verdict, out);
	}
}

static void set_print(const struct set *set, const struct set *contents,
		      FILE *out)
{
	fprintf(out, "\n\t%s %s {\n", set->kind == SET_PLAIN ? "set" : "map",
		set->name);
	comment_line(set->comment, out);
	type_print(set, out);
	flags_print(set, out);
	vec_each(element, &contents->elements) {
		fputs(element == contents->elements.at ? "\t\telements = { "
						       : ",\n\t\t\t     ",
		      out);
		element_print(set, element, out);
	}
	if (contents->elements.n)
		fputs(" }\n", out);
	fputs("\t}\n", out);
}

static void chain_print(const struct chain *chain, FILE *out)
{
	fprintf(out, "\n\tchain %s {\n", chain->name);
	comment_line(chain->comment, out);
	if (chain->hook != HOOK_NONE)
		fprintf(out,
			"\t\ttype filter hook %s priority %" PRIi32
			"; policy %s;\n",
			hook_name(chain->hook), chain->priority,
			chain->accepts ? "accept" : "drop");
	vec_each(rule, &chain->rules) {
		fputs("\t\t", out);
		rule_print(rule, out);
		if (rule->comment) {
			fputs(" comment ", out);
			quoted_print(rule->comment, out);
		}
		fputc('\n', out);
	}
	fputs("\t}\n", out);
}

static const struct set *selector(const struct ruleset *ruleset,
				  const struct set *set)
{
	vec_each(chosen, &ruleset->selectors) {
		if (strcmp(chosen->name, set->name) == 0)
			return chosen;
	}
	return set;
}

static void table_begin(const struct table *table, FILE *out)
{
	fprintf(out, "table inet %s {\n", table->name);
	if (table->comment) {
		fputs("\tcomment ", out);
		quoted_print(table->comment, out);
		fputc('\n', out);
	}
}

void table_print(const struct table *table, FILE *out)
{
	table_begin(table, out);
	vec_each(set, &table->sets)
		set_print(set, set, out);
	vec_each(chain, &table->chains)
		chain_print(chain, out);
	fputs("}\n", out);
}

void ruleset_print(const struct ruleset *ruleset, FILE *out)
{
	table_begin(&ruleset->frame, out);
	vec_each(set, &ruleset->frame.sets)
		set_print(set, selector(ruleset, set), out);
	vec_each(set, &ruleset->tree.sets)
		set_print(set, set, out);
	vec_each(chain, &ruleset->frame.chains)
		chain_print(chain, out);
	vec_each(chain, &ruleset->tree.chains)
		chain_print(chain, out);
	fputs("}\n\n", out);
	table_print(&ruleset->guard, out);
}
