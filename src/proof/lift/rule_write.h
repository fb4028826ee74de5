/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule_write.h -- what a rule writes, and where it cannot
 */
#pragma once

#include "proof/lift/path.h"

/* meta, ct and exthdr: where what they write to is not there, the rule does not
 * match. */
void path_write(struct lift_run *run, struct lift_path *path,
		const struct nf_expr *expr);
/* payload: as far as it can be read; then checksums, where there is room for
 * them, and then the bytes (nft_payload_set_eval). */
void path_write_header(struct lift_run *run, struct lift_path *path,
		       const struct nf_expr *expr);
/* Where there is no connection, there will be none. */
void path_notrack(struct lift_run *run, struct lift_path *path,
		  const struct nf_expr *expr);
