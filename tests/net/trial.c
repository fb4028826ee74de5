/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trial.c -- what the kernel does with a packet, held against the lift
 */
#include "trial.h"

#include <string.h>

#include "kernel/dump.h"
#include "proof/decode.h"
#include "proof/diagram_ask.h"
#include "proof/hook.h"
#include "proof/space_care.h"

enum {
	NODES_MAX = 4 << 20,
	BYTES_MAX = 1 << 30,
	LIFT_MS = 10000,
};

/* Through the hooks on the way that its destination gives it. */
static void find_ways(struct trial *trial)
{
	uint32_t here =
		wire_to_gateway(&trial->all, &trial->space, trial->wires);
	uint32_t forward = hook_way(&trial->lift, WAY_FORWARD);
	uint32_t input = hook_way(&trial->lift, WAY_INPUT);

	trial->may =
		diagram_choose(&trial->all, here, hook_may(&trial->lift, input),
			       hook_may(&trial->lift, forward));
	trial->must = diagram_choose(&trial->all, here,
				     hook_must(&trial->lift, input),
				     hook_must(&trial->lift, forward));
}

bool trial_begin(struct trial *trial, struct wires *wires)
{
	const struct diagram_limits limits = { NODES_MAX, BYTES_MAX, LIFT_MS };
	const struct lift_options options = { .links = wires->links,
					      .n_links = wires->n + 1,
					      .has_links = true };
	struct decode_flaw flaw;

	trial->wires = wires;
	diagrams_init(&trial->all, limits);
	space_init(&trial->space, ORDER_DESTINATIONS);
	if (dump_take(&wires->sock, NULL, &trial->snapshot) < 0 ||
	    !decode(&trial->snapshot, &trial->rules, &flaw) ||
	    !lift_tell_names(&trial->rules, &options, &trial->space))
		return false;
	/* But for the last: one may be nobody's. */
	for (size_t i = 0; i + 1 < wires->n; i++)
		space_add_name(&trial->space, wires->at[i].name);
	space_freeze(&trial->space);
	lift_init(&trial->lift, &trial->all, &trial->space, &trial->rules,
		  &options);
	find_ways(trial);
	trial->exist = space_care(&trial->all, &trial->space);
	trial->care = wire_care(&trial->all, &trial->space, wires);
	return trial->care != DIAGRAM_TOO_MUCH &&
	       trial->may != DIAGRAM_TOO_MUCH &&
	       trial->must != DIAGRAM_TOO_MUCH;
}

void trial_finish(struct trial *trial)
{
	const struct trial_count count = trial->count;

	lift_finish(&trial->lift);
	space_finish(&trial->space);
	diagrams_finish(&trial->all);
	rules_finish(&trial->rules);
	snapshot_finish(&trial->snapshot);
	*trial = (struct trial){ .count = count };
}

static bool says(const struct trial *trial, uint32_t diagram,
		 const uint16_t *digits)
{
	return diagram_evaluate(&trial->all, diagram, digits) == DIAGRAM_TRUE;
}

void trial_print(const struct space *space, const uint16_t *digits, FILE *out)
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

static void prepare(struct trial *trial, struct wire_packet *packet)
{
	if (!packet->connected)
		return;
	if (wires_connect(trial->wires, &packet->connection) < 0) {
		packet->connected = false;
		trial->count.refused_connections++;
	} else {
		trial->count.connected++;
	}
	trial->clean = false;
}

static void note(struct trial *trial, const struct sighting *seen,
		 const struct trial_answer *answer)
{
	struct trial_count *count = &trial->count;

	count->packets++;
	count->passed += answer->passed;
	count->dropped += !answer->passed;
	count->unsure += answer->may != answer->must;
	count->untold += !seen->began;
	count->states[space_number(&trial->space, answer->digits,
				   VAR_CT_STATE)]++;
	count->impossible += !says(trial, trial->exist, answer->digits);
	count->stuck += seen->passed && !seen->emerged &&
			space_number(&trial->space, answer->digits, VAR_OIF);
	if (answer->passed)
		trial->clean = false;
}

/* To be sent once more by hand. */
static void print_frame(const struct wire_packet *packet,
			const struct wires *wires, FILE *out)
{
	fprintf(out, "#   into %s, mark %u%s: ", wires->at[packet->wire].name,
		packet->mark, packet->connected ? ", connected" : "");
	for (size_t i = 0; i < packet->len; i++)
		fprintf(out, "%02x", packet->frame[i]);
	fputc('\n', out);
}

bool trial_send(struct trial *trial, const uint16_t *wish,
		enum wire_taste taste, struct trial_answer *answer, FILE *out)
{
	static struct wire_packet packet;
	struct sighting seen;
	bool fine;

	wire_packet_build(&trial->space, wish, trial->wires, taste, &packet);
	if (!trial->clean)
		wires_forget(trial->wires);
	trial->clean = true;
	prepare(trial, &packet);
	wires_send(trial->wires, packet.wire, packet.mark, packet.frame,
		   packet.len);
	wires_see(trial->wires, &seen);
	wire_packet_digits(&trial->space, &packet, trial->wires, &seen,
			   answer->digits);
	answer->passed = seen.passed;
	answer->may = says(trial, trial->may, answer->digits);
	answer->must = says(trial, trial->must, answer->digits);
	note(trial, &seen, answer);
	fine = seen.passed ? answer->may : !answer->must && !seen.emerged;
	if (!fine || !says(trial, trial->exist, answer->digits)) {
		trial->count.wrong += !fine;
		fprintf(out, "# %s, may %d, must %d%s%s:",
			seen.passed ? "passed" : "dropped", answer->may,
			answer->must, seen.began ? "" : ", before conntrack",
			seen.emerged ? ", came out" : "");
		trial_print(&trial->space, answer->digits, out);
		print_frame(&packet, trial->wires, out);
	}
	return fine;
}

void trial_print_count(const struct trial_count *count, FILE *out)
{
	fprintf(out,
		"packets=%zu passed=%zu dropped=%zu unsure=%zu untold=%zu "
		"stuck=%zu impossible=%zu wrong=%zu\n",
		count->packets, count->passed, count->dropped, count->unsure,
		count->untold, count->stuck, count->impossible, count->wrong);
	fprintf(out,
		"new=%zu established=%zu related=%zu invalid=%zu "
		"untracked=%zu connections=%zu refused=%zu\n",
		count->states[STATE_NEW], count->states[STATE_ESTABLISHED],
		count->states[STATE_RELATED], count->states[STATE_INVALID],
		count->states[STATE_UNTRACKED], count->connected,
		count->refused_connections);
}
