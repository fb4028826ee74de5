/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.h -- does the kernel hold the very rule that was compiled?
 */
#pragma once

#include <stdbool.h>

struct nlmsghdr;

/*
 * Compares the instructions and the comment of a rule in a dump with those
 * that put_rule_body() wrote. Counters may differ. An attribute unknown to us
 * may be there if it is zero, for a newer kernel dumps new ones; any other is
 * a difference.
 */
bool rule_is_same(const struct nlmsghdr *held, const struct nlmsghdr *wanted);
