/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assumption_chain.h -- rules that move packets where no diagram follows them
 */
#pragma once

#include <stdbool.h>

#include "proof/rules/rules.h"

/* It sends copies elsewhere. */
bool chain_copies(const struct nf_chain *chain);
/* The gateway's own packets may get another way behind it. */
bool chain_reroutes(const struct nf_table *table, const struct nf_chain *chain);
/* It may write another address, protocol or port into what is judged. */
bool chain_rewrites(const struct nf_table *table, const struct nf_chain *chain);
