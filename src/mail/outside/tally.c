/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tally.c -- what a relay counts
 */
#include "mail/outside/tally.h"

#include <string.h>

#include "base/must.h"
#include "base/wire.h"

enum {
	LINEAR = 16, /* steps of one microsecond each, at the beginning */
	OCTAVE = 8,  /* steps */
	FIRST_EXPONENT = 4,
	EXPONENTS = 32,
};

enum tally_result tally_result(unsigned code, bool held)
{
	if (code >= 200 && code < 300)
		return held ? TALLY_HELD : TALLY_DELIVERED;
	return code >= 500 ? TALLY_REFUSED : TALLY_DEFERRED;
}

const char *tally_result_name(enum tally_result result)
{
	static const char *const names[N_TALLY_RESULTS] = {
		[TALLY_DELIVERED] = "delivered",
		[TALLY_HELD] = "held",
		[TALLY_REFUSED] = "refused",
		[TALLY_DEFERRED] = "deferred",
	};

	must(result < N_TALLY_RESULTS);
	return names[result];
}

/* ------ steps ------ */

/* Step i holds what is above the end of step i - 1, and at most its own end: so
 * that the powers of two are ends. */
static size_t step_of(uint64_t microseconds)
{
	uint64_t v = microseconds ? microseconds - 1 : 0;
	unsigned exponent;

	if (v < LINEAR)
		return (size_t)v;
	if (v > UINT32_MAX)
		v = UINT32_MAX;
	exponent = 63 - (unsigned)__builtin_clzll(v);
	return LINEAR + (exponent - FIRST_EXPONENT) * OCTAVE +
	       (size_t)(v >> (exponent - 3) & (OCTAVE - 1));
}

static uint64_t end_of(size_t step)
{
	size_t above = step - LINEAR;

	if (step < LINEAR)
		return step + 1;
	return (OCTAVE + above % OCTAVE + 1)
	       << (above / OCTAVE + FIRST_EXPONENT - 3);
}

uint64_t tally_percentile(const struct tally *tally, unsigned permille)
{
	uint64_t n = tally_messages(&tally->all), seen = 0;
	const uint64_t wanted = (n * permille + 999) / 1000;

	for (size_t i = 0; n && i < TALLY_STEPS; i++) {
		seen += tally->steps[i];
		if (seen >= wanted)
			return end_of(i) < tally->longest ? end_of(i)
							  : tally->longest;
	}
	return tally->longest;
}

uint64_t tally_within(const struct tally *tally, unsigned exponent)
{
	uint64_t n = 0;

	must(exponent >= FIRST_EXPONENT && exponent < EXPONENTS);
	for (size_t i = 0; i < TALLY_STEPS; i++)
		if (end_of(i) <= UINT64_C(1) << exponent)
			n += tally->steps[i];
	return n;
}

/* ------ counting ------ */

static struct tally_count *count_of(struct tally *tally,
				    const struct addr *peer)
{
	struct tally_peer *new;

	for (size_t i = 0; i < tally->n_peers; i++)
		if (addr_cmp(&tally->peers[i].addr, peer) == 0)
			return &tally->peers[i].count;
	if (tally->n_peers == TALLY_PEERS)
		return &tally->others;
	new = &tally->peers[tally->n_peers++];
	*new = (struct tally_peer){ .addr = *peer };
	return &new->count;
}

static void count(struct tally_count *count, enum tally_result result,
		  uint64_t bytes)
{
	count->messages[result]++;
	count->bytes += bytes;
}

void tally_add(struct tally *tally, const struct addr *peer,
	       enum tally_result result, uint64_t bytes, uint64_t microseconds)
{
	must(result < N_TALLY_RESULTS);
	count(&tally->all, result, bytes);
	count(count_of(tally, peer), result, bytes);
	tally->steps[step_of(microseconds)]++;
	tally->total += microseconds;
	if (microseconds > tally->longest)
		tally->longest = microseconds;
}

void tally_hop(struct tally *tally, bool answered, uint64_t now)
{
	if (answered)
		tally->hop_silent = 0;
	else if (!tally->hop_silent)
		tally->hop_silent = now;
}

uint64_t tally_messages(const struct tally_count *count)
{
	uint64_t n = 0;

	for (size_t i = 0; i < N_TALLY_RESULTS; i++)
		n += count->messages[i];
	return n;
}

/* ------ as bytes ------ */

static void pack_count(struct pack *pack, const struct tally_count *count)
{
	for (size_t i = 0; i < N_TALLY_RESULTS; i++)
		pack_u64(pack, count->messages[i]);
	pack_u64(pack, count->bytes);
}

static void wire_count(struct wire *wire, struct tally_count *out)
{
	for (size_t i = 0; i < N_TALLY_RESULTS; i++)
		out->messages[i] = wire_u64(wire);
	out->bytes = wire_u64(wire);
}

size_t tally_pack(const struct tally *tally, uint8_t *out)
{
	struct pack pack = { out, out + TALLY_MAX, false };

	pack_u64(&pack, tally->since);
	pack_u64(&pack, tally->sessions);
	pack_u64(&pack, tally->turned_away);
	pack_u64(&pack, tally->rcpts_refused);
	pack_u64(&pack, tally->hop_silent);
	pack_u64(&pack, tally->longest);
	pack_u64(&pack, tally->total);
	for (size_t i = 0; i < TALLY_STEPS; i++)
		pack_u64(&pack, tally->steps[i]);
	pack_count(&pack, &tally->all);
	pack_count(&pack, &tally->others);
	pack_u16(&pack, (uint16_t)tally->n_peers);
	for (size_t i = 0; i < tally->n_peers; i++) {
		const struct tally_peer *peer = &tally->peers[i];

		pack_u8(&pack, (uint8_t)peer->addr.family);
		pack_bytes(&pack, peer->addr.bytes, sizeof(peer->addr.bytes));
		pack_count(&pack, &peer->count);
	}
	must(!pack.bad);
	return (size_t)(pack.pos - out);
}

static void wire_peer(struct wire *wire, struct tally_peer *out)
{
	const uint8_t family = wire_u8(wire), *bytes = wire_bytes(wire, 16);

	*out = (struct tally_peer){ 0 };
	if (!bytes || (family != FAMILY_IPV4 && family != FAMILY_IPV6)) {
		wire->bad = true;
		return;
	}
	out->addr.family = family;
	memcpy(out->addr.bytes, bytes, sizeof(out->addr.bytes));
	wire_count(wire, &out->count);
}

bool tally_unpack(const uint8_t *bytes, size_t len, struct tally *out)
{
	struct wire wire = { bytes, bytes + len, false };

	out->since = wire_u64(&wire);
	out->sessions = wire_u64(&wire);
	out->turned_away = wire_u64(&wire);
	out->rcpts_refused = wire_u64(&wire);
	out->hop_silent = wire_u64(&wire);
	out->longest = wire_u64(&wire);
	out->total = wire_u64(&wire);
	for (size_t i = 0; i < TALLY_STEPS; i++)
		out->steps[i] = wire_u64(&wire);
	wire_count(&wire, &out->all);
	wire_count(&wire, &out->others);
	out->n_peers = wire_u16(&wire);
	if (out->n_peers > TALLY_PEERS)
		return false;
	for (size_t i = 0; i < out->n_peers; i++)
		wire_peer(&wire, &out->peers[i]);
	return wire_done(&wire);
}
