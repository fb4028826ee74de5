/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire.c -- the bodies of messages to and from enforce
 */
#include "base/wire.h"

#include <string.h>

#include "base/text.h"
#include "daemon/enforce/enforce.h"

void held_pack(const struct enforce_held *held,
	       uint8_t out[static ENFORCE_HELD_LEN])
{
	struct pack p = { .end = out + ENFORCE_HELD_LEN };

	p.pos = out;
	pack_u32(&p, held->live);
	pack_u32(&p, held->pending);
	pack_u32(&p, held->fallback);
	pack_u64(&p, held->pending_ms);
	pack_u8(&p, held->present);
	pack_u8(&p, held->mixed);
	pack_u8(&p, held->has_facts);
	pack_bytes(&p, held->digest, DIGEST_LEN);
}

bool held_unpack(const uint8_t *body, size_t len, struct enforce_held *out)
{
	struct wire w = { body, body + len, false };
	struct enforce_held held;
	const uint8_t *digest;

	held.live = wire_u32(&w);
	held.pending = wire_u32(&w);
	held.fallback = wire_u32(&w);
	held.pending_ms = wire_u64(&w);
	held.present = wire_u8(&w);
	held.mixed = wire_u8(&w);
	held.has_facts = wire_u8(&w);
	digest = wire_bytes(&w, DIGEST_LEN);
	if (!wire_done(&w))
		return false;
	memcpy(held.digest, digest, DIGEST_LEN);
	*out = held;
	return true;
}

static void put_text(struct pack *p, const char *text)
{
	size_t len = strnlen(text, ENFORCE_TEXT);

	/* Never in the middle of a character. */
	while (len > 0 && text[len] && ((uint8_t)text[len] & 0xc0) == 0x80)
		len--;
	pack_u16(p, (uint16_t)len);
	pack_bytes(p, text, len);
}

static const char *get_text(struct wire *w, struct arena *arena)
{
	size_t len = wire_u16(w);
	const char *bytes = (const char *)wire_bytes(w, len);

	if (!bytes || len > ENFORCE_TEXT || !text_is_utf8(bytes, len)) {
		w->bad = true;
		return "";
	}
	return arena_strndup(arena, bytes, len);
}

static void put_facts(struct pack *p, const struct facts *facts)
{
	pack_u64(p, (uint64_t)facts->time);
	pack_bytes(p, facts->digest, DIGEST_LEN);
	put_text(p, facts->policy);
	put_text(p, facts->author);
	put_text(p, facts->reason);
}

static void get_facts(struct wire *w, struct arena *arena, struct facts *out)
{
	const uint8_t *digest;

	out->time = (int64_t)wire_u64(w);
	digest = wire_bytes(w, DIGEST_LEN);
	if (digest)
		memcpy(out->digest, digest, DIGEST_LEN);
	out->policy = get_text(w, arena);
	out->author = get_text(w, arena);
	out->reason = get_text(w, arena);
}

size_t load_pack(const struct enforce_load *load,
		 uint8_t out[static ENFORCE_LOAD_MAX])
{
	struct pack p = { out, out + ENFORCE_LOAD_MAX, false };

	pack_u64(&p, load->compiled_ms);
	put_facts(&p, &load->facts);
	return (size_t)(p.pos - out);
}

bool load_unpack(const uint8_t *body, size_t len, struct arena *arena,
		 struct enforce_load *out)
{
	struct wire w = { body, body + len, false };
	struct enforce_load load = { .compiled_ms = wire_u64(&w) };

	get_facts(&w, arena, &load.facts);
	if (!wire_done(&w))
		return false;
	*out = load;
	return true;
}

size_t hold_pack(const struct enforce_hold *hold,
		 uint8_t out[static ENFORCE_HOLD_MAX])
{
	struct pack p = { out, out + ENFORCE_HOLD_MAX, false };

	pack_u64(&p, hold->age_ms);
	pack_u8(&p, hold->pending);
	if (hold->has_facts)
		put_facts(&p, &hold->facts);
	return (size_t)(p.pos - out);
}

bool hold_unpack(const uint8_t *body, size_t len, struct arena *arena,
		 struct enforce_hold *out)
{
	struct wire w = { body, body + len, false };
	struct enforce_hold hold = { .age_ms = wire_u64(&w) };
	const uint8_t which = wire_u8(&w);

	hold.pending = which == 1;
	hold.has_facts = w.pos < w.end;
	if (hold.has_facts)
		get_facts(&w, arena, &hold.facts);
	if (which > 1 || !wire_done(&w))
		return false;
	*out = hold;
	return true;
}
