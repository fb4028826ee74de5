/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_hook.c -- judges what takes packets beside nf_tables: tc, the
 * legacy xtables, IPsec policies
 */
#include <string.h>

#include <linux/pkt_sched.h>

#include "kernel/around/judge_parts.h"

/* ------ tc ------ */

static const char *side(const struct around_hook *hook)
{
	if (hook->parent == TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS))
		return "ingress";
	return "egress";
}

static bool has_filter(const struct judge *judge, uint32_t link)
{
	vec_each(hook, &judge->around->hooks)
		if (hook->link == link && hook->what == HOOK_FILTER)
			return true;
	return false;
}

static void say_qdisc(const struct judge *judge, const struct around_hook *hook)
{
	const char *name = judge_name(judge, hook->link);
	struct sighting *f;

	if (has_filter(judge, hook->link))
		return; /* which says more */
	f = sightings_add(judge->out, SEVERITY_NOTE, "tc-hook", "%s %s", name,
			  hook->kind);
	sighting_ja(
		judge->out, f,
		"%s に tc の %s がある。今は何も掛かっていないが、パケットを横取りする場所である。tc qdisc del dev %s %s で消す。",
		name, hook->kind, name, hook->kind);
	sighting_en(
		judge->out, f,
		"%s has tc's %s: nothing hangs there now, but packets can be taken there. Delete it (tc qdisc del dev %s %s).",
		name, hook->kind, name, hook->kind);
}

static void say_filter(const struct judge *judge,
		       const struct around_hook *hook)
{
	const char *name = judge_name(judge, hook->link);
	const char *kind = judge_shown(judge, hook->kind);
	struct sighting *f =
		sightings_add(judge->out, SEVERITY_ALARM, "tc-filter",
			      "%s %s %s", name, side(hook), kind);

	sighting_ja(
		judge->out, f,
		"%s に tc の %s フィルタ（%s）がある。関所の規則とは別に、落とし、書き換え、別のインターフェースへ出せる。tc filter show dev %s %s で確かめて消す。",
		name, side(hook), kind, name, side(hook));
	sighting_en(
		judge->out, f,
		"%s has a tc filter (%s, %s): it can drop, rewrite or send packets elsewhere, past the gate's rules. See tc filter show dev %s %s and delete it.",
		name, side(hook), kind, name, side(hook));
}

static void say_action(const struct judge *judge,
		       const struct around_hook *hook)
{
	const char *name = judge_name(judge, hook->link);
	const char *target = judge_name(judge, hook->target);
	struct sighting *f;

	if (strcmp(hook->kind, "mirred") != 0)
		return; /* its filter is told */
	f = sightings_add(judge->out, SEVERITY_ALARM, "tc-redirect",
			  "%s %s -> %s", name, side(hook), target);
	sighting_ja(
		judge->out, f,
		"tc が %s（%s）のパケットを %s へ渡している。関所の規則を通らずに別のネットワークへ出る。直ちに tc filter del dev %s %s で消す。",
		name, side(hook), target, name, side(hook));
	sighting_en(
		judge->out, f,
		"tc hands packets of %s (%s) to %s: they reach another network without meeting the gate's rules. Delete it at once (tc filter del dev %s %s).",
		name, side(hook), target, name, side(hook));
}

void judge_hooks(const struct judge *judge)
{
	vec_each(hook, &judge->around->hooks)
		switch (hook->what) {
		case HOOK_INGRESS_QDISC:
			say_qdisc(judge, hook);
			break;
		case HOOK_FILTER:
			say_filter(judge, hook);
			break;
		case HOOK_ACTION:
			say_action(judge, hook);
			break;
		}
}

/* ------ legacy tables, IPsec ------ */

/* "filter" and "security" can only cut; the others rewrite or untrack. */
static bool only_cuts(const char *table)
{
	return !strcmp(table, "filter") || !strcmp(table, "security");
}

static void say_table(const struct judge *judge,
		      const struct around_table *table)
{
	bool cuts = only_cuts(table->name);
	struct sighting *f = sightings_add(
		judge->out, cuts ? SEVERITY_WARNING : SEVERITY_ALARM, "xtables",
		"%s %s", table->family, table->name);

	sighting_ja(
		judge->out, f,
		"旧来の %stables のテーブル %s がある。%s。%stables-legacy-save で確かめ、規則を消してモジュールを外す。",
		table->family, table->name,
		cuts ? "通信を止められる"
		     : "アドレスやパケットを書き換えられる",
		table->family);
	sighting_en(
		judge->out, f,
		"the legacy %stables have the table %s: it can %s. See %stables-legacy-save, flush it and unload its module.",
		table->family, table->name,
		cuts ? "cut traffic" : "rewrite packets and addresses",
		table->family);
}

void judge_tables(const struct judge *judge)
{
	struct sighting *f;

	vec_each(table, &judge->around->tables)
		say_table(judge, table);
	if (judge->around->n_xfrm == 0)
		return;
	f = sightings_add(judge->out, SEVERITY_ALARM, "xfrm", "policies");
	sighting_ja(
		judge->out, f,
		"IPsec のポリシー（ip xfrm policy）が %u 件ある。規則が判定した後のパケットをカプセル化して別の相手へ送れる。用がなければ消す。",
		judge->around->n_xfrm);
	sighting_en(
		judge->out, f,
		"there are %u IPsec policies (ip xfrm policy): they can wrap packets after the rules have judged them and send them elsewhere. Delete them unless they are needed.",
		judge->around->n_xfrm);
}
