/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * connections.c -- makes live connections by hand, and cuts some of them
 *
 *	connections add N MARK PORT [ADDRESS]
 *	connections cut [-m MARK/MASK] [-e ENTRY]… [-s RANGE] [-d RANGE] [-w]
 *
 * `add` makes N of UDP: 10.0.x.y (or ADDRESS) -> 10.2.0.5 (or fd00:2::5), from
 * many ports to PORT. `cut` prints what was cut, mark by mark, and how long it
 * took on standard error.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "base/address.h"
#include "kernel/live/cut.h"
#include "kernel/netlink/attr.h"

enum {
	ENTRIES_MAX = 16,
	ENOUGH_SECONDS = 600,
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void put_tuple(struct nlmsghdr *msg, uint16_t type,
		      const struct addr *from, const struct addr *to,
		      uint16_t from_port, uint16_t to_port)
{
	const bool v4 = from->family == FAMILY_IPV4;
	const uint8_t proto = IPPROTO_UDP;
	struct nlattr *tuple = attr_begin(msg, type);
	struct nlattr *part = attr_begin(msg, CTA_TUPLE_IP);

	attr_put(msg, v4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC, from->bytes,
		 family_len(from->family));
	attr_put(msg, v4 ? CTA_IP_V4_DST : CTA_IP_V6_DST, to->bytes,
		 family_len(to->family));
	attr_end(msg, part);
	part = attr_begin(msg, CTA_TUPLE_PROTO);
	attr_put(msg, CTA_PROTO_NUM, &proto, 1);
	attr_put_be16(msg, CTA_PROTO_SRC_PORT, from_port);
	attr_put_be16(msg, CTA_PROTO_DST_PORT, to_port);
	attr_end(msg, part);
	attr_end(msg, tuple);
}

static int add_one(struct sock *sock, const struct addr *from,
		   uint16_t from_port, uint16_t port, uint32_t mark)
{
	const bool v4 = from->family == FAMILY_IPV4;
	struct sock_room room;
	struct nlmsghdr *msg = sock_request(
		sock, &room, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW,
		NLM_F_CREATE | NLM_F_EXCL, v4 ? AF_INET : AF_INET6);
	struct addr to;

	addr_read(v4 ? "10.2.0.5" : "fd00:2::5", &to);
	put_tuple(msg, CTA_TUPLE_ORIG, from, &to, from_port, port);
	put_tuple(msg, CTA_TUPLE_REPLY, &to, from, port, from_port);
	attr_put_be32(msg, CTA_TIMEOUT, ENOUGH_SECONDS);
	attr_put_be32(msg, CTA_MARK, mark);
	return sock_ask(sock, msg, NULL, NULL);
}

static int add(struct sock *sock, int argc, char **argv)
{
	const unsigned long n = strtoul(argv[0], NULL, 10);
	const uint32_t mark = (uint32_t)strtoul(argv[1], NULL, 0);
	const uint16_t port = (uint16_t)strtoul(argv[2], NULL, 10);
	struct addr from;
	int r = 0;

	for (unsigned long i = 0; r == 0 && i < n; i++) {
		addr_read(argc > 3 ? argv[3] : "10.0.0.0", &from);
		if (argc <= 3) {
			from.bytes[2] = (uint8_t)(i >> 8);
			from.bytes[3] = (uint8_t)i;
		}
		r = add_one(sock, &from, (uint16_t)(1024 + i % 60000), port,
			    mark);
	}
	return r;
}

static int read_range(struct addr_range *ranges, size_t *n)
{
	return range_read(optarg, &ranges[(*n)++]) == ADDR_OK && *n < 8 ? 0
									: -1;
}

static int cut(struct sock *sock, int argc, char **argv)
{
	static struct addr_range sources[8], destinations[8];
	static uint32_t entries[ENTRIES_MAX];
	struct cut_request request = { .entries = entries,
				       .sources = sources,
				       .destinations = destinations };
	struct cut_report report;
	double began;
	char *end;
	int option, r = 0;

	while (r == 0 && (option = getopt(argc, argv, "m:e:s:d:w")) != -1) {
		if (option == 'm') {
			request.mark = (uint32_t)strtoul(optarg, &end, 0);
			request.mask = (uint32_t)strtoul(end + 1, NULL, 0);
		} else if (option == 'e' && request.n_entries < ENTRIES_MAX) {
			entries[request.n_entries++] =
				(uint32_t)strtoul(optarg, NULL, 0);
		} else if (option == 's') {
			r = read_range(sources, &request.n_sources);
		} else if (option == 'd') {
			r = read_range(destinations, &request.n_destinations);
		} else {
			request.either_way = true;
		}
	}
	if (r < 0)
		return r;
	request.n_sources = ranges_merge(sources, request.n_sources);
	request.n_destinations =
		ranges_merge(destinations, request.n_destinations);
	began = now_ms();
	r = cut_connections(sock, &request, &report);
	fprintf(stderr, "ms=%.1f\n", now_ms() - began);
	vec_each(count, &report.counts)
		printf("mark=%#x n=%zu packets=%llu bytes=%llu\n", count->mark,
		       count->n, (unsigned long long)count->packets,
		       (unsigned long long)count->bytes);
	printf("cut=%zu left=%zu\n", report.n, report.n_left);
	cut_report_finish(&report);
	return r;
}

int main(int argc, char **argv)
{
	struct sock sock = { .fd = -1 };
	int r = sock_open(&sock);

	if (r == 0 && argc >= 5 && !strcmp(argv[1], "add"))
		r = add(&sock, argc - 2, argv + 2);
	else if (r == 0 && argc >= 2 && !strcmp(argv[1], "cut"))
		r = cut(&sock, argc - 1, argv + 1);
	else
		r = -1;
	if (r < 0)
		fprintf(stderr, "connections: %s\n", strerror(-r));
	sock_close(&sock);
	return r < 0;
}
