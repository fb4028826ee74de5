/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_shape.h -- which attributes an expression has, and what they are
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proof/rules/decode_attr.h"
#include "proof/rules/expr.h"

enum decode_how {
	HOW_U8,
	HOW_U16,
	HOW_U32,
	HOW_U64,
	HOW_REG,
	HOW_DATA, /* a nest with a value */
	HOW_TEXT,
	HOW_BYTES,    /* as they are */
	HOW_SET,      /* a set's name */
	HOW_INVERTED, /* flags of which only NF_INVERTED is known: a bool */
	HOW_LATER,    /* it takes more than a row */
	HOW_NONE,     /* padding, and what says nothing in a dump */
};

/* One attribute. */
struct decode_row {
	uint8_t attr;
	uint8_t how; /* enum decode_how */
	bool required;
	uint16_t at; /* in struct nf_expr */
};

struct decode_shape {
	const char *name;
	enum nf_expr_kind kind;
	const struct decode_row *rows;
	size_t n;
};

/* NULL: nobody here knows such an expression. */
const struct decode_shape *decode_shape_find(const char *name,
					     const struct decode_attrs *attrs);
