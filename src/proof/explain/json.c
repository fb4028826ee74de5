/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c -- an explanation for programs
 */
#include "policy/print/print.h"
#include "proof/explain/parts.h"

static const char *verdict_word(enum trace_verdict verdict)
{
	static const char *const words[] = {
		[TRACE_DROP] = "drop",
		[TRACE_ACCEPT] = "accept",
		[TRACE_CONDITIONAL] = "conditional",
	};

	return words[verdict];
}

static const char *ground_word(enum explain_ground ground)
{
	static const char *const words[] = {
		[GROUND_NONE] = NULL,
		[GROUND_ENTRY] = "entry",
		[GROUND_LOOPBACK] = "loopback",
		[GROUND_NEIGHBOUR] = "neighbour",
		[GROUND_ERROR] = "error",
		[GROUND_STAMP] = "stamp",
	};

	return words[ground];
}

static const char *or_null(const char *text)
{
	return text && *text ? text : NULL;
}

static void day(struct json *json, const struct explanation *e, const char *key,
		time_t second)
{
	char text[16];

	json_member(json, key,
		    second ? print_day(text, e->options.policy, second) : NULL);
}

static void members_of_approval(struct json *json, const struct explanation *e,
				const struct approval *approval)
{
	static const struct approval none = { .purpose = NULL };

	if (!approval)
		approval = &none;
	json_member(json, "purpose", or_null(approval->purpose));
	json_member(json, "document", or_null(approval->document));
	json_member(json, "requested_by", or_null(approval->requested_by));
	json_member(json, "approved_by", or_null(approval->approved_by));
	json_member(json, "override_reason",
		    or_null(approval->override_reason));
	day(json, e, "valid_from", approval->valid_from);
	day(json, e, "valid_until",
	    approval->valid_until ? approval->valid_until - 1 : 0);
}

static void member_texts(struct json *json, const char *key,
			 const struct explain_texts *texts)
{
	json_key(json, key);
	json_array(json);
	vec_each(text, texts) {
		json_object(json);
		json_member(json, "ja", text->ja);
		json_member(json, "en", text->en);
		json_object_end(json);
	}
	json_array_end(json);
}

static void member_side(struct json *json, const char *key,
			const struct explain_side *side)
{
	json_key(json, key);
	json_object(json);
	json_member(json, "verdict", verdict_word(side->verdict));
	json_member(json, "ground", ground_word(side->ground));
	json_member(json, "flow", side->id);
	json_object_end(json);
}

static void member_use(struct json *json, const struct explanation *e)
{
	json_key(json, "last_use");
	if (!e->use.counted) {
		json_string(json, NULL);
		return;
	}
	json_object(json);
	json_key(json, "packets");
	json_number(json, (int64_t)e->use.packets);
	json_key(json, "bytes");
	json_number(json, (int64_t)e->use.bytes);
	json_key(json, "since");
	if (e->options.applied)
		json_number(json, e->options.applied);
	else
		json_string(json, NULL);
	json_object_end(json);
}

static void member_near(struct json *json, const struct explanation *e,
			struct arena *arena)
{
	static const char *const kinds[N_NEAR_KINDS] = {
		[NEAR_NOT_YET] = "not-yet",
		[NEAR_ENDED] = "ended",
		[NEAR_HOURS] = "hours",
		[NEAR_SERVICE] = "service",
		[NEAR_SOURCE] = "source",
		[NEAR_DESTINATION] = "destination",
		[NEAR_FROM] = "from",
		[NEAR_TO] = "to",
		[NEAR_DIRECTION] = "direction",
	};

	json_key(json, "nearest");
	json_array(json);
	for (size_t i = 0; i < e->n_near; i++) {
		const struct near_entry *near = &e->near[i];

		json_object(json);
		json_member(json, "flow",
			    policy_entry_id(e->options.policy, near->entry));
		json_member(json, "policy",
			    explain_place(e, arena, near->entry));
		json_key(json, "differences");
		json_array(json);
		for (size_t k = 0; k < near->n; k++) {
			json_object(json);
			json_member(json, "what", kinds[near->list[k].kind]);
			json_member(json, "is", near->list[k].is);
			json_member(json, "allowed", near->list[k].allowed);
			json_object_end(json);
		}
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

static void step(struct json *json, const struct trace_step *step,
		 struct arena *arena)
{
	const struct nf_base *base = step->chain->base;

	json_object(json);
	json_member(json, "family",
		    rules_family_name(step->chain->table->family));
	json_member(json, "table", step->chain->table->name);
	json_member(json, "chain", step->chain->name);
	if (step->kind == TRACE_BASE) {
		json_member(json, "hook", trace_hook_name(base->hook));
		json_key(json, "priority");
		json_number(json, base->priority);
		json_object_end(json);
		return;
	}
	json_member(json, "verdict", explain_verdict(arena, step));
	if (step->kind == TRACE_POLICY) {
		json_key(json, "chain_policy");
		json_bool(json, true);
		json_object_end(json);
		return;
	}
	json_key(json, "handle");
	json_number(json, (int64_t)step->rule->handle);
	json_member(json, "comment", step->rule->comment);
	json_key(json, "elements");
	json_array(json);
	for (size_t i = 0; i < step->n_hits; i++) {
		json_object(json);
		json_member(json, "set", step->hits[i].set->name);
		json_member(json, "comment",
			    step->hits[i].element
				    ? step->hits[i].element->comment
				    : NULL);
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
}

static void member_run(struct json *json, const char *key,
		       const struct trace_run *run, struct arena *arena)
{
	json_key(json, key);
	json_array(json);
	vec_each(one, &run->steps)
		step(json, one, arena);
	json_array_end(json);
}

static void member_atoms(struct json *json, const struct trace *trace)
{
	const struct trace_run *run =
		trace->has_accept ? &trace->accept : &trace->drop;

	json_key(json, "atoms");
	json_array(json);
	vec_each(atom, &run->atoms) {
		if (trace->verdict != TRACE_CONDITIONAL)
			break; /* no answer matters */
		json_object(json);
		json_member(json, "text", atom->text);
		json_key(json, "answer");
		if (atom->n == 2)
			json_bool(json, atom->answer == 0);
		else
			json_number(json, atom->answer);
		json_key(json, "drawn");
		json_bool(json, atom->drawn);
		json_object_end(json);
	}
	json_array_end(json);
	json_member(json, "decisive", trace->decisive);
}

static void members_of_kernel(struct json *json, const struct explanation *e,
			      struct arena *arena)
{
	const struct trace *trace = &e->trace;

	if (!e->has_kernel)
		return;
	member_side(json, "by_kernel", &e->by_kernel);
	json_key(json, "disagrees");
	json_bool(json, e->disagrees);
	member_atoms(json, trace);
	member_run(json, "path",
		   trace->has_accept ? &trace->accept : &trace->drop, arena);
	if (trace->has_accept && trace->has_drop)
		member_run(json, "path_of_drop", &trace->drop, arena);
}

void explain_json(const struct explanation *e, struct json *json)
{
	const struct explain_side *by =
		e->has_kernel ? &e->by_kernel : &e->by_register;
	struct arena arena = { 0 };
	char text[WITNESS_TEXT];

	json_member(json, "verdict", verdict_word(e->verdict));
	json_member(json, "zone_pair",
		    arena_printf(&arena, "%s->%s", explain_zone_name(e, false),
				 explain_zone_name(e, true)));
	json_member(json, "flow", by->id);
	json_member(json, "policy", explain_place(e, &arena, by->entry));
	json_member(json, "source", e->has_kernel ? "kernel" : "policy");
	json_member(
		json, "packet",
		witness_text(text, &e->space, e->options.policy, e->digits));
	json_member(json, "reason",
		    e->verdict == TRACE_DROP && e->reasons.n
			    ? e->reasons.at[0].en
			    : NULL);
	members_of_approval(json, e,
			    explain_approval(e->options.policy, by->entry));
	member_use(json, e);
	member_texts(json, "reasons", &e->reasons);
	member_texts(json, "conditions", &e->conditions);
	json_member(json, "model", e->cell ? e->cell->id : NULL);
	json_member(json, "passage",
		    e->cell ? passage_name(e->cell->passage) : NULL);
	member_near(json, e, &arena);
	member_side(json, "by_register", &e->by_register);
	members_of_kernel(json, e, &arena);
	arena_finish(&arena);
}
