/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * difference.c -- what a kernel accepts against what its policy allows
 */
#include "cli/difference.h"

#include "cli/packet.h"
#include "cli/progress.h"
#include "cli/rows.h"
#include "proof/rules/as_if.h"

enum {
	ROWS_SHOWN = 20,
};

static const char *const hook_names[N_REGISTER_HOOKS] = {
	[REGISTER_FORWARD] = "forward",
	[REGISTER_INPUT] = "input",
	[REGISTER_OUTPUT] = "output",
};

/* Packets that bear no mark yet are those that begin. */
static void list(struct difference *difference, enum register_hook hook,
		 uint32_t id, struct ask_rows *out)
{
	struct grounds *grounds = &difference->prover.grounds;
	struct asked asked = inquiry_asked(grounds->inquiry);
	const struct ask_scope scope = { .hook = hook };

	if (!ask_reach(&asked, grounds_unmarked(grounds, id), &scope,
		       &difference->prover.arena, out))
		out->more = true;
}

void difference_find(struct source *source, struct difference *out)
{
	const struct proof *proof;

	*out = (struct difference){ 0 };
	as_if_not_isolated(&source->rules);
	prover_init(&out->prover, source, false);
	progress_begin("compares all packets");
	proof = out->proof = grounds_proof(&out->prover.grounds);
	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
		enum register_hook at = (enum register_hook)hook;

		list(out, at, proof->all[PROOF_WIDER][hook], &out->wider[hook]);
		list(out, at, proof->all[PROOF_NARROWER][hook],
		     &out->narrower[hook]);
	}
	progress_end();
}

void difference_finish(struct difference *difference)
{
	prover_finish(&difference->prover);
}

bool difference_is(const struct difference *difference)
{
	return difference->proof->result == PROOF_REFUTED ||
	       difference->proof->result == PROOF_UNKNOWN;
}

enum proof_result difference_result(const struct difference *difference)
{
	if (difference->proof->result == PROOF_PROVED &&
	    difference->prover.assumptions.n_holes)
		return PROOF_CONDITIONAL;
	return difference->proof->result;
}

static void print_holes(const struct assumptions *assumptions, FILE *out)
{
	vec_each(one, &assumptions->list)
		if (one->hole)
			fprintf(out, "  rests on: %s%s%s: %s\n      %s\n",
				one->slug, *one->object ? " " : "", one->object,
				one->ja, one->en);
}

static void print_rows(struct difference *difference,
		       const struct ask_rows *lists, const char *before,
		       FILE *out)
{
	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
		struct rows rows = {
			.grounds = &difference->prover.grounds,
			.hook = (enum register_hook)hook,
			.list = &lists[hook],
			.before = before,
			.most = ROWS_SHOWN,
		};

		rows_print(&rows, out);
	}
}

static const char *result_line(enum proof_result result)
{
	switch (result) {
	case PROOF_PROVED:
		return "packets: PROVED: what is accepted is what is allowed "
		       "(通信は一致、証明済み)";
	case PROOF_CONDITIONAL:
		return "packets: CONDITIONAL: the same, but for what is not "
		       "modelled (条件付きで一致)";
	case PROOF_REFUTED:
		return "packets: REFUTED: what is accepted is not what is "
		       "allowed (通信が違う)";
	case PROOF_UNKNOWN:
		break;
	}
	return "packets: UNKNOWN: past the limits (不明)";
}

void difference_print(struct difference *difference, FILE *out)
{
	const struct proof *proof = difference->proof;

	fprintf(out, "%s\n", result_line(difference_result(difference)));
	print_holes(&difference->prover.assumptions, out);
	if (proof->result == PROOF_UNKNOWN)
		fprintf(out, "  %s\n",
			inquiry_why(difference->prover.grounds.inquiry));
	vec_each(one, &proof->list) {
		fprintf(out, "  %s: ", proof_kind_text(one->kind));
		packet_print(difference->prover.grounds.inquiry, one->digits,
			     out);
		fprintf(out, "\n    register: %s\n",
			prover_entry_text(&difference->prover, one->entry));
	}
	if (proof->more)
		fputs("  … and others\n", out);
	print_rows(difference, difference->wider, "  > ", out);
	print_rows(difference, difference->narrower, "  < ", out);
}

void difference_json(struct difference *difference, struct json *json)
{
	vec_each(one, &difference->proof->list) {
		json_object(json);
		json_member(json, "kind", proof_kind_text(one->kind));
		json_member(json, "hook", hook_names[one->hook]);
		json_key(json, "packet");
		packet_json(difference->prover.grounds.inquiry, one->digits,
			    json);
		json_member(json, "register",
			    prover_entry_text(&difference->prover, one->entry));
		json_object_end(json);
	}
}
