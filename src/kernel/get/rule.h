/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.h -- a rule of a dump as plain data: the way back of put/rule.h
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "ruleset/ruleset.h"

struct nlmsghdr;

/* What a rule's counter counted; zero where it has none. */
struct count {
	uint64_t packets, bytes;
};

/*
 * Everything is copied into `arena`. False where the rule holds anything that
 * put_rule() does not write; `out` then has what came before.
 */
bool get_rule(const struct nlmsghdr *msg, struct arena *arena, struct rule *out,
	      struct count *count);
