/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_nft.c -- random rulesets in nft(8)'s words, as others write them
 */
#include "random_nft.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#include "random_policy.h"

enum {
	BASES_MAX = 5,
	RULES_MAX = 5,
};

struct nft_family {
	const char *name;
	unsigned place;
};

static const struct nft_family families[] = {
	{ "inet", PHRASE_INET },
	{ "inet", PHRASE_INET },
	{ "ip", PHRASE_IP },
	{ "ip6", PHRASE_IP6 },
};

struct kind {
	const char *type, *hook;
	unsigned place;
	bool translates;
};

static const struct kind kinds[] = {
	{ "filter", "forward", PHRASE_FORWARD, false },
	{ "filter", "forward", PHRASE_FORWARD, false },
	{ "filter", "prerouting", PHRASE_PREROUTING, false },
	{ "filter", "input", PHRASE_INPUT, false },
	{ "filter", "output", PHRASE_OUTPUT, false },
	{ "filter", "postrouting", PHRASE_POSTROUTING, false },
	{ "route", "output", PHRASE_OUTPUT, false },
	{ "nat", "prerouting", PHRASE_PREROUTING, true },
	{ "nat", "postrouting", PHRASE_POSTROUTING, true },
	{ "nat", "input", PHRASE_INPUT, true },
	{ "nat", "output", PHRASE_OUTPUT, true },
};

enum {
	KINDS = sizeof(kinds) / sizeof(kinds[0]),
	KINDS_FILTER = 7, /* the first, that need no conntrack */
};

/* Behind this nothing can stand. */
static bool is_end(const char *text)
{
	static const char *const ends[] = { "reject",     "queue",  "vmap",
					    "synproxy",   "tproxy", "flow add",
					    "masquerade", "dnat",   "snat",
					    "redirect" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strstr(text, ends[i]))
			return true;
	return false;
}

static void say_verdict(FILE *out, const struct phrase_spot *spot)
{
	static const char *const verdicts[] = { "accept", "accept", "drop",
						"drop",   "return", "continue",
						"jump",   "jump",   "goto" };
	const char *verdict = verdicts[pick(9)];
	bool goes = *verdict == 'j' || *verdict == 'g';

	if (goes && spot->plain >= PHRASE_PLAIN)
		verdict = "accept";
	fputs(verdict, out);
	if (goes && spot->plain < PHRASE_PLAIN)
		phrase_say(out, " $c", spot);
}

/* What speaks of one family, leaves room for that one alone. */
static void say_body(FILE *out, struct phrase_spot here)
{
	struct phrase_spot *spot = &here;
	char *text = NULL;
	size_t len = 0;
	FILE *rule = open_memstream(&text, &len);

	must(rule != NULL);
	for (uint32_t n = pick(3); n > 0; n--) {
		phrase_say_one(rule, &random_nft_matches, spot);
		fflush(rule);
		if (is_end(text))
			break;
	}
	fflush(rule);
	if (!is_end(text) && one_in(spot->translates ? 4 : 2))
		phrase_say_one(rule, &random_nft_acts, spot);
	fflush(rule);
	if (!is_end(text) && spot->translates && one_in(2))
		phrase_say_one(rule, &random_nft_translations, spot);
	fflush(rule);
	if (!is_end(text) && !one_in(4))
		say_verdict(rule, spot);
	fclose(rule);
	fputs(*text ? text : "counter", out);
	free(text);
}

static void say_rules(FILE *out, const char *chain,
		      const struct phrase_spot *spot)
{
	for (uint32_t n = 1 + pick(RULES_MAX); n > 0; n--) {
		fprintf(out, "add rule %s t %s ", spot->family, chain);
		say_body(out, *spot);
		fputc('\n', out);
	}
}

/* Sets and objects of which rules speak. */
static const char *const things[] = {
	"add set $f t hosts { type ipv4_addr; elements = { 1.1.1.1, "
	"6.1.0.10 }; }",
	"add set $f t nets { type ipv4_addr; flags interval; elements = { "
	"1.0.0.0/8, 10.0.0.0-10.6.0.1 }; }",
	"add set $f t gone { type ipv4_addr; flags timeout; elements = { "
	"1.1.1.1 timeout 1s, 10.0.0.1 timeout 1h }; }",
	"add set $f t nets6 { type ipv6_addr; flags interval; elements = { "
	"101::/16, a0a::-a0a::ff }; }",
	"add set $f t pairs { type ipv4_addr . inet_service; flags interval; "
	"elements = { 1.0.0.0/8 . 1-80, 10.0.0.0-10.1.0.0 . 443 }; }",
	"add set $f t seen { type ipv4_addr; flags dynamic,timeout; timeout "
	"1m; size 100; }",
	"add set $f t kept { type ipv4_addr; flags dynamic; size 100; }",
	"add set $f t few { type ipv6_addr; flags dynamic; size 2; }",
	"add set $f t counted { type ipv4_addr; flags dynamic; size 100; }",
	"add map $f t remembered { type ipv4_addr : mark; flags dynamic; size "
	"100; }",
	"add map $f t marks { type ipv4_addr : mark; elements = { 1.1.1.1 : "
	"1, 10.0.0.1 : 6, * : 10 }; }",
	"add map $f t by_source { type ipv4_addr : verdict; flags interval; "
	"elements = { 1.0.0.0/8 : jump plain3, 6.0.0.0/8 : drop }; }",
	"add map $f t by_pair { type ipv4_addr . inet_service : verdict; "
	"flags interval; elements = { 10.0.0.0/8 . 1-80 : accept, 1.1.0.0/16 . "
	"443 : goto plain3 }; }",
	"add limit $f t l { rate 5/second; }",
	"add quota $f t q { over 10 kbytes; }",
	"add counter $f t c",
	"add ct helper $f t h { type \"ftp\" protocol tcp; }",
	"add ct timeout $f t t { protocol tcp; policy = { established: 100 }; "
	"}",
	"add synproxy $f t s { mss 1460; wscale 7; }",
};

static bool thing_lacks[sizeof(things) / sizeof(things[0])];

/* Those have the kernel look up connections, or put fragments together. */
static bool tracks(const char *thing)
{
	return strstr(thing, "add ct") || strstr(thing, "add synproxy");
}

static void say_things(FILE *out, const struct nft_family *family, bool tracked)
{
	const struct phrase_spot spot = { .family = family->name };

	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++) {
		if (thing_lacks[i] || (!tracked && tracks(things[i])))
			continue;
		phrase_say(out, things[i], &spot);
		fputc('\n', out);
	}
	if (tracked && family->place != PHRASE_INET)
		phrase_say(
			out,
			"add ct expectation $f t x { protocol tcp; dport 9876; "
			"timeout 2m; size 12; l3proto $f; }\n",
			&spot);
}

static void say_table(FILE *out, const struct nft_family *family, bool tracked)
{
	static const int priorities[] = { -310, -300, -150, -100, 0,
					  0,    50,   100,  150 };
	const struct kind *bases[BASES_MAX];
	size_t n = 2 + pick(BASES_MAX - 1);
	struct phrase_spot spot = { .family = family->name,
				    .tracked = tracked };
	char name[32];

	fprintf(out, "add table %s t\n", family->name);
	for (size_t i = 0; i < PHRASE_PLAIN; i++)
		fprintf(out, "add chain %s t plain%zu\n", family->name, i);
	say_things(out, family, tracked);
	for (size_t i = 0; i < n; i++) {
		bases[i] = &kinds[pick(tracked ? KINDS : KINDS_FILTER)];
		fprintf(out,
			"add chain %s t base%zu { type %s hook %s priority "
			"%d; policy %s; }\n",
			family->name, i, bases[i]->type, bases[i]->hook,
			bases[i]->translates ? priorities[3 + pick(6)]
					     : priorities[pick(9)],
			one_in(3) ? "drop" : "accept");
	}
	for (size_t i = PHRASE_PLAIN; i-- > 0;) {
		spot.places = PHRASE_ANYWHERE | family->place;
		spot.plain = i + 1;
		snprintf(name, sizeof(name), "plain%zu", i);
		say_rules(out, name, &spot);
	}
	spot.plain = 0;
	for (size_t i = 0; i < n; i++) {
		spot.places = bases[i]->place | family->place;
		spot.translates = bases[i]->translates;
		snprintf(name, sizeof(name), "base%zu", i);
		say_rules(out, name, &spot);
	}
}

void random_nft(bool tracked, FILE *out)
{
	const struct nft_family *first = &families[pick(4)];

	say_table(out, first, tracked);
	if (one_in(2) && first->place != PHRASE_INET)
		say_table(out, &families[0], tracked);
}

static const struct kind *kind_for(const struct phrase *phrase, bool translates)
{
	for (size_t i = 0; i < KINDS; i++)
		if ((phrase->places & kinds[i].place) &&
		    kinds[i].translates == translates)
			return &kinds[i];
	must(false);
	return NULL;
}

/* One that says nothing but this. */
static char *ruleset_of(const struct phrase *phrase, bool translates)
{
	const struct nft_family *family = families;
	const struct kind *kind = kind_for(phrase, translates);
	const struct phrase_spot spot = { .plain = 0 };
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	must(out != NULL);
	while (!(phrase->places & family->place))
		family++;
	fprintf(out, "add table %s t\n", family->name);
	for (size_t i = 0; i < PHRASE_PLAIN; i++)
		fprintf(out, "add chain %s t plain%zu\n", family->name, i);
	say_things(out, family, true);
	fprintf(out,
		"add chain %s t base { type %s hook %s priority 0; }\n"
		"add rule %s t base ",
		family->name, kind->type, kind->hook, family->name);
	phrase_say(out, phrase->text, &spot);
	fclose(out);
	return text;
}

static size_t learn_list(const struct phrase_list *list, bool translates,
			 bool (*takes)(const char *ruleset))
{
	size_t refused = 0;
	char *text;

	for (size_t i = 0; i < list->n; i++) {
		text = ruleset_of(&list->at[i], translates);
		list->at[i].refused = !takes(text);
		refused += list->at[i].refused;
		free(text);
	}
	return refused;
}

size_t random_nft_learn(bool (*takes)(const char *ruleset))
{
	const struct phrase_spot spot = { .family = families->name };
	char *text = NULL;
	size_t len = 0;
	FILE *out;

	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++) {
		out = open_memstream(&text, &len);
		must(out != NULL);
		fputs("add table inet t\nadd chain inet t plain3\n", out);
		phrase_say(out, things[i], &spot);
		fclose(out);
		thing_lacks[i] = !takes(text);
		free(text);
	}
	return learn_list(&random_nft_matches, false, takes) +
	       learn_list(&random_nft_acts, false, takes) +
	       learn_list(&random_nft_translations, true, takes);
}
