/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.h -- the small words of the canonical text
 *
 * Each writes ` key = value;`, or nothing where there is nothing to say.
 */
#pragma once

#include <stdio.h>

#include "policy/policy.h"

void print_string(const char *text, FILE *out); /* quoted */
void print_key(const char *key, const char *text, FILE *out);
void print_ranges(const char *key, const struct ranges *ranges, FILE *out);
void print_addrs(const char *key, const struct addr *addrs, size_t n,
		 FILE *out);
void print_refs(const char *key, const struct refs *refs, FILE *out);
void print_services(const struct service_refs *refs, FILE *out);
void print_rate(const char *key, const struct rate *rate, FILE *out);
/* 0: nothing to say of that end. */
void print_validity(const struct policy *policy, time_t from, time_t until,
		    FILE *out);
void print_approval(const struct policy *policy,
		    const struct approval *approval, FILE *out);
