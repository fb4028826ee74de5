/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sound.c -- is a ruleset from another process one that may be loaded?
 *
 * First each thing for itself, with what it calls; then the paths that packets
 * take from the selectors on. Each chain and each set is walked once a
 * question, however often it is called.
 */
#include "ruleset/sound.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "policy/names.h"

enum {
	NAME_LEN_MAX = 127, /* bytes; nft(8) takes no more */
	WAYS = ASKED_ENOUGH + 1,
};

/* A hundred years; more than a policy can say. */
#define TIMEOUT_MS_MAX (100ULL * 366 * 86400 * 1000)

struct sound {
	const struct ruleset *ruleset;
	char prefix[16]; /* "gN_" */
	struct names chains, sets;
};

/* A question about paths: chains still to be walked, each once for each of the
 * WAYS to come there. */
struct walk {
	const struct sound *sound;
	bool only_goto; /* not where packets come back from */
	bool *seen_chain, *seen_set;
	size_t *waiting;
	size_t n;
};

static void sound_finish(struct sound *sound)
{
	names_finish(&sound->chains);
	names_finish(&sound->sets);
}

static void walk_finish(struct walk *walk)
{
	free(walk->seen_chain);
	free(walk->seen_set);
	free(walk->waiting);
}

static bool is_name(const struct sound *sound, const char *name)
{
	size_t len = strlen(name), prefix = strlen(sound->prefix);

	if (len <= prefix || len > NAME_LEN_MAX ||
	    strncmp(name, sound->prefix, prefix) != 0)
		return false;
	return strspn(name, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789_-") == len;
}

static const char *enter(const struct sound *sound, struct names *names,
			 const char *text, const void *thing)
{
	const struct name name = { .text = text, .thing = thing };

	if (!is_name(sound, text))
		return "a name that is not of this generation";
	return names_add(names, &name) ? "two things of one name" : NULL;
}

static const char *enter_all(struct sound *sound)
{
	const char *flaw = NULL;

	vec_each(set, &sound->ruleset->tree.sets)
		if ((flaw = enter(sound, &sound->sets, set->name, set)))
			return flaw;
	vec_each(chain, &sound->ruleset->tree.chains)
		if ((flaw = enter(sound, &sound->chains, chain->name, chain)))
			return flaw;
	return NULL;
}

static const void *find(const struct names *names, const char *text)
{
	const struct name *name = text ? names_find(names, text) : NULL;

	return name ? name->thing : NULL;
}

static bool is_comment(const char *comment)
{
	return !comment || strlen(comment) <= COMMENT_MAX;
}

static bool leads(const struct sound *sound, const struct verdict *verdict)
{
	return (verdict->kind == VERDICT_GOTO ||
		verdict->kind == VERDICT_JUMP) &&
	       find(&sound->chains, verdict->chain);
}

static const char *element_flaw(const struct sound *sound,
				const struct set *set,
				const struct element *element)
{
	if (!is_comment(element->comment))
		return "a comment that is too long";
	if (element->timeout_ms > TIMEOUT_MS_MAX)
		return "a timeout of more than a hundred years";
	if (set->kind == SET_MARKS &&
	    !mark_is_ours(sound->ruleset, element->mark))
		return "a mark that names no entry of this generation";
	if (set->kind == SET_VERDICTS && !leads(sound, &element->verdict))
		return "a map that leads to no chain";
	return key_flaw(set, element);
}

static const char *set_flaw(const struct sound *sound, const struct set *set)
{
	const char *flaw;

	if (!is_comment(set->comment))
		return "a comment that is too long";
	if (set->interval && set->timeouts && set->key.n == 1)
		return "a line of ranges that ends by itself";
	vec_each(element, &set->elements)
		if ((flaw = element_flaw(sound, set, element)))
			return flaw;
	return NULL;
}

static bool same_type(const struct key_spec *a, const struct key_spec *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (field_info(a->fields[i])->type_id !=
		    field_info(b->fields[i])->type_id)
			return false;
	return true;
}

/* What the statement calls is there. */
static const char *call_flaw(const struct sound *sound, const struct stmt *stmt)
{
	const struct set *set;
	enum set_kind kind = SET_PLAIN;

	if (stmt->kind == STMT_VERDICT && stmt->verdict.chain &&
	    !leads(sound, &stmt->verdict))
		return "a chain is called that is not there";
	if (stmt->kind == STMT_VMAP)
		kind = SET_VERDICTS;
	else if (stmt->kind == STMT_CT_MARK_MAP)
		kind = SET_MARKS;
	else if (stmt->kind != STMT_LOOKUP)
		return NULL;
	set = find(&sound->sets, stmt->set);
	if (!set || set->kind != kind || !same_type(&set->key, &stmt->key))
		return "a set is asked that is not there";
	return NULL;
}

static const char *chain_flaw(const struct sound *sound,
			      const struct chain *chain)
{
	const char *flaw;

	if (chain->hook != HOOK_NONE)
		return "a base chain";
	if (!is_comment(chain->comment))
		return "a comment that is too long";
	vec_each(rule, &chain->rules) {
		if (!is_comment(rule->comment))
			return "a comment that is too long";
		if ((flaw = rule_flaw(sound->ruleset, rule)))
			return flaw;
		vec_each(stmt, &rule->stmts)
			if ((flaw = call_flaw(sound, stmt)))
				return flaw;
	}
	return NULL;
}

static const char *selector_flaw(const struct sound *sound,
				 const struct set *selector)
{
	vec_each(element, &selector->elements)
		if (element->verdict.kind != VERDICT_GOTO ||
		    element->timeout_ms)
			return "a selector that does not simply lead on";
	return set_flaw(sound, selector);
}

static const char *part_flaw(const struct sound *sound)
{
	const char *flaw;

	vec_each(set, &sound->ruleset->tree.sets)
		if ((flaw = set_flaw(sound, set)))
			return flaw;
	vec_each(chain, &sound->ruleset->tree.chains)
		if ((flaw = chain_flaw(sound, chain)))
			return flaw;
	vec_each(selector, &sound->ruleset->selectors)
		if ((flaw = selector_flaw(sound, selector)))
			return flaw;
	return NULL;
}

static const struct stmt *last_of(const struct rule *rule)
{
	return &rule->stmts.at[rule->stmts.n - 1];
}

/* Where a packet goes is not asked before it has been routed. */
static bool is_arrival(const struct set *selector)
{
	return strcmp(selector->name, "select_prerouting") == 0;
}

/* With what was asked on the way. */
static void go(struct walk *walk, const char *name, unsigned asked)
{
	const struct chain *chain = find(&walk->sound->chains, name);
	size_t i;

	must(chain);
	i = WAYS * (size_t)(chain - walk->sound->ruleset->tree.chains.at) +
	    asked;
	if (walk->seen_chain[i])
		return;
	walk->seen_chain[i] = true;
	walk->waiting[walk->n++] = i;
}

static void go_by_map(struct walk *walk, const char *name, unsigned asked)
{
	const struct set *set = find(&walk->sound->sets, name);
	size_t i;

	must(set);
	i = WAYS * (size_t)(set - walk->sound->ruleset->tree.sets.at) + asked;
	if (walk->seen_set[i])
		return;
	walk->seen_set[i] = true;
	vec_each(element, &set->elements)
		if (!walk->only_goto || element->verdict.kind == VERDICT_GOTO)
			go(walk, element->verdict.chain, asked);
}

static void go_on(struct walk *walk, const struct rule *rule, unsigned asked)
{
	const struct stmt *last = last_of(rule);

	if (last->kind == STMT_VMAP)
		go_by_map(walk, last->set, asked);
	else if (last->kind == STMT_VERDICT && last->verdict.chain &&
		 (!walk->only_goto || last->verdict.kind == VERDICT_GOTO))
		go(walk, last->verdict.chain, asked);
}

static void walk_begin(struct walk *walk, const struct sound *sound)
{
	const struct table *tree = &sound->ruleset->tree;
	size_t n = WAYS * tree->chains.n + 1;

	walk->sound = sound;
	walk->seen_chain = xcalloc(n, sizeof(bool));
	walk->seen_set = xcalloc(WAYS * tree->sets.n + 1, sizeof(bool));
	walk->waiting = xcalloc(n, sizeof(size_t));
}

static const struct chain *next(struct walk *walk, unsigned *asked)
{
	size_t i;

	if (!walk->n)
		return NULL;
	i = walk->waiting[--walk->n];
	*asked = i % WAYS;
	return &walk->sound->ruleset->tree.chains.at[i / WAYS];
}

/* From the selectors on, is anything accepted that was asked too little? */
static const char *open_flaw(const struct sound *sound)
{
	_cleanup_(walk_finish) struct walk walk = { 0 };
	const struct ruleset *ruleset = sound->ruleset;
	const struct chain *chain;
	unsigned asked, now;

	walk_begin(&walk, sound);
	vec_each(selector, &ruleset->selectors)
		vec_each(element, &selector->elements)
			go(&walk, element->verdict.chain,
			   is_arrival(selector) ? ASKED_DESTINATION : 0);
	while ((chain = next(&walk, &asked))) {
		vec_each(rule, &chain->rules) {
			now = asked | rule_asks(rule);
			if (now == ASKED_ENOUGH)
				continue;
			if (last_of(rule)->kind == STMT_VERDICT &&
			    last_of(rule)->verdict.kind == VERDICT_ACCEPT)
				return "a packet is accepted unasked";
			go_on(&walk, rule, now);
		}
	}
	return NULL;
}

/* From the selectors on, wherever nothing comes back: does it end in a drop? */
static const char *end_flaw(const struct sound *sound)
{
	_cleanup_(walk_finish) struct walk walk = { .only_goto = true };
	const struct chain *chain;
	unsigned asked;

	walk_begin(&walk, sound);
	vec_each(selector, &sound->ruleset->selectors)
		vec_each(element, &selector->elements)
			go(&walk, element->verdict.chain, 0);
	while ((chain = next(&walk, &asked))) {
		if (!chain->rules.n ||
		    !rule_closes(&chain->rules.at[chain->rules.n - 1]))
			return "a chain has an open end";
		vec_each(rule, &chain->rules)
			go_on(&walk, rule, asked);
	}
	return NULL;
}

const char *ruleset_flaw(const struct ruleset *ruleset)
{
	_cleanup_(sound_finish) struct sound sound = { .ruleset = ruleset };
	const char *flaw;

	if (!ruleset->generation || ruleset->generation >= GENERATION_MAX + 1)
		return "a generation that is none";
	snprintf(sound.prefix, sizeof(sound.prefix), "g%u_",
		 ruleset->generation);
	if ((flaw = enter_all(&sound)) || (flaw = part_flaw(&sound)) ||
	    (flaw = open_flaw(&sound)))
		return flaw;
	return end_flaw(&sound);
}
