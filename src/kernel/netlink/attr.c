/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attr.c -- netlink attributes of nf_tables: written plainly, read with bounds
 */
#include "kernel/netlink/attr.h"

#include <endian.h>
#include <string.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

void attr_put(struct nlmsghdr *msg, uint16_t type, const void *bytes,
	      size_t len)
{
	struct nlattr *attr = mnl_nlmsg_get_payload_tail(msg);
	uint8_t *value = (uint8_t *)attr + sizeof(*attr);
	size_t padded = attr_align(len);

	attr->nla_type = type;
	attr->nla_len = (uint16_t)(sizeof(*attr) + len);
	memcpy(value, bytes, len);
	memset(value + len, 0, padded - len);
	msg->nlmsg_len += (uint32_t)(sizeof(*attr) + padded);
}

void attr_put_text(struct nlmsghdr *msg, uint16_t type, const char *text)
{
	attr_put(msg, type, text, strlen(text) + 1);
}

void attr_put_be16(struct nlmsghdr *msg, uint16_t type, uint16_t value)
{
	value = htobe16(value);
	attr_put(msg, type, &value, sizeof(value));
}

void attr_put_be32(struct nlmsghdr *msg, uint16_t type, uint32_t value)
{
	value = htobe32(value);
	attr_put(msg, type, &value, sizeof(value));
}

void attr_put_be64(struct nlmsghdr *msg, uint16_t type, uint64_t value)
{
	value = htobe64(value);
	attr_put(msg, type, &value, sizeof(value));
}

struct nlattr *attr_begin(struct nlmsghdr *msg, uint16_t type)
{
	struct nlattr *nest = mnl_nlmsg_get_payload_tail(msg);

	attr_put(msg, type, "", 0);
	return nest;
}

void attr_end(struct nlmsghdr *msg, struct nlattr *nest)
{
	const uint8_t *tail = mnl_nlmsg_get_payload_tail(msg);

	nest->nla_len = (uint16_t)(tail - (const uint8_t *)nest);
}

struct walk walk_nest(const struct nlattr *nest)
{
	const uint8_t *bytes = mnl_attr_get_payload(nest);

	return (struct walk){ .pos = bytes,
			      .end = bytes + mnl_attr_get_payload_len(nest) };
}

struct walk walk_elements(const struct nlmsghdr *msg)
{
	struct attrs attrs;

	if (!attrs_of_message(msg, &attrs))
		return (struct walk){ .bad = true };
	if (!attrs.at[NFTA_SET_ELEM_LIST_ELEMENTS])
		return (struct walk){ 0 };
	return walk_nest(attrs.at[NFTA_SET_ELEM_LIST_ELEMENTS]);
}

struct walk walk_message(const struct nlmsghdr *msg, size_t skip)
{
	const uint8_t *bytes = mnl_nlmsg_get_payload(msg);
	size_t len = mnl_nlmsg_get_payload_len(msg);

	if (len < skip)
		return (struct walk){ .bad = true };
	return (struct walk){ .pos = bytes + skip, .end = bytes + len };
}

static bool index_attrs(struct walk w, struct attrs *out)
{
	const struct nlattr *attr;

	*out = (struct attrs){ 0 };
	while ((attr = walk_next(&w))) {
		uint16_t type = mnl_attr_get_type(attr);

		if (type < ATTRS_MAX)
			out->at[type] = attr;
		else
			out->n_unknown++;
	}
	return !w.bad;
}

bool attrs_of_message(const struct nlmsghdr *msg, struct attrs *out)
{
	return index_attrs(walk_message(msg, sizeof(struct nfgenmsg)), out);
}

bool attrs_of_nest(const struct nlattr *nest, struct attrs *out)
{
	if (!nest) {
		*out = (struct attrs){ 0 };
		return false;
	}
	return index_attrs(walk_nest(nest), out);
}

static bool copy_number(const struct nlattr *attr, void *out, size_t len)
{
	if (!attr || mnl_attr_get_payload_len(attr) < len)
		return false;
	memcpy(out, mnl_attr_get_payload(attr), len);
	return true;
}

uint16_t attr_be16(const struct nlattr *attr, uint16_t otherwise)
{
	uint16_t value;

	return copy_number(attr, &value, sizeof(value)) ? be16toh(value)
							: otherwise;
}

uint32_t attr_be32(const struct nlattr *attr, uint32_t otherwise)
{
	uint32_t value;

	return copy_number(attr, &value, sizeof(value)) ? be32toh(value)
							: otherwise;
}

uint64_t attr_be64(const struct nlattr *attr, uint64_t otherwise)
{
	uint64_t value;

	return copy_number(attr, &value, sizeof(value)) ? be64toh(value)
							: otherwise;
}

const char *attr_text(const struct nlattr *attr)
{
	const char *text;

	if (!attr)
		return "";
	text = mnl_attr_get_payload(attr);
	return memchr(text, '\0', mnl_attr_get_payload_len(attr)) ? text : "";
}

bool attr_same(const struct nlattr *a, const struct nlattr *b)
{
	if (!a || !b)
		return a == b;
	return mnl_attr_get_payload_len(a) == mnl_attr_get_payload_len(b) &&
	       !memcmp(mnl_attr_get_payload(a), mnl_attr_get_payload(b),
		       mnl_attr_get_payload_len(a));
}
