/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word.c -- the words of an entry's lists, and what each alone stands for
 */
#include "proof/lint/word.h"

#include "policy/space.h"

void words_take(struct linter *l, const struct zone *from,
		const struct zone *to, const struct entry *entry,
		struct words *w)
{
	*w = (struct words){
		.arena = &l->scratch,
		.from = from,
		.to = to,
		.left = *entry,
	};
	if (entry->flow) {
		w->refs[SOURCE] = &entry->flow->source;
		w->refs[DESTINATION] = &entry->flow->destination;
		w->services = &entry->flow->service;
	}
	vec_each(item, &l->policy->management) {
		if (item->number != entry->number)
			continue;
		w->refs[SOURCE] = &item->source;
		w->services = &item->service;
	}
	vec_each(item, &l->policy->gateway) {
		if (item->number != entry->number)
			continue;
		w->refs[DESTINATION] = &item->destination;
		w->services = &item->service;
	}
}

size_t words_count(const struct words *w, enum word_list list)
{
	size_t n = 0;

	if (list == SERVICE)
		n = w->services ? w->services->n : 0;
	else if (w->refs[list])
		n = w->refs[list]->n;
	return n <= MOST_WORDS ? n : 0;
}

static const char *ref_word(struct arena *arena, const struct ref *ref)
{
	char text[RANGE_TEXT];

	switch (ref->kind) {
	case REF_ANY:
		break;
	case REF_RANGE:
		range_text(text, &ref->range);
		return arena_strdup(arena, text);
	case REF_HOST:
		return ref->host->name;
	case REF_GROUP:
		return ref->group->name;
	}
	return "any";
}

static const char *service_word(struct arena *arena,
				const struct service_ref *ref)
{
	const char *proto = proto_name(ref->literal.proto);

	if (ref->service)
		return ref->service->name;
	if (ref->literal.proto == PROTO_ICMP ||
	    ref->literal.proto == PROTO_ICMPV6)
		return arena_printf(arena, "%s/echo-request", proto);
	if (ref->literal.first == ref->literal.last)
		return arena_printf(arena, "%s/%u", proto, ref->literal.first);
	return arena_printf(arena, "%s/%u-%u", proto, ref->literal.first,
			    ref->literal.last);
}

const char *word_text(const struct words *w, enum word_list list, size_t i)
{
	struct arena *arena = w->arena;

	return list == SERVICE ? service_word(arena, &w->services->at[i])
			       : ref_word(arena, &w->refs[list]->at[i]);
}

const char *words_left(const struct words *w, enum word_list list)
{
	size_t n = list == SERVICE ? w->services->n
		   : w->refs[list] ? w->refs[list]->n
				   : 0;
	struct arena *arena = w->arena;
	const char *words = "";
	size_t said = 0;

	if (!n)
		return "gateway";
	for (size_t i = 0; i < n && said <= MOST_SAID; i++) {
		if (i < MOST_WORDS && w->struck[list][i])
			continue;
		words = arena_printf(arena, "%s%s%s", words, said ? "," : "",
				     said < MOST_SAID ? word_text(w, list, i)
						      : "…");
		said++;
	}
	return words;
}

/* Of the words that are left: one of them, or all others. */
static struct ranges addresses_of(const struct words *w, enum word_list list,
				  size_t word, bool others)
{
	const struct zone *zone = list == SOURCE ? w->from : w->to;
	struct ranges ranges = { 0 };

	for (size_t i = 0; i < w->refs[list]->n; i++)
		if (!w->struck[list][i] && (i != word) == others)
			ref_ranges(w->arena, &w->refs[list]->at[i], zone,
				   &ranges);
	ranges.n = ranges_merge(ranges.at, ranges.n);
	return ranges;
}

static struct port_ranges ports_of(const struct words *w, size_t word,
				   bool others)
{
	struct arena *arena = w->arena;
	struct port_ranges ports = { 0 };

	for (size_t i = 0; i < w->services->n; i++) {
		const struct service_ref *ref = &w->services->at[i];

		if (w->struck[SERVICE][i] || (i != word) != others)
			continue;
		if (!ref->service)
			*vec_add(arena, &ports) = ref->literal;
		else
			vec_each(port, &ref->service->ports)
				*vec_add(arena, &ports) = *port;
	}
	return ports;
}

/* Appends what of `from` is in no range of `set`. */
static void ports_subtract(struct arena *arena, struct port_range from,
			   const struct port_ranges *set,
			   struct port_ranges *out)
{
	uint32_t first = from.first, next;

	while (first <= from.last) {
		next = from.last + 1U;
		for (size_t i = 0; i < set->n; i++) {
			const struct port_range *other = &set->at[i];

			if (other->proto != from.proto || other->last < first)
				continue;
			if (other->first <= first) {
				first = other->last + 1U;
				next = first;
				break;
			}
			if (other->first < next)
				next = other->first;
		}
		if (next > first)
			*vec_add(arena, out) =
				(struct port_range){ from.proto,
						     (uint16_t)first,
						     (uint16_t)(next - 1) };
		first = next;
	}
}

bool words_cut(const struct words *w, enum word_list list, size_t word,
	       struct words_cut *cut)
{
	struct arena *arena = w->arena;
	struct ranges ranges;
	struct port_ranges ports;

	*cut = (struct words_cut){ .word = w->left, .rest = w->left };
	if (list == SERVICE) {
		ports = ports_of(w, word, false);
		cut->ports_others = ports_of(w, word, true);
		vec_each(port, &ports)
			ports_subtract(arena, *port, &cut->ports_others,
				       &cut->ports_alone);
		cut->word.ports = &cut->ports_alone;
		cut->rest.ports = &cut->ports_others;
		return cut->ports_alone.n && cut->ports_others.n;
	}
	ranges = addresses_of(w, list, word, false);
	cut->others = addresses_of(w, list, word, true);
	ranges_subtract(arena, &ranges, &cut->others, &cut->alone);
	if (list == SOURCE) {
		cut->word.sources = &cut->alone;
		cut->rest.sources = &cut->others;
	} else {
		cut->word.destinations = &cut->alone;
		cut->rest.destinations = &cut->others;
	}
	return cut->alone.n && cut->others.n;
}
