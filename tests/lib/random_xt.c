/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_xt.c -- random rulesets in iptables-restore(8)'s words
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#include "random_nft.h"
#include "random_policy.h"

enum {
	RULES_MAX = 5,
};

struct chain {
	const char *name;
	unsigned place;
};

struct table {
	const char *name;
	unsigned place;
	struct chain chains[5];
};

static const struct table tables[] = {
	{ "mangle",
	  PHRASE_MANGLE,
	  { { "PREROUTING", PHRASE_PREROUTING },
	    { "INPUT", PHRASE_INPUT },
	    { "FORWARD", PHRASE_FORWARD },
	    { "OUTPUT", PHRASE_OUTPUT },
	    { "POSTROUTING", PHRASE_POSTROUTING } } },
	{ "filter",
	  PHRASE_FILTER,
	  { { "INPUT", PHRASE_INPUT },
	    { "FORWARD", PHRASE_FORWARD },
	    { "OUTPUT", PHRASE_OUTPUT } } },
	{ "raw",
	  PHRASE_RAW,
	  { { "PREROUTING", PHRASE_PREROUTING },
	    { "OUTPUT", PHRASE_OUTPUT } } },
	{ "nat",
	  PHRASE_NAT,
	  { { "PREROUTING", PHRASE_PREROUTING },
	    { "INPUT", PHRASE_INPUT },
	    { "OUTPUT", PHRASE_OUTPUT },
	    { "POSTROUTING", PHRASE_POSTROUTING } } },
};

static bool is_nat(const struct table *table)
{
	return strcmp(table->name, "nat") == 0;
}

static void say_rule(FILE *out, const struct table *table, const char *chain,
		     struct phrase_spot spot)
{
	spot.tracked = true;
	fprintf(out, "-A %s ", chain);
	for (uint32_t n = pick(3); n > 0; n--)
		phrase_say_one(out, &random_xt_matches, &spot);
	if (is_nat(table) && spot.plain == 0 && one_in(2))
		phrase_say_one(out, &random_xt_translations, &spot);
	else if (!one_in(8))
		phrase_say_one(out, &random_xt_targets, &spot);
	fputc('\n', out);
}

static void say_rules(FILE *out, const struct table *table, const char *chain,
		      const struct phrase_spot *spot)
{
	for (uint32_t n = 1 + pick(RULES_MAX); n > 0; n--)
		say_rule(out, table, chain, *spot);
}

static void say_table(FILE *out, const struct table *table, unsigned family)
{
	struct phrase_spot spot = { 0 };
	char name[32];

	fprintf(out, "*%s\n", table->name);
	for (size_t i = 0; i < 5 && table->chains[i].name; i++)
		fprintf(out, ":%s %s [0:0]\n", table->chains[i].name,
			is_nat(table) || !one_in(4) ? "ACCEPT" : "DROP");
	for (size_t i = 0; i < PHRASE_PLAIN; i++)
		fprintf(out, ":plain%zu - [0:0]\n", i);
	for (size_t i = 0; i < 5 && table->chains[i].name; i++) {
		spot.places = table->chains[i].place | table->place | family;
		say_rules(out, table, table->chains[i].name, &spot);
	}
	for (size_t i = 0; i < PHRASE_PLAIN; i++) {
		spot.places = PHRASE_ANYWHERE | table->place | family;
		spot.plain = i + 1;
		snprintf(name, sizeof(name), "plain%zu", i);
		say_rules(out, table, name, &spot);
	}
	fputs("COMMIT\n", out);
}

void random_xt(bool ip6, FILE *out)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (one_in(2))
			say_table(out, &tables[i],
				  ip6 ? PHRASE_IP6 : PHRASE_IP);
}

static void say_alone(FILE *out, const struct table *table,
		      const struct chain *chain, const struct phrase *phrase)
{
	const struct phrase_spot spot = { 0 };

	fprintf(out, "*%s\n:%s ACCEPT [0:0]\n", table->name, chain->name);
	for (size_t i = 0; i < PHRASE_PLAIN; i++)
		fprintf(out, ":plain%zu - [0:0]\n", i);
	fprintf(out, "-A %s ", chain->name);
	phrase_say(out, phrase->text, &spot);
	fputs("\nCOMMIT\n", out);
}

static const struct chain *chain_for(const struct table *table,
				     const struct phrase *phrase)
{
	for (size_t i = 0; i < 5 && table->chains[i].name; i++)
		if (phrase->places & table->chains[i].place)
			return &table->chains[i];
	must(false);
	return NULL;
}

static const struct table *table_for(const struct phrase *phrase)
{
	const struct table *table = tables;

	while (!(phrase->places & table->place))
		table++;
	return table;
}

static size_t learn_list(const struct phrase_list *list,
			 bool (*takes)(bool ip6, const char *ruleset))
{
	const struct table *table;
	size_t refused = 0, len = 0;
	char *text = NULL;
	FILE *out;

	for (size_t i = 0; i < list->n; i++) {
		table = table_for(&list->at[i]);
		out = open_memstream(&text, &len);
		must(out != NULL);
		say_alone(out, table, chain_for(table, &list->at[i]),
			  &list->at[i]);
		fclose(out);
		list->at[i].refused =
			!takes(!(list->at[i].places & PHRASE_IP), text);
		refused += list->at[i].refused;
		free(text);
	}
	return refused;
}

size_t random_xt_learn(bool (*takes)(bool ip6, const char *ruleset))
{
	return learn_list(&random_xt_matches, takes) +
	       learn_list(&random_xt_targets, takes) +
	       learn_list(&random_xt_translations, takes);
}
