/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_parts.h -- what the files that decode share, and nobody else
 *
 * Every function that returns bool has named the flaw where it returns false.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proof/rules/decode.h"
#include "proof/rules/decode_attr.h"
#include "proof/rules/rules.h"

struct decoder {
	const struct snapshot *snapshot;
	struct rules *out;
	struct decode_flaw *flaw;
	struct nf_table *table; /* whose member is being decoded */
	struct nf_chain *chain; /* of the last rule */
	struct nf_set *set;     /* of the last element */
	size_t n_objects, n_flowtables;
	size_t n_reserved; /* elements that room was made for */
	bool is_last; /* the message in hand goes on where the last one was */
};

/* Always false. */
bool decode_fail(struct decoder *d, const char *what);

/* Fields that are numbers; a missing one that is not required is 0. */
struct decode_number {
	uint8_t attr;
	uint8_t len; /* bytes: 1, 2, 4 or 8 */
	bool required;
	void *out; /* a number of that size */
};

bool decode_numbers(struct decoder *d, const struct decode_attrs *attrs,
		    const struct decode_number *numbers, size_t n);
/* What somebody called his thing; the kernel takes an empty name as well. */
bool decode_name(struct decoder *d, struct nf_bytes value, const char **out);
/* What the kernel calls a thing, never empty. */
bool decode_word(struct decoder *d, struct nf_bytes value, const char **out);
/* Indexes them, and says whether one is there whose bit is not in `known`. */
bool decode_known(struct decoder *d, struct nf_bytes bytes, uint32_t known,
		  struct decode_attrs *out, bool *strange);
/* The text of a comment (its first 0-type entry) or NULL. */
const char *decode_comment(struct nf_bytes userdata);
bool decode_count(struct decoder *d, size_t *counter, size_t max);

/* What a table, chain, … has been given is strange. */
void decode_strange(struct decoder *d, bool *strange);

/* One kind of message each; the table is set. */
bool decode_table(struct decoder *d, const struct decode_message *msg);
bool decode_chain(struct decoder *d, const struct decode_message *msg);
bool decode_set(struct decoder *d, const struct decode_message *msg);
bool decode_object(struct decoder *d, const struct decode_message *msg);
bool decode_flowtable(struct decoder *d, const struct decode_message *msg);
/* Once all of the above are there and can be found. */
bool decode_set_exprs(struct decoder *d, const struct decode_message *msg);
bool decode_elements(struct decoder *d, const struct decode_message *msg);
bool decode_rule(struct decoder *d, const struct decode_message *msg);

/* A nest of NFTA_DATA_VALUE, into bytes; or of _VERDICT, into the verdict. */
bool decode_data(struct decoder *d, struct nf_bytes nest, struct nf_bytes *out);
bool decode_verdict(struct decoder *d, struct nf_bytes nest,
		    struct nf_verdict *out, bool *strange);
bool decode_is_verdict(struct nf_bytes nest);

/* The members that an attribute names. */
bool decode_set_name(struct decoder *d, struct nf_bytes value,
		     const struct nf_set **out);

/* Either of the two ways in which sets and elements have expressions that hold
 * none themselves: one, or a list. */
bool decode_plain_exprs(struct decoder *d, struct nf_bytes one,
			struct nf_bytes list, struct nf_exprs *out);
/* An object's data as the expression `name`. */
bool decode_object_expr(struct decoder *d, const char *name,
			struct nf_bytes data, struct nf_expr *out);

/* decode_expr.c, but for what an expression holds within. */
bool decode_flat(struct decoder *d, const char *name, struct nf_bytes data,
		 struct nf_expr *out, struct decode_attrs *attrs);
/* decode_check.c: registers and lengths, once all of it is there. */
bool decode_check(struct decoder *d, struct nf_expr *expr);
