/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_condition.c -- entries with rules of their own
 *
 * Such an entry has a chain gN_flow_NUMBER that holds its conditions and, where
 * they do not hold, returns: another entry may permit the packet still. The
 * rules of the pair that jump there compare source, destination and port each
 * for itself, in place or, where there are several, in a set.
 *
 * Rate and log look at connections that were never let in (ct mark 0): to judge
 * a live connection again costs no token and writes no line.
 */
#include <string.h>

#include "ruleset/compiler.h"
#include "ruleset/window.h"

/* What compiling one entry passes around. */
struct work {
	struct compiler *c;
	const struct entry *entry;
	struct build *pair;
	const char *name; /* of the entry's chain */
	bool stamp;
	/* Names of its sets, made when first asked for. */
	const char *sources[N_FAMILIES], *destinations[N_FAMILIES];
	const char *ports[PROTO_SCTP + 1];
};

static const enum family families[N_FAMILIES] = {
	[V4] = FAMILY_IPV4,
	[V6] = FAMILY_IPV6,
};

static const char *add_span_set(struct work *w, struct spans spans,
				enum field field, const char *what)
{
	size_t len = field_info(field)->len;
	struct element *element;
	struct set set = {
		.at = w->pair->at,
		.name = arena_printf(w->c->arena, "%s_%s", w->name, what),
		.key = KEY(field),
		.interval = true,
	};

	for (size_t i = 0; i < spans.n; i++) {
		element = compile_element(w->c, &set, w->entry->at);
		memcpy(element->key, spans.at[i].first.bytes, len);
		memcpy(element->last, spans.at[i].last.bytes, len);
	}
	compile_set(w->c, &set);
	return set.name;
}

static void ask_spans(struct work *w, struct spans spans, enum field field,
		      const char **set, const char *what)
{
	if (spans.n == 1) {
		build_address(w->pair, field, &spans.at[0]);
		return;
	}
	if (!*set)
		*set = add_span_set(w, spans, field, what);
	build_lookup(w->pair, KEY(field), *set);
}

static size_t count_proto(const struct entry *entry, enum proto proto)
{
	size_t n = 0;

	for (size_t i = 0; i < entry->n_ports; i++)
		n += entry->ports[i].proto == proto;
	return n;
}

static const char *add_port_set(struct work *w, enum proto proto)
{
	struct element *element;
	struct set set = {
		.at = w->pair->at,
		.name = arena_printf(w->c->arena, "%s_%s", w->name,
				     proto_name(proto)),
		.key = KEY(FIELD_TH_DPORT),
		.interval = true,
	};

	for (size_t i = 0; i < w->entry->n_ports; i++) {
		if (w->entry->ports[i].proto != proto)
			continue;
		element = compile_element(w->c, &set, w->entry->at);
		field_put(FIELD_TH_DPORT, w->entry->ports[i].first,
			  element->key);
		field_put(FIELD_TH_DPORT, w->entry->ports[i].last,
			  element->last);
	}
	compile_set(w->c, &set);
	return set.name;
}

static void ask_ports(struct work *w, enum proto proto, int direction)
{
	enum field field =
		direction == DIRECTION_REPLY ? FIELD_TH_SPORT : FIELD_TH_DPORT;
	const struct port_range *port = w->entry->ports;

	build_match(w->pair, FIELD_L4PROTO, proto);
	if (count_proto(w->entry, proto) > 1) {
		if (!w->ports[proto])
			w->ports[proto] = add_port_set(w, proto);
		build_lookup(w->pair, KEY(field), w->ports[proto]);
		return;
	}
	while (port->proto != proto)
		port++;
	if (port->first == port->last)
		build_match(w->pair, field, port->first);
	else
		build_range(w->pair, field, port->first, port->last);
}

static bool is_echo(enum proto proto)
{
	return proto == PROTO_ICMP || proto == PROTO_ICMPV6;
}

static void add_jump(struct work *w, int family, enum proto proto,
		     int direction)
{
	struct key_spec key = compile_key(family, SHAPE_PORTS, direction);

	build_rule(w->pair, w->entry->id);
	build_match(w->pair, FIELD_CT_DIRECTION, (uint64_t)direction);
	if (is_echo(proto))
		compile_echo(w->pair, families[family], direction);
	else
		build_family(w->pair, families[family]);
	ask_spans(w, w->entry->sources[family], key.fields[0],
		  &w->sources[family], family == V4 ? "from4" : "from6");
	ask_spans(w, w->entry->destinations[family], key.fields[1],
		  &w->destinations[family], family == V4 ? "to4" : "to6");
	if (!is_echo(proto))
		ask_ports(w, proto, direction);
	build_jump(w->pair, w->name);
}

static void add_jumps(struct work *w, int family)
{
	static const enum proto protos[] = {
		PROTO_TCP, PROTO_UDP, PROTO_SCTP, PROTO_ICMP, PROTO_ICMPV6,
	};
	enum proto other = family == V4 ? PROTO_ICMPV6 : PROTO_ICMP;

	if (!w->entry->sources[family].n || !w->entry->destinations[family].n)
		return;
	for (size_t i = 0; i < sizeof(protos) / sizeof(protos[0]); i++) {
		if (protos[i] == other || !count_proto(w->entry, protos[i]))
			continue;
		add_jump(w, family, protos[i], DIRECTION_ORIGINAL);
		add_jump(w, family, protos[i], DIRECTION_REPLY);
	}
}

static void take(struct work *w, struct build *b)
{
	build_ct_mark(b, w->entry->mark);
	if (w->stamp)
		build_stamp(b);
	build_counter(b);
	build_accept(b);
}

/* What happens where the conditions of time hold. */
static void add_acts(struct work *w, struct build *b)
{
	const struct rate *rate = &w->entry->rate;
	const struct entry *entry = w->entry;

	if (!rate->count && !entry->log) {
		build_rule(b, NULL);
		take(w, b);
		return;
	}
	build_rule(b, "let in before");
	build_not(b, FIELD_CT_MARK, 0);
	take(w, b);
	build_rule(b, NULL);
	if (rate->count)
		build_limit(b, rate->count, rate->seconds,
			    rate->burst ? rate->burst : 1);
	if (entry->log)
		build_log(b, compile_prefix(w->c, "accept",
					    w->c->shown[entry->from],
					    w->c->shown[entry->to], entry->id));
	take(w, b);
}

static void ask_validity(struct build *b, const struct entry *entry)
{
	const uint64_t ns = 1000000000;

	if (entry->valid_from)
		build_at_least(b, FIELD_TIME, (uint64_t)entry->valid_from * ns);
	if (entry->valid_until)
		build_below(b, FIELD_TIME, (uint64_t)entry->valid_until * ns);
}

static void ask_window(struct build *b, const struct window *window)
{
	if (window->first_day == window->last_day)
		build_match(b, FIELD_DAY, window->first_day);
	else if (window->last_day - window->first_day < 6)
		build_range(b, FIELD_DAY, window->first_day, window->last_day);
	if (window->to - window->from < DAY_SECONDS)
		build_range(b, FIELD_HOUR, window->from, window->to - 1);
}

/* One rule for each time at which the entry holds. */
static void add_times(struct work *w, struct build *b, const char *acts)
{
	const struct entry *entry = w->entry;
	struct window windows[WINDOWS_MAX];
	size_t n;

	if (!entry->n_hours) {
		build_rule(b, NULL);
		ask_validity(b, entry);
		build_goto(b, acts);
	}
	for (size_t i = 0; i < entry->n_hours; i++) {
		n = windows_of(&entry->hours[i], w->c->policy->utc_offset,
			       windows);
		for (size_t k = 0; k < n; k++) {
			build_rule(b, NULL);
			ask_validity(b, entry);
			ask_window(b, &windows[k]);
			build_goto(b, acts);
		}
	}
}

void compile_ruled(struct compiler *c, struct build *b,
		   const struct entry *entry)
{
	struct work w = {
		.c = c,
		.entry = entry,
		.pair = b,
		.name = compile_flow_name(c, entry->number),
		.stamp = compile_stamps(c, entry->from, entry->to),
	};
	struct build flow = build_chain(c->arena, w.name, entry->id), acts;

	b->at = compile_loc(c, entry->at);
	flow.at = b->at;
	for (int f = 0; f < N_FAMILIES; f++)
		add_jumps(&w, f);
	if (!entry->n_hours && !entry->valid_from && !entry->valid_until) {
		add_acts(&w, &flow);
	} else {
		acts = build_chain(c->arena,
				   arena_printf(c->arena, "%s_now", w.name),
				   entry->id);
		acts.at = b->at;
		add_acts(&w, &acts);
		build_end(&acts, &c->out->tree);
		add_times(&w, &flow, acts.chain.name);
	}
	build_end(&flow, &c->out->tree);
}
