/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zygote_lab.h -- the real zygote in its jail; the test is the outside and the
 * inside
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "mime/convert.h"
#include "policy/policy.h"

extern struct zygote_lab {
	pid_t pid;
	int outside, inside, log;
	const char *sender; /* of what is given */
	/* the last that was heard of */
	uint16_t heard; /* MESSAGE_PLAIN, MESSAGE_FAILED */
	uint32_t id;
	uint8_t reason, why;
	int plain; /* of MESSAGE_PLAIN; the next hearing closes it */
	size_t plain_len;
} zygote_lab;

/* In tests that act where the message would be read: by the linker (ld(1) --wrap)
 * in the place of src/mime's, in each transform. */
enum convert_verdict
__wrap_convert_message(const uint8_t *bytes, size_t len,
		       const struct convert_options *options,
		       struct arena *arena, struct converted *out);

/* 0 or -1, as setups of cmocka do. */
int zygote_lab_begin(enum transform_use use);
void zygote_lab_end(void);
/* The same as setups and a teardown. */
int begin_fresh(void **state);
int begin_reused(void **state);
int end(void **state);

/* A message that is said to be `claimed` bytes long. */
void zygote_lab_give(uint32_t id, const void *bytes, size_t len,
		     size_t claimed);
/* Waits for what is said next, by either channel. */
void zygote_lab_hear(void);
/* … which must be this. */
void zygote_lab_expect(uint16_t type, uint32_t id);
/* The log's lines since it was asked last, NUL-terminated. */
void zygote_lab_read_log(char *text, size_t size);
