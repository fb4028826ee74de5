/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain.c -- does the kernel hold the very chain that was compiled?
 */
#include "kernel/same/chain.h"

#include <string.h>

#include <linux/netfilter.h>

#include "kernel/netlink/code.h"

bool chain_hooks_same(const struct held_chain *held, const struct chain *wanted)
{
	if (held->base != (wanted->hook != HOOK_NONE))
		return false;
	return !held->base || (held->hook == code_hook(wanted->hook) &&
			       held->priority == wanted->priority &&
			       !strcmp(held->type, "filter"));
}

bool chain_is_same(const struct held_chain *held, const struct chain *wanted)
{
	uint32_t policy = wanted->accepts ? NF_ACCEPT : NF_DROP;

	return chain_hooks_same(held, wanted) &&
	       (!held->base || held->policy == policy);
}
