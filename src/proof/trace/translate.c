/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * translate.c -- a hook where addresses are translated
 *
 * A first packet is asked for as it was sent: the rules say where to it is
 * translated. Any other is asked for as it is behind the translation of its
 * destination and before that of its source: chains before the one and behind
 * the other may have seen other addresses, which nobody knows (rules/nat.h,
 * lift/translate.h).
 */
#include <string.h>

#include "proof/rules/nat.h"
#include "proof/trace/run.h"

enum {
	PROTO_ICMP = 1,
	PROTO_ICMPV6 = 58,
	CONFIRMED = 1 << 3, /* IPS_CONFIRMED */
};

/* What a translation changes besides: checksums, the numbers of an echo, what an
 * ICMP error quotes. */
static const enum variable changed[] = { VAR_IP4_CHECKSUM, VAR_TRANSPORT_4,
					 VAR_TRANSPORT_14, VAR_DPORT };

static const enum variable leaving[] = { VAR_OIF, VAR_OIFTYPE };

static const enum variable noted[] = { VAR_CT_STATUS };

static enum variable address_of(const struct running *r, bool destination)
{
	if (r->family == NF_FAMILY_IP)
		return destination ? VAR_IP4_DADDR : VAR_IP4_SADDR;
	return destination ? VAR_IP6_DADDR : VAR_IP6_SADDR;
}

/* ------ what a rule writes ------ */

static void forget_one(struct running *r, enum variable variable)
{
	run_forget(r, &variable, 1);
}

/* What the registers hold, if it is one value. */
static void put(struct running *r, const struct nf_expr *expr, uint8_t min,
		uint8_t max, enum variable variable)
{
	size_t len = variable_len(variable);
	uint8_t low[16] = { 0 }, high[16] = { 0 };

	if (min == NF_REG_NONE)
		return;
	if (max == NF_REG_NONE)
		max = min;
	forget_one(r, variable);
	if ((expr->nat.flags &
	     ~(uint32_t)(NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO |
			 NF_NAT_RANGE_PERSISTENT)) ||
	    !cells_are_known(cells_at(&r->regs, min), len) ||
	    !cells_are_known(cells_at(&r->regs, max), len))
		return;
	cells_take(cells_at(&r->regs, min), len, low);
	cells_take(cells_at(&r->regs, max), len, high);
	if (memcmp(low, high, len) != 0)
		return;
	space_put(r->space, r->digits, variable, low);
	for (unsigned d = 0; d < variable_info(variable)->digits; d++)
		r->from[r->space->levels[variable] + d] = 0;
}

/* Where to it goes from here, in words. */
static const char *where_to(struct running *r)
{
	enum variable address = address_of(r, true);
	struct addr addr = { .family = r->family == NF_FAMILY_IP
					       ? FAMILY_IPV4
					       : FAMILY_IPV6 };
	unsigned level = r->space->levels[address];
	char text[ADDR_TEXT] = "?";
	uint64_t port = 0;
	bool known = true;

	for (unsigned d = 0; d < variable_info(address)->digits; d++)
		known &= !r->from[level + d];
	if (known) {
		space_take(r->space, r->digits, address, addr.bytes);
		addr_text(text, &addr);
	}
	if (!run_number(r, VAR_DPORT, &port))
		return run_printf(r, "%s", text);
	return run_printf(r, "%s port %ju", text, (uintmax_t)port);
}

void run_translate(struct running *r, const struct nf_expr *expr)
{
	bool destination = nat_is_of_destination(r->hook);
	enum variable address = address_of(r, destination);

	if (r->settled) /* nf_nat_setup_info() does nothing */
		return;
	r->translated = true;
	run_forget(r, changed, 3);
	if (expr->kind != EXPR_NAT)
		forget_one(r, address);
	else
		put(r, expr, expr->nat.addr_min, expr->nat.addr_max, address);
	/* A source's port changes where two connections would become one. */
	if (!destination || expr->kind == EXPR_MASQ)
		forget_one(r, destination ? VAR_DPORT : VAR_SPORT);
	else
		put(r, expr, expr->nat.proto_min, expr->nat.proto_max,
		    VAR_DPORT);
	if (!destination)
		return;
	r->run->moved = true;
	r->run->moved_to = where_to(r);
}

/* ------ veils ------ */

/* The packet, while chains see something else. */
struct veiled {
	uint16_t digits[DIAGRAM_LEVELS], from[DIAGRAM_LEVELS];
};

static void unveil(struct running *r, const struct veiled *kept,
		   const enum variable *variables, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned level = r->space->levels[variables[i]];
		size_t len = variable_info(variables[i])->digits *
			     sizeof(*kept->digits);

		memcpy(r->digits + level, kept->digits + level, len);
		memcpy(r->from + level, kept->from + level, len);
	}
}

static struct veiled *veil(struct running *r)
{
	struct veiled *kept = arena_alloc(&r->run->arena, sizeof(*kept));

	memcpy(kept->digits, r->digits, sizeof(kept->digits));
	memcpy(kept->from, r->from, sizeof(kept->from));
	return kept;
}

/* ------ whose addresses they are ------ */

enum whose {
	WHOSE_NONE,  /* no connection, nothing is translated */
	WHOSE_RULES, /* a first packet's: the rules are asked */
	WHOSE_ASKED, /* as it is, and the rules are asked all the same */
	WHOSE_BOUND, /* what the connection began with, which nobody knows */
	WHOSE_OWN,   /* as it is */
};

static bool has_chains(const struct running *r, enum nf_hook hook)
{
	vec_each(base, &r->tracer->bases)
		if (base->chain->base->hook == (uint32_t)hook &&
		    nat_is_chain(base->chain) &&
		    nat_table_is_met(base->chain->table, r->family) &&
		    base->chain->rules.n > 0)
			return true;
	return false;
}

/* Packets of the gateway itself, and what comes back to it over the loopback,
 * have another destination only if rules can do that. */
static enum whose bound(const struct running *r, enum nf_hook hook, bool back)
{
	if (!nat_is_of_destination(hook) ||
	    (hook == NF_HOOK_PREROUTING && !back))
		return WHOSE_BOUND;
	return has_chains(r, NF_HOOK_OUTPUT) || has_chains(r, NF_HOOK_INPUT)
		       ? WHOSE_BOUND
		       : WHOSE_OWN;
}

/* The rules are asked for a first packet. Who has begun before they stood meets
 * them too, until there is an answer; else it has what it began with. */
static enum whose unanswered(struct running *r, enum nf_hook hook)
{
	uint64_t status = 0;

	if (!run_number(r, VAR_CT_STATUS, &status) || !(status & CONFIRMED))
		return WHOSE_RULES;
	if (has_chains(r, hook) && run_holds(r, HOOK_BEGAN_BEFORE, true))
		return WHOSE_ASKED;
	return bound(r, hook, false);
}

static enum whose whose(struct running *r, enum nf_hook hook)
{
	bool back = r->digits[r->space->levels[VAR_IIF]] ==
		    space_iface_digit(r->space, "lo");
	uint64_t state = STATE_NEW, proto = 0, reply = 0;

	back &= hook == NF_HOOK_PREROUTING || hook == NF_HOOK_INPUT;
	r->early = false;
	if (!run_has_connection(r))
		return WHOSE_NONE;
	if (!run_number(r, VAR_CT_STATE, &state) ||
	    !run_number(r, VAR_L4PROTO, &proto) || back)
		return bound(r, hook, back);
	if (state == STATE_NEW)
		return unanswered(r, hook);
	if (state == STATE_RELATED && has_chains(r, hook) &&
	    run_number(r, VAR_CT_DIRECTION, &reply) && !reply &&
	    proto != (r->family == NF_FAMILY_IP ? PROTO_ICMP : PROTO_ICMPV6) &&
	    !run_holds(r, "what is expected has its addresses", true))
		return unanswered(r, hook);
	return bound(r, hook, back);
}

/* ------ the hook ------ */

static bool pass_early(struct running *r, enum nf_hook hook, enum whose whose,
		       const struct run_which *which)
{
	const enum variable address[] = { address_of(r, true) };
	const struct veiled *kept = veil(r);
	bool passed;

	if (!nat_is_of_destination(hook))
		return run_chains(r, hook, which);
	if (whose != WHOSE_NONE)
		run_forget(r, noted, 1);
	if (whose == WHOSE_BOUND) {
		run_forget(r, address, 1);
		run_forget(r, changed, 4);
	}
	passed = run_chains(r, hook, which);
	if (whose != WHOSE_NONE)
		unveil(r, kept, noted, 1);
	if (whose == WHOSE_BOUND) {
		unveil(r, kept, address, 1);
		unveil(r, kept, changed, 4);
	}
	return passed;
}

static bool ask_rules(struct running *r, enum nf_hook hook, enum whose whose)
{
	const struct run_which nat = { true, INT32_MIN, INT32_MAX };
	bool passed;

	if (whose != WHOSE_RULES && whose != WHOSE_ASKED)
		return true;
	r->settled = whose == WHOSE_ASKED;
	passed = run_chains(r, hook, &nat);
	r->settled = false;
	r->early = false;
	r->translated = false;
	return passed;
}

static bool pass_late(struct running *r, enum nf_hook hook, enum whose whose,
		      const struct run_which *which)
{
	const enum variable address[] = { address_of(r, false), VAR_SPORT };

	if (nat_is_of_destination(hook))
		return run_chains(r, hook, which);
	if (whose != WHOSE_NONE)
		run_forget(r, noted, 1);
	if (whose == WHOSE_BOUND) {
		run_forget(r, address, 2);
		run_forget(r, changed, 4);
	}
	return run_chains(r, hook, which);
}

/* Chains of the translation's own priority come before or behind it. */
static int32_t border(struct running *r, enum nf_hook hook)
{
	int32_t priority = nat_priority(hook);
	size_t n = 0;

	vec_each(base, &r->tracer->bases)
		n += base->chain->base->hook == (uint32_t)hook &&
		     base->chain->base->priority == priority &&
		     !nat_is_chain(base->chain) &&
		     nat_table_is_met(base->chain->table, r->family);
	if (n > 1)
		r->run->lost = true;
	if (n == 1 &&
	    run_holds(r,
		      run_printf(r,
				 "the chain of priority %d at %s comes before "
				 "translation",
				 priority, trace_hook_name(hook)),
		      false))
		return priority;
	return priority - 1;
}

/* An ICMP error whose checksum or quotation is wrong is dropped. */
static bool error_fits(struct running *r)
{
	uint64_t state = STATE_RELATED;
	uint64_t icmp = r->family == NF_FAMILY_IP ? PROTO_ICMP : PROTO_ICMPV6;
	uint64_t proto = icmp;

	return (run_number(r, VAR_CT_STATE, &state) &&
		state != STATE_RELATED) ||
	       (run_number(r, VAR_L4PROTO, &proto) && proto != icmp) ||
	       run_holds(r, HOOK_ERROR_FITS, true);
}

bool run_translated(struct running *r, enum nf_hook hook)
{
	enum whose of = whose(r, hook);
	int32_t last = border(r, hook);
	const struct run_which early = { false, INT32_MIN, last },
			       late = { false, last + 1, INT32_MAX };
	const struct veiled *kept = veil(r);
	bool passed;

	/* It is not told the interface that it leaves by. */
	if (hook == NF_HOOK_OUTPUT && of == WHOSE_BOUND)
		run_forget(r, leaving, 2);
	passed = pass_early(r, hook, of, &early) && error_fits(r) &&
		 ask_rules(r, hook, of) && pass_late(r, hook, of, &late);
	if (hook == NF_HOOK_OUTPUT && of == WHOSE_BOUND)
		unveil(r, kept, leaving, 2);
	if (hook == NF_HOOK_OUTPUT && r->run->moved)
		run_forget(r, leaving, 2);
	return passed;
}
