/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * udata.h -- what user space keeps beside the kernel's objects: comments
 *
 * nft(8) stores comments and hints for printing as a string of (type, length,
 * value) in the NFTA_…_USERDATA of an object (libnftnl/udata.h has the types);
 * the kernel keeps 256 bytes and does not look at them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;
struct nlattr;

enum {
	UDATA_MAX = 256,    /* NFT_USERDATA_MAXLEN */
	COMMENT_ROOM = 128, /* with its NUL, as nft(8) wants it */
};

struct udata {
	uint8_t bytes[UDATA_MAX];
	size_t len;
};

/* A value that no longer fits is left out; `len` is at most 255. */
void udata_put(struct udata *udata, uint8_t type, const void *value,
	       size_t len);
void udata_put_u32(struct udata *udata, uint8_t type, uint32_t value);
/* Cut to what a comment may be, between two UTF-8 characters. NULL: nothing. */
void udata_put_comment(struct udata *udata, uint8_t type, const char *text);
/* Everything of `other` that fits. */
void udata_append(struct udata *udata, const struct udata *other);
/* Writes the attribute unless there is nothing in it. */
void udata_write(const struct udata *udata, struct nlmsghdr *msg,
		 uint16_t attr_type);

/* The value of the first entry of `type` with its length, or NULL. `attr` may
 * be NULL. */
const uint8_t *udata_find(const struct nlattr *attr, uint8_t type, size_t *len);
const uint8_t *udata_find_in(const uint8_t *udata, size_t udata_len,
			     uint8_t type, size_t *len);
/* The same as text; NULL where there is none that ends in NUL. */
const char *udata_text(const struct nlattr *attr, uint8_t type);
/* At most max bytes of text, not cutting through a UTF-8 character. */
size_t udata_cut(const char *text, size_t max);
