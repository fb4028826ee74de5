/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fixture.h -- what a test of src/mime begins with: an arena and one conversion
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "mime/mime.h"

struct fixture {
	struct arena arena;
	struct convert_options options;
	struct mime mime;
	struct buf out;
};

static inline int fixture_init(void **state)
{
	static struct fixture f;

	f = (struct fixture){ .arena.ceiling = 16 << 20 };
	f.mime = (struct mime){
		.arena = &f.arena,
		.options = &f.options,
		.bytes.arena = &f.arena,
		.text.arena = &f.arena,
	};
	f.out.arena = &f.arena;
	*state = &f;
	return 0;
}

static inline int fixture_finish(void **state)
{
	struct fixture *f = *state;

	arena_finish(&f->arena);
	return 0;
}

/* What is in f->out, which is empty afterwards. */
static inline const char *fixture_text(struct fixture *f)
{
	const char *text = buf_copy(&f->out);

	buf_reset(&f->out);
	return text;
}

#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1
#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, fixture_init, fixture_finish)
#define MAIN(...)                                                  \
	int main(void)                                             \
	{                                                          \
		const struct CMUnitTest tests[] = { __VA_ARGS__ }; \
                                                                   \
		return cmocka_run_group_tests(tests, NULL, NULL);  \
	}
