/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.c -- from a question in words to both sides' answers
 */
#include "proof/explain/explain.h"

#include <stdio.h>
#include <string.h>

#include "proof/explain/parts.h"
#include "ruleset/ruleset.h"

enum {
	DAY = 86400,
	EPOCH_DAY = 4, /* 1970-01-01 was a Thursday */
};

#define SECOND_NS 1000000000ULL

static void add_text(struct explanation *e, struct explain_texts *texts,
		     const char *en, const char *ja)
{
	*vec_add(&e->arena, texts) = (struct explain_text){ en, ja };
}

void explain_reason(struct explanation *e, const char *en, const char *ja)
{
	add_text(e, &e->reasons, en, ja);
}

void explain_condition(struct explanation *e, const char *en, const char *ja)
{
	add_text(e, &e->conditions, en, ja);
}

static struct loc place_of(const struct policy *policy, uint32_t entry)
{
	vec_each(flow, &policy->flows)
		if (flow->number == entry)
			return flow->at;
	vec_each(relay, &policy->relays)
		if (relay->number_in == entry || relay->number_out == entry)
			return relay->at;
	vec_each(item, &policy->management)
		if (item->number == entry)
			return item->at;
	vec_each(item, &policy->gateway)
		if (item->number == entry)
			return item->at;
	return (struct loc){ 0 };
}

char *explain_place(const struct explanation *explanation, struct arena *arena,
		    uint32_t entry)
{
	const struct explain_options *options = &explanation->options;
	struct loc at = place_of(options->policy, entry);

	if (!at.line)
		return NULL;
	return arena_printf(arena, "%s:%u", at.file, at.line);
}

const struct approval *explain_approval(const struct policy *policy,
					uint32_t entry)
{
	vec_each(flow, &policy->flows)
		if (flow->number == entry)
			return &flow->approval;
	vec_each(relay, &policy->relays)
		if (relay->number_in == entry || relay->number_out == entry)
			return &relay->approval;
	vec_each(item, &policy->management)
		if (item->number == entry)
			return &item->approval;
	vec_each(item, &policy->gateway)
		if (item->number == entry)
			return &item->approval;
	return NULL;
}

/* The flow of an entry, or NULL. */
static const struct flow *flow_of(const struct policy *policy, uint32_t entry)
{
	vec_each(flow, &policy->flows)
		if (flow->number == entry)
			return flow;
	return NULL;
}

/* Whether the words have this one, or "NAME=…". */
static bool says(const char *question, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = question; (at = strstr(at, name)); at += len)
		if ((at == question || strchr(" \t\n", at[-1])) &&
		    (!at[len] || strchr("= \t\n", at[len])))
			return true;
	return false;
}

static void put_time(struct explanation *e, const char *question)
{
	uint64_t now = (uint64_t)e->options.now;

	if (!says(question, "meta-time"))
		space_put_number(&e->space, e->digits, VAR_TIME,
				 now * SECOND_NS);
	if (!says(question, "meta-day"))
		space_put_number(&e->space, e->digits, VAR_DAY,
				 (now / DAY + EPOCH_DAY) % 7);
	if (!says(question, "meta-hour"))
		space_put_number(&e->space, e->digits, VAR_HOUR, now % DAY);
}

static const struct host *pinned(const struct explanation *e)
{
	vec_each(host, &e->options.policy->hosts) {
		if (host->zone != e->packet.from || !host->has_mac ||
		    !host->on_link)
			continue;
		vec_each(addr, &host->addresses)
			if (!addr_cmp(addr, &e->packet.source))
				return host;
	}
	return NULL;
}

static void put_mac(struct explanation *e, const char *question)
{
	const struct host *host = e->packet.from ? pinned(e) : NULL;
	char mac[MAC_TEXT];

	if (!host || says(question, "mac") || says(question, "ether-saddr"))
		return;
	space_put(&e->space, e->digits, VAR_ETHER_SADDR, host->mac.bytes);
	mac_text(mac, &host->mac);
	explain_condition(
		e,
		arena_printf(&e->arena, "the frame comes from MAC %s (%s)", mac,
			     host->name),
		arena_printf(&e->arena,
			     "送信元のMACアドレスが %s（%s）であること", mac,
			     host->name));
}

/* The packet's connection. An error comes from where its connection went. */
static void put_connection(struct explanation *e, const char *question)
{
	bool v6 = e->packet.source.family == FAMILY_IPV6;
	bool back = e->packet.reply || e->packet.state == STATE_RELATED;
	const struct addr *first = &e->packet.source, *second = first;

	if (says(question, "ct-ip-saddr") || says(question, "ct-ip-daddr") ||
	    says(question, "ct-ip6-saddr") || says(question, "ct-ip6-daddr") ||
	    e->packet.state > STATE_RELATED)
		return;
	if (e->packet.state == STATE_RELATED && !says(question, "ct-direction"))
		space_put_number(&e->space, e->digits, VAR_CT_DIRECTION, 1);
	*(back ? &first : &second) = &e->packet.destination;
	space_put(&e->space, e->digits,
		  v6 ? VAR_CT_IP6_SADDR : VAR_CT_IP4_SADDR, first->bytes);
	space_put(&e->space, e->digits,
		  v6 ? VAR_CT_IP6_DADDR : VAR_CT_IP4_DADDR, second->bytes);
}

static enum register_hook hook_of(const struct explanation *e)
{
	if (!e->digits[e->space.levels[VAR_IIF]])
		return REGISTER_OUTPUT;
	if (!e->digits[e->space.levels[VAR_OIF]])
		return REGISTER_INPUT;
	return REGISTER_FORWARD;
}

static bool read_question(struct explanation *e, const char *question,
			  char error[static WITNESS_ERROR])
{
	const struct policy *policy = e->options.policy;

	if (!witness_read(question, &e->space, policy, e->digits, error))
		return false;
	if (!e->digits[e->space.levels[VAR_IIF]] &&
	    !e->digits[e->space.levels[VAR_OIF]]) {
		snprintf(error, WITNESS_ERROR,
			 "what the gateway says to itself is on interface lo: "
			 "say '?' with iifname=lo or oifname=lo");
		return false;
	}
	witness_take(&e->space, policy, e->digits, &e->packet);
	/* An answer belongs to a connection. */
	if (e->packet.reply && !says(question, "state")) {
		e->packet.state = STATE_ESTABLISHED;
		space_put_number(&e->space, e->digits, VAR_CT_STATE,
				 STATE_ESTABLISHED);
	}
	e->hook = hook_of(e);
	put_time(e, question);
	put_mac(e, question);
	put_connection(e, question);
	return true;
}

static struct lift_options link_options(struct explanation *e)
{
	const struct snapshot *snapshot = e->options.snapshot;
	struct lift_options how = { 0 };
	struct lift_link *links;

	if (!snapshot || !snapshot->has_around)
		return how;
	links = arena_calloc(&e->arena, snapshot->links.n + 1, sizeof(*links));
	for (size_t i = 0; i < snapshot->links.n; i++)
		links[i] = (struct lift_link){ snapshot->links.at[i].index,
					       snapshot->links.at[i].name };
	how.links = links;
	how.n_links = snapshot->links.n;
	how.has_links = true;
	return how;
}

/* False: too many interfaces. */
static bool make_space(struct explanation *e, const struct lift_options *how)
{
	bool fits;

	space_init(&e->space, ORDER_DESTINATIONS);
	fits = register_names(e->options.policy, &e->space) &&
	       (!e->options.rules ||
		lift_tell_names(e->options.rules, how, &e->space)) &&
	       space_add_name(&e->space, "lo");
	space_freeze(&e->space);
	return fits;
}

static uint64_t later_of(const struct explain_options *options)
{
	uint64_t now = (uint64_t)options->now * SECOND_NS, taken;

	if (!options->snapshot)
		return 0;
	taken = options->snapshot->taken_ns;
	return now > taken ? (now - taken) / 1000000 : 0;
}

static void make_tracer(struct explanation *e, const struct lift_options *how)
{
	struct trace_options options = {
		.links = how->links,
		.n_links = how->n_links,
		.has_links = how->has_links,
		.later_ms = later_of(&e->options),
	};
	const struct flow *flow =
		flow_of(e->options.policy, e->by_register.entry);

	/* The entry's own rate is told as a condition; any other is an atom. */
	if (flow && flow->rate.count)
		options.within = rules_find_table(e->options.rules,
						  NF_FAMILY_INET, TABLE_GATE);
	tracer_init(&e->tracer, &e->space, e->options.rules, &options);
}

static void tell_conditions(struct explanation *e, uint32_t entry)
{
	const struct flow *flow = flow_of(e->options.policy, entry);
	char *text;

	if (flow && flow->hours.n) {
		text = explain_hours(&e->arena, flow);
		explain_condition(
			e, arena_printf(&e->arena, "at %s alone", text),
			arena_printf(&e->arena, "時間帯 %s に限る", text));
	}
	if (flow && flow->rate.count) {
		text = explain_rate(&e->arena, &flow->rate);
		explain_condition(
			e,
			arena_printf(&e->arena,
				     "no more new connections than %s", text),
			arena_printf(&e->arena,
				     "新しい接続は %s を超えないこと", text));
	}
}

/* What the kernel says is of another packet, then. */
static bool tell_translation(struct explanation *e)
{
	const struct trace_run *run =
		e->trace.has_accept ? &e->trace.accept : &e->trace.drop;
	const char *en, *ja;

	if (!e->has_kernel || !run->moved)
		return false;
	en = arena_printf(&e->arena,
			  "its destination is translated to %s: ask of "
			  "that packet as well",
			  run->moved_to);
	ja = arena_printf(
		&e->arena,
		"宛先は %s に変換されます。変換後の宛先でも確認してください",
		run->moved_to);
	if (e->verdict == TRACE_DROP)
		explain_reason(e, en, ja);
	else
		explain_condition(e, en, ja);
	return true;
}

/* Where both know an answer, the kernel's is what happens. */
static void conclude(struct explanation *e)
{
	const struct explain_side *side =
		e->has_kernel ? &e->by_kernel : &e->by_register;

	e->verdict = side->verdict;
	e->disagrees = !tell_translation(e) && e->has_kernel &&
		       e->by_kernel.verdict != e->by_register.verdict;
	if (e->verdict != TRACE_DROP && side->entry)
		tell_conditions(e, side->entry);
	if (e->by_register.verdict == TRACE_DROP)
		explain_nearest(e);
}

bool explain(const char *question, const struct explain_options *options,
	     struct explanation *out, char error[static WITNESS_ERROR])
{
	struct lift_options how;

	*out = (struct explanation){ .options = *options };
	out->question = arena_strdup(&out->arena, question);
	how = link_options(out);
	if (!make_space(out, &how)) {
		snprintf(error, WITNESS_ERROR, "there are too many interfaces");
		return false;
	}
	if (!read_question(out, question, error))
		return false;
	explain_by_register(out);
	if (options->rules) {
		make_tracer(out, &how);
		out->has_kernel = true;
		explain_by_kernel(out);
	}
	conclude(out);
	return true;
}

void explain_finish(struct explanation *explanation)
{
	trace_finish(&explanation->trace);
	tracer_finish(&explanation->tracer);
	space_finish(&explanation->space);
	arena_finish(&explanation->arena);
}
