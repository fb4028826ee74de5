/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print.h -- a policy as canonical text
 *
 * One text for one meaning: fixed order of keys, one spelling of each value,
 * includes and address files resolved. Reading it gives the same policy again
 * (places excepted), and it is what an approval signs.
 */
#pragma once

#include <stdio.h>

#include "base/digest.h"
#include "policy/policy.h"

void policy_print(const struct policy *policy, FILE *out);
/* Of that text: the same however the policy is laid out, over however many
 * files. False: no memory. */
bool policy_digest(const struct policy *policy, uint8_t out[static DIGEST_LEN]);

/* Words as they stand in lists; object.h has whole sections. */
void print_ref(const struct ref *ref, FILE *out);
void print_port_range(const struct port_range *port, FILE *out);
/* "2027-03-31" of the policy's own day that holds the second. */
const char *print_day(char buf[static 16], const struct policy *policy,
		      time_t second);
/* "mon-fri 08:30-17:15" */
void print_hours(const struct hours *hours, FILE *out);
