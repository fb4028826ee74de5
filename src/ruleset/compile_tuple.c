/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_tuple.c -- plain entries as elements of their pair's maps
 *
 * An entry is the product of its sources, destinations and ports: a set of
 * boxes, disjoint among themselves because each list is merged. A box that is
 * a single tuple goes to the pair's hash map, others to its interval maps;
 * a small entry is unfolded into single tuples altogether.
 */
#include <string.h>

#include "base/must.h"
#include "ruleset/compiler.h"

struct key_spec compile_key(int family, enum shape shape, int direction)
{
	static const enum field addresses[N_FAMILIES][2] = {
		[V4] = { FIELD_IP_SADDR, FIELD_IP_DADDR },
		[V6] = { FIELD_IP6_SADDR, FIELD_IP6_DADDR },
	};
	struct key_spec key = { .n = shape == SHAPE_PORTS ? 4 : 2 };
	bool reply = direction == DIRECTION_REPLY;

	key.fields[0] = addresses[family][reply];
	key.fields[1] = addresses[family][!reply];
	key.fields[2] = FIELD_L4PROTO;
	key.fields[3] = reply ? FIELD_TH_SPORT : FIELD_TH_DPORT;
	return key;
}

/* Whether a port range says something about this family and shape. */
static bool belongs(const struct port_range *port, int family, enum shape shape)
{
	switch (port->proto) {
	case PROTO_ICMP:
		return family == V4 && shape == SHAPE_ECHO;
	case PROTO_ICMPV6:
		return family == V6 && shape == SHAPE_ECHO;
	case PROTO_TCP:
	case PROTO_UDP:
	case PROTO_SCTP:
		return shape == SHAPE_PORTS;
	}
	must_fail(__FILE__, __LINE__, "a protocol");
}

static size_t count_ports(const struct entry *entry, int family,
			  enum shape shape)
{
	size_t n = 0;

	for (size_t i = 0; i < entry->n_ports; i++)
		n += belongs(&entry->ports[i], family, shape);
	return n;
}

/* a * b, or a number above every bound here. */
static size_t times(size_t a, size_t b)
{
	size_t product;

	return __builtin_mul_overflow(a, b, &product) ? SIZE_MAX : product;
}

size_t compile_count_boxes(const struct entry *entry)
{
	size_t most = 0, n;

	for (int f = 0; f < N_FAMILIES; f++) {
		for (int s = 0; s < N_SHAPES; s++) {
			n = times(times(entry->sources[f].n,
					entry->destinations[f].n),
				  count_ports(entry, f, (enum shape)s));
			if (n > most)
				most = n;
		}
	}
	return most;
}

/* Addresses in a range, at most UNFOLD_MAX + 1. */
static size_t count_addresses(const struct addr_range *range)
{
	size_t len = family_len(range->first.family);
	uint64_t first = 0, last = 0;

	if (memcmp(range->first.bytes, range->last.bytes, len - 2) != 0)
		return UNFOLD_MAX + 1;
	for (size_t i = len - 2; i < len; i++) {
		first = first << 8 | range->first.bytes[i];
		last = last << 8 | range->last.bytes[i];
	}
	return last - first < UNFOLD_MAX ? last - first + 1 : UNFOLD_MAX + 1;
}

static size_t count_spans(struct spans spans)
{
	size_t n = 0;

	for (size_t i = 0; i < spans.n && n <= UNFOLD_MAX; i++)
		n += count_addresses(&spans.at[i]);
	return n;
}

static size_t count_tuples(const struct entry *entry, int family,
			   enum shape shape)
{
	size_t ports = 0;

	for (size_t i = 0; i < entry->n_ports && ports <= UNFOLD_MAX; i++) {
		if (belongs(&entry->ports[i], family, shape))
			ports += entry->ports[i].last -
				 (size_t)entry->ports[i].first + 1;
	}
	return times(times(count_spans(entry->sources[family]),
			   count_spans(entry->destinations[family])),
		     ports);
}

/* Where one entry's elements of one family and shape go. */
struct target {
	struct compiler *c;
	const struct entry *entry;
	struct tuples *tuples;
	enum shape shape;
	size_t address_len;
	bool unfold;
};

/* A box; its ports are nothing where the shape is echo. */
struct box {
	struct addr_range source, destination;
	struct port_range port;
};

static void put_key(const struct target *target, const struct addr *source,
		    const struct addr *destination, enum proto proto,
		    uint16_t port, uint8_t *key)
{
	size_t len = target->address_len;

	memcpy(key, source->bytes, len);
	memcpy(key + len, destination->bytes, len);
	if (target->shape == SHAPE_ECHO)
		return;
	field_put(FIELD_L4PROTO, proto, key + 2 * len);
	field_put(FIELD_TH_DPORT, port, key + 2 * len + 4);
}

static void add_element(const struct target *target, const struct box *box,
			bool exact)
{
	struct set *set =
		exact ? &target->tuples->exact : &target->tuples->boxes;
	struct element *element =
		compile_element(target->c, set, target->entry->at);

	put_key(target, &box->source.first, &box->destination.first,
		box->port.proto, box->port.first, element->key);
	if (!exact)
		put_key(target, &box->source.last, &box->destination.last,
			box->port.proto, box->port.last, element->last);
	element->mark = target->entry->mark;
	element->timeout_ms = target->entry->timeout_ms;
	element->comment = target->entry->id;
	if (element->timeout_ms)
		set->timeouts = true;
}

static bool is_single(const struct box *box)
{
	return range_is_single(&box->source) &&
	       range_is_single(&box->destination) &&
	       box->port.first == box->port.last;
}

/* One address of a range after another; false behind the last. */
static bool step(struct addr_range *single, const struct addr_range *range)
{
	if (addr_cmp(&single->last, &range->last) >= 0)
		return false;
	if (!addr_next(&single->last))
		return false;
	single->first = single->last;
	return true;
}

static void unfold(const struct target *target, const struct box *box)
{
	struct box single = { .port.proto = box->port.proto };

	single.source.first = single.source.last = box->source.first;
	do {
		single.destination.first = box->destination.first;
		single.destination.last = box->destination.first;
		do {
			for (uint32_t p = box->port.first; p <= box->port.last;
			     p++) {
				single.port.first = (uint16_t)p;
				single.port.last = (uint16_t)p;
				add_element(target, &single, true);
			}
		} while (step(&single.destination, &box->destination));
	} while (step(&single.source, &box->source));
}

static void add_box(const struct target *target, const struct box *box)
{
	if (target->unfold)
		unfold(target, box);
	else
		add_element(target, box, is_single(box));
}

static void add_product(const struct target *target, int family)
{
	const struct entry *entry = target->entry;
	struct spans sources = entry->sources[family];
	struct spans destinations = entry->destinations[family];
	struct box box;

	for (size_t s = 0; s < sources.n; s++) {
		box.source = sources.at[s];
		for (size_t d = 0; d < destinations.n; d++) {
			box.destination = destinations.at[d];
			for (size_t p = 0; p < entry->n_ports; p++) {
				box.port = entry->ports[p];
				if (belongs(&box.port, family, target->shape))
					add_box(target, &box);
			}
		}
	}
}

void compile_tuples(struct compiler *c, struct pair *pair,
		    const struct entry *entry)
{
	for (int f = 0; f < N_FAMILIES; f++) {
		for (int s = 0; s < N_SHAPES; s++) {
			struct target target = {
				.c = c,
				.entry = entry,
				.tuples = &pair->tuples[f][s],
				.shape = (enum shape)s,
				.address_len = f == V4 ? 4 : 16,
				.unfold =
					count_tuples(entry, f, (enum shape)s) <=
					UNFOLD_MAX,
			};

			add_product(&target, f);
		}
	}
}
