/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lower_state.c -- the state of a packet's connection
 *
 * conntrack_mt() (net/netfilter/xt_conntrack.c): a packet is in one of the
 * states, and besides in SNAT or DNAT where its connection is translated. A
 * packet of no connection is INVALID or UNTRACKED, and there the other options
 * of the match are not asked if a state is: so those are left to be anything.
 */
#include <string.h>

#include "import/lower.h"

enum {
	STATUS_SRC_NAT = 1 << 4, /* IPS_SRC_NAT */
	STATUS_DST_NAT = 1 << 5, /* IPS_DST_NAT */
	STATES_WITHOUT = NF_CT_STATE_INVALID | NF_CT_STATE_UNTRACKED,
};

/* clang-format off */
static const struct {
	const char *name;
	uint32_t state, status;
} states[] = {
	{ "INVALID",     NF_CT_STATE_INVALID,     0 },
	{ "ESTABLISHED", NF_CT_STATE_ESTABLISHED, 0 },
	{ "RELATED",     NF_CT_STATE_RELATED,     0 },
	{ "NEW",         NF_CT_STATE_NEW,         0 },
	{ "UNTRACKED",   NF_CT_STATE_UNTRACKED,   0 },
	{ "SNAT",        0,                       STATUS_SRC_NAT },
	{ "DNAT",        0,                       STATUS_DST_NAT },
};

/* clang-format on */

static bool read_states(struct lower *l, const char *list, uint32_t *state,
			uint32_t *status)
{
	const char *one;
	size_t i;

	*state = *status = 0;
	while ((one = lower_next(l, &list))) {
		for (i = 0; i < sizeof(states) / sizeof(*states); i++)
			if (!strcmp(states[i].name, one))
				break;
		if (i == sizeof(states) / sizeof(*states))
			return lower_wrong(l, "import-value",
					   "no state of a connection", one);
		*state |= states[i].state;
		*status |= states[i].status;
	}
	return true;
}

/* Whether one of the bits is set. The numbers are the host's. */
static void say_bits(struct lower *l, enum nf_ct key, uint32_t mask, bool any)
{
	static const uint32_t zero;

	say_ct(&l->exprs, key, SAY_REG_1);
	say_bitwise(&l->exprs, SAY_REG_1, &mask, NULL, sizeof(mask));
	say_cmp(&l->exprs, any ? NF_CMP_NEQ : NF_CMP_EQ, &zero, sizeof(zero));
}

static bool say_is(struct lower *l, uint32_t state, uint32_t status)
{
	if (state)
		say_bits(l, NF_CT_STATE, state, true);
	if (!status)
		return true;
	if (state && !lower_or(l))
		return false;
	if (state)
		say_bits(l, NF_CT_STATE, state, false);
	say_bits(l, NF_CT_STATUS, status, true);
	return true;
}

static bool say_is_not(struct lower *l, uint32_t state, uint32_t status)
{
	if (state)
		say_bits(l, NF_CT_STATE, state, false);
	if (!status)
		return true;
	say_bits(l, NF_CT_STATE, STATES_WITHOUT, true);
	if (!lower_or(l))
		return false;
	if (state)
		say_bits(l, NF_CT_STATE, state, false);
	say_bits(l, NF_CT_STATE, STATES_WITHOUT, false);
	say_bits(l, NF_CT_STATUS, status, false);
	return true;
}

bool lower_state(struct lower *l, const struct save_part *part)
{
	const struct save_option *option = lower_find(part, "--state");
	uint32_t state, status;

	if (option) {
		if (!read_states(l, option->values[0].text, &state, &status) ||
		    !lower_clause(l))
			return false;
		if (!(option->inverted ? say_is_not(l, state, status)
				       : say_is(l, state, status)))
			return false;
	}
	if (!option || part->options.n != 1)
		return lower_unknown_match(l, part);
	return true;
}
