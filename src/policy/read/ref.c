/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ref.c -- words of a source or destination: hosts, groups, addresses
 *
 * What a word means is settled here, with the word's own place at hand: a
 * reference, and the ranges it stands for inside the zone. Nothing is cut to
 * fit: a word that reaches beyond its zone is an error.
 */
#include <string.h>

#include "policy/limits.h"
#include "policy/read/read.h"
#include "policy/space.h"

void ranges_append(struct arena *arena, struct ranges *ranges,
		   const struct ranges *more)
{
	vec_each(range, more)
		*vec_add(arena, ranges) = *range;
}

/* Only what an address is written with, so that it was meant as one. */
static bool looks_like_address(const char *text)
{
	return text[strspn(text, "0123456789.:/-abcdefABCDEF")] == '\0' &&
	       strpbrk(text, ".:/") && strpbrk(text, "0123456789");
}

static bool read_address_word(const struct value *value,
			      const struct zone *zone, struct ref *out)
{
	enum addr_verdict verdict = range_read(value->text, &out->range);

	if (verdict != ADDR_OK)
		return read_verdict(value, verdict);
	if (range_prefix_len(&out->range) == 0)
		return value_error(value, "default-route",
				   "'%s' is everything; name what is meant",
				   value->text);
	if (zone && !ranges_have(&zone->space, &out->range))
		return value_error(value, "outside-zone",
				   "'%s' is not wholly in zone '%s'",
				   value->text, zone->name);
	if (!zone && !ranges_have(space_unicast(), &out->range))
		return value_error(value, "not-unicast",
				   "'%s' is not wholly in the unicast space "
				   "that can be routed",
				   value->text);
	out->kind = REF_RANGE;
	return true;
}

static bool check_group_zone(const struct value *value, const struct zone *zone,
			     const struct group *group)
{
	char text[RANGE_TEXT];

	vec_each(range, &group->ranges)
		if (!ranges_have(&zone->space, range))
			return value_error(value, "outside-zone",
					   "%s of group '%s' is not in zone "
					   "'%s'",
					   range_text(text, range), value->text,
					   zone->name);
	return true;
}

static bool read_named(const struct value *value, const struct zone *zone,
		       const struct name *name, struct ref *out)
{
	switch (name->kind) {
	case NAME_HOST:
		out->kind = REF_HOST;
		out->host = name->thing;
		if (zone && out->host->zone != zone)
			return value_error(value, "outside-zone",
					   "host '%s' is not in zone '%s'",
					   value->text, zone->name);
		return true;
	case NAME_GROUP:
		out->kind = REF_GROUP;
		out->group = name->thing;
		return !zone || check_group_zone(value, zone, out->group);
	case NAME_NONE:
	case NAME_ZONE:
	case NAME_SERVICE:
	case NAME_FLOW:
	case NAME_ENTRY:
	case NAME_ADDRESS:
	case NAME_OTHER:
		break;
	}
	return value_error(value, "zone-as-host",
			   "'%s' is a zone; its hosts are meant by \"any\" or "
			   "by name",
			   value->text);
}

bool read_ref(struct reader *reader, const struct value *value,
	      const struct zone *zone, struct ref *out)
{
	const struct name *name = names_find(&reader->names, value->text);

	*out = (struct ref){ 0 };
	if (name)
		return read_named(value, zone, name, out);
	if (strchr("!~^", value->text[0]) && value->text[0])
		return value_error(value, "negation",
				   "nothing is said by what it is not; list "
				   "what is meant instead of '%s'",
				   value->text);
	if (value->text[0] == '@')
		return value_error(value, "file-in-flow",
				   "a file of addresses belongs to a group; "
				   "name the group here");
	if (looks_like_address(value->text))
		return read_address_word(value, zone, out);
	value_error(value, "unknown-name", "no host or group named '%s'",
		    value->text);
	read_suggest(reader, &reader->names, value);
	if (!zone)
		diag_note(value->diags, value->at,
			  "a group knows only the groups above it");
	return false;
}

void ref_ranges(struct arena *arena, const struct ref *ref,
		const struct zone *zone, struct ranges *ranges)
{
	switch (ref->kind) {
	case REF_ANY:
		ranges_append(arena, ranges, &zone->space);
		break;
	case REF_RANGE:
		*vec_add(arena, ranges) = ref->range;
		break;
	case REF_HOST:
		vec_each(addr, &ref->host->addresses)
			*vec_add(arena, ranges) =
				(struct addr_range){ *addr, *addr };
		break;
	case REF_GROUP:
		ranges_append(arena, ranges, &ref->group->ranges);
		break;
	}
}

/* One word of the list; false after an error. */
static bool read_word(struct reader *reader, const struct value *word,
		      const struct zone *zone, struct ref *out)
{
	if (strcmp(word->text, "any") != 0)
		return read_ref(reader, word, zone, out);
	*out = (struct ref){ .kind = REF_ANY };
	return true;
}

/* A list of one word shares what the word stands for. */
static bool share_ranges(const struct refs *refs, const struct zone *zone,
			 struct ranges *ranges)
{
	if (refs->n != 1)
		return false;
	if (refs->at[0].kind == REF_ANY)
		*ranges = zone->space;
	else if (refs->at[0].kind == REF_GROUP)
		*ranges = refs->at[0].group->ranges;
	else
		return false;
	return true;
}

/* How many ranges the words stand for before merging, at most LIMIT_TUPLES. */
static size_t count_ranges(const struct refs *refs, const struct zone *zone)
{
	size_t n = 0;

	vec_each(ref, refs) {
		switch (ref->kind) {
		case REF_ANY:
			n += zone->space.n;
			break;
		case REF_RANGE:
			n++;
			break;
		case REF_HOST:
			n += ref->host->addresses.n;
			break;
		case REF_GROUP:
			n += ref->group->ranges.n;
			break;
		}
	}
	return n < LIMIT_TUPLES ? n : LIMIT_TUPLES;
}

static bool resolve(const struct value *value, struct arena *arena,
		    const struct zone *zone, const struct refs *refs,
		    struct ranges *ranges)
{
	if (!share_ranges(refs, zone, ranges)) {
		vec_room(arena, ranges, count_ranges(refs, zone));
		vec_each(ref, refs) {
			ref_ranges(arena, ref, zone, ranges);
			if (ranges->n > LIMIT_TUPLES)
				return value_error(value, "too-many",
						   "'%s' stands for more than "
						   "%d ranges",
						   value->key, LIMIT_TUPLES);
		}
		ranges->n = ranges_merge(ranges->at, ranges->n);
	}
	if (ranges->n)
		return true;
	return value_error(value, "empty-group",
			   "'%s' names only empty groups, which match nothing",
			   value->key);
}

bool read_refs(struct reader *reader, const struct value *value,
	       const struct zone *zone, struct refs *refs,
	       struct ranges *ranges)
{
	struct arena *arena = &reader->policy->arena;
	bool good = true;

	vec_room(arena, refs, value_len(value));
	for (size_t i = 0; i < value_len(value); i++) {
		struct value word;

		if (!value_word(value, i, &word) ||
		    !read_word(reader, &word, zone, vec_add(arena, refs)))
			good = false;
	}
	/* A zone or a word that is wrong was said; nothing more follows. */
	return good && zone && resolve(value, arena, zone, refs, ranges);
}
