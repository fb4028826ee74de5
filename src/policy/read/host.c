/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host.c -- hosts = ( { name, zone, addresses, mac … }, … )
 */
#include "policy/limits.h"
#include "policy/read/read.h"
#include "policy/space.h"

static bool read_address(void *reader, const struct value *word, void *object)
{
	struct host *host = object;
	struct reader *r = reader;
	struct addr addr;
	struct name entry = { .kind = NAME_HOST, .at = word->at };
	char *text;

	if (!read_addr(r, word, &addr))
		return false;
	*vec_add(&r->policy->arena, &host->addresses) = addr;
	if (host->zone && !ranges_have(&host->zone->space,
				       &(struct addr_range){ addr, addr }))
		return value_error(word, "outside-zone",
				   "'%s' is not in zone '%s'", word->text,
				   host->zone->name);
	/* Canonical, so that one address in two spellings is found. */
	text = arena_alloc(&r->policy->arena, ADDR_TEXT);
	entry.text = addr_text(text, &addr);
	entry.thing = host;
	return read_enter(r, &r->addresses, &entry);
}

static bool read_addresses(void *reader, const struct value *value,
			   void *object)
{
	return read_each(reader, value, LIMIT_HOST_ADDRESSES, read_address,
			 object);
}

static bool read_mac(void *reader, const struct value *value, void *object)
{
	struct host *host = object;
	bool zero = true;

	(void)reader;
	if (!mac_read(value->text, &host->mac))
		return value_error(value, "bad-mac",
				   "'%s' is no MAC address such as "
				   "02:00:5e:10:00:01",
				   value->text);
	for (size_t i = 0; i < sizeof(host->mac.bytes); i++)
		zero = zero && !host->mac.bytes[i];
	if (zero || host->mac.bytes[0] & 1)
		return value_error(value, "bad-mac",
				   "'%s' is no single station's address",
				   value->text);
	host->has_mac = true;
	host->on_link = true; /* unless the next row says otherwise */
	return true;
}

static bool read_role(void *reader, const struct value *value, void *field)
{
	size_t role;

	(void)reader;
	if (!read_choice(value, host_role_names, &role))
		return false;
	*(enum host_role *)field = (enum host_role)role;
	return true;
}

static const struct key host_keys[] = {
	{ "name", KEY_STRING, KEY_REQUIRED, read_id,
	  offsetof(struct host, name) },
	{ "label", KEY_STRING, 0, read_text, offsetof(struct host, label) },
	{ "zone", KEY_STRING, KEY_REQUIRED, read_zone_ref,
	  offsetof(struct host, zone) },
	{ "role", KEY_STRING, 0, read_role, offsetof(struct host, role) },
	{ "addresses", KEY_WORDS, KEY_REQUIRED, read_addresses, 0 },
	{ "mac", KEY_STRING, 0, read_mac, 0 },
	{ "on_link", KEY_BOOL, 0, read_bool, offsetof(struct host, on_link) },
	{ 0 },
};

static bool read_host(void *reader, const struct value *section, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	struct host *host = vec_add(&p->arena, &p->hosts);
	struct name entry;
	bool good;

	*host = (struct host){ .at = section->at, .name = "", .label = "" };
	good = section_read(r, section, host_keys, host);
	entry = (struct name){ host->name, NAME_HOST, host->at, host };
	return read_enter(r, &r->names, &entry) && good;
}

bool read_hosts(void *reader, const struct value *value, void *policy)
{
	struct policy *p = policy;

	if (!read_count(value, LIMIT_HOSTS))
		return false;
	vec_room(&p->arena, &p->hosts, value_len(value));
	return read_sections(reader, value, read_host, policy);
}
