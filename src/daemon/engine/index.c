/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index.c -- what the engine has to know of a policy without reading it
 *
 * Packed: u32 offset, u64 next step; then four lists, each u32 n and its items,
 * texts as u16 length and bytes, addresses as u8 family and 16 bytes.
 */
#include "daemon/engine/index.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "base/wire.h"
#include "policy/expiring.h"

enum {
	LIST_MAX = 1 << 20 /* items of a list */
};

/* ------ writing ------ */

static void put_u32(FILE *out, uint32_t value)
{
	uint8_t bytes[4];
	struct pack pack = { bytes, bytes + sizeof(bytes), false };

	pack_u32(&pack, value);
	fwrite(bytes, sizeof(bytes), 1, out);
}

static void put_time(FILE *out, time_t value)
{
	put_u32(out, (uint32_t)((uint64_t)value >> 32));
	put_u32(out, (uint32_t)value);
}

static void put_text(FILE *out, const char *text)
{
	size_t len = strlen(text);

	fputc((int)(len >> 8 & 0xff), out);
	fputc((int)(len & 0xff), out);
	fwrite(text, len, 1, out);
}

static void put_address(FILE *out, const struct addr *addr)
{
	fputc((int)addr->family, out);
	fwrite(addr->bytes, sizeof(addr->bytes), 1, out);
}

static void put_entry(const struct policy *policy, uint32_t number,
		      const struct approval *approval, FILE *out)
{
	put_text(out, policy_entry_id(policy, number));
	put_u32(out, number);
	put_time(out, approval->valid_until);
}

static void put_entries(const struct policy *policy, FILE *out)
{
	put_u32(out, policy->n_entries);
	vec_each(flow, &policy->flows)
		put_entry(policy, flow->number, &flow->approval, out);
	vec_each(relay, &policy->relays) {
		put_entry(policy, relay->number_in, &relay->approval, out);
		put_entry(policy, relay->number_out, &relay->approval, out);
	}
	vec_each(entry, &policy->management)
		put_entry(policy, entry->number, &entry->approval, out);
	vec_each(entry, &policy->gateway)
		put_entry(policy, entry->number, &entry->approval, out);
}

static void put_zones(const struct policy *policy, FILE *out)
{
	put_u32(out, (uint32_t)policy->zones.n);
	vec_each(zone, &policy->zones) {
		put_text(out, zone->name);
		put_text(out, zone->label);
		put_u32(out, (uint32_t)zone->interfaces.n);
		vec_each(name, &zone->interfaces)
			put_text(out, *name);
		put_u32(out, (uint32_t)zone->space.n);
		vec_each(range, &zone->space) {
			put_address(out, &range->first);
			put_address(out, &range->last);
		}
	}
}

static void put_hosts(const struct policy *policy, FILE *out)
{
	put_u32(out, (uint32_t)policy->hosts.n);
	vec_each(host, &policy->hosts) {
		put_text(out, host->name);
		put_text(out, host->zone ? host->zone->name : "");
		put_u32(out, (uint32_t)host->addresses.n);
		vec_each(addr, &host->addresses) {
			put_address(out, addr);
			put_address(out, addr);
		}
	}
}

static void put_contacts(const struct policy *policy, FILE *out)
{
	put_u32(out, (uint32_t)policy->contacts.n);
	vec_each(contact, &policy->contacts) {
		put_text(out, contact->name);
		put_text(out, contact->role);
		put_text(out, contact->phone);
		put_text(out, contact->mail);
	}
}

int index_write(const struct policy *policy, time_t now, int fd)
{
	int copy = dup(fd);
	FILE *out = copy < 0 ? NULL : fdopen(copy, "w");

	if (!out) {
		fd_closep(&copy);
		return -errno;
	}
	put_u32(out, (uint32_t)policy->utc_offset);
	put_time(out, policy_next_step(policy, now));
	put_entries(policy, out);
	put_zones(policy, out);
	put_hosts(policy, out);
	put_contacts(policy, out);
	return fclose(out) == 0 ? 0 : -errno;
}

/* ------ reading ------ */

static const char *get_text(struct wire *w, struct arena *arena)
{
	size_t len = wire_u16(w);
	const char *bytes = (const char *)wire_bytes(w, len);

	if (!bytes || !text_is_utf8(bytes, len)) {
		w->bad = true;
		return "";
	}
	return arena_strndup(arena, bytes, len);
}

static time_t get_time(struct wire *w)
{
	return (time_t)wire_u64(w);
}

static void get_address(struct wire *w, struct addr *out)
{
	const uint8_t *bytes;

	out->family = (enum family)wire_u8(w);
	bytes = wire_bytes(w, sizeof(out->bytes));
	if (!bytes ||
	    (out->family != FAMILY_IPV4 && out->family != FAMILY_IPV6))
		w->bad = true;
	else
		memcpy(out->bytes, bytes, sizeof(out->bytes));
}

/* How many items follow; none where it cannot be true. */
static uint32_t get_count(struct wire *w)
{
	uint32_t n = wire_u32(w);

	if (n > LIST_MAX)
		w->bad = true;
	return w->bad ? 0 : n;
}

static void get_range(struct wire *w, struct addr_range *range)
{
	get_address(w, &range->first);
	get_address(w, &range->last);
	if (range->first.family != range->last.family ||
	    addr_cmp(&range->first, &range->last) > 0)
		w->bad = true;
}

static void get_zones(struct wire *w, struct index *index)
{
	for (uint32_t n = get_count(w); n > 0 && !w->bad; n--) {
		struct index_zone *zone = vec_add(&index->arena, &index->zones);

		zone->name = get_text(w, &index->arena);
		zone->label = get_text(w, &index->arena);
		for (uint32_t i = get_count(w); i > 0 && !w->bad; i--)
			*vec_add(&index->arena, &zone->interfaces) =
				get_text(w, &index->arena);
		for (uint32_t i = get_count(w); i > 0 && !w->bad; i--)
			get_range(w, vec_add(&index->arena, &zone->addresses));
	}
}

static void get_hosts(struct wire *w, struct index *index)
{
	for (uint32_t n = get_count(w); n > 0 && !w->bad; n--) {
		struct index_host *host = vec_add(&index->arena, &index->hosts);

		host->name = get_text(w, &index->arena);
		host->zone = get_text(w, &index->arena);
		for (uint32_t i = get_count(w); i > 0 && !w->bad; i--)
			get_range(w, vec_add(&index->arena, &host->addresses));
	}
}

static void get_contacts(struct wire *w, struct index *index)
{
	for (uint32_t n = get_count(w); n > 0 && !w->bad; n--) {
		struct index_contact *contact =
			vec_add(&index->arena, &index->contacts);

		contact->name = get_text(w, &index->arena);
		contact->role = get_text(w, &index->arena);
		contact->phone = get_text(w, &index->arena);
		contact->mail = get_text(w, &index->arena);
	}
}

bool index_unpack(const uint8_t *bytes, size_t len, struct index *out)
{
	_cleanup_(index_finish) struct index index = { 0 };
	struct wire w = { bytes, bytes + len, false };

	index.utc_offset = (int32_t)wire_u32(&w);
	index.next_step = get_time(&w);
	for (uint32_t n = get_count(&w); n > 0 && !w.bad; n--) {
		struct index_entry *entry =
			vec_add(&index.arena, &index.entries);

		entry->id = get_text(&w, &index.arena);
		entry->number = wire_u32(&w);
		entry->until = get_time(&w);
	}
	get_zones(&w, &index);
	get_hosts(&w, &index);
	get_contacts(&w, &index);
	if (!wire_done(&w))
		return false;
	*out = index;
	index = (struct index){ 0 };
	return true;
}

void index_finish(struct index *index)
{
	arena_finish(&index->arena);
	*index = (struct index){ 0 };
}

const char *index_entry_id(const struct index *index, uint32_t number)
{
	const struct index_entry *entries = index->entries.at;

	/* Nearly all stand at the place of their number. */
	if (number && number <= index->entries.n &&
	    entries[number - 1].number == number)
		return entries[number - 1].id;
	vec_each(entry, &index->entries)
		if (entry->number == number)
			return entry->id;
	return NULL;
}

const struct index_zone *index_find_zone(const struct index *index,
					 const char *name)
{
	vec_each(zone, &index->zones)
		if (!strcmp(zone->name, name))
			return zone;
	return NULL;
}

const struct index_host *index_find_host(const struct index *index,
					 const char *name)
{
	vec_each(host, &index->hosts)
		if (!strcmp(host->name, name))
			return host;
	return NULL;
}
