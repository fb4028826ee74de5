/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others_where.h -- which packets come to a base chain of others, in words
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"

struct nlattr;

enum {
	DEVICES_TEXT = 128, /* as many names as there is room for */
};

/* "inet", "netdev" */
const char *where_family(uint8_t family);
/* "hook ingress of eth0, priority 0", of an NFTA_CHAIN_HOOK; in `arena`. */
const char *where_hook(struct arena *arena, uint8_t family,
		       const struct nlattr *nest);
/* "eth0 eth1"; both may be NULL. Returns out. */
char *where_devices(char out[static DEVICES_TEXT], const struct nlattr *one,
		    const struct nlattr *list);
