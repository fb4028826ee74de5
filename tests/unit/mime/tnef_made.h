/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tnef_made.h -- winmail.dat made for tests: attributes and properties
 */
#pragma once

#include "fixture.h"

enum {
	SUBJECT = 0x8004,
	BODY = 0x800C,
	DATA = 0x800F,
	TITLE = 0x8010,
	FILE_BEGINS = 0x9002,
	MESSAGE_PROPS = 0x9003,
	FILE_PROPS = 0x9005,
	CODEPAGE = 0x9007,
};

/* Bytes being written. */
struct made {
	uint8_t at[2000];
	size_t len;
};

static inline void put(struct made *made, const void *bytes, size_t len)
{
	assert_true(made->len + len <= sizeof(made->at));
	memcpy(made->at + made->len, bytes, len);
	made->len += len;
}

static inline void put_number(struct made *made, uint32_t n, size_t len)
{
	for (; len; len--, n >>= 8)
		put(made, &(uint8_t){ n & 0xFF }, 1);
}

static inline struct made begin(void)
{
	struct made made = { .len = 0 };

	put_number(&made, 0x223E9F78, 4);
	put_number(&made, 1, 2);
	return made;
}

static inline void add(struct made *file, uint32_t id, const void *data,
		       size_t len)
{
	put_number(file, id == FILE_PROPS ? 2 : 1, 1);
	put_number(file, id, 4);
	put_number(file, (uint32_t)len, 4);
	put(file, data, len);
	put_number(file, 0, 2);
}

static inline void add_made(struct made *file, uint32_t id,
			    const struct made *data)
{
	add(file, id, data->at, data->len);
}

/* A property of one value of any length, behind the number of all. */
static inline void put_text(struct made *made, uint32_t type, uint32_t id,
			    const char *text, size_t len)
{
	put_number(made, type, 2);
	put_number(made, id, 2);
	put_number(made, 1, 4);
	put_number(made, (uint32_t)len, 4);
	put(made, text, len);
	put_number(made, 0, (4 - len % 4) % 4);
}

static inline struct made properties(uint32_t n)
{
	struct made made = { .len = 0 };

	put_number(&made, n, 4);
	return made;
}

#define TEXT(made, id, text) put_text(made, 0x1E, id, text, sizeof(text) - 1)
