/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names.h -- names to things, while a policy is read: a hash table
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

enum name_kind {
	NAME_NONE,
	NAME_ZONE,
	NAME_HOST,
	NAME_GROUP,
	NAME_SERVICE,
	NAME_FLOW,
	NAME_ENTRY, /* of the register, but no flow */
	NAME_ADDRESS,
	NAME_OTHER,
};

struct name {
	const char *text; /* borrowed: must outlive the table */
	enum name_kind kind;
	struct loc at;
	const void *thing;
};

/* All zero: empty. */
struct names {
	struct name *slots;
	size_t n, cap;
};

/* The name, or NULL. */
const struct name *names_find(const struct names *names, const char *text);
/* Adds it and returns NULL; or returns the one that has this text already. */
const struct name *names_add(struct names *names, const struct name *name);
/* The known name nearest to `text`, or NULL. Walks the whole table. */
const char *names_suggest(const struct names *names, const char *text);
void names_finish(struct names *names);
