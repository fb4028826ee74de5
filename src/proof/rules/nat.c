/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nat.c -- where the kernel translates addresses
 */
#include "proof/rules/nat.h"

#include <string.h>

enum {
	PRIORITY_DESTINATION = -100, /* NF_IP_PRI_NAT_DST, NF_IP6_PRI_NAT_DST */
	PRIORITY_SOURCE = 100,
};

bool nat_table_is_met(const struct nf_table *table, uint32_t family)
{
	if (!table->strange && (table->flags & NF_TABLE_DORMANT))
		return false;
	return table->family == NF_FAMILY_INET || table->family == family;
}

bool nat_is_chain(const struct nf_chain *base)
{
	return base->base->type && strcmp(base->base->type, "nat") == 0;
}

bool nat_is_on(const struct rules *rules, uint32_t family)
{
	vec_each(table, &rules->tables) {
		if (!nat_table_is_met(table, family))
			continue;
		vec_each(chain, &table->chains)
			if (chain->base && nat_is_chain(chain))
				return true;
	}
	return false;
}

bool nat_is_of_destination(uint32_t hook)
{
	return hook == NF_HOOK_PREROUTING || hook == NF_HOOK_OUTPUT;
}

int32_t nat_priority(uint32_t hook)
{
	return nat_is_of_destination(hook) ? PRIORITY_DESTINATION
					   : PRIORITY_SOURCE;
}
