/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * save_hook.c -- the tables of iptables, and the chains that the kernel calls
 *
 * Priorities are NF_IP_PRI_… (include/uapi/linux/netfilter_ipv4.h), the same
 * for IPv6; iptables-nft makes the chains so (iptables/nft.c, xtables_ipv4).
 */
#include <string.h>

#include "import/save.h"

struct table {
	const char *name;
	const struct save_hook *hooks;
	size_t n;
};

/* clang-format off */
static const struct save_hook filter[] = {
	{ "INPUT",       NF_HOOK_INPUT,          0, "filter" },
	{ "FORWARD",     NF_HOOK_FORWARD,        0, "filter" },
	{ "OUTPUT",      NF_HOOK_OUTPUT,         0, "filter" },
};
static const struct save_hook nat[] = {
	{ "PREROUTING",  NF_HOOK_PREROUTING,  -100, "nat" },
	{ "INPUT",       NF_HOOK_INPUT,        100, "nat" },
	{ "OUTPUT",      NF_HOOK_OUTPUT,      -100, "nat" },
	{ "POSTROUTING", NF_HOOK_POSTROUTING,  100, "nat" },
};
static const struct save_hook mangle[] = {
	{ "PREROUTING",  NF_HOOK_PREROUTING,  -150, "filter" },
	{ "INPUT",       NF_HOOK_INPUT,       -150, "filter" },
	{ "FORWARD",     NF_HOOK_FORWARD,     -150, "filter" },
	{ "OUTPUT",      NF_HOOK_OUTPUT,      -150, "route" },
	{ "POSTROUTING", NF_HOOK_POSTROUTING, -150, "filter" },
};
static const struct save_hook raw[] = {
	{ "PREROUTING",  NF_HOOK_PREROUTING,  -300, "filter" },
	{ "OUTPUT",      NF_HOOK_OUTPUT,      -300, "filter" },
};
static const struct save_hook security[] = {
	{ "INPUT",       NF_HOOK_INPUT,         50, "filter" },
	{ "FORWARD",     NF_HOOK_FORWARD,       50, "filter" },
	{ "OUTPUT",      NF_HOOK_OUTPUT,        50, "filter" },
};
static const struct table tables[] = {
	{ "filter",   filter,   sizeof(filter) / sizeof(*filter) },
	{ "nat",      nat,      sizeof(nat) / sizeof(*nat) },
	{ "mangle",   mangle,   sizeof(mangle) / sizeof(*mangle) },
	{ "raw",      raw,      sizeof(raw) / sizeof(*raw) },
	{ "security", security, sizeof(security) / sizeof(*security) },
};

/* clang-format on */

static const struct table *find_table(const char *name)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		if (!strcmp(tables[i].name, name))
			return &tables[i];
	return NULL;
}

bool save_is_table(const char *name)
{
	return find_table(name) != NULL;
}

const struct save_hook *save_find_hook(const char *table, const char *chain)
{
	const struct table *found = find_table(table);

	for (size_t i = 0; found && i < found->n; i++)
		if (!strcmp(found->hooks[i].name, chain))
			return &found->hooks[i];
	return NULL;
}
