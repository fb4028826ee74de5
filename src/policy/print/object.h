/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * object.h -- one object as it stands in the canonical text
 *
 * What stands between its brackets: ` key = value; key = value;`.
 */
#pragma once

#include <stdio.h>

#include "policy/policy.h"

/* model and timezone */
void print_head(const struct policy *policy, FILE *out);
void print_zone(const struct policy *policy, const struct zone *zone,
		FILE *out);
void print_host(const struct policy *policy, const struct host *host,
		FILE *out);
void print_group(const struct policy *policy, const struct group *group,
		 FILE *out);
void print_service(const struct policy *policy, const struct service *service,
		   FILE *out);
void print_flow(const struct policy *policy, const struct flow *flow,
		FILE *out);
void print_relay(const struct policy *policy, const struct relay *relay,
		 FILE *out);
void print_manager(const struct policy *policy, const struct management *entry,
		   FILE *out);
void print_gateway_service(const struct policy *policy,
			   const struct gateway_service *entry, FILE *out);
void print_test(const struct policy *policy, const struct policy_test *test,
		FILE *out);
void print_approver(const struct policy *policy,
		    const struct approver *approver, FILE *out);
void print_quorum(const struct policy *policy, FILE *out);
void print_contact(const struct policy *policy, const struct contact *contact,
		   FILE *out);
