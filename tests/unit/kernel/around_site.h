/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around_site.h -- a gateway with three zones, all in order, for tests to
 * change one fact of
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#include "kernel/around/judge.h"

enum {
	LO = 1,
	M0,
	L0,
	I0,
	STRANGER
};

struct site {
	struct around around;
	struct expectation expected;
	struct around_memory memory;
	struct sightings found;
};

int site_set_up(void **state);
int site_tear_down(void **state);

/* One more of each; the place is good until the next. */
struct around_link *link_is(struct site *s, uint32_t index, const char *name);
void address_is(struct site *s, uint32_t link, const char *text);
struct around_route *route_is(struct site *s, uint32_t link, const char *text);
void rule_is(struct site *s, enum family family, uint32_t priority,
	     uint32_t table);
void switch_is(struct site *s, const char *path, int64_t value);

void judge(struct site *s);
/* Exactly this is found. */
void finds(struct site *s, enum severity severity, const char *slug,
	   const char *object);
void finds_nothing(struct site *s);
bool found(const struct site *s, const char *slug);

#define site_test(f) \
	cmocka_unit_test_setup_teardown(f, site_set_up, site_tear_down)
