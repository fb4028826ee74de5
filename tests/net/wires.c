/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wires.c -- any packet through the gateway's hooks, and how far it came
 */
#include "wires.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include "base/must.h"

enum {
	PEER_INDEX = 50, /* more than the index of the wire itself */
	BUFFER = 4 << 20,
};

static void run(const char *command)
{
	if (system(command) != 0) {
		fprintf(stderr, "wires: this failed: %s\n", command);
		exit(3);
	}
}

static void add_wire(FILE *script, size_t i, const char *name)
{
	fprintf(script,
		"link add %s index %zu address 02:00:00:00:00:%02zx type veth "
		"peer name peer%zu index %zu address 02:00:00:00:01:%02zx\n"
		"link set %s arp off addrgenmode none mtu %d up\n"
		"link set peer%zu arp off addrgenmode none mtu %d up\n",
		name, i + 2, i + 2, i, i + 2 + PEER_INDEX, i + 2, name,
		WIRE_MTU, i, WIRE_MTU);
}

static void add_route(FILE *script, const struct wire_route *route)
{
	if (route->wire)
		fprintf(script, "route add %s dev %s\n", route->prefix,
			route->wire);
	else
		fprintf(script, "addr add %s dev lo\n", route->prefix);
}

/* One address for all wires, beside those that they have. */
static void add_link_local(FILE *script, const char *name, size_t i)
{
	fprintf(script,
		"addr add %s/64 dev %s nodad\n"
		"route add fe80::/10 dev %s metric %zu\n",
		WIRE_LINK_LOCAL, name, name, 2000 + i);
}

static void make(const struct wires *wires)
{
	FILE *script = popen("ip -batch -", "w");

	must(script != NULL);
	fputs("link set lo up\n", script);
	for (size_t i = 0; i < wires->n; i++)
		if (!wires->at[i].is_loop)
			add_wire(script, i, wires->at[i].name);
	for (size_t i = 0; i < wires->n; i++)
		if (!wires->at[i].is_loop)
			add_link_local(script, wires->at[i].name, i);
	for (size_t i = 0; i < wires->n_routes; i++)
		add_route(script, &wires->routes[i]);
	if (pclose(script) != 0) {
		fputs("wires: ip(8) failed\n", stderr);
		exit(3);
	}
	run("cd /proc/sys/net && for c in ipv4/conf/*; do"
	    " echo 0 >$c/rp_filter; echo 0 >$c/send_redirects;"
	    " echo 1 >$c/accept_local; done;"
	    " echo 1 >ipv4/ip_forward; echo 1 >ipv6/conf/all/forwarding;"
	    " for c in ipv6/conf/peer*; do echo 1 >$c/disable_ipv6; done;"
	    " for c in ipv6/conf/*; do echo 200 >$c/hop_limit; done;"
	    " echo 0 >netfilter/nf_conntrack_checksum;"
	    " echo 1 >netfilter/nf_conntrack_tcp_be_liberal;"
	    " echo 200 >ipv4/ip_default_ttl");
}

static int packet_socket(unsigned index)
{
	const struct sockaddr_ll at = { .sll_family = AF_PACKET,
					.sll_protocol = htons(ETH_P_ALL),
					.sll_ifindex = (int)index };
	int one = 1, size = BUFFER;
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	must(fd >= 0);
	must(setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one,
			sizeof(one)) == 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	must(bind(fd, (const struct sockaddr *)&at, sizeof(at)) == 0);
	return fd;
}

static void pin(void)
{
	cpu_set_t set;
	int cpu = sched_getcpu();

	CPU_ZERO(&set);
	CPU_SET(cpu < 0 ? 0 : (size_t)cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

void wires_open(struct wires *wires, const char *const *names, size_t n,
		const struct wire_route *routes, size_t n_routes)
{
	*wires = (struct wires){ .n = n,
				 .routes = routes,
				 .n_routes = n_routes };
	must(n <= WIRES_MAX);
	for (size_t i = 0; i < n; i++)
		wires->at[i] = (struct wire){
			.name = names[i],
			.index = (unsigned)i + 2,
			.peer = (unsigned)i + 2 + PEER_INDEX,
			.mac = { 2, 0, 0, 0, 0, (uint8_t)(i + 2) },
		};
	if (strcmp(names[n - 1], "lo") == 0)
		wires->at[n - 1] = (struct wire){
			.name = "lo", .index = 1, .peer = 1, .is_loop = true
		};
	pin();
	make(wires);
	wires->links[0] = (struct lift_link){ 1, "lo" };
	for (size_t i = 0; i < n; i++) {
		wires->links[i + 1] = (struct lift_link){ wires->at[i].index,
							  wires->at[i].name };
		wires->at[i].fd = packet_socket(wires->at[i].peer);
	}
	wires->own[0] = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	wires->own[1] = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	must(wires->own[0] >= 0 && wires->own[1] >= 0);
	must(sock_open(&wires->sock) == 0);
	wires_observe(wires);
}

void wires_close(struct wires *wires)
{
	for (size_t i = 0; i < wires->n; i++)
		close(wires->at[i].fd);
	close(wires->own[0]);
	close(wires->own[1]);
	close(wires->trace);
	close(wires->sync);
	sock_close(&wires->sock);
}

static int wire_of(const struct wires *wires, const char *name)
{
	for (size_t i = 0; i < wires->n; i++)
		if (strcmp(wires->at[i].name, name) == 0)
			return (int)i;
	return -2;
}

int wires_route(const struct wires *wires, const struct addr *destination)
{
	const struct wire_route *best = NULL;
	struct addr_range range, narrowest;

	if (wires->led_to && addr_cmp(destination, &wires->led) == 0)
		return wire_of(wires, wires->led_to);

	for (size_t i = 0; i < wires->n_routes; i++) {
		must(range_read(wires->routes[i].prefix, &range) == ADDR_OK);
		if (!range_has(&range, destination) ||
		    (best && !range_contains(&narrowest, &range)))
			continue;
		best = &wires->routes[i];
		narrowest = range;
	}
	if (!best)
		return -2;
	return best->wire ? wire_of(wires, best->wire) : -1;
}

/* Sent where the sender says: link-local ones and groups. */
static bool is_scoped(const struct addr *addr)
{
	return addr->family == FAMILY_IPV6 && addr->bytes[0] >= 0xfe;
}

void wires_lead(struct wires *wires, const struct addr *destination,
		const char *wire)
{
	char command[256], text[ADDR_TEXT];

	if (wires->led_to && !is_scoped(&wires->led)) {
		snprintf(command, sizeof(command), "ip route del %s dev %s",
			 addr_text(text, &wires->led), wires->led_to);
		run(command);
	}
	wires->led_to = wire;
	if (!wire)
		return;
	wires->led = *destination;
	if (is_scoped(destination))
		return;
	snprintf(command, sizeof(command), "ip route add %s dev %s",
		 addr_text(text, destination), wire);
	run(command);
}

static bool send_marked(int fd, uint32_t mark, const uint8_t *bytes, size_t len,
			struct sockaddr_storage *to, socklen_t to_len)
{
	_Alignas(struct cmsghdr)
		uint8_t control[CMSG_SPACE(sizeof(mark))] = { 0 };
	struct iovec iov = { (void *)(uintptr_t)bytes, len };
	struct msghdr msg = { .msg_name = to,
			      .msg_namelen = to_len,
			      .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *head = CMSG_FIRSTHDR(&msg);
	ssize_t n;

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SO_MARK;
	head->cmsg_len = CMSG_LEN(sizeof(mark));
	memcpy(CMSG_DATA(head), &mark, sizeof(mark));
	n = sendmsg(fd, &msg, 0);
	/* EPERM: dropped at once (raw_send_hdrinc). */
	return n == (ssize_t)len || (to && errno == EPERM);
}

void wires_send(struct wires *wires, size_t wire, uint32_t mark,
		const uint8_t *frame, size_t len)
{
	must(send_marked(wires->at[wire].fd, mark, frame, len, NULL, 0));
	wires->is_own = wires->is_cut = false;
}

bool wires_say(struct wires *wires, uint32_t mark, const uint8_t *packet,
	       size_t len)
{
	bool v6 = packet[0] >> 4 == 6;
	unsigned scope;
	struct sockaddr_storage to = { .ss_family = v6 ? AF_INET6 : AF_INET };

	if (v6 && wires->led_to && is_scoped(&wires->led)) {
		scope = if_nametoindex(wires->led_to);
		((struct sockaddr_in6 *)&to)->sin6_scope_id = scope;
		setsockopt(wires->own[1], IPPROTO_IPV6, IPV6_MULTICAST_IF,
			   &scope, sizeof(scope));
	}
	if (v6)
		memcpy(&((struct sockaddr_in6 *)&to)->sin6_addr, packet + 24,
		       16);
	else
		memcpy(&((struct sockaddr_in *)&to)->sin_addr, packet + 16, 4);
	wires->is_own = true;
	wires->is_cut = false;
	memcpy(wires->said, packet, v6 ? 40 : 20);
	return send_marked(wires->own[v6], mark, packet, len, &to,
			   v6 ? sizeof(struct sockaddr_in6)
			      : sizeof(struct sockaddr_in));
}
