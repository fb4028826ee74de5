/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * met.c -- which others have an entry's packets, and one packet of both
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "proof/lint/pair.h"

struct covering {
	bool open; /* a packet that leads to NOMATCH */
};

static bool find_open(void *state, uint32_t a, uint32_t b,
		      const uint16_t *digits)
{
	struct covering *covering = state;

	(void)a;
	(void)digits;
	covering->open = b == DIAGRAM_NOMATCH;
	return !covering->open;
}

/* Does every packet of `item` lead to a leaf other than NOMATCH? */
static bool covers(struct lint_pair *p, uint32_t item, uint32_t id)
{
	struct covering covering = { false };

	return diagram_meet(&p->all, &p->meeting, p->at[item].diagram, id,
			    find_open, &covering) &&
	       !covering.open;
}

struct meeting_others {
	struct lint_pair *p;
	uint32_t item;
	pair_wanted wanted;
	struct met *met;
};

static bool add_met(void *state, uint32_t a, uint32_t b, const uint16_t *digits)
{
	struct meeting_others *m = state;
	struct met *met = m->met;
	uint32_t place = leaf_value(b) - 1;

	(void)a;
	(void)digits;
	if (b == DIAGRAM_NOMATCH || !leaf_value(b) || place == m->item ||
	    m->p->at[place].seen == m->p->seen ||
	    (m->wanted && !m->wanted(m->p, m->item, place)))
		return true;
	m->p->at[place].seen = m->p->seen;
	met->n_all++;
	if (met->n < MOST_MET)
		met->place[met->n++] = place;
	return true;
}

void pair_meet(struct lint_pair *p, uint32_t item, uint32_t id,
	       pair_wanted wanted, struct met *met)
{
	struct meeting_others m = { p, item, wanted, met };

	p->seen++;
	for (size_t i = 0; i < met->n; i++)
		p->at[met->place[i]].seen = p->seen;
	diagram_meet(&p->all, &p->meeting, p->at[item].diagram, id, add_met,
		     &m);
}

static void strike(struct met *met, size_t i)
{
	met->n--;
	met->n_all--;
	memmove(&met->place[i], &met->place[i + 1],
		(met->n - i) * sizeof(met->place[0]));
}

void pair_lessen(struct lint_pair *p, uint32_t item, struct met *met)
{
	struct met less;

	for (size_t i = 0; i < met->n; i++) {
		if (!covers(p, item, p->at[met->place[i]].diagram))
			continue;
		*met = (struct met){ { met->place[i] }, 1, 1 };
		return;
	}
	if (met->n_all > met->n)
		return;
	for (size_t i = met->n; i-- > 0 && met->n > 1;) {
		less = *met;
		strike(&less, i);
		if (covers(p, item, pair_build_met(p, &less)))
			*met = less;
	}
}

static struct addr addr_at(const struct lint_pair *p, const uint16_t *digits,
			   enum variable variable)
{
	struct addr addr = { .family = FAMILY_IPV4 };

	if (variable == VAR_IP6_SADDR || variable == VAR_IP6_DADDR)
		addr.family = FAMILY_IPV6;
	space_take(&p->space, digits, variable, addr.bytes);
	return addr;
}

static void say_packet(struct lint_pair *p, const uint16_t *digits,
		       struct lint_other *other)
{
	bool v6 = space_number(&p->space, digits, VAR_NFPROTO) == 10;
	enum proto proto =
		(enum proto)space_number(&p->space, digits, VAR_L4PROTO);
	struct addr source =
		addr_at(p, digits, v6 ? VAR_IP6_SADDR : VAR_IP4_SADDR);
	struct addr destination =
		addr_at(p, digits, v6 ? VAR_IP6_DADDR : VAR_IP4_DADDR);
	char from[ADDR_TEXT], to[ADDR_TEXT], port[16] = "echo-request";
	time_t now = p->time.starts.at[0];
	time_t when = lint_time_moment(&p->time, digits);
	struct tm tm;
	char day[32];

	if (proto != PROTO_ICMP && proto != PROTO_ICMPV6)
		snprintf(port, sizeof(port), "%u",
			 (unsigned)space_number(&p->space, digits, VAR_DPORT));
	other->packet =
		arena_printf(&p->l->out->arena, "%s %s -> %s %s %s/%s",
			     lint_zone_name(p->from), addr_text(from, &source),
			     lint_zone_name(p->to), addr_text(to, &destination),
			     proto_name(proto), port);
	if (when == now)
		return;
	when += p->l->policy->utc_offset;
	gmtime_r(&when, &tm);
	strftime(day, sizeof(day), "%Y-%m-%d %H:%M", &tm);
	other->when = arena_strdup(&p->l->out->arena, day);
}

struct telling {
	struct lint_pair *p;
	struct lint_other *other;
};

static bool tell_packet(void *state, uint32_t a, uint32_t b,
			const uint16_t *digits)
{
	struct telling *telling = state;

	(void)a;
	if (b == DIAGRAM_NOMATCH)
		return true;
	say_packet(telling->p, digits, telling->other);
	return false;
}

void pair_add_other(struct lint_pair *p, struct lint_finding *finding,
		    uint32_t item, uint32_t place)
{
	struct telling telling = { p, NULL };

	telling.other = lint_add_other(p->l, finding, p->at[place].entry);
	if (telling.other)
		diagram_meet(&p->all, &p->meeting, p->at[item].diagram,
			     p->at[place].diagram, tell_packet, &telling);
}

struct lint_finding *pair_add(struct lint_pair *p, enum lint_kind kind,
			      uint32_t item, const struct met *met,
			      const char **names)
{
	const struct entry *entry = p->at[item].entry;
	struct lint_finding *finding = lint_add(
		p->l, kind, lint_loc(p->l, entry), lint_id(p->l, entry));
	const char *list = "";

	for (size_t i = 0; i < met->n && i < LINT_OTHERS; i++) {
		pair_add_other(p, finding, item, met->place[i]);
		list = arena_printf(&p->l->scratch, "%s%s%s", list,
				    i ? ", " : "",
				    lint_id(p->l, p->at[met->place[i]].entry));
	}
	finding->n_others = met->n_all;
	if (finding->n_others > LINT_OTHERS)
		list = arena_printf(&p->l->scratch, "%s, … (%zu)", list,
				    finding->n_others);
	*names = list;
	return finding;
}
