/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload_load.h -- expressions that load, set or do one thing: all those of a
 * payload file that refer to nothing else
 */
#pragma once

#include <stdbool.h>

#include "payload_expr.h"

bool payload_load(struct payload_reader *reader, struct scan *s,
		  struct nf_expr *out);
/* Those among them that are no load of a key. */
bool payload_do(struct scan *s, struct nf_expr *out);
