/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway.c -- management = ( … ) and gateway = ( … ): the box itself
 */
#include "policy/limits.h"
#include "policy/read/read.h"

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

static bool read_manager(void *reader, const struct value *section,
			 void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	struct management *manager = vec_add(&p->arena, &p->management);
	struct name entry;
	bool good;

	*manager = (struct management){ .at = section->at,
					.id = "",
					.number = ++p->n_entries,
					.approval = APPROVAL_EMPTY };
	good = section_read(r, section, management_keys, manager);
	entry = (struct name){ manager->id, NAME_ENTRY, manager->at, manager };
	return read_enter(r, &r->entries, &entry) && good;
}

bool read_management(void *reader, const struct value *value, void *policy)
{
	struct policy *p = policy;

	if (!read_count(value, LIMIT_ENTRIES))
		return false;
	vec_room(&p->arena, &p->management, value_len(value));
	return read_sections(reader, value, read_manager, policy);
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

static bool read_need(void *reader, const struct value *section, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	struct gateway_service *need = vec_add(&p->arena, &p->gateway);
	struct name entry;
	bool good;

	*need = (struct gateway_service){ .at = section->at,
					  .id = "",
					  .number = ++p->n_entries,
					  .approval = APPROVAL_EMPTY };
	good = section_read(r, section, gateway_keys, need);
	entry = (struct name){ need->id, NAME_ENTRY, need->at, need };
	return read_enter(r, &r->entries, &entry) && good;
}

bool read_gateway(void *reader, const struct value *value, void *policy)
{
	struct policy *p = policy;

	if (!read_count(value, LIMIT_ENTRIES))
		return false;
	vec_room(&p->arena, &p->gateway, value_len(value));
	return read_sections(reader, value, read_need, policy);
}
