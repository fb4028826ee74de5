/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parts.h -- the collectors that around_look() is made of
 *
 * Each fills its list and returns 0 or -errno; what was read before an error
 * stays. tc is asked only of interfaces in the expectation and of what is
 * beneath them, after the links.
 */
#pragma once

#include "kernel/around/around.h"

int around_read_links(struct around_eyes *eyes, struct around *out);
/* Of the links that were read. */
void around_mark_wires(const struct expectation *expected, struct around *out);
int around_read_addresses(struct around_eyes *eyes, struct around *out);
int around_read_routes(struct around_eyes *eyes, struct around *out);
int around_read_rules(struct around_eyes *eyes, struct around *out);
int around_read_tc(struct around_eyes *eyes, struct around *out);
/* Which of them could be asked is in out->asked_programs. */
int around_read_programs(struct around *out);
int around_read_switches(const struct around_eyes *eyes,
			 const struct expectation *expected,
			 struct around *out);
int around_read_tables(const struct around_eyes *eyes, struct around *out);

/* Needs CAP_NET_ADMIN: joins the events of IPsec policies and counts what is
 * there. Where it may not, eyes->xfrm_unknown says so. */
void around_open_xfrm(struct around_eyes *eyes);
/* Counts what has changed since. */
void around_count_xfrm(struct around_eyes *eyes);
void around_open_tables(struct around_eyes *eyes);
