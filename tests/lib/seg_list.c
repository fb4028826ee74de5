/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seg_list.c -- a segment gateway's rules, as boxes: for tests and benchmarks
 */
#include "seg_list.h"

#include "base/must.h"

const uint8_t seg_bits[N_SEG_FIELDS] = {
	[SEG_IIF] = 4,   [SEG_OIF] = 4,    [SEG_DADDR] = 32, [SEG_SADDR] = 32,
	[SEG_PROTO] = 8, [SEG_DPORT] = 16, [SEG_SPORT] = 16, [SEG_STATE] = 2,
};

uint32_t seg_random(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)((*seed >> 33) % below);
}

static uint32_t most(size_t field)
{
	return UINT32_MAX >> (32 - seg_bits[field]);
}

static void set(struct seg_rule *rule, size_t field, uint32_t low,
		uint32_t high)
{
	rule->low[field] = low;
	rule->high[field] = high;
}

bool seg_apart(unsigned from, unsigned to)
{
	return from == to || (from < 4 && to >= 12);
}

/* Mostly a host, else a prefix, a short range, or the whole zone. */
static void set_address(struct seg_rule *rule, size_t field, uint32_t zone,
			uint64_t *seed)
{
	uint32_t base = 10U << 24 | zone << 16, size, kind;

	kind = seg_random(seed, 20);
	if (kind < 12) {
		base += 1 + seg_random(seed, 65533);
		size = 1;
	} else if (kind < 16) {
		size = 16U << seg_random(seed, 5);
		base += seg_random(seed, 65536 / size) * size;
	} else if (kind < 19) {
		base += 1 + seg_random(seed, 64999);
		size = 2 + seg_random(seed, 59);
	} else {
		size = 65536;
	}
	set(rule, field, base, base + size - 1);
}

static void set_flow(struct seg_rule *rule, uint64_t *seed)
{
	static const uint16_t ports[] = {
		22,   25,   53,   80,   88,   110,  123,  135,  139,  143,
		161,  389,  443,  445,  465,  514,  587,  636,  993,  1433,
		1521, 3306, 3389, 5432, 5985, 6379, 8080, 8443, 9090, 9200,
	};
	uint32_t from, to, port;

	do {
		from = seg_random(seed, SEG_ZONES);
		to = seg_random(seed, SEG_ZONES);
	} while (seg_apart(from, to));
	set(rule, SEG_IIF, from, from);
	set(rule, SEG_OIF, to, to);
	set_address(rule, SEG_SADDR, from, seed);
	set_address(rule, SEG_DADDR, to, seed);
	port = seg_random(seed, 5) ? 6 : 17;
	set(rule, SEG_PROTO, port, port);
	port = ports[seg_random(seed, sizeof(ports) / sizeof(ports[0]))];
	set(rule, SEG_DPORT, port, port);
	if (seg_random(seed, 10) == 0) {
		port = 1024 + seg_random(seed, 58976);
		set(rule, SEG_DPORT, port, port + 1 + seg_random(seed, 499));
	}
	rule->accept = seg_random(seed, 50);
}

struct seg_rule *seg_list(size_t n, uint64_t seed)
{
	struct seg_rule *rules = xcalloc(n + 1, sizeof(*rules));

	for (size_t i = 0; i < n; i++) {
		for (size_t field = 0; field < N_SEG_FIELDS; field++)
			set(&rules[i], field, 0, most(field));
		if (i)
			set_flow(&rules[i], &seed);
	}
	if (n) {
		set(&rules[0], SEG_STATE, 1, 1);
		rules[0].accept = true;
	}
	return rules;
}

struct seg_packet seg_packet(const struct seg_rule *rules, size_t n,
			     uint64_t *seed)
{
	const struct seg_rule *rule = &rules[seg_random(seed, (uint32_t)n)];
	struct seg_packet packet;
	uint32_t width, kind;

	for (size_t field = 0; field < N_SEG_FIELDS; field++) {
		width = rule->high[field] - rule->low[field];
		kind = seg_random(seed, 16);
		packet.at[field] = rule->low[field];
		if (kind < 5)
			packet.at[field] += width;
		else if (kind < 12)
			packet.at[field] +=
				(uint32_t)((uint64_t)seg_random(seed,
								0x7fffffff) *
					   width / 0x7fffffff);
		else if (kind == 12)
			packet.at[field] += width + 1;
		else if (kind == 13)
			packet.at[field] -= 1;
		packet.at[field] &= most(field);
	}
	return packet;
}

size_t seg_first_match(const struct seg_rule *rules, size_t n,
		       const struct seg_packet *packet)
{
	size_t field;

	for (size_t i = 0; i < n; i++) {
		for (field = 0; field < N_SEG_FIELDS; field++)
			if (packet->at[field] < rules[i].low[field] ||
			    packet->at[field] > rules[i].high[field])
				break;
		if (field == N_SEG_FIELDS)
			return i;
	}
	return n;
}
