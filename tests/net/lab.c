/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lab.c -- the hosts of a test network, as packet sockets in one process
 */
#include "lab.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "base/cleanup.h"
#include "base/wire.h"

#include "datagram.h"

enum {
	SETTLE_MS = 10000,
	LINE_LEN = 4096
};

/* netns.sh gives it to the gateway's loopback; ARP is answered on any
 * interface, whatever the rules say about IP. */
static const uint8_t sentinel[4] = { 198, 18, 0, 1 };

__attribute__((format(printf, 1, 2), noreturn)) static void die(const char *fmt,
								...)
{
	va_list ap;

	fprintf(stderr, "lab: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, ": %s\n", errno ? strerror(errno) : "not understood");
	exit(3);
}

static void enter(const char *name)
{
	char path[256];
	_cleanup_(fd_closep) int fd = -1;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET) < 0)
		die("namespace %s", name);
}

static void grow_buffer(int fd)
{
	int size = 4 << 20;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
}

int lab_packet_socket(void)
{
	int one = 1, fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex("eth0"),
	};

	if (fd < 0)
		die("packet socket");
	grow_buffer(fd);
	if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one,
		       sizeof(one)) < 0)
		die("PACKET_IGNORE_OUTGOING");
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		die("bind to eth0");
	return fd;
}

static int open_raw_socket(int family, int proto)
{
	int fd = socket(family, SOCK_RAW | SOCK_CLOEXEC, proto);

	if (fd < 0)
		die("raw socket");
	grow_buffer(fd);
	return fd;
}

static void listen_raw(struct lab *lab, enum raw kind, int proto)
{
	int family = kind == RAW_IPV4 ? AF_INET : AF_INET6;

	lab->raw[lab->n_raw].kind = kind;
	lab->raw[lab->n_raw++].fd = open_raw_socket(family, proto);
}

static void open_gateway(struct lab *lab)
{
	static const int protos[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP };

	enter(lab->ports.at[0].name);
	for (size_t i = 0; i < 3; i++) {
		listen_raw(lab, RAW_IPV4, protos[i]);
		listen_raw(lab, RAW_IPV6, protos[i]);
	}
	listen_raw(lab, RAW_IPV4, IPPROTO_ICMP);
	listen_raw(lab, RAW_ICMPV6, IPPROTO_ICMPV6);
	lab->out4 = open_raw_socket(AF_INET, IPPROTO_RAW);
	lab->out6 = open_raw_socket(AF_INET6, IPPROTO_RAW);
}

static struct segment *find_segment(struct lab *lab, const char *iface)
{
	vec_each(segment, &lab->segments)
		if (!strcmp((*segment)->iface, iface))
			return *segment;
	die("no segment %s", iface);
}

static void read_segment(struct lab *lab, char *word[], size_t n)
{
	struct segment *segment = arena_alloc(&lab->arena, sizeof(*segment));

	segment->iface = arena_strdup(&lab->arena, word[1]);
	if (!mac_read(word[2], &segment->mac))
		die("%s", word[2]);
	for (size_t i = 3; i < n; i++)
		if (addr_read(word[i], vec_add(&lab->arena,
					       &segment->addresses)) != ADDR_OK)
			die("%s", word[i]);
	*vec_add(&lab->arena, &lab->segments) = segment;
}

static void read_host(struct lab *lab, char *word[], size_t n)
{
	struct port *port = vec_add(&lab->arena, &lab->ports);

	port->name = arena_strdup(&lab->arena, word[1]);
	port->segment = find_segment(lab, word[2]);
	if (!mac_read(word[3], &port->mac))
		die("%s", word[3]);
	for (size_t i = 4; i < n; i++)
		if (addr_read(word[i], vec_add(&lab->arena,
					       &port->addresses)) != ADDR_OK)
			die("%s", word[i]);
	enter(port->name);
	port->fd = lab_packet_socket();
}

static void read_line(struct lab *lab, char *line)
{
	char *word[64] = { 0 }, *save = NULL;
	size_t n = 0;

	for (char *w = strtok_r(line, " \n", &save); w && n < 64;
	     w = strtok_r(NULL, " \n", &save))
		word[n++] = w;
	if (n == 2 && !strcmp(word[0], "gateway")) {
		lab->ports.at[0].name = arena_strdup(&lab->arena, word[1]);
	} else if (n >= 3 && !strcmp(word[0], "segment")) {
		read_segment(lab, word, n);
	} else if (n >= 4 && !strcmp(word[0], "host")) {
		read_host(lab, word, n);
	} else if (n == 3 && !strcmp(word[0], "route")) {
		struct lab_route *route = vec_add(&lab->arena, &lab->routes);

		if (range_read(word[1], &route->range) != ADDR_OK)
			die("%s", word[1]);
		route->port = (uint32_t)lab_find(lab, word[2]);
	} else {
		die("line of %s", line);
	}
}

static void pin(void)
{
	cpu_set_t cpus = { 0 };

	CPU_SET((size_t)sched_getcpu(), &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus) < 0)
		die("one processor");
}

void lab_open(const char *file, struct lab *out)
{
	_cleanup_(fd_closep) int home =
		open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	FILE *in = fopen(file, "re");
	char line[LINE_LEN];

	if (home < 0 || !in)
		die("%s", file);
	memset(out, 0, sizeof(*out));
	vec_add(&out->arena, &out->ports)->fd = -1;
	while (fgets(line, sizeof(line), in)) {
		errno = 0;
		read_line(out, line);
	}
	fclose(in);
	open_gateway(out);
	if (setns(home, CLONE_NEWNET) < 0)
		die("own namespace");
	pin();
}

int lab_find(const struct lab *lab, const char *name)
{
	for (size_t i = 0; i < lab->ports.n; i++)
		if (!strcmp(lab->ports.at[i].name, name))
			return (int)i;
	return -1;
}

/* The smaller of two ranges that hold one address starts later, or ends
 * earlier. */
static bool is_narrower(const struct addr_range *a, const struct addr_range *b)
{
	return range_contains(b, a) && range_cmp(a, b) != 0;
}

int lab_whose(const struct lab *lab, const struct addr *addr)
{
	const struct lab_route *best = NULL;

	vec_each(segment, &lab->segments)
		vec_each(own, &(*segment)->addresses)
			if (!addr_cmp(own, addr))
				return 0;
	for (size_t i = 1; i < lab->ports.n; i++)
		vec_each(own, &lab->ports.at[i].addresses)
			if (!addr_cmp(own, addr))
				return (int)i;
	vec_each(route, &lab->routes)
		if (range_has(&route->range, addr) &&
		    (!best || is_narrower(&route->range, &best->range)))
			best = route;
	return best ? (int)best->port : -1;
}

const struct mac *lab_mac(const struct lab *lab, uint32_t port,
			  const struct addr *source)
{
	vec_each(owner, &lab->owners)
		if (!addr_cmp(&owner->addr, source))
			return &owner->mac;
	return &lab->ports.at[port].mac;
}

static void send_from_gateway(struct lab *lab, const uint8_t *ip, size_t len)
{
	struct sockaddr_in to4 = { .sin_family = AF_INET };
	struct sockaddr_in6 to6 = { .sin6_family = AF_INET6 };

	if (ip[0] >> 4 == 4) {
		memcpy(&to4.sin_addr, ip + 16, 4);
		sendto(lab->out4, ip, len, 0, (struct sockaddr *)&to4,
		       sizeof(to4));
	} else {
		memcpy(&to6.sin6_addr, ip + 24, 16);
		sendto(lab->out6, ip, len, 0, (struct sockaddr *)&to6,
		       sizeof(to6));
	}
}

void lab_send(struct lab *lab, uint32_t port, const uint8_t *frame, size_t len)
{
	if (!port) /* refused by the output chain: EPERM, and not seen */
		send_from_gateway(lab, frame + ETH_HLEN, len - ETH_HLEN);
	else if (send(lab->ports.at[port].fd, frame, len, 0) < 0)
		die("send from %s", lab->ports.at[port].name);
}

/* Who has the sentinel? Asked as a duplicate address probe (RFC 5227), which
 * needs no address of our own. */
static void ask_sentinel(struct port *port)
{
	uint8_t frame[60] = { 0 };
	struct pack p = { frame, frame + sizeof(frame), false };

	pack_bytes(&p, port->segment->mac.bytes, ETH_ALEN);
	pack_bytes(&p, port->mac.bytes, ETH_ALEN);
	pack_u16(&p, ETH_P_ARP);
	pack_u16(&p, ARPHRD_ETHER);
	pack_u16(&p, ETH_P_IP);
	pack_u16(&p, ETH_ALEN << 8 | 4);
	pack_u16(&p, ARPOP_REQUEST);
	pack_bytes(&p, port->mac.bytes, ETH_ALEN);
	pack_u32(&p, 0);
	pack_u32(&p, 0);
	pack_u16(&p, 0);
	pack_bytes(&p, sentinel, 4);
	if (send(port->fd, frame, sizeof(frame), 0) < 0)
		die("sentinel from %s", port->name);
}

static bool is_sentinel(const uint8_t *frame, size_t len)
{
	return len >= 42 && frame[12] == ETH_P_ARP >> 8 &&
	       frame[13] == (ETH_P_ARP & 0xff) && frame[21] == ARPOP_REPLY &&
	       !memcmp(frame + 28, sentinel, 4);
}

/* True if the sentinel's answer was there. */
static bool drain(struct lab *lab, uint32_t port,
		  void (*seen)(void *, uint32_t, uint32_t), void *state)
{
	uint8_t buf[2048];
	bool answered = false;
	uint32_t id;
	ssize_t n;

	while ((n = recv(lab->ports.at[port].fd, buf, sizeof(buf),
			 MSG_DONTWAIT)) >= 0) {
		if (is_sentinel(buf, (size_t)n))
			answered = true;
		else if (datagram_find(buf, (size_t)n, &id))
			seen(state, id, port);
	}
	return answered;
}

static void drain_gateway(struct lab *lab,
			  void (*seen)(void *, uint32_t, uint32_t), void *state)
{
	uint8_t buf[2048];
	uint32_t id;
	ssize_t n;

	for (size_t i = 0; i < lab->n_raw; i++)
		while ((n = recv(lab->raw[i].fd, buf, sizeof(buf),
				 MSG_DONTWAIT)) >= 0)
			if (datagram_find_raw(lab->raw[i].kind, buf, (size_t)n,
					      &id))
				seen(state, id, 0);
}

void lab_settle(struct lab *lab,
		void (*seen)(void *state, uint32_t id, uint32_t port),
		void *state)
{
	uint32_t last = (uint32_t)lab->ports.n - 1;
	struct pollfd wait = { lab->ports.at[last].fd, POLLIN, 0 };
	bool answered = false;

	ask_sentinel(&lab->ports.at[last]);
	while (!answered) {
		if (poll(&wait, 1, SETTLE_MS) <= 0)
			die("the gateway does not answer ARP");
		answered = drain(lab, last, seen, state);
	}
	for (uint32_t i = 1; i < lab->ports.n; i++)
		drain(lab, i, seen, state);
	drain_gateway(lab, seen, state);
}

void lab_flush_conntrack(const struct lab *lab)
{
	struct {
		struct nlmsghdr header;
		struct nfgenmsg body;
	} msg = {
		.header = { .nlmsg_len = sizeof(msg),
			    .nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 |
					  IPCTNL_MSG_CT_DELETE,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
	};

	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char rest[128];
	} answer;

	_cleanup_(fd_closep) int fd = -1;

	lab_enter(lab, 0);
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (fd < 0 || send(fd, &msg, sizeof(msg), 0) < 0 ||
	    recv(fd, &answer, sizeof(answer), 0) < 0)
		die("conntrack");
	errno = -answer.error.error;
	if (errno)
		die("conntrack flush");
}

void lab_enter(const struct lab *lab, uint32_t port)
{
	enter(lab->ports.at[port].name);
}
