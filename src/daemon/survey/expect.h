/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expect.h -- what a policy says about what is around the gate
 */
#pragma once

#include "kernel/around/expectation.h"
#include "policy/policy.h"

/* `out` is empty before; expectation_finish() frees it. */
void survey_expect(const struct policy *policy, struct expectation *out);
