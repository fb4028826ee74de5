/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register.h -- how many bytes an expression moves to or from registers
 *
 * The lengths are the kernel's (nft_meta_get_init(), nft_ct_get_init() and
 * their like, Linux 6.18). Where a value ends within a register, the rest of
 * that register is zero after it was loaded.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proof/rules/expr.h"

/* Bytes of a key; 0: a key that is not known. `family` is the table's. */
size_t rules_meta_len(uint32_t key);
size_t rules_ct_len(uint32_t key, uint32_t family);
/* Of fib, rt, socket, tunnel, xfrm and osf. */
size_t rules_load_len(const struct nf_expr *expr);

/*
 * Where the expression leaves a value, and how long it is. False: it writes no
 * register (a verdict is none), or nobody knows: those that are unknown or
 * strange may write them all.
 */
bool rules_written(const struct nf_expr *expr, uint32_t family, uint8_t *reg,
		   size_t *len);
