/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print.c -- an explanation for people, in both languages
 */
#include "policy/print/print.h"

#include <string.h>

#include "base/text.h"
#include "proof/explain/parts.h"

enum {
	LABEL_COLUMNS = 22,
};

struct printing {
	const struct explanation *e;
	struct arena *arena;
	FILE *out;
	bool colours;
};

static const struct {
	const char *en, *ja, *colour;
} verdicts[] = {
	[TRACE_DROP] = { "drop", "拒否", "\033[1;31m" },
	[TRACE_ACCEPT] = { "accept", "許可", "\033[1;32m" },
	[TRACE_CONDITIONAL] = { "conditional", "条件付き", "\033[1;33m" },
};

static const char *const grounds_en[] = {
	[GROUND_NONE] = "",
	[GROUND_ENTRY] = "",
	[GROUND_LOOPBACK] = "the gateway's talk with itself",
	[GROUND_NEIGHBOUR] = "IPv6 neighbour discovery",
	[GROUND_ERROR] = "an ICMP error about a connection that is let in",
	[GROUND_STAMP] = "its connection was let in",
};

static const char *const grounds_ja[] = {
	[GROUND_NONE] = "",
	[GROUND_ENTRY] = "",
	[GROUND_LOOPBACK] = "関所自身の内部通信",
	[GROUND_NEIGHBOUR] = "IPv6近隣探索",
	[GROUND_ERROR] = "許可された接続についてのICMPエラー",
	[GROUND_STAMP] = "許可済みの接続",
};

/* What stands in a kernel, or was imported, anybody may have named. */
static const char *shown(const struct printing *p, const char *text)
{
	size_t size = 4 * strlen(text) + 1;

	return text_shown(arena_alloc(p->arena, size), size, text);
}

static void label(const struct printing *p, const char *en, const char *ja)
{
	size_t used = text_columns(en) + 1 + text_columns(ja);

	fprintf(p->out, "  %s %s", en, ja);
	for (; used < LABEL_COLUMNS; used++)
		fputc(' ', p->out);
}

static void member(const struct printing *p, const char *en, const char *ja,
		   const char *text)
{
	if (!text || !*text)
		return;
	label(p, en, ja);
	fprintf(p->out, "%s\n", text);
}

static void verdict(const struct printing *p, enum trace_verdict verdict)
{
	fprintf(p->out, "%s%s %s%s", p->colours ? verdicts[verdict].colour : "",
		verdicts[verdict].en, verdicts[verdict].ja,
		p->colours ? "\033[0m" : "");
}

static void side(const struct printing *p, const char *en, const char *ja,
		 const struct explain_side *side)
{
	label(p, en, ja);
	verdict(p, side->verdict);
	if (side->id)
		fprintf(p->out, "  %s", side->id);
	else if (*grounds_en[side->ground])
		fprintf(p->out, "  %s（%s）", grounds_en[side->ground],
			grounds_ja[side->ground]);
	if (side->entry)
		fprintf(p->out, "  %s",
			explain_place(p->e, p->arena, side->entry));
	fputc('\n', p->out);
}

static void texts(const struct printing *p, const char *en, const char *ja,
		  const struct explain_texts *texts)
{
	vec_each(text, texts) {
		bool first = text == texts->at;

		label(p, first ? en : "", first ? ja : "");
		fprintf(p->out, "%s\n", shown(p, text->ja));
		label(p, "", "");
		fprintf(p->out, "%s\n", shown(p, text->en));
	}
}

static void validity(const struct printing *p, const struct approval *approval)
{
	const struct policy *policy = p->e->options.policy;
	char from[16] = "", until[16] = "";

	if (!approval->valid_from && !approval->valid_until)
		return;
	if (approval->valid_from)
		print_day(from, policy, approval->valid_from);
	if (approval->valid_until)
		print_day(until, policy, approval->valid_until - 1);
	label(p, "valid", "有効期間");
	fprintf(p->out, "%s … %s\n", from, until);
}

static void entry(const struct printing *p)
{
	const struct explanation *e = p->e;
	const struct explain_side *by =
		e->has_kernel ? &e->by_kernel : &e->by_register;
	const struct approval *approval =
		explain_approval(e->options.policy, by->entry);

	if (!approval)
		return;
	member(p, "purpose", "目的", approval->purpose);
	member(p, "document", "文書番号", approval->document);
	member(p, "requested by", "申請者", approval->requested_by);
	member(p, "approved by", "承認者", approval->approved_by);
	member(p, "double role", "兼務の理由", approval->override_reason);
	validity(p, approval);
}

static void use(const struct printing *p)
{
	const struct explanation *e = p->e;

	if (!e->has_kernel || !e->by_kernel.id)
		return;
	label(p, "use", "利用実績");
	if (!e->use.counted) {
		fputs("計数なし (not counted)\n", p->out);
		return;
	}
	fprintf(p->out, "%ju packets, %ju bytes", (uintmax_t)e->use.packets,
		(uintmax_t)e->use.bytes);
	if (e->options.applied)
		fprintf(p->out, " since %s",
			explain_moment(p->arena, e->options.policy,
				       e->options.applied));
	fputc('\n', p->out);
}

static void differences(const struct printing *p, const struct near_entry *near)
{
	static const struct {
		const char *en, *ja;
	} words[N_NEAR_KINDS] = {
		[NEAR_NOT_YET] = { "not before", "開始日前" },
		[NEAR_ENDED] = { "ended", "期限切れ" },
		[NEAR_HOURS] = { "hours", "時間帯" },
		[NEAR_SERVICE] = { "service", "サービス" },
		[NEAR_SOURCE] = { "source", "送信元" },
		[NEAR_DESTINATION] = { "destination", "宛先" },
		[NEAR_FROM] = { "from zone", "送信元ゾーン" },
		[NEAR_TO] = { "to zone", "宛先ゾーン" },
		[NEAR_DIRECTION] = { "direction", "向き" },
	};

	if (near->n == 0)
		fputs("      これ以外は合致します (fits in all else)\n",
		      p->out);
	for (size_t i = 0; i < near->n; i++)
		fprintf(p->out, "      %s %s: %s  ≠  %s\n",
			words[near->list[i].kind].ja,
			words[near->list[i].kind].en, near->list[i].is,
			near->list[i].allowed);
}

static void nearest(const struct printing *p)
{
	const struct explanation *e = p->e;

	if (e->n_near == 0)
		return;
	fputs("  近い登録と、違うところ (nearest entries, and what differs)\n",
	      p->out);
	for (size_t i = 0; i < e->n_near; i++) {
		fprintf(p->out, "    %s  %s\n",
			policy_entry_id(e->options.policy, e->near[i].entry),
			explain_place(e, p->arena, e->near[i].entry));
		differences(p, &e->near[i]);
	}
}

static void step(const struct printing *p, const struct trace_step *step)
{
	const char *did = shown(p, explain_verdict(p->arena, step));
	unsigned indent = 6 + 2 * step->depth;

	if (step->kind == TRACE_BASE) {
		fprintf(p->out, "    %s  %s %s %s, priority %d\n",
			trace_hook_name(step->chain->base->hook),
			rules_family_name(step->chain->table->family),
			shown(p, step->chain->table->name),
			shown(p, step->chain->name),
			step->chain->base->priority);
		return;
	}
	if (step->kind == TRACE_POLICY) {
		fprintf(p->out, "      policy: %s\n", did);
		return;
	}
	fprintf(p->out, "%*s%s #%ju: %s", (int)indent, "",
		shown(p, step->chain->name), (uintmax_t)step->rule->handle,
		did);
	if (step->rule->comment)
		fprintf(p->out, " \"%s\"", shown(p, step->rule->comment));
	for (size_t i = 0; i < step->n_hits; i++) {
		const struct nf_element *element = step->hits[i].element;
		bool says = element && element->comment;

		fprintf(p->out, " [@%s%s%s]", shown(p, step->hits[i].set->name),
			says ? ": " : "",
			says ? shown(p, element->comment) : "");
	}
	fputc('\n', p->out);
}

/* What the model demands of the pair. */
static void model(const struct printing *p)
{
	const struct model_cell *cell = p->e->cell;

	if (!cell || p->e->by_register.verdict != TRACE_DROP)
		return;
	label(p, "model", "モデル");
	fprintf(p->out, "%s %s\n", cell->id, passage_name(cell->passage));
	label(p, "", "");
	fprintf(p->out, "%s\n", cell->reason_ja);
	label(p, "", "");
	fprintf(p->out, "%s\n", cell->reason_en);
}

static void run(const struct printing *p, const struct trace_run *run)
{
	/* Where both runs end alike, no answer matters. */
	if (p->e->trace.verdict == TRACE_CONDITIONAL)
		vec_each(atom, &run->atoms)
			fprintf(p->out, "    %s %s\n",
				atom->n > 2         ? "?"
				: atom->answer == 0 ? "if"
						    : "unless",
				shown(p, atom->text));
	vec_each(one, &run->steps)
		step(p, one);
}

static void path(const struct printing *p)
{
	const struct trace *trace = &p->e->trace;

	if (!p->e->has_kernel)
		return;
	if (trace->has_accept) {
		fputs("  許可となる経路 (the way on which it is accepted)\n",
		      p->out);
		run(p, &trace->accept);
	}
	if (trace->has_drop) {
		fputs("  拒否となる経路 (the way on which it is dropped)\n",
		      p->out);
		run(p, &trace->drop);
	}
}

void explain_print(const struct explanation *e, bool colours, FILE *out)
{
	struct arena arena = { 0 };
	const struct printing p = { e, &arena, out, colours };

	verdict(&p, e->verdict);
	fprintf(out, "  %s\n", e->question);
	if (e->disagrees)
		fprintf(out,
			"%s!! 台帳とカーネルが一致しません "
			"(the register and the kernel disagree)%s\n",
			colours ? verdicts[TRACE_DROP].colour : "",
			colours ? "\033[0m" : "");
	member(&p, "at", "日時",
	       explain_moment(&arena, e->options.policy, e->options.now));
	side(&p, "register", "台帳", &e->by_register);
	if (e->has_kernel)
		side(&p, "kernel", "カーネル", &e->by_kernel);
	entry(&p);
	if (e->verdict != TRACE_DROP)
		texts(&p, "provided", "条件", &e->conditions);
	use(&p);
	texts(&p, "why not", "理由", &e->reasons);
	model(&p);
	nearest(&p);
	path(&p);
	arena_finish(&arena);
}
