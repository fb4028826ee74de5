/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trade.c -- what those who separate a town's networks look for
 *
 * Ports as in rules/services.conf, and those at which products of the trade
 * listen by default. The management tier may administer: that is what it is
 * for.
 */
#include "policy/person.h"
#include "proof/lint/linter.h"
#include "proof/lint/port.h"

static bool crosses(const struct zone *from, const struct zone *to)
{
	return from && to && from->tier != to->tier;
}

static bool is_management(const struct zone *zone)
{
	return zone->tier == TIER_MANAGEMENT;
}

static struct lint_finding *add(struct linter *l, enum lint_kind kind,
				const struct entry *entry)
{
	return lint_add(l, kind, lint_loc(l, entry), lint_id(l, entry));
}

/* 画面転送 is remote administration that the guideline knows. */
static void find_administration(struct linter *l, const struct entry *entry)
{
	const struct zone *from = lint_from(l, entry), *to = lint_to(l, entry);
	const struct lint_port *port =
		lint_port_in(entry->ports, LINT_PORT_ADMINISTRATION);
	struct lint_finding *finding;

	if (!port || !crosses(from, to) || is_management(from) ||
	    (entry->flow && entry->flow->method == METHOD_SCREEN))
		return;
	finding = add(l, LINT_REMOTE_ADMINISTRATION, entry);
	lint_en(l, finding, "%s permits %s (%s) from %s to %s",
		finding->subject, port->name, port->text, tier_name(from->tier),
		tier_name(to->tier));
	lint_ja(l, finding, "%s は %s（%s）を %s から %s へ許可する",
		finding->subject, port->name, port->text,
		tier_label(from->tier), tier_label(to->tier));
}

/* To the gateway, or to who manages, HTTP bears a password as well. */
static void find_plaintext(struct linter *l, const struct entry *entry)
{
	const struct zone *to = lint_to(l, entry);
	const struct lint_port *port =
		lint_port_in(entry->ports, LINT_PORT_PLAINTEXT);
	struct lint_finding *finding;

	if (!port && lint_from(l, entry) && (!to || is_management(to)))
		port = lint_port_in(entry->ports, LINT_PORT_WEB);
	/* A relay's two sides are plain on purpose: they are never a way in. */
	if (!port)
		return;
	finding = add(l, LINT_PLAINTEXT, entry);
	lint_en(l, finding,
		"%s permits %s (%s), which anybody on the way reads",
		finding->subject, port->name, port->text);
	lint_ja(l, finding, "%s は %s（%s）を許可する。経路上で読み取られる",
		finding->subject, port->name, port->text);
}

static void find_dns(struct linter *l, const struct entry *entry)
{
	const struct zone *from = lint_from(l, entry), *to = lint_to(l, entry);
	const struct lint_port *port =
		lint_port_in(entry->ports, LINT_PORT_DNS);
	struct lint_finding *finding;

	if (!port || !from || !to || to->tier != TIER_INTERNET ||
	    (from->tier != TIER_LGWAN && from->tier != TIER_MYNUMBER))
		return;
	finding = add(l, LINT_OUTSIDE_DNS, entry);
	lint_en(l, finding,
		"%s lets %s ask names of %s; what is asked can carry data out",
		finding->subject, tier_name(from->tier), tier_name(to->tier));
	lint_ja(l, finding,
		"%s は %s から %s への名前解決を許可する。問合せでデータを持ち"
		"出せる",
		finding->subject, tier_label(from->tier), tier_label(to->tier));
}

/* WSUS and antivirus servers: the commonest reason to join what is apart. */
static void find_updates(struct linter *l, const struct entry *entry)
{
	const struct zone *from = lint_from(l, entry), *to = lint_to(l, entry);
	const struct lint_port *port =
		lint_port_in(entry->ports, LINT_PORT_UPDATE);
	struct lint_finding *finding;

	if (!port || !crosses(from, to) || is_management(from) ||
	    is_management(to))
		return;
	finding = add(l, LINT_UPDATE_BRIDGE, entry);
	lint_en(l, finding,
		"%s joins %s and %s by %s (%s): a server of updates for each "
		"side, filled by hand or by a sanitiser, keeps them apart",
		finding->subject, tier_name(from->tier), tier_name(to->tier),
		port->name, port->text);
	lint_ja(l, finding,
		"%s は %s（%s）で %s と %s をつないでいる。更新サーバは領域ごと"
		"に置く",
		finding->subject, port->name, port->text,
		tier_label(from->tier), tier_label(to->tier));
}

/* The check lets it pass where a reason is given (兼務). */
static void find_self_approved(struct linter *l, const struct entry *entry)
{
	const struct approval *approval = entry->approval;
	const char *reason =
		*approval->override_reason ? approval->override_reason : "-";
	struct lint_finding *finding;

	if (text_is_blank(approval->approved_by) ||
	    !person_same(approval->requested_by, approval->approved_by))
		return;
	finding = add(l, LINT_SELF_APPROVED, entry);
	lint_en(l, finding, "%s was asked for and approved by '%s' (%s)",
		finding->subject, approval->approved_by, reason);
	lint_ja(l, finding, "%s の申請者と承認者がともに「%s」である（%s）",
		finding->subject, approval->approved_by, reason);
}

static void find_macs(struct linter *l)
{
	struct lint_finding *finding;

	vec_each(host, &l->policy->hosts) {
		if (!host->has_mac || host->on_link)
			continue;
		finding = lint_add(l, LINT_MAC_OFF_LINK, host->at, host->name);
		lint_en(l, finding,
			"the MAC of '%s' cannot be verified: it is behind a "
			"router, whose MAC is the one that arrives",
			host->name);
		lint_ja(l, finding,
			"'%s' の MAC は確認できない: ルータの先にあり、届くのは"
			"ルータの MAC である",
			host->name);
	}
}

struct unlogged {
	const struct entry *first;
	size_t n;
};

static void say_unlogged(struct linter *l, const struct unlogged *unlogged)
{
	const struct zone *from = lint_from(l, unlogged->first);
	const struct zone *to = lint_to(l, unlogged->first);
	const char *pair =
		arena_printf(&l->out->arena, "%s -> %s", from->name, to->name);
	struct lint_finding *finding =
		lint_add(l, LINT_UNLOGGED, lint_loc(l, unlogged->first), pair);

	lint_en(l, finding,
		"%zu %s from %s to %s without 'log': what is let in leaves "
		"no line",
		unlogged->n, unlogged->n == 1 ? "entry" : "entries", from->name,
		to->name);
	lint_ja(l, finding,
		"%s から %s への %zu 件に 'log' がない: 許可した通信が記録に"
		"残らない",
		from->name, to->name, unlogged->n);
	vec_each(entry, &l->meaning.entries)
		if (entry->flow && entry->from == from->index &&
		    entry->to == to->index && lint_is_alive(l, entry) &&
		    !entry->flow->log)
			lint_add_other(l, finding, entry);
}

/* One finding for each pair of zones: there are many such entries. */
static void find_unlogged(struct linter *l)
{
	size_t n = l->policy->zones.n;
	struct unlogged *pairs = arena_calloc(&l->scratch, n * n + 1,
					      sizeof(*pairs)),
			*pair;

	vec_each(entry, &l->meaning.entries) {
		if (!entry->flow || entry->flow->log ||
		    !lint_is_alive(l, entry) ||
		    !crosses(lint_from(l, entry), lint_to(l, entry)))
			continue;
		pair = &pairs[entry->from * n + entry->to];
		if (!pair->n++)
			pair->first = entry;
	}
	for (size_t i = 0; i < n * n; i++)
		if (pairs[i].n)
			say_unlogged(l, &pairs[i]);
}

void lint_trade(struct linter *l)
{
	vec_each(entry, &l->meaning.entries) {
		if (!lint_is_alive(l, entry))
			continue;
		find_administration(l, entry);
		find_plaintext(l, entry);
		find_dns(l, entry);
		find_updates(l, entry);
		find_self_approved(l, entry);
	}
	find_macs(l);
	find_unlogged(l);
}
