/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.c -- what a kernel's rules do with one packet, in the
 * register's words
 *
 * A tree's elements, rules and chains bear the ids of entries as comments, and
 * an accepted connection bears the entry's number in its mark.
 */
#include <stdio.h>
#include <string.h>

#include "proof/explain/parts.h"
#include "ruleset/ruleset.h"

enum {
	NAME_ROOM = 64,
};

static bool is_gate(const struct nf_chain *chain)
{
	return chain->table->family == NF_FAMILY_INET &&
	       strcmp(chain->table->name, TABLE_GATE) == 0;
}

static uint32_t entry_of_id(const struct explanation *e, const char *id)
{
	const struct policy *policy = e->options.policy;

	for (uint32_t i = 0; i < policy->n_entries; i++)
		if (strcmp(policy->entry_ids[i], id) == 0)
			return i + 1;
	return 0;
}

/* The last comment on the way that is an entry's id. */
static const char *id_on_the_way(const struct explanation *e,
				 const struct trace_run *run)
{
	const char *id = NULL;

	vec_each(step, &run->steps) {
		if (!is_gate(step->chain))
			continue;
		if (step->rule && step->rule->comment &&
		    entry_of_id(e, step->rule->comment))
			id = step->rule->comment;
		for (size_t i = 0; i < step->n_hits; i++)
			if (step->hits[i].element &&
			    step->hits[i].element->comment &&
			    entry_of_id(e, step->hits[i].element->comment))
				id = step->hits[i].element->comment;
	}
	return id;
}

/* By the connection's mark, else by comments. */
static void name_entry(struct explanation *e, const struct trace_run *run)
{
	uint32_t number = run->mark & ENTRY_MAX;
	struct explain_side *side = &e->by_kernel;
	const char *id = NULL;

	if (e->options.is_applied && run->has_mark && e->options.generation &&
	    run->mark >> GENERATION_SHIFT == e->options.generation)
		id = policy_entry_id(e->options.policy, number);
	if (!id)
		id = id_on_the_way(e, run);
	if (!id)
		return;
	side->ground = GROUND_ENTRY;
	side->id = id;
	side->entry = entry_of_id(e, id);
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

struct drop {
	const char *begins, *en, *ja;
};

/* What a chain of a tree drops for, by its name without "gN_". */
static const struct drop tree_drops[] = {
	{ "from_", "its source is not of the zone that it comes from",
	  "送信元アドレスが届いたゾーンのものではありません" },
	{ "macs_", "its source has another MAC",
	  "送信元のMACアドレスが登録と違います" },
	{ "spoof", "it comes from an address of the gateway",
	  "関所自身のアドレスを名乗っています" },
	{ "to_", "its destination is not of the zone that it leaves to",
	  "宛先アドレスが出て行くゾーンのものではありません" },
	{ "out_", "its destination is not of the zone that it leaves to",
	  "宛先アドレスが出て行くゾーンのものではありません" },
	{ "", "no entry of the register lets it pass",
	  "台帳のどの登録でも通りません" },
};

/* And one of the frame. */
static const struct drop frame_drops[] = {
	{ "isolate_", "it is isolated (sekisho isolate)",
	  "緊急遮断されています（sekisho isolate）" },
	{ "", "its interface is in no zone, or no generation is in force",
	  "ゾーンに属さないインターフェースか、有効な世代がありません" },
};

/* Behind "gN_"; NULL: it is of no tree. */
static const char *name_in_tree(const char *chain)
{
	size_t digits = strspn(chain + (chain[0] == 'g'), "0123456789");

	if (chain[0] != 'g' || digits == 0 || chain[1 + digits] != '_')
		return NULL;
	return chain + 2 + digits;
}

static const struct drop *meaning_of(const char *chain)
{
	const char *name = name_in_tree(chain);
	const struct drop *one = name ? tree_drops : frame_drops;

	while (!begins(name ? name : chain, one->begins))
		one++;
	return one;
}

static void tell_foreign_drop(struct explanation *e,
			      const struct nf_chain *chain)
{
	char *where = arena_printf(&e->arena, "%s %s %s",
				   rules_family_name(chain->table->family),
				   chain->table->name, chain->name);

	explain_reason(
		e,
		arena_printf(&e->arena,
			     "kernel: a chain that is not the gate's "
			     "drops it: %s",
			     where),
		arena_printf(
			&e->arena,
			"カーネル：関所のものでないチェーン %s が破棄します",
			where));
}

/* Whose step dropped it. */
static void tell_drop(struct explanation *e)
{
	const struct trace_step *step = trace_deciding(&e->trace.drop);
	const struct drop *drop;

	if (!step)
		return;
	if (!is_gate(step->chain)) {
		tell_foreign_drop(e, step->chain);
		return;
	}
	drop = meaning_of(step->chain->name);
	explain_reason(e, arena_printf(&e->arena, "kernel: %s", drop->en),
		       arena_printf(&e->arena, "カーネル：%s", drop->ja));
}

static uint64_t *counter_of(const struct nf_exprs *exprs, uint64_t sum[2])
{
	for (size_t i = 0; i < exprs->n; i++) {
		if (exprs->at[i].strange || exprs->at[i].kind != EXPR_COUNTER)
			continue;
		sum[0] += exprs->at[i].counter.packets;
		sum[1] += exprs->at[i].counter.bytes;
		return sum;
	}
	return NULL;
}

static bool is_flows(const char *chain, uint32_t generation, uint32_t entry)
{
	char name[NAME_ROOM];

	snprintf(name, sizeof(name), "g%u_flow_%u", generation, entry);
	if (strcmp(chain, name) == 0)
		return true;
	snprintf(name, sizeof(name), "g%u_flow_%u_now", generation, entry);
	return strcmp(chain, name) == 0;
}

/* Elements that bear the id, and the entry's own chains. */
static void count_use(struct explanation *e)
{
	const struct nf_table *gate =
		rules_find_table(e->options.rules, NF_FAMILY_INET, TABLE_GATE);
	uint64_t sum[2] = { 0 };
	char tree[NAME_ROOM];

	if (!gate || !e->by_kernel.id || !e->options.generation)
		return;
	snprintf(tree, sizeof(tree), "g%u_", e->options.generation);
	vec_each(set, &gate->sets) {
		if (!begins(set->name, tree))
			continue;
		vec_each(element, &set->elements)
			if (element->comment &&
			    strcmp(element->comment, e->by_kernel.id) == 0 &&
			    counter_of(&element->exprs, sum))
				e->use.counted = true;
	}
	vec_each(chain, &gate->chains) {
		if (!e->options.is_applied ||
		    !is_flows(chain->name, e->options.generation,
			      e->by_kernel.entry))
			continue;
		vec_each(rule, &chain->rules)
			if (counter_of(&rule->exprs, sum))
				e->use.counted = true;
	}
	e->use.packets = sum[0];
	e->use.bytes = sum[1];
}

static void tell_atoms(struct explanation *e)
{
	const char *decisive = e->trace.decisive;

	if (!decisive) {
		explain_condition(e, "not every way could be tried",
				  "全ての場合を試すことはできませんでした");
		return;
	}
	explain_condition(
		e, arena_printf(&e->arena, "kernel: it rests on: %s", decisive),
		arena_printf(&e->arena, "カーネル：次の条件によります：%s",
			     decisive));
}

void explain_by_kernel(struct explanation *e)
{
	static const enum way ways[] = {
		[REGISTER_FORWARD] = WAY_FORWARD,
		[REGISTER_INPUT] = WAY_INPUT,
		[REGISTER_OUTPUT] = WAY_OUTPUT,
	};

	trace_packet(&e->tracer, ways[e->hook], e->digits, &e->trace);
	e->by_kernel.verdict = e->trace.verdict;
	if (e->trace.verdict == TRACE_DROP)
		tell_drop(e);
	if (e->trace.verdict == TRACE_CONDITIONAL)
		tell_atoms(e);
	if (!e->trace.has_accept)
		return;
	/* Without an entry it is what the register permits beside them. */
	e->by_kernel.ground = e->by_register.ground == GROUND_ENTRY
				      ? GROUND_NONE
				      : e->by_register.ground;
	name_entry(e, &e->trace.accept);
	count_use(e);
}
