/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read_gateway.c -- management = ( … ) and gateway = ( … ): the box itself
 */
#include "policy/limits.h"
#include "policy/read.h"

static bool read_management_source(void *reader, const struct value *value,
				   void *object)
{
	struct management *entry = object;

	return read_refs(reader, value, entry->from, &entry->source,
			 &entry->sources);
}

static bool read_management_service(void *reader, const struct value *value,
				    void *object)
{
	struct management *entry = object;

	return read_services(reader, value, &entry->service, &entry->ports);
}

static const struct key management_keys[] = {
	{ "id", KEY_STRING, KEY_REQUIRED, read_id,
	  offsetof(struct management, id) },
	{ "from", KEY_STRING, KEY_REQUIRED, read_zone_ref,
	  offsetof(struct management, from) },
	{ "source", KEY_WORDS, KEY_REQUIRED, read_management_source, 0 },
	{ "service", KEY_WORDS, KEY_REQUIRED, read_management_service, 0 },
	APPROVAL_KEYS(struct management),
	{ 0 },
};

bool read_management(void *reader, const struct value *value, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	bool good = read_count(value, LIMIT_ENTRIES);

	if (!good)
		return false;
	vec_room(&p->arena, &p->management, value_len(value));
	for (size_t i = 0; i < value_len(value); i++) {
		struct management *m = vec_add(&p->arena, &p->management);
		struct value section;
		struct name entry;

		*m = (struct management){ .id = "",
					  .number = ++p->n_entries,
					  .approval = APPROVAL_EMPTY };
		if (!value_section(value, i, &section)) {
			good = false;
			continue;
		}
		m->at = section.at;
		if (!section_read(r, &section, management_keys, m))
			good = false;
		entry = (struct name){ m->id, NAME_ENTRY, m->at, m };
		if (*m->id && !read_enter(r, &r->entries, &entry))
			good = false;
	}
	return good;
}

static bool read_gateway_destination(void *reader, const struct value *value,
				     void *object)
{
	struct gateway_service *entry = object;

	return read_refs(reader, value, entry->to, &entry->destination,
			 &entry->destinations);
}

static bool read_gateway_service(void *reader, const struct value *value,
				 void *object)
{
	struct gateway_service *entry = object;

	return read_services(reader, value, &entry->service, &entry->ports);
}

static const struct key gateway_keys[] = {
	{ "id", KEY_STRING, KEY_REQUIRED, read_id,
	  offsetof(struct gateway_service, id) },
	{ "to", KEY_STRING, KEY_REQUIRED, read_zone_ref,
	  offsetof(struct gateway_service, to) },
	{ "destination", KEY_WORDS, KEY_REQUIRED, read_gateway_destination, 0 },
	{ "service", KEY_WORDS, KEY_REQUIRED, read_gateway_service, 0 },
	APPROVAL_KEYS(struct gateway_service),
	{ 0 },
};

bool read_gateway(void *reader, const struct value *value, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	bool good = read_count(value, LIMIT_ENTRIES);

	if (!good)
		return false;
	vec_room(&p->arena, &p->gateway, value_len(value));
	for (size_t i = 0; i < value_len(value); i++) {
		struct gateway_service *g = vec_add(&p->arena, &p->gateway);
		struct value section;
		struct name entry;

		*g = (struct gateway_service){ .id = "",
					       .number = ++p->n_entries,
					       .approval = APPROVAL_EMPTY };
		if (!value_section(value, i, &section)) {
			good = false;
			continue;
		}
		g->at = section.at;
		if (!section_read(r, &section, gateway_keys, g))
			good = false;
		entry = (struct name){ g->id, NAME_ENTRY, g->at, g };
		if (*g->id && !read_enter(r, &r->entries, &entry))
			good = false;
	}
	return good;
}
