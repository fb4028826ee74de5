/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump_file.c -- a snapshot as bytes, to be kept in a file and answered from
 */
#include "proof/rules/dump_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "base/wire.h"

static const uint8_t magic[8] = "SKDUMP1\n";

enum {
	ENDIAN_MARK = 0x01020304,
	HEAD_LEN = 8 + 4 + 8 + 8 + 4 + SNAPSHOT_BOOT_ID + 1 + 1,
	PART_LEN = 4,
	LIST_LEN = 4,
	LINK_LEN = 4 + 1,
	FACT_LEN = 1 + 8,
	CONNECTION_LEN = 4 + 2 + 2 + 4 + 16 + 16,
	/* What was looked for, beside the rules. */
	HAS_AROUND = 1 << 0,
	HAS_CONNECTIONS = 1 << 1,
};

static const char *const verdict_texts[] = {
	[DUMP_FINE] = "it is fine",
	[DUMP_NO_DUMP] = "it is no dump",
	[DUMP_ENDIAN] = "it is of a machine of the other byte order",
	[DUMP_SHORT] = "it ends too early",
	[DUMP_LONG] = "something comes after its end",
	[DUMP_UNORDERED] = "its links or facts are out of order",
	[DUMP_UNSOUND] = "a name or a number in it is out of its bounds",
	[DUMP_DIGEST] = "its bytes are not those that were written",
};
_Static_assert(sizeof(verdict_texts) / sizeof(*verdict_texts) ==
		       N_DUMP_VERDICTS,
	       "every verdict has a text");

const char *dump_verdict_text(enum dump_verdict verdict)
{
	return verdict_texts[verdict];
}

static size_t body_len(const struct snapshot *snapshot)
{
	size_t len = HEAD_LEN + strlen(snapshot->release) +
		     (size_t)N_SNAPSHOT_PARTS * PART_LEN +
		     snapshot_len(snapshot) + (size_t)2 * LIST_LEN;

	vec_each(link, &snapshot->links)
		len += LINK_LEN + strlen(link->name);
	vec_each(fact, &snapshot->facts)
		len += FACT_LEN + strlen(fact->name);
	if (snapshot->has_connections)
		len += LIST_LEN + snapshot->connections.list.n * CONNECTION_LEN;
	return len;
}

size_t dump_file_len(const struct snapshot *snapshot)
{
	return body_len(snapshot) + DIGEST_LEN;
}

static void put_text(struct pack *p, const char *text)
{
	pack_u8(p, (uint8_t)strlen(text));
	pack_bytes(p, text, strlen(text));
}

static void put_head(struct pack *p, const struct snapshot *snapshot)
{
	const uint32_t mark = ENDIAN_MARK;

	pack_bytes(p, magic, sizeof(magic));
	pack_bytes(p, &mark, sizeof(mark));
	pack_u64(p, snapshot->taken_ns);
	pack_u64(p, snapshot->netns);
	pack_u32(p, snapshot->genid);
	pack_bytes(p, snapshot->boot_id, SNAPSHOT_BOOT_ID);
	put_text(p, snapshot->release);
	pack_u8(p, (snapshot->has_around ? HAS_AROUND : 0) |
			   (snapshot->has_connections ? HAS_CONNECTIONS : 0));
}

static void put_connections(struct pack *p, const struct connections *all)
{
	pack_u32(p, (uint32_t)all->list.n * CONNECTION_LEN);
	vec_each(at, &all->list) {
		pack_u8(p, at->source.family == FAMILY_IPV4 ? 4 : 6);
		pack_u8(p, at->proto);
		pack_u8(p, at->type);
		pack_u8(p, 0);
		pack_u16(p, at->source_port);
		pack_u16(p, at->destination_port);
		pack_u32(p, at->mark);
		pack_bytes(p, at->source.bytes, sizeof(at->source.bytes));
		pack_bytes(p, at->destination.bytes,
			   sizeof(at->destination.bytes));
	}
}

static void put_body(struct pack *p, const struct snapshot *snapshot)
{
	put_head(p, snapshot);
	for (size_t i = 0; i < N_SNAPSHOT_PARTS; i++) {
		const struct snapshot_messages *part = &snapshot->parts[i];

		pack_u32(p, (uint32_t)part->len);
		if (part->len)
			pack_bytes(p, part->at, part->len);
	}
	if (snapshot->has_connections)
		put_connections(p, &snapshot->connections);
	pack_u32(p, (uint32_t)snapshot->links.n);
	vec_each(link, &snapshot->links) {
		pack_u32(p, link->index);
		put_text(p, link->name);
	}
	pack_u32(p, (uint32_t)snapshot->facts.n);
	vec_each(fact, &snapshot->facts) {
		put_text(p, fact->name);
		pack_u64(p, (uint64_t)fact->value);
	}
}

void dump_file_write(const struct snapshot *snapshot, uint8_t *out,
		     uint8_t digest[static DIGEST_LEN])
{
	size_t len = body_len(snapshot);
	struct pack p = { .pos = out, .end = out + len };

	put_body(&p, snapshot);
	must(!p.bad && p.pos == p.end);
	digest_of(out, len, digest);
	memcpy(out + len, digest, DIGEST_LEN);
}

void dump_file_digest(const struct snapshot *snapshot,
		      uint8_t digest[static DIGEST_LEN])
{
	uint8_t *bytes = xcalloc(dump_file_len(snapshot), 1);

	dump_file_write(snapshot, bytes, digest);
	free(bytes);
}

/* --- reading --- */

/* Out of bounds sticks like being too short does; both are said. */
struct reader {
	struct wire w;
	struct snapshot *out;
	bool unsound, unordered;
};

/* Into buf of `size`, with its NUL; never one within. */
static void get_text(struct reader *r, char *buf, size_t size)
{
	size_t len = wire_u8(&r->w);
	const uint8_t *text = wire_bytes(&r->w, len);

	if (!text)
		return;
	if (len >= size || (len && memchr(text, 0, len))) {
		r->unsound = true;
		return;
	}
	memcpy(buf, text, len);
	buf[len] = '\0';
}

static void get_bytes(struct reader *r, void *out, size_t len)
{
	const uint8_t *bytes = wire_bytes(&r->w, len);

	if (bytes)
		memcpy(out, bytes, len);
}

static void get_part(struct reader *r, enum snapshot_part part)
{
	size_t len = wire_u32(&r->w);
	const uint8_t *bytes = wire_bytes(&r->w, len);

	if (bytes && (len % 4 != 0 || !snapshot_add(r->out, part, bytes, len)))
		r->unsound = true;
}

static bool goes_on(const struct reader *r)
{
	return !r->w.bad && !r->unsound && !r->unordered;
}

static void get_links(struct reader *r)
{
	size_t n = wire_u32(&r->w);
	uint32_t before = 0;

	r->unsound |= n > SNAPSHOT_LINKS_MAX;
	for (size_t i = 0; i < n && goes_on(r); i++) {
		struct snapshot_link *link =
			vec_add(&r->out->arena, &r->out->links);

		link->index = wire_u32(&r->w);
		get_text(r, link->name, sizeof(link->name));
		r->unordered |= i > 0 && link->index <= before;
		before = link->index;
	}
}

static void get_facts(struct reader *r)
{
	size_t n = wire_u32(&r->w);
	const char *before = NULL;

	r->unsound |= n > SNAPSHOT_FACTS_MAX;
	for (size_t i = 0; i < n && goes_on(r); i++) {
		struct snapshot_fact *fact =
			vec_add(&r->out->arena, &r->out->facts);
		char name[SNAPSHOT_NAME_MAX + 1] = "";

		get_text(r, name, sizeof(name));
		fact->name = arena_strdup(&r->out->arena, name);
		fact->value = (int64_t)wire_u64(&r->w);
		r->unordered |= before && strcmp(before, name) >= 0;
		before = fact->name;
	}
}

static void get_address(struct reader *r, uint8_t version, struct addr *out)
{
	static const uint8_t zeros[12];

	out->family = version == 4 ? FAMILY_IPV4 : FAMILY_IPV6;
	get_bytes(r, out->bytes, sizeof(out->bytes));
	r->unsound |= version == 4 && memcmp(out->bytes + 4, zeros, 12) != 0;
}

static void get_connections(struct reader *r)
{
	size_t len = wire_u32(&r->w), n = len / CONNECTION_LEN;

	r->unsound |= len % CONNECTION_LEN != 0 || n > SNAPSHOT_CONNECTIONS_MAX;
	for (size_t i = 0; i < n && goes_on(r); i++) {
		struct connection *to =
			vec_add(&r->out->arena, &r->out->connections.list);
		uint8_t version = wire_u8(&r->w);

		to->proto = wire_u8(&r->w);
		to->type = wire_u8(&r->w);
		r->unsound |=
			(version != 4 && version != 6) || wire_u8(&r->w) != 0;
		to->source_port = wire_u16(&r->w);
		to->destination_port = wire_u16(&r->w);
		to->mark = wire_u32(&r->w);
		get_address(r, version, &to->source);
		get_address(r, version, &to->destination);
	}
}

static void get_body(struct reader *r)
{
	struct snapshot *out = r->out;
	uint8_t looked;

	out->taken_ns = wire_u64(&r->w);
	out->netns = wire_u64(&r->w);
	out->genid = wire_u32(&r->w);
	get_bytes(r, out->boot_id, sizeof(out->boot_id));
	get_text(r, out->release, sizeof(out->release));
	looked = wire_u8(&r->w);
	out->has_around = looked & HAS_AROUND;
	out->has_connections = looked & HAS_CONNECTIONS;
	r->unsound |= looked > (HAS_AROUND | HAS_CONNECTIONS);
	for (size_t i = 0; i < N_SNAPSHOT_PARTS && goes_on(r); i++)
		get_part(r, (enum snapshot_part)i);
	if (out->has_connections)
		get_connections(r);
	get_links(r);
	get_facts(r);
}

static enum dump_verdict judge_head(struct wire *w)
{
	const uint8_t *bytes = wire_bytes(w, sizeof(magic));
	const uint8_t *at = wire_bytes(w, sizeof(uint32_t));
	uint32_t mark;

	if (!bytes || memcmp(bytes, magic, sizeof(magic)) != 0)
		return DUMP_NO_DUMP;
	if (!at)
		return DUMP_SHORT;
	memcpy(&mark, at, sizeof(mark));
	if (mark == ENDIAN_MARK)
		return DUMP_FINE;
	return mark == __builtin_bswap32(ENDIAN_MARK) ? DUMP_ENDIAN
						      : DUMP_UNSOUND;
}

static enum dump_verdict judge_end(struct reader *r, const uint8_t *bytes,
				   uint8_t digest[static DIGEST_LEN])
{
	size_t len = (size_t)(r->w.pos - bytes);
	const uint8_t *given = wire_bytes(&r->w, DIGEST_LEN);

	if (r->unsound)
		return DUMP_UNSOUND;
	if (r->unordered)
		return DUMP_UNORDERED;
	if (!given)
		return DUMP_SHORT;
	if (!wire_done(&r->w))
		return DUMP_LONG;
	digest_of(bytes, len, digest);
	return memcmp(given, digest, DIGEST_LEN) == 0 ? DUMP_FINE : DUMP_DIGEST;
}

enum dump_verdict dump_file_read(const uint8_t *bytes, size_t len,
				 struct snapshot *out,
				 uint8_t digest[static DIGEST_LEN])
{
	struct snapshot snapshot = { 0 };
	struct reader r = { .w = { .pos = bytes, .end = bytes + len },
			    .out = &snapshot };
	uint8_t found[DIGEST_LEN];
	enum dump_verdict verdict = judge_head(&r.w);

	if (verdict == DUMP_FINE) {
		get_body(&r);
		verdict = judge_end(&r, bytes, found);
	}
	if (verdict != DUMP_FINE) {
		snapshot_finish(&snapshot);
		return verdict;
	}
	memcpy(digest, found, DIGEST_LEN);
	*out = snapshot;
	return DUMP_FINE;
}
