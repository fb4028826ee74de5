/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy_text.h -- policies for unit tests: from a text, compared, at a fixed day
 */
#pragma once

#include "policy/policy.h"

/* 2026-11-20 12:00 in Tokyo, a Friday. */
#define TEST_NOW ((time_t)1795143600)

/* The rules folder, from the environment ($RULES). */
struct policy_options test_options(void);
/* Loads `text` from a file of its own, which is removed again. */
bool policy_from_text(const char *text, const struct policy_options *options,
		      struct policy *out, struct diags *diags);
/* The same meaning and the same words; places do not count. On false `what`
 * names the first difference. */
bool policy_equal(const struct policy *a, const struct policy *b,
		  const char **what);
/* A small site: zones "a" (lgwan), "b" (mynumber), "w" (internet, upstream),
 * "m" (management), hosts a1, b1, m1. */
extern const char test_site[];
