/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nflog.c -- nflog GROUP: prints the prefix of each logged packet, a line each
 *
 * Says `ready` first; ends with SIGTERM. Every packet is sent on at once.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>

#include "base/text.h"

enum {
	BUFFER = 65536
};

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(3);
}

static struct nlmsghdr *begin(char *buf, uint16_t group)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *body;

	header->nlmsg_type = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	body = mnl_nlmsg_put_extra_header(header, sizeof(*body));
	body->res_id = htons(group);
	return header;
}

static void tell(struct mnl_socket *socket, struct nlmsghdr *header)
{
	char answer[BUFFER];
	ssize_t n;

	if (mnl_socket_sendto(socket, header, header->nlmsg_len) < 0)
		die("nflog: send");
	n = mnl_socket_recvfrom(socket, answer, sizeof(answer));
	if (n < 0 || mnl_cb_run(answer, (size_t)n, 0, 0, NULL, NULL) < 0)
		die("nflog: group");
}

static struct mnl_socket *open_group(uint16_t group)
{
	struct nfulnl_msg_config_cmd bind = { NFULNL_CFG_CMD_BIND };
	struct nfulnl_msg_config_mode mode = { htonl(64), NFULNL_COPY_PACKET,
					       0 };
	struct mnl_socket *socket = mnl_socket_open(NETLINK_NETFILTER);
	struct nlmsghdr *header;
	char buf[1024];

	if (!socket || mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0)
		die("nflog: socket");
	header = begin(buf, group);
	mnl_attr_put(header, NFULA_CFG_CMD, sizeof(bind), &bind);
	tell(socket, header);
	header = begin(buf, group);
	mnl_attr_put(header, NFULA_CFG_MODE, sizeof(mode), &mode);
	mnl_attr_put_u32(header, NFULA_CFG_QTHRESH, htonl(1));
	tell(socket, header);
	return socket;
}

static int print_attr(const struct nlattr *attr, void *data)
{
	(void)data;
	if (mnl_attr_get_type(attr) == NFULA_PREFIX)
		puts(mnl_attr_get_str(attr));
	return MNL_CB_OK;
}

static int print_packet(const struct nlmsghdr *header, void *data)
{
	return mnl_attr_parse(header, sizeof(struct nfgenmsg), print_attr,
			      data);
}

int main(int argc, char **argv)
{
	struct mnl_socket *socket;
	char buf[BUFFER];
	uint16_t group;
	ssize_t n;

	if (argc != 2 || !text_u16(argv[1], &group)) {
		fputs("usage: nflog GROUP\n", stderr);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	socket = open_group(group);
	puts("ready");
	while ((n = mnl_socket_recvfrom(socket, buf, sizeof(buf))) > 0)
		if (mnl_cb_run(buf, (size_t)n, 0, 0, print_packet, NULL) < 0)
			break;
	die("nflog");
}
