/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register_lab.h -- a small register and the space of its packets
 */
#pragma once

#include "policy/policy.h"
#include "proof/diagram/diagram.h"
#include "proof/space/space.h"

/* Those of the test that runs. */
extern struct policy policy;
extern struct space space;
extern struct diagrams all;

/* test_site (policy_text.h) with these sections: 0 or -1, as setups of cmocka
 * do. */
int register_lab_begin(const char *sections);
int register_lab_end(void **state);
