/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask.h -- asking rtnetlink for whole lists, and reading its attributes
 *
 * rtnetlink(7). Numbers of this wire are the machine's own order, unlike those
 * of nf_tables (attr.h).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/around/around.h"

struct nlattr;
struct nlmsghdr;

enum {
	ASK_ATTRS_MAX = 64, /* attributes of a higher number are not read */
	ASK_ANSWER = 1 << 17
};

struct ask_attrs {
	const struct nlattr *at[ASK_ATTRS_MAX];
};

/* False stops the reading: -E2BIG. */
typedef bool (*ask_each)(const struct nlmsghdr *msg, void *ctx);

/*
 * A netlink socket of that protocol; non-blocking if it is for events. A
 * descriptor or -errno.
 */
int ask_open(int protocol, int flags);
/*
 * The list that `type` with this fixed header begins, read to its end. 0,
 * -EINTR where it changed under our hands (something can be missing or stand
 * there twice), -E2BIG or another -errno.
 */
int ask_dump(struct around_eyes *eyes, uint16_t type, const void *header,
	     size_t header_len, ask_each each, void *ctx);
/* Of two answers the one that matters more; -EINTR is the least of errors. */
int ask_worse(int a, int b);

/* The fixed header, or NULL where the message is shorter. */
const void *ask_header(const struct nlmsghdr *msg, size_t header_len);
/* False where the bytes are no attributes. */
bool ask_message_attrs(const struct nlmsghdr *msg, size_t header_len,
		       struct ask_attrs *out);
bool ask_nest_attrs(const struct nlattr *nest, struct ask_attrs *out);
/* Attributes that lie behind something of their own, as a next hop's do. */
bool ask_bytes_attrs(const uint8_t *bytes, size_t len, struct ask_attrs *out);
uint32_t ask_u32(const struct nlattr *attr, uint32_t otherwise);
uint8_t ask_u8(const struct nlattr *attr, uint8_t otherwise);
/* Cut at size; "" where it is missing. */
void ask_text(const struct nlattr *attr, char *out, size_t size);
/* False where it is no address of that family. */
bool ask_addr(const struct nlattr *attr, uint8_t family, struct addr *out);
