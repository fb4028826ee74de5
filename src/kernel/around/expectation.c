/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expectation.c -- what should be around the gate: packed, unpacked, asked
 */
#include "kernel/around/expectation.h"

#include <string.h>

#include "base/text.h"
#include "base/wire.h"

enum {
	MAGIC = 0x73767831
};

void expectation_finish(struct expectation *expected)
{
	arena_finish(&expected->arena);
	*expected = (struct expectation){ 0 };
}

/* ------ packing ------ */

static void pack_addr(struct pack *p, const struct addr *addr)
{
	pack_bytes(p, addr->bytes, family_len(addr->family));
}

static void pack_zone(struct pack *p, const struct expected_zone *zone)
{
	pack_u16(p, (uint16_t)strlen(zone->name));
	pack_bytes(p, zone->name, strlen(zone->name));
	pack_u8(p, zone->upstream);
	pack_u16(p, (uint16_t)zone->interfaces.n);
	vec_each(interface, &zone->interfaces) {
		pack_u8(p, (uint8_t)strlen(interface->name));
		pack_bytes(p, interface->name, strlen(interface->name));
	}
	pack_u32(p, (uint32_t)zone->networks.n);
	vec_each(network, &zone->networks) {
		pack_u8(p, (uint8_t)network->first.family);
		pack_addr(p, &network->first);
		pack_addr(p, &network->last);
	}
	pack_u32(p, (uint32_t)zone->addresses.n);
	vec_each(addr, &zone->addresses) {
		pack_u8(p, (uint8_t)addr->family);
		pack_addr(p, addr);
	}
}

static size_t packed_len(const struct expectation *expected)
{
	size_t len = 4 + 2;

	vec_each(zone, &expected->zones) {
		len += 2 + strlen(zone->name) + 1 + 2 + 4 + 4;
		vec_each(interface, &zone->interfaces)
			len += 1 + strlen(interface->name);
		vec_each(network, &zone->networks)
			len += 1 + 2 * family_len(network->first.family);
		vec_each(addr, &zone->addresses)
			len += 1 + family_len(addr->family);
	}
	return len;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): packed into */
size_t expectation_pack(const struct expectation *expected, uint8_t *out,
			size_t size)
{
	struct pack p = { out, out + size, false };
	size_t len = packed_len(expected);

	if (len > size)
		return len;
	pack_u32(&p, MAGIC);
	pack_u16(&p, (uint16_t)expected->zones.n);
	vec_each(zone, &expected->zones)
		pack_zone(&p, zone);
	return len;
}

/* ------ unpacking ------ */

static bool unpack_family(struct wire *w, enum family *out)
{
	uint8_t family = wire_u8(w);

	if (family != FAMILY_IPV4 && family != FAMILY_IPV6)
		return false;
	*out = (enum family)family;
	return true;
}

static bool unpack_addr(struct wire *w, enum family family, struct addr *out)
{
	const uint8_t *bytes = wire_bytes(w, family_len(family));

	*out = (struct addr){ .family = family };
	if (bytes)
		memcpy(out->bytes, bytes, family_len(family));
	return bytes != NULL;
}

static bool unpack_network(struct wire *w, struct addr_range *out)
{
	enum family family;

	return unpack_family(w, &family) &&
	       unpack_addr(w, family, &out->first) &&
	       unpack_addr(w, family, &out->last) &&
	       addr_cmp(&out->first, &out->last) <= 0;
}

static bool unpack_own(struct wire *w, struct addr *out)
{
	enum family family;

	return unpack_family(w, &family) && unpack_addr(w, family, out);
}

/* What the kernel takes for a name: dev_valid_name(), net/core/dev.c. */
static bool unpack_interface(struct wire *w, char out[static INTERFACE_NAME])
{
	size_t len = wire_u8(w);
	const uint8_t *bytes = wire_bytes(w, len);

	if (!bytes || len == 0 || len >= INTERFACE_NAME)
		return false;
	for (size_t i = 0; i < len; i++)
		if (bytes[i] <= ' ' || bytes[i] > '~' || bytes[i] == '/' ||
		    bytes[i] == ':')
			return false;
	memcpy(out, bytes, len);
	out[len] = '\0';
	return strcmp(out, ".") != 0 && strcmp(out, "..") != 0;
}

static bool unpack_name(struct wire *w, struct arena *arena, const char **out)
{
	size_t len = wire_u16(w);
	const char *bytes = (const char *)wire_bytes(w, len);

	if (!bytes || len == 0 || len > EXPECT_NAME_MAX ||
	    !text_is_utf8(bytes, len))
		return false;
	*out = arena_strndup(arena, bytes, len);
	return !text_has_control(*out);
}

static bool unpack_zone(struct wire *w, struct arena *arena,
			struct expected_zone *zone)
{
	uint8_t upstream;
	uint32_t n;

	if (!unpack_name(w, arena, &zone->name))
		return false;
	upstream = wire_u8(w);
	zone->upstream = upstream != 0;
	n = wire_u16(w);
	if (upstream > 1 || n > EXPECT_INTERFACES_MAX)
		return false;
	while (n-- > 0)
		if (!unpack_interface(w,
				      vec_add(arena, &zone->interfaces)->name))
			return false;
	n = wire_u32(w);
	if (n > EXPECT_RANGES_MAX)
		return false;
	while (n-- > 0)
		if (!unpack_network(w, vec_add(arena, &zone->networks)))
			return false;
	n = wire_u32(w);
	if (n > EXPECT_RANGES_MAX)
		return false;
	while (n-- > 0)
		if (!unpack_own(w, vec_add(arena, &zone->addresses)))
			return false;
	return true;
}

bool expectation_unpack(const uint8_t *bytes, size_t len,
			struct expectation *out)
{
	struct wire w = { bytes, bytes + len, false };
	uint32_t magic = wire_u32(&w);
	uint16_t n = wire_u16(&w);

	if (magic != MAGIC || n > EXPECT_ZONES_MAX)
		return false;
	while (n-- > 0)
		if (!unpack_zone(&w, &out->arena,
				 vec_add(&out->arena, &out->zones)))
			return false;
	return wire_done(&w);
}

/* ------ questions ------ */

const struct expected_zone *
expected_by_interface(const struct expectation *expected, const char *name)
{
	vec_each(zone, &expected->zones)
		vec_each(interface, &zone->interfaces)
			if (!strcmp(interface->name, name))
				return zone;
	return NULL;
}

const struct expected_zone *
expected_by_range(const struct expectation *expected,
		  const struct addr_range *range)
{
	vec_each(zone, &expected->zones)
		vec_each(network, &zone->networks)
			if (range_overlaps(network, range))
				return zone;
	return NULL;
}

const struct expected_zone *
expected_upstream(const struct expectation *expected)
{
	vec_each(zone, &expected->zones)
		if (zone->upstream)
			return zone;
	return NULL;
}
