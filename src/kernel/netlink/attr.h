/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attr.h -- netlink attributes of nf_tables: written plainly, read with bounds
 *
 * Numbers are big-endian on this wire (linux/netfilter/nf_tables.h). Nests are
 * written without NLA_F_NESTED, as the kernel itself writes them when dumping,
 * so that what was sent and what is held compare byte for byte; for the same
 * reason the padding is zero.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

enum {
	ATTRS_MAX = 32
};

/* Attributes by type; those of a higher type are not kept but counted. */
struct attrs {
	const struct nlattr *at[ATTRS_MAX];
	size_t n_unknown;
};

void attr_put(struct nlmsghdr *msg, uint16_t type, const void *bytes,
	      size_t len);
/* With its NUL. */
void attr_put_text(struct nlmsghdr *msg, uint16_t type, const char *text);
void attr_put_be16(struct nlmsghdr *msg, uint16_t type, uint16_t value);
void attr_put_be32(struct nlmsghdr *msg, uint16_t type, uint32_t value);
void attr_put_be64(struct nlmsghdr *msg, uint16_t type, uint64_t value);
struct nlattr *attr_begin(struct nlmsghdr *msg, uint16_t type);
void attr_end(struct nlmsghdr *msg, struct nlattr *nest);

/* False where the bytes are no attributes; `out` is written in any case. */
bool attrs_of_message(const struct nlmsghdr *msg, struct attrs *out);
bool attrs_of_nest(const struct nlattr *nest, struct attrs *out);

/* The value, or `otherwise` where the attribute is missing or too short. */
uint16_t attr_be16(const struct nlattr *attr, uint16_t otherwise);
uint32_t attr_be32(const struct nlattr *attr, uint32_t otherwise);
uint64_t attr_be64(const struct nlattr *attr, uint64_t otherwise);
/* Points into the attribute; "" where it is missing or not NUL-terminated. */
const char *attr_text(const struct nlattr *attr);
/* Same length, same bytes; two missing ones are the same. */
bool attr_same(const struct nlattr *a, const struct nlattr *b);

/*
 * Attributes one after another: `for (struct walk w = walk_nest(nest);
 * (attr = walk_next(&w));)`. Ends early, with `bad` set, where the bytes are no
 * attributes.
 */
struct walk {
	const uint8_t *pos, *end;
	bool bad;
};

struct walk walk_nest(const struct nlattr *nest);
/* The elements of a message about a set's, if it has any; `bad`: its bytes are
 * no attributes. */
struct walk walk_elements(const struct nlmsghdr *msg);
/* Those that begin `skip` bytes into the message's payload. */
struct walk walk_message(const struct nlmsghdr *msg, size_t skip);

/* Netlink aligns to four bytes. */
static inline size_t attr_align(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

static inline const struct nlattr *walk_next(struct walk *w)
{
	const struct nlattr *attr = (const void *)w->pos;
	size_t left = (size_t)(w->end - w->pos);

	if (left == 0 || w->bad)
		return NULL;
	if (left < sizeof(*attr) || attr->nla_len < sizeof(*attr) ||
	    attr->nla_len > left) {
		w->bad = true;
		return NULL;
	}
	w->pos = attr_align(attr->nla_len) < left
			 ? w->pos + attr_align(attr->nla_len)
			 : w->end;
	return attr;
}
