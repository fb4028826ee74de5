/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask.c -- asking rtnetlink for whole lists, and reading its attributes
 */
#include "kernel/around/ask.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "kernel/netlink/attr.h"

enum {
	WAIT_SECONDS = 5,
	REQUEST_ROOM = 256
};

int ask_open(int protocol, int flags)
{
	const struct timeval wait = { .tv_sec = WAIT_SECONDS };
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | flags, protocol);

	if (fd < 0)
		return -errno;
	if (bind(fd, (const struct sockaddr *)&any, sizeof(any)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) < 0) {
		int error = -errno;

		close(fd);
		return error;
	}
	return fd;
}

static int send_request(int fd, uint32_t seq, uint16_t type, const void *header,
			size_t header_len)
{
	_Alignas(8) uint8_t room[REQUEST_ROOM] = { 0 };
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct nlmsghdr *msg = mnl_nlmsg_put_header(room);

	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	msg->nlmsg_seq = seq;
	memcpy(mnl_nlmsg_put_extra_header(msg, header_len), header, header_len);
	return sendto(fd, msg, msg->nlmsg_len, 0,
		      (const struct sockaddr *)&kernel, sizeof(kernel)) < 0
		       ? -errno
		       : 0;
}

struct reading {
	uint32_t seq;
	bool ended, changed;
	int result;
	ask_each each;
	void *ctx;
};

static void read_message(struct reading *r, const struct nlmsghdr *msg)
{
	const int *error = mnl_nlmsg_get_payload(msg);

	if (msg->nlmsg_seq != r->seq)
		return;
	r->changed |= (msg->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
	if (msg->nlmsg_type == NLMSG_DONE || msg->nlmsg_type == NLMSG_ERROR) {
		r->ended = true;
		if (mnl_nlmsg_get_payload_len(msg) < sizeof(*error))
			r->result = -EBADMSG;
		else if (r->result == 0)
			r->result = *error;
	} else if (r->result == 0 && !r->each(msg, r->ctx)) {
		r->result = -E2BIG;
	}
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the kernel writes there */
static int read_part(int fd, uint8_t *room, struct reading *r)
{
	struct sockaddr_nl from = { 0 };
	struct iovec part = { room, ASK_ANSWER };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &part,
		.msg_iovlen = 1,
	};
	ssize_t len = recvmsg(fd, &msg, 0);
	const struct nlmsghdr *at = (const void *)room;
	int left = (int)len;

	if (len < 0 && errno == EINTR)
		return 0;
	if (len < 0)
		return -errno;
	if (from.nl_pid != 0)
		return 0; /* not the kernel's */
	if (msg.msg_flags & MSG_TRUNC)
		return -EMSGSIZE;
	for (; mnl_nlmsg_ok(at, left); at = mnl_nlmsg_next(at, &left))
		read_message(r, at);
	return 0;
}

int ask_dump(struct around_eyes *eyes, uint16_t type, const void *header,
	     size_t header_len, ask_each each, void *ctx)
{
	struct reading r = { .seq = ++eyes->seq, .each = each, .ctx = ctx };
	int error = send_request(eyes->route, r.seq, type, header, header_len);

	while (error == 0 && !r.ended)
		error = read_part(eyes->route, eyes->answer, &r);
	return ask_worse(error ? error : r.result, r.changed ? -EINTR : 0);
}

int ask_worse(int a, int b)
{
	return a == 0 || (a == -EINTR && b != 0) ? b : a;
}

/* ------ attributes ------ */

const void *ask_header(const struct nlmsghdr *msg, size_t header_len)
{
	return mnl_nlmsg_get_payload_len(msg) < header_len
		       ? NULL
		       : mnl_nlmsg_get_payload(msg);
}

static bool index_attrs(struct walk w, struct ask_attrs *out)
{
	const struct nlattr *attr;

	*out = (struct ask_attrs){ 0 };
	while ((attr = walk_next(&w)))
		if (mnl_attr_get_type(attr) < ASK_ATTRS_MAX)
			out->at[mnl_attr_get_type(attr)] = attr;
	return !w.bad;
}

bool ask_message_attrs(const struct nlmsghdr *msg, size_t header_len,
		       struct ask_attrs *out)
{
	return index_attrs(walk_message(msg, attr_align(header_len)), out);
}

bool ask_nest_attrs(const struct nlattr *nest, struct ask_attrs *out)
{
	if (!nest) {
		*out = (struct ask_attrs){ 0 };
		return false;
	}
	return index_attrs(walk_nest(nest), out);
}

bool ask_bytes_attrs(const uint8_t *bytes, size_t len, struct ask_attrs *out)
{
	return index_attrs((struct walk){ .pos = bytes, .end = bytes + len },
			   out);
}

uint32_t ask_u32(const struct nlattr *attr, uint32_t otherwise)
{
	uint32_t value;

	if (!attr || mnl_attr_get_payload_len(attr) < sizeof(value))
		return otherwise;
	memcpy(&value, mnl_attr_get_payload(attr), sizeof(value));
	return value;
}

uint8_t ask_u8(const struct nlattr *attr, uint8_t otherwise)
{
	return !attr || mnl_attr_get_payload_len(attr) < 1
		       ? otherwise
		       : *(const uint8_t *)mnl_attr_get_payload(attr);
}

void ask_text(const struct nlattr *attr, char *out, size_t size)
{
	size_t len = attr ? mnl_attr_get_payload_len(attr) : 0;

	if (len >= size)
		len = size - 1;
	if (len)
		memcpy(out, mnl_attr_get_payload(attr), len);
	out[len] = '\0';
}

bool ask_addr(const struct nlattr *attr, uint8_t family, struct addr *out)
{
	enum family ours = family == AF_INET    ? FAMILY_IPV4
			   : family == AF_INET6 ? FAMILY_IPV6
						: FAMILY_NONE;

	if (!attr || ours == FAMILY_NONE ||
	    mnl_attr_get_payload_len(attr) != family_len(ours))
		return false;
	*out = (struct addr){ .family = ours };
	memcpy(out->bytes, mnl_attr_get_payload(attr), family_len(ours));
	return true;
}
