/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * group.c -- groups = ( { name, members, addresses }, … )
 *
 * A group knows only the groups above it, so that there is no cycle to find.
 */
#include <string.h>

#include "policy/limits.h"
#include "policy/read/read.h"
#include "policy/space.h"

bool group_add(struct reader *r, const struct value *word, struct group *group,
	       const struct ref *ref)
{
	struct arena *arena = &r->policy->arena;

	uint32_t widest = 0;

	if (ref->kind == REF_RANGE)
		widest = ranges_count(&ref->range, 1, UINT32_MAX);
	else if (ref->kind == REF_GROUP)
		widest = ref->group->widest;
	if (widest > group->widest)
		group->widest = widest;
	*vec_add(arena, &group->members) = *ref;
	ref_ranges(arena, ref, NULL, &group->ranges);
	if (r->n_group_ranges + group->ranges.n <= LIMIT_GROUP_RANGES)
		return true;
	return value_error(word, "too-many",
			   "the groups stand for more than %d ranges",
			   LIMIT_GROUP_RANGES);
}

static bool read_member(void *reader, const struct value *word, void *group)
{
	struct reader *r = reader;
	struct ref ref;

	if (!strcmp(word->text, "any"))
		return value_error(word, "any-not-allowed",
				   "a group names what it holds; \"any\" is "
				   "written in the flow");
	if (read_ref(r, word, NULL, &ref)) {
		if (ref.kind != REF_RANGE)
			return group_add(r, word, group, &ref);
		return value_error(word, "wrong-list",
				   "'%s' is an address; addresses belong to "
				   "'addresses'",
				   word->text);
	}
	return false;
}

static bool read_members(void *reader, const struct value *value, void *object)
{
	return read_each(reader, value, LIMIT_WORDS, read_member, object);
}

static bool read_address(void *reader, const struct value *word, void *group)
{
	struct reader *r = reader;
	struct ref ref;

	if (word->text[0] == '@')
		return read_list_file(r, word, group);
	if (names_find(&r->names, word->text))
		return value_error(word, "wrong-list",
				   "'%s' is a name; names belong to 'members'",
				   word->text);
	return read_ref(r, word, NULL, &ref) && group_add(r, word, group, &ref);
}

static bool read_addresses(void *reader, const struct value *value,
			   void *object)
{
	return read_each(reader, value, LIMIT_WORDS, read_address, object);
}

static const struct key group_keys[] = {
	{ "name", KEY_STRING, KEY_REQUIRED, read_id,
	  offsetof(struct group, name) },
	{ "label", KEY_STRING, 0, read_text, offsetof(struct group, label) },
	/* Written by the canonical print, where the addresses stand beside. */
	{ "list_file", KEY_STRING, 0, read_text,
	  offsetof(struct group, list_file) },
	{ "members", KEY_WORDS, KEY_MAY_BE_EMPTY, read_members, 0 },
	{ "addresses", KEY_WORD_OR_WORDS, KEY_MAY_BE_EMPTY, read_addresses, 0 },
	{ 0 },
};

static bool read_group(void *reader, const struct value *section, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	struct group *group = vec_add(&p->arena, &p->groups);
	struct name entry;
	bool good;

	*group = (struct group){ .at = section->at, .name = "", .label = "" };
	good = section_read(r, section, group_keys, group);
	group->ranges.n = ranges_merge(group->ranges.at, group->ranges.n);
	r->n_group_ranges += group->ranges.n;
	entry = (struct name){ group->name, NAME_GROUP, group->at, group };
	return read_enter(r, &r->names, &entry) && good;
}

bool read_groups(void *reader, const struct value *value, void *policy)
{
	struct policy *p = policy;

	if (!read_count(value, LIMIT_GROUPS))
		return false;
	vec_room(&p->arena, &p->groups, value_len(value));
	return read_sections(reader, value, read_group, policy);
}
