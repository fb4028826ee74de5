/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover.c -- entries that decide nothing
 *
 * A rate lets a packet pass or not, so what stands behind an entry with one is
 * never hidden by it.
 */
#include "proof/lint/pair.h"

struct deciding {
	uint32_t own; /* leaf */
	bool decides;
};

/* Some packet of it leads to nobody who is asked before it. */
static bool find_decided(void *state, uint32_t a, uint32_t b,
			 const uint16_t *digits)
{
	struct deciding *deciding = state;

	(void)a;
	(void)digits;
	deciding->decides = b == DIAGRAM_NOMATCH || b >= deciding->own;
	return !deciding->decides;
}

static bool decides(struct lint_pair *p, uint32_t item, uint32_t diagram,
		    uint32_t unrated)
{
	struct deciding deciding = { diagram_leaf(item + 1), false };

	return !diagram_meet(&p->all, &p->meeting, diagram, unrated,
			     find_decided, &deciding) ||
	       deciding.decides;
}

static void say_shadowed(struct lint_pair *p, uint32_t item, uint32_t unrated)
{
	struct lint_finding *finding;
	struct met met = { 0 };
	const char *names;

	pair_meet(p, item, unrated, NULL, &met);
	pair_lessen(p, item, &met);
	p->at[item].shadowed = true;
	finding = pair_add(p, LINT_SHADOWED, item, &met, &names);
	lint_en(p->l, finding,
		"%s decides nothing, now or later: %s permit%s all of its "
		"packets before it",
		finding->subject, names, finding->n_others == 1 ? "s" : "");
	lint_ja(p->l, finding,
		"%s が判定する通信は今後もない: 全て %s が先に許可する",
		finding->subject, names);
}

/* The moment of now alone, with its two digits set. */
static uint32_t at_now(struct lint_pair *p, uint32_t id)
{
	const struct lint_time *time = &p->time;

	id = diagram_assign(&p->all, id, time->stretch_level,
			    p->nice[time->stretch_level]);
	return diagram_assign(&p->all, id, time->slot_level,
			      p->nice[time->slot_level]);
}

static void say_shadowed_now(struct lint_pair *p, uint32_t item, uint32_t now)
{
	struct lint_finding *finding;
	struct met met = { 0 };
	uint32_t diagram = p->at[item].diagram;
	const char *names;

	p->at[item].diagram = at_now(p, diagram);
	pair_meet(p, item, now, NULL, &met);
	finding = pair_add(p, LINT_SHADOWED_NOW, item, &met, &names);
	p->at[item].diagram = diagram;
	lint_en(p->l, finding,
		"%s decides nothing at this moment, for %s permit%s all of "
		"its packets before it; at other times it does",
		finding->subject, names, finding->n_others == 1 ? "s" : "");
	lint_ja(p->l, finding,
		"%s が判定する通信は現時点ではない（%s が先に許可する）。別の時期"
		"または時間帯にはある",
		finding->subject, names);
}

static void find_shadows_now(struct lint_pair *p, uint32_t unrated)
{
	uint32_t now = at_now(p, unrated), diagram;

	for (uint32_t i = 0; i < p->n; i++) {
		if (!p->at[i].involved || p->at[i].shadowed)
			continue;
		diagram = at_now(p, p->at[i].diagram);
		if (diagram != DIAGRAM_NOMATCH && !decides(p, i, diagram, now))
			say_shadowed_now(p, i, now);
	}
}

void lint_shadows(struct lint_pair *p)
{
	uint32_t unrated = pair_build(p, item_is_unrated, &diagram_first_op);

	for (uint32_t i = 0; i < p->n; i++)
		if (p->at[i].involved &&
		    !decides(p, i, p->at[i].diagram, unrated))
			say_shadowed(p, i, unrated);
	if (p->time.starts.n > 1 || p->time.slots.n > 1)
		find_shadows_now(p, unrated);
}
