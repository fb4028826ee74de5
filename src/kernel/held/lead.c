/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lead.c -- which generation packets are led to, and for how long
 */
#include "kernel/held/lead.h"

#include <errno.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/netlink/attr.h"
#include "ruleset/frame.h"

enum {
	/* More than elements of one transaction are apart, and than asking for
	 * all of them takes. */
	LAPSING_MS = 20,
};

/* An element that drops leads to no generation: of an interface that the
 * pending one does not know. */
static void read_verdict(const struct nlattr *nest, struct lead *lead)
{
	struct attrs data, verdict;
	uint32_t generation;

	if (!attrs_of_nest(nest, &data) ||
	    !attrs_of_nest(data.at[NFTA_DATA_VERDICT], &verdict)) {
		lead->mixed = true;
		return;
	}
	if (attr_be32(verdict.at[NFTA_VERDICT_CODE], NF_ACCEPT) == NF_DROP)
		return;
	generation =
		generation_of_name(attr_text(verdict.at[NFTA_VERDICT_CHAIN]));
	if (generation == 0 ||
	    (lead->generation && lead->generation != generation))
		lead->mixed = true;
	else
		lead->generation = generation;
}

static void read_element(const struct nlattr *item, struct lead *lead)
{
	struct attrs element;
	uint64_t ms;

	lead->n++;
	if (!attrs_of_nest(item, &element)) {
		lead->mixed = true;
		return;
	}
	read_verdict(element.at[NFTA_SET_ELEM_DATA], lead);
	if (!element.at[NFTA_SET_ELEM_TIMEOUT])
		return;
	ms = attr_be64(element.at[NFTA_SET_ELEM_EXPIRATION],
		       attr_be64(element.at[NFTA_SET_ELEM_TIMEOUT], 0));
	ms = ms ? ms : 1;
	if (!lead->ms || ms < lead->ms)
		lead->ms = ms;
}

int lead_read(const struct nlmsghdr *msg, void *ctx)
{
	struct lead *lead = ctx;
	struct walk w = walk_elements(msg);
	const struct nlattr *item;

	if (w.bad)
		return -EBADMSG;
	while ((item = walk_next(&w)))
		read_element(item, lead);
	return 0;
}

int leads_read(struct sock *sock, const struct held *held, struct leads *out)
{
	struct leads leads = { 0 };

	vec_each(set, &held->gate.sets) {
		const struct dump elements = {
			NFT_MSG_GETSETELEM,
			NFTA_SET_ELEM_LIST_TABLE,
			NFTA_SET_ELEM_LIST_SET,
			TABLE_GATE,
			set->name,
		};
		const bool fallback = frame_is_fallback(set->name);
		struct lead *lead =
			fallback ? &leads.fallback : &leads.selected;
		const size_t before = lead->n;
		int r;

		if (generation_of_name(set->name) ||
		    set->data_type != NFT_DATA_VERDICT)
			continue;
		r = held_dump(sock, &elements, lead_read, lead);
		if (r < 0)
			return r;
		leads.empty |= !fallback && lead->n == before;
	}
	*out = leads;
	return 0;
}

bool leads_are_lapsing(const struct leads *leads)
{
	const struct lead *selected = &leads->selected;

	if (!selected->n || (!leads->fallback.n && !selected->ms))
		return false;
	return leads->empty || (selected->ms && selected->ms <= LAPSING_MS);
}

void leads_decide(const struct leads *leads, struct held *held)
{
	const struct lead *selected = &leads->selected;

	held->fallback = leads->fallback.generation;
	held->live =
		selected->generation ? selected->generation : held->fallback;
	if (selected->generation &&
	    (selected->ms ||
	     (held->fallback && held->live != held->fallback))) {
		held->pending = held->live;
		held->pending_ms = selected->ms;
	}
	/* Where one selector of several has nothing, its packets meet the
	 * fallback's tree and the others' do not. */
	held->mixed = selected->mixed || leads->fallback.mixed ||
		      (leads->fallback.n && selected->n && leads->empty);
}
