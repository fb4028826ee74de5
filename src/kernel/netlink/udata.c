/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * udata.c -- what user space keeps beside the kernel's objects: comments
 */
#include "kernel/netlink/udata.h"

#include <string.h>

#include <libmnl/libmnl.h>

#include "base/wire.h"
#include "kernel/netlink/attr.h"

void udata_put(struct udata *udata, uint8_t type, const void *value, size_t len)
{
	if (len > UINT8_MAX || udata->len + 2 + len > sizeof(udata->bytes))
		return;
	udata->bytes[udata->len++] = type;
	udata->bytes[udata->len++] = (uint8_t)len;
	memcpy(udata->bytes + udata->len, value, len);
	udata->len += len;
}

void udata_put_u32(struct udata *udata, uint8_t type, uint32_t value)
{
	udata_put(udata, type, &value, sizeof(value));
}

size_t udata_cut(const char *text, size_t max)
{
	size_t len = strlen(text);

	if (len <= max)
		return len;
	for (len = max; len > 0 && ((uint8_t)text[len] & 0xc0) == 0x80; len--)
		;
	return len;
}

void udata_put_comment(struct udata *udata, uint8_t type, const char *text)
{
	char copy[COMMENT_ROOM] = "";
	size_t len;

	if (!text || !*text)
		return;
	len = udata_cut(text, sizeof(copy) - 1);
	memcpy(copy, text, len);
	udata_put(udata, type, copy, len + 1);
}

void udata_append(struct udata *udata, const struct udata *other)
{
	if (udata->len + other->len > sizeof(udata->bytes))
		return;
	memcpy(udata->bytes + udata->len, other->bytes, other->len);
	udata->len += other->len;
}

void udata_write(const struct udata *udata, struct nlmsghdr *msg,
		 uint16_t attr_type)
{
	if (udata->len > 0)
		attr_put(msg, attr_type, udata->bytes, udata->len);
}

const uint8_t *udata_find_in(const uint8_t *udata, size_t udata_len,
			     uint8_t type, size_t *len)
{
	struct wire w = { .pos = udata, .end = udata + udata_len };

	if (!udata)
		return NULL;
	while (!w.bad && w.pos < w.end) {
		uint8_t have = wire_u8(&w), n = wire_u8(&w);
		const uint8_t *value = wire_bytes(&w, n);

		if (value && have == type) {
			*len = n;
			return value;
		}
	}
	return NULL;
}

const uint8_t *udata_find(const struct nlattr *attr, uint8_t type, size_t *len)
{
	if (!attr)
		return NULL;
	return udata_find_in(mnl_attr_get_payload(attr),
			     mnl_attr_get_payload_len(attr), type, len);
}

const char *udata_text(const struct nlattr *attr, uint8_t type)
{
	size_t len = 0;
	const uint8_t *value = udata_find(attr, type, &len);

	return value && memchr(value, '\0', len) ? (const char *)value : NULL;
}
