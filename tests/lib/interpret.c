/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * interpret.c -- a ruleset run on one packet, by a plain loop
 */
#include "interpret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	DAY = 86400,
	STACK = 16,
};

static void put(uint8_t *out, const void *value, size_t len)
{
	memset(out, 0, 16);
	memcpy(out, value, len);
}

static void put_address(uint8_t *out, const struct addr *addr,
			enum family family)
{
	assert_int_equal(addr->family, family);
	put(out, addr->bytes, family == FAMILY_IPV4 ? 4 : 16);
}

static uint8_t icmp_type(const struct run *run)
{
	const struct packet *p = run->packet;
	bool v4 = p->saddr.family == FAMILY_IPV4;

	if (!p->echo)
		return run->icmp_type;
	if (v4)
		return p->reply ? 0 : 8;
	return p->reply ? 129 : 128;
}

static bool has_ports(const struct packet *p)
{
	return p->proto == PROTO_TCP || p->proto == PROTO_UDP ||
	       p->proto == PROTO_SCTP;
}

static void put_port(uint8_t *out, const struct packet *p, uint16_t port)
{
	uint8_t bytes[2] = { (uint8_t)(port >> 8), (uint8_t)port };

	/* Of other protocols these bytes are something else: any value. */
	if (!has_ports(p))
		bytes[0] = bytes[1] = 0xff;
	put(out, bytes, 2);
}

static void put_number(uint8_t *out, uint64_t value, size_t len)
{
	memset(out, 0, 16);
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(value >> (8 * i));
}

/* False: the packet has no such thing, the rule does not match. */
static bool read_meta(const struct run *run, enum field field, uint8_t *out)
{
	const struct packet *p = run->packet;
	bool v4 = p->saddr.family == FAMILY_IPV4;
	const char *name = field == FIELD_OIFNAME ? p->oif : p->iif;

	if (field == FIELD_NFPROTO)
		put_number(out, v4 ? 2 : 10, 1);
	else if (field == FIELD_L4PROTO)
		put_number(out, p->proto, 1);
	else if (field == FIELD_MARK)
		put_number(out, run->mark, 4);
	else if (field == FIELD_IIFTYPE)
		put_number(out, 1, 2);
	else if (field == FIELD_PKTTYPE)
		put_number(out, 0, 1);
	else if (field == FIELD_DAY)
		put_number(out, (uint64_t)((p->now / DAY + 4) % 7), 1);
	else if (field == FIELD_HOUR)
		put_number(out, (uint64_t)(p->now % DAY), 4);
	else if (field == FIELD_TIME)
		put_number(out, (uint64_t)p->now * 1000000000, 8);
	else if (name)
		put(out, name, strlen(name));
	return name || (field != FIELD_IIFNAME && field != FIELD_OIFNAME);
}

static bool read_ct(const struct run *run, enum field field, uint8_t *out)
{
	if (field == FIELD_CT_STATE)
		put_number(out, run->ct_state, 4);
	else if (field == FIELD_CT_DIRECTION)
		put_number(out, run->packet->reply, 1);
	else if (field == FIELD_CT_MARK)
		put_number(out, run->ct_mark, 4);
	else if (field == FIELD_CT_IP_SADDR)
		put_address(out, run->ct_source, FAMILY_IPV4);
	else if (field == FIELD_CT_IP_DADDR)
		put_address(out, run->ct_destination, FAMILY_IPV4);
	else if (field == FIELD_CT_IP6_SADDR)
		put_address(out, run->ct_source, FAMILY_IPV6);
	else
		put_address(out, run->ct_destination, FAMILY_IPV6);
	return true;
}

static bool read_field(const struct run *run, enum field field, uint8_t *out)
{
	static const struct mac unknown = { { 2, 0xee } };
	const struct packet *p = run->packet;

	switch (field) {
	case FIELD_NFPROTO:
	case FIELD_L4PROTO:
	case FIELD_IIFNAME:
	case FIELD_OIFNAME:
	case FIELD_IIFTYPE:
	case FIELD_PKTTYPE:
	case FIELD_MARK:
	case FIELD_DAY:
	case FIELD_HOUR:
	case FIELD_TIME:
		return read_meta(run, field, out);
	case FIELD_ETHER_SADDR:
		put(out, p->mac ? p->mac->bytes : unknown.bytes, 6);
		return p->iif != NULL;
	case FIELD_IP_SADDR:
		put_address(out, &p->saddr, FAMILY_IPV4);
		return true;
	case FIELD_IP_DADDR:
		put_address(out, &p->daddr, FAMILY_IPV4);
		return true;
	case FIELD_IP6_SADDR:
		put_address(out, &p->saddr, FAMILY_IPV6);
		return true;
	case FIELD_IP6_DADDR:
		put_address(out, &p->daddr, FAMILY_IPV6);
		return true;
	case FIELD_IP6_HOPLIMIT:
		assert_int_equal(p->saddr.family, FAMILY_IPV6);
		put_number(out, 64, 1);
		return true;
	case FIELD_ICMP_TYPE:
		assert_int_equal(p->proto, PROTO_ICMP);
		put_number(out, icmp_type(run), 1);
		return true;
	case FIELD_ICMPV6_TYPE:
		assert_int_equal(p->proto, PROTO_ICMPV6);
		put_number(out, icmp_type(run), 1);
		return true;
	case FIELD_TH_SPORT:
		put_port(out, p, p->sport);
		return true;
	case FIELD_TH_DPORT:
		put_port(out, p, p->dport);
		return true;
	case FIELD_CT_STATE:
	case FIELD_CT_DIRECTION:
	case FIELD_CT_MARK:
	case FIELD_CT_IP_SADDR:
	case FIELD_CT_IP_DADDR:
	case FIELD_CT_IP6_SADDR:
	case FIELD_CT_IP6_DADDR:
		return read_ct(run, field, out);
	}
	fail();
	return false;
}

/* As numbers where the field is one in this machine's order (little-endian
 * here), as bytes else. */
static int compare(enum field field, const uint8_t *a, const uint8_t *b)
{
	const struct field_info *info = field_info(field);

	if (!info->host_endian)
		return memcmp(a, b, info->len);
	for (size_t i = info->len; i-- > 0;) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

static bool holds(const struct run *run, const struct stmt *stmt)
{
	uint8_t value[16];

	if (!read_field(run, stmt->field, value))
		return false;
	if (stmt->has_mask) {
		for (size_t i = 0; i < 16; i++)
			value[i] &= stmt->mask[i];
	}
	if (stmt->kind == STMT_MATCH)
		return (compare(stmt->field, value, stmt->value) == 0) !=
		       stmt->negate;
	if (compare(stmt->field, value, stmt->value) < 0)
		return stmt->kind == STMT_BELOW;
	if (stmt->kind == STMT_RANGE)
		return compare(stmt->field, value, stmt->last) <= 0;
	return stmt->kind == STMT_AT_LEAST;
}

static const struct set *find_set(const struct run *run, const char *name)
{
	vec_each(set, &run->ruleset->selectors)
		if (strcmp(set->name, name) == 0)
			return set;
	vec_each(set, &run->ruleset->tree.sets)
		if (strcmp(set->name, name) == 0)
			return set;
	for (size_t i = 0; run->isolation && i < run->isolation->sets.n; i++)
		if (strcmp(run->isolation->sets.at[i].name, name) == 0)
			return &run->isolation->sets.at[i];
	/* The fallbacks: empty. */
	vec_each(set, &run->ruleset->frame.sets)
		if (strcmp(set->name, name) == 0)
			return set;
	fprintf(stderr, "no set %s\n", name);
	abort();
}

static bool is_alive(const struct run *run, const struct element *element)
{
	return !element->timeout_ms ||
	       (uint64_t)(run->packet->now - run->compiled) * 1000 <
		       element->timeout_ms;
}

static bool is_in(const struct set *set, const struct element *element,
		  const uint8_t *key)
{
	for (size_t i = 0; i < set->key.n; i++) {
		size_t at = key_offset(&set->key, i);
		size_t len = field_info(set->key.fields[i])->len;

		if (memcmp(key + at, element->key + at, len) < 0)
			return false;
		if (memcmp(key + at,
			   (set->interval ? element->last : element->key) + at,
			   len) > 0)
			return false;
	}
	return true;
}

static const struct element *look_up(const struct run *run,
				     const struct stmt *stmt)
{
	const struct set *set = find_set(run, stmt->set);
	uint8_t key[KEY_LEN + 16] = { 0 };

	assert_int_equal(stmt->key.n, set->key.n);
	for (size_t i = 0; i < stmt->key.n; i++) {
		assert_string_equal(field_info(stmt->key.fields[i])->type,
				    field_info(set->key.fields[i])->type);
		if (!read_field(run, stmt->key.fields[i],
				key + key_offset(&stmt->key, i)))
			return NULL;
	}
	vec_each(element, &set->elements)
		if (is_in(set, element, key) && is_alive(run, element))
			return element;
	return NULL;
}

/* False: the rule ends here. A verdict is left in `verdict`. */
static bool do_stmt(struct run *run, const struct stmt *stmt,
		    struct verdict *verdict)
{
	const struct element *element;

	switch (stmt->kind) {
	case STMT_MATCH:
	case STMT_RANGE:
	case STMT_AT_LEAST:
	case STMT_BELOW:
		return holds(run, stmt);
	case STMT_LOOKUP:
		return (look_up(run, stmt) != NULL) != stmt->negate;
	case STMT_VMAP:
		element = look_up(run, stmt);
		if (element)
			*verdict = element->verdict;
		return element;
	case STMT_CT_MARK_MAP:
		element = look_up(run, stmt);
		if (element)
			run->ct_mark = element->mark;
		return element;
	case STMT_CT_MARK:
		run->ct_mark = stmt->number;
		return true;
	case STMT_STAMP:
		run->mark = (run->mark & ~STAMP_MASK) | STAMP_VALUE;
		return true;
	case STMT_LIMIT:
		run->n_limited++;
		return true;
	case STMT_COUNTER:
		return true;
	case STMT_LOG:
		run->n_logged++;
		return true;
	case STMT_VERDICT:
		*verdict = stmt->verdict;
		return true;
	}
	fail();
	return false;
}

static struct verdict do_rule(struct run *run, const struct rule *rule)
{
	struct verdict verdict = { VERDICT_NONE, NULL };

	vec_each(stmt, &rule->stmts)
		if (!do_stmt(run, stmt, &verdict))
			break;
	return verdict;
}

static const struct chain *find_chain(const struct table *a,
				      const struct table *b, const char *name)
{
	vec_each(chain, &a->chains)
		if (strcmp(chain->name, name) == 0)
			return chain;
	vec_each(chain, &b->chains)
		if (strcmp(chain->name, name) == 0)
			return chain;
	fprintf(stderr, "no chain %s\n", name);
	abort();
}

static bool run_chain(struct run *run, const struct table *frame,
		      const char *name)
{
	struct {
		const struct chain *chain;
		size_t rule;
	} stack[STACK] = { { find_chain(frame, &run->ruleset->tree, name),
			     0 } };
	struct verdict verdict;
	size_t depth = 1;

	while (depth > 0) {
		const struct chain *chain = stack[depth - 1].chain;

		if (stack[depth - 1].rule == chain->rules.n) {
			if (chain->accepts)
				return true;
			depth--;
			continue;
		}
		verdict =
			do_rule(run, &chain->rules.at[stack[depth - 1].rule++]);
		if (verdict.kind == VERDICT_NONE)
			continue;
		if (verdict.kind == VERDICT_ACCEPT)
			return true;
		if (verdict.kind == VERDICT_DROP)
			return false;
		assert_int_not_equal(verdict.kind, VERDICT_RETURN);
		if (verdict.kind == VERDICT_JUMP)
			depth++;
		assert_in_range(depth, 1, STACK);
		stack[depth - 1].chain =
			find_chain(frame, &run->ruleset->tree, verdict.chain);
		stack[depth - 1].rule = 0;
	}
	fail_msg("chain %s ends without a verdict", name);
	return false;
}

/* Of a packet that the gate has accepted at this hook. */
static bool is_isolated(struct run *run, const char *hook)
{
	return run->isolation && run->isolation->chains.n &&
	       !run_chain(run, run->isolation, hook);
}

bool interpret(struct run *run)
{
	const struct ruleset *ruleset = run->ruleset;
	const struct packet *p = run->packet;

	run->mark = 0;
	if (p->iif && !run_chain(run, &ruleset->frame, "prerouting"))
		return false;
	if (p->iif && p->oif)
		return run_chain(run, &ruleset->frame, "forward") &&
		       !is_isolated(run, "isolate_forward") &&
		       run_chain(run, &ruleset->guard, "forward");
	if (p->iif)
		return run_chain(run, &ruleset->frame, "input") &&
		       !is_isolated(run, "isolate_input");
	return run_chain(run, &ruleset->frame, "output") &&
	       !is_isolated(run, "isolate_output");
}
