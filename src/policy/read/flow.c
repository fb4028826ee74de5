/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flow.c -- flows = ( { id, from, to, source, destination … }, … )
 */
#include "policy/limits.h"
#include "policy/read/read.h"

static bool read_source(void *reader, const struct value *value, void *object)
{
	struct flow *flow = object;

	flow->source_at = value->at;
	return read_refs(reader, value, flow->from, &flow->source,
			 &flow->sources);
}

static bool read_destination(void *reader, const struct value *value,
			     void *object)
{
	struct flow *flow = object;

	flow->destination_at = value->at;
	return read_refs(reader, value, flow->to, &flow->destination,
			 &flow->destinations);
}

static bool read_service(void *reader, const struct value *value, void *object)
{
	struct flow *flow = object;

	flow->service_at = value->at;
	return read_services(reader, value, &flow->service, &flow->ports);
}

static bool read_class(void *reader, const struct value *value, void *field)
{
	size_t class;

	(void)reader;
	if (!read_choice(value, flow_class_names, &class))
		return false;
	*(enum flow_class *)field = (enum flow_class) class;
	return true;
}

static bool read_method(void *reader, const struct value *value, void *field)
{
	size_t method;

	(void)reader;
	if (!read_choice(value, flow_method_names, &method))
		return false;
	*(enum flow_method *)field = (enum flow_method)method;
	return true;
}

static const struct key flow_keys[] = {
	{ "id", KEY_STRING, KEY_REQUIRED, read_id, offsetof(struct flow, id) },
	{ "from", KEY_STRING, KEY_REQUIRED, read_zone_ref,
	  offsetof(struct flow, from) },
	{ "to", KEY_STRING, KEY_REQUIRED, read_zone_ref,
	  offsetof(struct flow, to) },
	{ "source", KEY_WORDS, KEY_REQUIRED, read_source, 0 },
	{ "destination", KEY_WORDS, KEY_REQUIRED, read_destination, 0 },
	{ "service", KEY_WORDS, KEY_REQUIRED, read_service, 0 },
	{ "class", KEY_STRING, 0, read_class, offsetof(struct flow, class) },
	{ "method", KEY_STRING, 0, read_method, offsetof(struct flow, method) },
	APPROVAL_KEYS(struct flow),
	{ "hours", KEY_WORD_OR_WORDS, 0, read_hours, 0 },
	{ "rate", KEY_STRING, 0, read_rate, offsetof(struct flow, rate) },
	{ "log", KEY_BOOL, 0, read_bool, offsetof(struct flow, log) },
	{ "comment", KEY_STRING, 0, read_text, offsetof(struct flow, comment) },
	{ 0 },
};

static bool read_flow(void *reader, const struct value *section, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	struct flow *flow = vec_add(&p->arena, &p->flows);
	struct name entry;
	bool good;

	*flow = (struct flow){ .at = section->at,
			       .id = "",
			       .number = ++p->n_entries,
			       .approval = APPROVAL_EMPTY,
			       .comment = "" };
	good = section_read(r, section, flow_keys, flow);
	entry = (struct name){ flow->id, NAME_FLOW, flow->at, flow };
	return read_enter(r, &r->entries, &entry) && good;
}

bool read_flows(void *reader, const struct value *value, void *policy)
{
	struct policy *p = policy;

	if (!read_count(value, LIMIT_ENTRIES))
		return false;
	vec_room(&p->arena, &p->flows, value_len(value));
	return read_sections(reader, value, read_flow, policy);
}
