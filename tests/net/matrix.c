/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * matrix.c -- matrix LAB POLICY RULES AIMED SEED: does the kernel do as judged?
 *
 * Every host of the lab speaks to every other and to the gateway, on every port
 * that some entry names (its first and its last), on a few that none may, and
 * by ping; then AIMED probes go to the borders of the entries. The expectation
 * is policy/judge's. Prints and exits as probe does.
 */
#include "base/text.h"

#include "expect.h"

enum {
	MAX_PORTS = 400,
	TRIES = 20
};

struct matrix {
	struct lab lab;
	struct policy policy;
	struct port_range ports[MAX_PORTS]; /* single ones */
	size_t n_ports;
	time_t now;
	VEC(struct probe) probes;
	struct arena notes;
};

static void add_port(struct matrix *matrix, enum proto proto, uint16_t number)
{
	for (size_t i = 0; i < matrix->n_ports; i++)
		if (matrix->ports[i].proto == proto &&
		    matrix->ports[i].first == number)
			return;
	if (matrix->n_ports < MAX_PORTS)
		matrix->ports[matrix->n_ports++] =
			(struct port_range){ proto, number, number };
}

static void add_ports(struct matrix *matrix, const struct port_ranges *ports)
{
	vec_each(port, ports) {
		add_port(matrix, port->proto, port->first);
		add_port(matrix, port->proto, port->last);
	}
}

static void collect_ports(struct matrix *matrix)
{
	const struct policy *policy = &matrix->policy;

	add_port(matrix, PROTO_ICMP, 0);
	add_port(matrix, PROTO_ICMPV6, 0);
	add_port(matrix, PROTO_TCP, 445);
	add_port(matrix, PROTO_UDP, 137);
	vec_each(flow, &policy->flows)
		add_ports(matrix, &flow->ports);
	vec_each(entry, &policy->management)
		add_ports(matrix, &entry->ports);
	vec_each(entry, &policy->gateway)
		add_ports(matrix, &entry->ports);
	vec_each(relay, &policy->relays) {
		add_port(matrix, PROTO_TCP, relay->listen_port);
		add_port(matrix, PROTO_TCP, relay->next_hop_port);
	}
}

static void add(struct matrix *matrix, struct probe *probe)
{
	if (expect(&matrix->policy, &matrix->lab, matrix->now, &matrix->notes,
		   probe))
		*vec_add(&matrix->notes, &matrix->probes) = *probe;
}

/* That service, and its reply if it can have one. */
static void add_service(struct matrix *matrix, const struct probe *ends,
			const struct port_range *port)
{
	bool v6 = ends->packet.saddr.family == FAMILY_IPV6;
	struct probe probe = *ends;

	if (port->proto == (v6 ? PROTO_ICMP : PROTO_ICMPV6))
		return;
	probe.packet.proto = (uint8_t)port->proto;
	probe.packet.dport = port->first;
	probe.packet.flags = TCP_SYN;
	probe.packet.type = v6 ? 128 : 8;
	add(matrix, &probe);
	probe.last = STEP_REPLY;
	add(matrix, &probe);
}

static void add_ends(struct matrix *matrix, uint32_t from, uint32_t to,
		     const struct addr *source, const struct addr *destination)
{
	struct probe ends = {
		.from = from,
		.to = to,
		.packet = { .saddr = *source, .daddr = *destination },
	};

	if (source->family != destination->family)
		return;
	for (size_t i = 0; i < matrix->n_ports; i++)
		add_service(matrix, &ends, &matrix->ports[i]);
}

static void add_pairs(struct matrix *matrix)
{
	const struct lab *lab = &matrix->lab;

	for (uint32_t from = 1; from < lab->ports.n; from++) {
		vec_each(source, &lab->ports.at[from].addresses) {
			for (uint32_t to = 1; to < lab->ports.n; to++)
				vec_each(other, &lab->ports.at[to].addresses)
					if (from != to)
						add_ends(matrix, from, to,
							 source, other);
			vec_each(segment, &lab->segments)
				vec_each(own, &(*segment)->addresses)
					add_ends(matrix, from, 0, source, own);
		}
	}
}

/* What the gateway says by itself, from each of its addresses. */
static void add_departures(struct matrix *matrix)
{
	const struct lab *lab = &matrix->lab;

	for (uint32_t to = 1; to < lab->ports.n; to++)
		vec_each(other, &lab->ports.at[to].addresses)
			vec_each(own, &lab->ports.at[to].segment->addresses)
				add_ends(matrix, 0, to, own, other);
}

static void add_aimed(struct matrix *matrix, uint32_t n, uint64_t seed)
{
	struct random random = { seed };

	for (uint32_t i = 0; i < n * TRIES && n; i++) {
		struct probe probe;

		if (!aim(&matrix->policy, &matrix->lab, &random, &probe))
			continue;
		add(matrix, &probe);
		n--;
	}
}

int main(int argc, char **argv)
{
	struct policy_options options = { .now = time(NULL) };
	struct probe_count count = { 0 };
	struct diags diags = { 0 };
	struct matrix matrix = { .now = options.now };
	uint32_t aimed, seed;

	if (argc != 6 || !text_u32(argv[4], 1u << 20, &aimed) ||
	    !text_u32(argv[5], UINT32_MAX, &seed)) {
		fputs("usage: matrix LAB POLICY RULES AIMED SEED\n", stderr);
		return 2;
	}
	options.rules = argv[3];
	if (!policy_load(argv[2], &options, &matrix.policy, &diags)) {
		diags_print(&diags, stderr, false);
		return 2;
	}
	lab_open(argv[1], &matrix.lab);
	expect_owners(&matrix.policy, &matrix.lab);
	collect_ports(&matrix);
	add_pairs(&matrix);
	add_departures(&matrix);
	add_aimed(&matrix, aimed, seed);
	lab_flush_conntrack(&matrix.lab);
	probes_run(&matrix.lab, matrix.probes.at, matrix.probes.n, stdout,
		   &count);
	probe_print_count(matrix.probes.n, &count, stdout);
	arena_finish(&matrix.notes);
	arena_finish(&matrix.lab.arena);
	policy_finish(&matrix.policy);
	diags_finish(&diags);
	return count.false_accepts + count.false_drops + !count.passed > 0;
}
