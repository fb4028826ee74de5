/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others.c -- what the tables of others hold that reaches into the gateway
 *
 * Names first: tables, base chains, flowtables. Rules are read only of tables
 * that have a base chain, for no packet comes to the others.
 */
#include "kernel/held/others.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "base/text.h"
#include "kernel/held/held.h"
#include "kernel/held/others_rule.h"
#include "kernel/held/others_where.h"
#include "kernel/netlink/attr.h"

#ifndef ERESTART
#	define ERESTART 85
#endif

enum {
	ATTEMPTS = 10,
	/* Base chains and tables looked at; a hook takes 1,024 chains. */
	CHAINS_MAX = 4096,
	NAME_TEXT = 4 * NAME_MAX_LEN,
};

/* A base chain of others. */
struct reach {
	const char *name;
	const char *where; /* "hook ingress of eth0, priority 0" */
	uint32_t effects;  /* of its own rules and its policy */
};

struct realm {
	uint8_t family;
	const char *name;
	bool asleep;
	uint64_t n_uses;  /* its rules, and jumps */
	uint32_t effects; /* of its chains that are no base chains */
	VEC(struct reach) chains;
};

struct reading {
	struct others *out;
	struct arena names;
	VEC(struct realm) realms;
	size_t n_chains, n_unread;
	struct realm *realm; /* whose rules are being read */
};

static uint8_t family_of(const struct nlmsghdr *msg)
{
	const struct nfgenmsg *head = mnl_nlmsg_get_payload(msg);

	return head->nfgen_family;
}

static char *safe(char out[static NAME_TEXT], const char *name)
{
	return text_escape(out, NAME_TEXT, name, strlen(name));
}

__attribute__((format(printf, 3, 4))) static void
add(struct others *out, enum other_power power, const char *fmt, ...)
{
	struct other *other;
	va_list ap;

	if (out->n[power]++ >= OTHERS_KEPT)
		return;
	other = vec_add(&out->arena, &out->list);
	other->power = power;
	va_start(ap, fmt);
	other->text = arena_vprintf(&out->arena, fmt, ap);
	va_end(ap);
}

static bool is_ours(uint8_t family, const char *table)
{
	return family == NFPROTO_INET &&
	       (!strcmp(table, TABLE_GATE) || !strcmp(table, TABLE_GUARD));
}

static int read_table(const struct nlmsghdr *msg, void *ctx)
{
	struct reading *reading = ctx;
	struct realm *realm;
	struct attrs attrs;
	const char *name;

	if (!attrs_of_message(msg, &attrs))
		return -EBADMSG;
	name = attr_text(attrs.at[NFTA_TABLE_NAME]);
	if (is_ours(family_of(msg), name))
		return 0;
	if (reading->realms.n == CHAINS_MAX) {
		reading->n_unread++;
		return 0;
	}
	realm = vec_add(&reading->names, &reading->realms);
	realm->family = family_of(msg);
	realm->name = arena_strdup(&reading->names, name);
	realm->asleep =
		attr_be32(attrs.at[NFTA_TABLE_FLAGS], 0) & NFT_TABLE_F_DORMANT;
	return 0;
}

static struct realm *find_realm(struct reading *reading, uint8_t family,
				const char *name)
{
	vec_each(realm, &reading->realms)
		if (realm->family == family && !strcmp(realm->name, name))
			return realm;
	return NULL;
}

static int read_chain(const struct nlmsghdr *msg, void *ctx)
{
	struct reading *reading = ctx;
	struct realm *realm;
	struct reach *reach;
	struct attrs attrs;

	if (!attrs_of_message(msg, &attrs))
		return -EBADMSG;
	realm = find_realm(reading, family_of(msg),
			   attr_text(attrs.at[NFTA_CHAIN_TABLE]));
	if (!realm)
		return 0;
	/* The kernel's nft_chain.use counts rules and who refers to it. */
	realm->n_uses += attr_be32(attrs.at[NFTA_CHAIN_USE], 0);
	if (!attrs.at[NFTA_CHAIN_HOOK])
		return 0;
	if (reading->n_chains == CHAINS_MAX) {
		reading->n_unread++;
		return 0;
	}
	reading->n_chains++;
	reach = vec_add(&reading->names, &realm->chains);
	reach->name = arena_strdup(&reading->names,
				   attr_text(attrs.at[NFTA_CHAIN_NAME]));
	reach->where = where_hook(&reading->names, realm->family,
				  attrs.at[NFTA_CHAIN_HOOK]);
	if (attr_be32(attrs.at[NFTA_CHAIN_POLICY], NF_ACCEPT) == NF_DROP)
		reach->effects = UINT32_C(1) << EFFECT_POLICY;
	return 0;
}

/* A flowtable forwards by itself, before any rule is asked. */
static int read_flowtable(const struct nlmsghdr *msg, void *ctx)
{
	struct reading *reading = ctx;
	char table[NAME_TEXT], name[NAME_TEXT], devices[DEVICES_TEXT];
	struct attrs attrs, hook;

	if (!attrs_of_message(msg, &attrs))
		return -EBADMSG;
	/* Of our own tables held_read() tells. */
	if (is_ours(family_of(msg), attr_text(attrs.at[NFTA_FLOWTABLE_TABLE])))
		return 0;
	attrs_of_nest(attrs.at[NFTA_FLOWTABLE_HOOK], &hook);
	where_devices(devices, NULL, hook.at[NFTA_FLOWTABLE_HOOK_DEVS]);
	add(reading->out, OTHER_CAN_OPEN,
	    "table %s %s flowtable %s (devices %s): forwards past our rules",
	    where_family(family_of(msg)),
	    safe(table, attr_text(attrs.at[NFTA_FLOWTABLE_TABLE])),
	    safe(name, attr_text(attrs.at[NFTA_FLOWTABLE_NAME])), devices);
	return 0;
}

static int read_rule(const struct nlmsghdr *msg, void *ctx)
{
	struct reading *reading = ctx;
	struct realm *realm = reading->realm;
	uint32_t effects = others_judge_rule(msg);
	struct attrs attrs;
	const char *name;

	if (!attrs_of_message(msg, &attrs))
		return -EBADMSG;
	name = attr_text(attrs.at[NFTA_RULE_CHAIN]);
	vec_each(reach, &realm->chains)
		if (!strcmp(reach->name, name)) {
			reach->effects |= effects;
			return 0;
		}
	realm->effects |= effects;
	return 0;
}

static int dump(struct reading *reading, struct sock *sock, uint16_t message,
		const struct realm *realm, sock_each each)
{
	struct sock_room room;
	struct nlmsghdr *msg = sock_request(
		sock, &room, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | message),
		NLM_F_DUMP, realm ? realm->family : NFPROTO_UNSPEC);

	if (realm)
		attr_put_text(msg, NFTA_RULE_TABLE, realm->name);
	return sock_ask(sock, msg, each, reading);
}

static int read_rules(struct reading *reading, struct sock *sock)
{
	uint64_t room = OTHERS_RULES;
	int r = 0;

	vec_each(realm, &reading->realms) {
		if (r < 0 || realm->chains.n == 0)
			continue;
		if (realm->n_uses > room) {
			realm->effects = UINT32_C(1) << EFFECT_UNREAD;
			continue;
		}
		room -= realm->n_uses;
		reading->realm = realm;
		r = dump(reading, sock, NFT_MSG_GETRULE, realm, read_rule);
	}
	return r;
}

static void tell_chain(struct reading *reading, const struct realm *realm,
		       const struct reach *reach)
{
	const uint32_t effects = realm->effects | reach->effects;
	enum other_power power = OTHER_HARMLESS;
	char table[NAME_TEXT], chain[NAME_TEXT], words[1024] = "harmless";
	size_t len = 0;

	for (int i = 0; i < N_EFFECTS; i++) {
		const struct effect_info *info = effect_info((enum effect)i);

		if (!(effects & UINT32_C(1) << i))
			continue;
		if (info->power > power)
			power = info->power;
		len += (size_t)snprintf(words + len, sizeof(words) - len,
					"%s%s", len ? ", " : "", info->words);
	}
	/* No packet comes to it; to wake it is a change that is told. */
	if (realm->asleep)
		power = OTHER_HARMLESS;
	add(reading->out, power, "table %s %s chain %s (%s%s): %s",
	    where_family(realm->family), safe(table, realm->name),
	    safe(chain, reach->name), reach->where,
	    realm->asleep ? ", asleep" : "", words);
}

static void tell(struct reading *reading)
{
	vec_each(realm, &reading->realms)
		vec_each(reach, &realm->chains)
			tell_chain(reading, realm, reach);
	if (reading->n_unread)
		add(reading->out, OTHER_CAN_OPEN,
		    "%zu more tables and chains of others were not looked at",
		    reading->n_unread);
}

static int read_once(struct reading *reading, struct sock *sock)
{
	static const struct {
		uint16_t message;
		sock_each each;
	} dumps[] = {
		{ NFT_MSG_GETTABLE, read_table },
		{ NFT_MSG_GETCHAIN, read_chain },
		{ NFT_MSG_GETFLOWTABLE, read_flowtable },
	};

	uint32_t after;
	int r = sock_settled_generation(sock, &reading->out->genid);

	for (size_t i = 0; r == 0 && i < sizeof(dumps) / sizeof(*dumps); i++)
		r = dump(reading, sock, dumps[i].message, NULL, dumps[i].each);
	if (r == 0)
		r = read_rules(reading, sock);
	if (r == 0)
		r = sock_generation(sock, &after);
	if (r == 0 && after != reading->out->genid)
		r = -EINTR;
	return r;
}

int others_read(struct sock *sock, struct others *out)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		struct others others = { 0 };
		struct reading reading = { .out = &others };
		int r = read_once(&reading, sock);

		if (r == 0)
			tell(&reading);
		arena_finish(&reading.names);
		if (r == 0) {
			*out = others;
			return 0;
		}
		others_finish(&others);
		/* ENOENT: a table went away between two questions. */
		if (r != -EINTR && r != -ENOENT)
			return r;
	}
	return -ERESTART;
}

void others_finish(struct others *others)
{
	arena_finish(&others->arena);
	*others = (struct others){ 0 };
}
