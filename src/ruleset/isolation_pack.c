/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolation_pack.c -- an isolation as bytes for another process, and back
 *
 *   "SKI1", u32 count; of each thing u8 kind, text (u16 and the bytes), u32
 *   count, and as many texts, ranges (u8 4 or 6, first, last) or entries (u32
 *   generation, u32 number). Numbers are big-endian.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "base/wire.h"
#include "ruleset/build.h"
#include "ruleset/isolation.h"

enum {
	MAGIC = 0x534b4931,
};

/* The same is asked of what is packed and of what was unpacked. */

static bool is_range(const struct addr_range *range)
{
	enum family family = range->first.family;

	return family != FAMILY_NONE && family == range->last.family &&
	       addr_cmp(&range->first, &range->last) <= 0;
}

static bool is_entry(const struct isolated_entry *entry)
{
	return entry->generation > 0 && entry->generation <= GENERATION_MAX &&
	       entry->number > 0 && entry->number <= ENTRY_MAX;
}

static bool has_one_list(const struct isolated *isolated)
{
	size_t interfaces = isolated->interfaces.n;
	size_t ranges = isolated->ranges.n, entries = isolated->entries.n;

	switch (isolated->kind) {
	case ISOLATED_ZONE:
		return interfaces > 0 && !ranges && !entries &&
		       interfaces <= ISOLATED_INTERFACES_MAX;
	case ISOLATED_HOST:
		return ranges > 0 && !interfaces && !entries &&
		       ranges <= ISOLATED_RANGES_MAX;
	case ISOLATED_ENTRY:
		return entries > 0 && !interfaces && !ranges &&
		       entries <= ISOLATED_ENTRIES_MAX;
	}
	return false;
}

static bool is_sound(const struct isolated *isolated)
{
	size_t len = strlen(isolated->name);

	if (!len || len > ISOLATED_NAME_MAX ||
	    !text_is_utf8(isolated->name, len) ||
	    text_has_control(isolated->name) || !has_one_list(isolated))
		return false;
	vec_each(interface, &isolated->interfaces)
		if (!build_is_interface(*interface))
			return false;
	vec_each(range, &isolated->ranges)
		if (!is_range(range))
			return false;
	vec_each(entry, &isolated->entries)
		if (!is_entry(entry))
			return false;
	return true;
}

static void put_text(struct pack *p, const char *text)
{
	size_t len = strlen(text);

	pack_u16(p, (uint16_t)len);
	pack_bytes(p, text, len);
}

static void put_range(struct pack *p, const struct addr_range *range)
{
	size_t len = family_len(range->first.family);

	pack_u8(p, range->first.family == FAMILY_IPV4 ? 4 : 6);
	pack_bytes(p, range->first.bytes, len);
	pack_bytes(p, range->last.bytes, len);
}

static void put_isolated(struct pack *p, const struct isolated *isolated)
{
	pack_u8(p, (uint8_t)isolated->kind);
	put_text(p, isolated->name);
	pack_u32(p, (uint32_t)(isolated->interfaces.n + isolated->ranges.n +
			       isolated->entries.n));
	vec_each(interface, &isolated->interfaces)
		put_text(p, *interface);
	vec_each(range, &isolated->ranges)
		put_range(p, range);
	vec_each(entry, &isolated->entries) {
		pack_u32(p, entry->generation);
		pack_u32(p, entry->number);
	}
}

int isolation_pack(const struct isolation *isolation, FILE *out)
{
	/* The greatest thing there can be: a host with all its ranges. */
	uint8_t bytes[ISOLATED_NAME_MAX + 33 * ISOLATED_RANGES_MAX + 16];
	struct pack p = { bytes, bytes + sizeof(bytes), false };

	if (isolation->list.n > ISOLATED_MAX)
		return -EINVAL;
	vec_each(isolated, &isolation->list)
		if (!is_sound(isolated))
			return -EINVAL;
	pack_u32(&p, MAGIC);
	pack_u32(&p, (uint32_t)isolation->list.n);
	errno = 0;
	fwrite(bytes, 1, (size_t)(p.pos - bytes), out);
	vec_each(isolated, &isolation->list) {
		p.pos = bytes;
		put_isolated(&p, isolated);
		if (p.bad)
			return -EINVAL;
		fwrite(bytes, 1, (size_t)(p.pos - bytes), out);
	}
	if (fflush(out) != 0 || ferror(out))
		return errno ? -errno : -EIO;
	return 0;
}

/* "" where it is none: no name, and no interface's. */
static const char *get_text(struct wire *w, struct arena *arena)
{
	size_t len = wire_u16(w);
	const uint8_t *bytes = wire_bytes(w, len);

	if (!bytes || len > ISOLATED_NAME_MAX ||
	    !text_is_utf8((const char *)bytes, len)) {
		w->bad = true;
		return "";
	}
	return arena_strndup(arena, (const char *)bytes, len);
}

static void get_range(struct wire *w, struct addr_range *range)
{
	uint8_t version = wire_u8(w);
	size_t len = version == 4 ? 4 : 16;
	const uint8_t *first = wire_bytes(w, len), *last = wire_bytes(w, len);

	if (!first || !last || (version != 4 && version != 6)) {
		w->bad = true;
		return;
	}
	range->first.family = version == 4 ? FAMILY_IPV4 : FAMILY_IPV6;
	range->last.family = range->first.family;
	memcpy(range->first.bytes, first, len);
	memcpy(range->last.bytes, last, len);
}

static void get_list(struct wire *w, struct arena *arena,
		     struct isolated *isolated)
{
	struct isolated_entry *entry;
	uint32_t n = wire_u32(w);

	for (uint32_t i = 0; i < n && !w->bad; i++) {
		switch (isolated->kind) {
		case ISOLATED_ZONE:
			*vec_add(arena, &isolated->interfaces) =
				get_text(w, arena);
			break;
		case ISOLATED_HOST:
			get_range(w, vec_add(arena, &isolated->ranges));
			break;
		case ISOLATED_ENTRY:
			entry = vec_add(arena, &isolated->entries);
			entry->generation = wire_u32(w);
			entry->number = wire_u32(w);
			break;
		}
	}
}

static void get_isolated(struct wire *w, struct isolation *isolation)
{
	struct isolated *isolated =
		vec_add(&isolation->arena, &isolation->list);
	uint8_t kind = wire_u8(w);

	isolated->name = "";
	if (kind > ISOLATED_ENTRY) {
		w->bad = true;
		return;
	}
	isolated->kind = (enum isolated_kind)kind;
	isolated->name = get_text(w, &isolation->arena);
	get_list(w, &isolation->arena, isolated);
	if (!w->bad && !is_sound(isolated))
		w->bad = true;
}

bool isolation_unpack(const uint8_t *bytes, size_t len, struct isolation *out)
{
	struct wire w = { bytes, bytes + len, len > ISOLATION_BYTES_MAX };
	struct isolation made = { 0 };
	uint32_t n;

	if (wire_u32(&w) != MAGIC)
		w.bad = true;
	n = wire_u32(&w);
	if (n > ISOLATED_MAX)
		w.bad = true;
	for (uint32_t i = 0; i < n && !w.bad; i++)
		get_isolated(&w, &made);
	if (!wire_done(&w)) {
		isolation_finish(&made);
		return false;
	}
	*out = made;
	return true;
}
