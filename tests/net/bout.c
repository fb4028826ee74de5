/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bout.c -- what the kernel does with a packet, held against the lift
 */
#include "bout.h"

#include <string.h>
#include <time.h>

#include "base/must.h"
#include "kernel/dump.h"
#include "proof/diagram/ask.h"
#include "proof/rules/decode.h"
#include "proof/space/care.h"

enum {
	ETHERNET = 14,
	NODES_MAX = 4 << 20,
	BYTES_MAX = 1 << 30,
	LIFT_MS = 10000,
	SECOND = 1000000000, /* nanoseconds */
};

/* Nobody knows the nanosecond at which the kernel asks: of four seconds any. */
static uint32_t at_some_time(struct bout *bout, uint32_t diagram,
			     uint32_t (*by)(struct diagrams *all, uint32_t a,
					    unsigned level))
{
	unsigned level = bout->space.levels[VAR_TIME];

	for (unsigned digit = 4; digit-- > 2;)
		diagram = by(&bout->all, diagram, level + digit);
	return diagram;
}

/* Through the hooks, and on the way that its route gives it. */
static void find_ways(struct bout *bout)
{
	struct diagram_range said = space_numbers(&bout->space, VAR_IIF, 0, 0);
	uint32_t way;

	for (int i = 0; i < WAYS; i++) {
		way = hook_way(&bout->lift, (enum way)i);
		bout->may[i] = at_some_time(bout, hook_may(&bout->lift, way),
					    diagram_exists);
		bout->must[i] = at_some_time(bout, hook_must(&bout->lift, way),
					     diagram_forall);
	}
	bout->cells = diagram_choose(
		&bout->all,
		wire_to_gateway(&bout->all, &bout->space, bout->wires),
		bout->may[WAY_INPUT], bout->may[WAY_FORWARD]);
	bout->cells = diagram_choose(
		&bout->all,
		diagram_range(&bout->all, &said, DIAGRAM_TRUE, DIAGRAM_FALSE),
		bout->may[WAY_OUTPUT], bout->cells);
}

static bool are_known(const struct bout *bout)
{
	bool known = bout->care != DIAGRAM_TOO_MUCH &&
		     bout->cells != DIAGRAM_TOO_MUCH;

	for (int i = 0; i < WAYS; i++)
		known &= bout->may[i] != DIAGRAM_TOO_MUCH &&
			 bout->must[i] != DIAGRAM_TOO_MUCH;
	return known;
}

static bool is_write(const struct nf_expr *expr)
{
	return expr->kind == EXPR_TARGET ||
	       (expr->kind == EXPR_PAYLOAD_SET &&
		expr->payload.base == NF_PAYLOAD_NETWORK);
}

/* Bytes of a network header, or whatever xtables do. */
static bool writes_hops(const struct rules *rules)
{
	vec_each(table, &rules->tables) {
		vec_each(chain, &table->chains) {
			vec_each(rule, &chain->rules) {
				for (size_t i = 0; i < rule->exprs.n; i++)
					if (is_write(&rule->exprs.at[i]))
						return true;
			}
		}
	}
	return false;
}

bool bout_begin(struct bout *bout, struct wires *wires)
{
	const struct diagram_limits limits = { NODES_MAX, BYTES_MAX, LIFT_MS };
	const struct lift_options options = { .links = wires->links,
					      .n_links = wires->n + 1,
					      .has_links = true };
	struct decode_flaw flaw;

	bout->wires = wires;
	diagrams_init(&bout->all, limits);
	space_init(&bout->space, ORDER_DESTINATIONS);
	if (dump_take(&wires->sock, NULL, &bout->snapshot) < 0 ||
	    !decode(&bout->snapshot, &bout->rules, &flaw) ||
	    !lift_tell_names(&bout->rules, &options, &bout->space))
		return false;
	/* But for the last: one may be nobody's. */
	for (size_t i = 0; i + 1 < wires->n; i++)
		space_add_name(&bout->space, wires->at[i].name);
	space_freeze(&bout->space);
	lift_init(&bout->lift, &bout->all, &bout->space, &bout->rules,
		  &options);
	bout->wires->blind = writes_hops(&bout->rules);
	find_ways(bout);
	bout->exist = space_care(&bout->all, &bout->space);
	bout->care = diagram_or(
		&bout->all, wire_care(&bout->all, &bout->space, wires, false),
		wire_care_own(&bout->all, &bout->space, wires, false));
	return are_known(bout);
}

void bout_finish(struct bout *bout)
{
	const struct bout_count count = bout->count;

	lift_finish(&bout->lift);
	space_finish(&bout->space);
	diagrams_finish(&bout->all);
	rules_finish(&bout->rules);
	snapshot_finish(&bout->snapshot);
	*bout = (struct bout){ .count = count };
}

static const char *const way_names[WAYS] = {
	[WAY_FORWARD] = "forwarded",
	[WAY_INPUT] = "to the gateway",
	[WAY_OUTPUT] = "from the gateway",
};

static bool says(const struct bout *bout, uint32_t diagram,
		 const uint16_t *digits)
{
	return diagram_evaluate(&bout->all, diagram, digits) == DIAGRAM_TRUE;
}

void bout_print(const struct space *space, const uint16_t *digits, FILE *out)
{
	uint8_t bytes[16], any;
	size_t len;

	for (size_t v = 0; v < N_VARIABLES; v++) {
		enum variable variable = (enum variable)v;

		space_take(space, digits, variable, bytes);
		len = variable_len(variable);
		any = 0;
		for (size_t i = 0; i < len; i++)
			any |= bytes[i];
		if (!any)
			continue;
		fprintf(out, " %s=", variable_info(variable)->name);
		if (variable == VAR_IIF || variable == VAR_OIF) {
			fputs(space_iface_of(space, (uint16_t)(bytes[0] << 8 |
							       bytes[1]))
				      .text,
			      out);
			continue;
		}
		for (size_t i = 0; i < len; i++)
			fprintf(out, "%02x", bytes[i]);
	}
	fputc('\n', out);
}

void bout_play(struct wires *wires, const struct space *space,
	       const uint16_t *wish, enum wire_taste taste, struct play *out)
{
	struct wire_packet *packet = &out->packet;

	wire_packet_build(space, wish, wires, taste, packet);
	if (!wires->clean)
		wires_forget(wires);
	out->wanted_connection = packet->connected;
	if (packet->connected && wires_connect(wires, &packet->connection) < 0)
		packet->connected = false;
	out->sent = true;
	if (packet->own)
		out->sent =
			wires_say(wires, packet->mark, packet->frame + ETHERNET,
				  packet->len - ETHERNET);
	else if (packet->cut)
		wires_send_cut(wires, packet->wire, packet->mark, packet->frame,
			       packet->len, packet->cut);
	else
		wires_send(wires, packet->wire, packet->mark, packet->frame,
			   packet->len);
	wires_see(wires, &out->seen);
	wires->clean = !out->wanted_connection && !out->seen.passed;
	wire_packet_digits(space, packet, wires, &out->seen, out->digits);
}

/* What came to no hook behind the routing is judged by its route. */
static enum way way_of(const struct bout *bout, const struct play *play)
{
	if (play->packet.own)
		return WAY_OUTPUT;
	if (play->seen.through)
		return WAY_FORWARD;
	if (play->seen.here)
		return WAY_INPUT;
	return space_number(&bout->space, play->digits, VAR_OIF) ? WAY_FORWARD
								 : WAY_INPUT;
}

static void note(struct bout *bout, const struct play *play,
		 const struct bout_answer *answer)
{
	struct bout_count *count = &bout->count;
	const struct sighting *seen = &play->seen;

	count->packets++;
	count->passed += answer->passed;
	count->dropped += !answer->passed;
	count->unsure += answer->may != answer->must;
	count->untold += !seen->began;
	count->cut += play->packet.cut > 0;
	count->ways[answer->way]++;
	count->states[space_number(&bout->space, play->digits, VAR_CT_STATE)]++;
	count->impossible += !says(bout, bout->exist, play->digits);
	count->stuck += seen->passed && !seen->emerged &&
			space_number(&bout->space, play->digits, VAR_OIF);
	count->connected += play->packet.connected;
	count->refused_connections +=
		play->wanted_connection && !play->packet.connected;
}

/* To be sent once more by hand. */
static void print_frame(const struct wire_packet *packet,
			const struct wires *wires, FILE *out)
{
	fprintf(out, "#   into %s, mark %u%s, cut at %zu: ",
		wires->at[packet->wire].name, packet->mark,
		packet->connected ? ", connected" : "", packet->cut);
	for (size_t i = 0; i < packet->len; i++)
		fprintf(out, "%02x", packet->frame[i]);
	fputc('\n', out);
}

bool bout_kernel_tells(struct wires *wires)
{
	static const uint8_t source[4] = { 1, 0, 0, 9 };
	static const uint8_t destination[4] = { 10, 0, 0, 9 };
	uint16_t digits[DIAGRAM_LEVELS];
	static struct play play;
	struct space space;

	space_init(&space, ORDER_DESTINATIONS);
	must(space_add_name(&space, wires->at[0].name));
	space_freeze(&space);
	space_nice(&space, digits);
	space_put_number(&space, digits, VAR_IIF,
			 space_iface_digit(&space, wires->at[0].name));
	space_put(&space, digits, VAR_IP4_SADDR, source);
	space_put(&space, digits, VAR_IP4_DADDR, destination);
	bout_play(wires, &space, digits, WIRE_PROPER, &play);
	space_finish(&space);
	return play.seen.has_ct && play.seen.state == NF_CT_STATE_NEW;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

/* What a rule could tell apart; see at_some_time(). */
static bool is_one_moment(uint64_t a, uint64_t b)
{
	return a >> 32 == b >> 32 && a / SECOND == b / SECOND;
}

bool bout_send(struct bout *bout, const uint16_t *wish, enum wire_taste taste,
	       struct bout_answer *answer, FILE *out)
{
	static struct play play;
	const struct sighting *seen = &play.seen;
	uint64_t began = now_ns();
	bool fine;

	bout_play(bout->wires, &bout->space, wish, taste, &play);
	memcpy(answer->digits, play.digits, sizeof(answer->digits));
	if (!play.sent)
		return true;
	answer->way = way_of(bout, &play);
	answer->passed = seen->passed;
	answer->may = says(bout, bout->may[answer->way], play.digits);
	answer->must = says(bout, bout->must[answer->way], play.digits);
	note(bout, &play, answer);
	fine = seen->passed ? answer->may : !answer->must && !seen->emerged;
	if (!is_one_moment(began, now_ns()))
		return true;
	if (!fine || !says(bout, bout->exist, play.digits)) {
		bout->count.wrong += !fine;
		fprintf(out,
			"# %s %s, may %d, must %d%s%s:", way_names[answer->way],
			seen->passed ? "passed" : "dropped", answer->may,
			answer->must, seen->began ? "" : ", before conntrack",
			seen->emerged ? ", came out" : "");
		bout_print(&bout->space, play.digits, out);
		print_frame(&play.packet, bout->wires, out);
	}
	return fine;
}

void bout_print_count(const struct bout_count *count, FILE *out)
{
	fprintf(out,
		"packets=%zu passed=%zu dropped=%zu unsure=%zu untold=%zu "
		"stuck=%zu impossible=%zu wrong=%zu\n",
		count->packets, count->passed, count->dropped, count->unsure,
		count->untold, count->stuck, count->impossible, count->wrong);
	fprintf(out,
		"new=%zu established=%zu related=%zu invalid=%zu "
		"untracked=%zu connections=%zu refused=%zu\n"
		"forward=%zu input=%zu output=%zu fragmented=%zu\n",
		count->states[STATE_NEW], count->states[STATE_ESTABLISHED],
		count->states[STATE_RELATED], count->states[STATE_INVALID],
		count->states[STATE_UNTRACKED], count->connected,
		count->refused_connections, count->ways[WAY_FORWARD],
		count->ways[WAY_INPUT], count->ways[WAY_OUTPUT], count->cut);
}
