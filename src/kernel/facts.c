/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.c -- who applied which policy when, kept beside the tree itself
 *
 * The entry: time (8 bytes), digest (32), then policy, author and reason, each
 * with its length in one byte. All user data of a chain has 256 bytes, so
 * the texts are cut; the journal has them whole.
 */
#include "kernel/facts.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <libmnl/libmnl.h>

#include "base/text.h"
#include "base/wire.h"
#include "kernel/netlink/udata.h"
#include "kernel/put/table.h"

enum {
	TYPE_FACTS = 's', /* far from the types that nft(8) may add */
	POLICY_ROOM = 48,
	AUTHOR_ROOM = 32,
	REASON_ROOM = 56,
};

char *facts_chain(char buf[static 32], uint32_t generation)
{
	snprintf(buf, 32, "g%u_facts", generation);
	return buf;
}

static void put_text(struct pack *p, const char *text, size_t room)
{
	size_t len = udata_cut(text, room);

	pack_u8(p, (uint8_t)len);
	pack_bytes(p, text, len);
}

/* Of a path, its end says more; never cut inside a character. */
static const char *tail(const char *text, size_t room)
{
	size_t len = strlen(text);

	if (len <= room)
		return text;
	text += len - room;
	while (((uint8_t)*text & 0xc0) == 0x80)
		text++;
	return text;
}

void facts_put(struct batch *batch, struct arena *arena, uint32_t generation,
	       const struct facts *facts)
{
	uint8_t bytes[8 + DIGEST_LEN + 3 + POLICY_ROOM + AUTHOR_ROOM +
		      REASON_ROOM];
	struct pack p = { .pos = bytes, .end = bytes + sizeof(bytes) };
	struct udata udata = { 0 };
	struct chain chain = { 0 };
	char name[32], when[32] = "";
	time_t t = (time_t)facts->time;
	struct tm tm;

	pack_u64(&p, (uint64_t)facts->time);
	pack_bytes(&p, facts->digest, DIGEST_LEN);
	put_text(&p, tail(facts->policy, POLICY_ROOM), POLICY_ROOM);
	put_text(&p, facts->author, AUTHOR_ROOM);
	put_text(&p, facts->reason, REASON_ROOM);
	udata_put(&udata, TYPE_FACTS, bytes, (size_t)(p.pos - bytes));
	if (gmtime_r(&t, &tm))
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	chain.name = arena_strdup(arena, facts_chain(name, generation));
	chain.comment =
		arena_printf(arena, "applied %s by %.16s", when, facts->author);
	put_chain(batch, TABLE_GATE, &chain, &udata);
}

static const char *read_text(struct wire *w, struct arena *arena)
{
	uint8_t len = wire_u8(w);
	const uint8_t *bytes = wire_bytes(w, len);

	if (!bytes || !text_is_utf8((const char *)bytes, len)) {
		w->bad = true;
		return "";
	}
	return arena_strndup(arena, (const char *)bytes, len);
}

bool facts_unpack(const uint8_t *udata, size_t len, struct arena *arena,
		  struct facts *out)
{
	const uint8_t *bytes, *digest;
	struct facts facts;
	struct wire w = { 0 };

	bytes = udata_find_in(udata, len, TYPE_FACTS, &len);
	if (!bytes)
		return false;
	w.pos = bytes;
	w.end = bytes + len;
	facts.time = (int64_t)wire_u64(&w);
	digest = wire_bytes(&w, DIGEST_LEN);
	if (!digest)
		return false;
	memcpy(facts.digest, digest, DIGEST_LEN);
	facts.policy = read_text(&w, arena);
	facts.author = read_text(&w, arena);
	facts.reason = read_text(&w, arena);
	if (!wire_done(&w))
		return false;
	*out = facts;
	return true;
}

bool facts_read(const struct held *held, uint32_t generation,
		struct arena *arena, struct facts *out)
{
	char name[32];
	const struct held_chain *chain =
		held_find_chain(&held->gate, facts_chain(name, generation));

	if (!chain || !chain->udata)
		return false;
	return facts_unpack(mnl_attr_get_payload(chain->udata),
			    mnl_attr_get_payload_len(chain->udata), arena, out);
}
