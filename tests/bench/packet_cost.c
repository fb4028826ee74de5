/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet_cost.c -- CPU time a packet costs on its way through several gateways
 *
 * usage: packet_cost ROUNDS PACKETS LANE…
 *
 * A lane is NAME,IN,OUT,FLOWS,STATE: a gateway of its own (in its namespace)
 * between this namespace's interfaces IN and OUT. Frames are put on IN; the
 * veth pair, the gateway's whole stack and OUT's early drop run on this
 * thread's own CPU time, because nothing hands them to another one. So the
 * thread's clock is the cost, even on a machine that does other things.
 *
 * FLOWS are the register entries the packets cycle through (flow_of() below,
 * the same numbering as make_policy.py). STATE says what conntrack shall think:
 *   new          every packet begins a connection of its own
 *   established  an answer is sent before the clock runs
 *
 * Lanes take turns within each round, in an order that rotates. Output: a line
 * `cost NAME NANOSECONDS` for each lane and round, at the end a line
 * `sent NAME PACKETS` for each lane.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>

enum {
	BATCH = 64,
	PAYLOAD = 18,
	IP_LEN = 20 + 8 + PAYLOAD,
	FRAME = ETH_HLEN + IP_LEN,
	MAX_LANES = 64,
	CLIENT_PORT = 40000,
};

static const double slow_seconds = 0.5; /* a lane, a round */

enum state {
	STATE_NEW,
	STATE_ESTABLISHED,
};

struct tuple {
	uint32_t source, destination; /* host order */
	uint16_t port;
};

struct lane {
	const char *name;
	uint32_t flows;
	enum state state;
	int fd_in, fd_out;
	uint64_t sent;
};

/* The gateway's MAC addresses and that of the hosts behind it. */
static const uint8_t mac_in[6] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t mac_out[6] = { 2, 0, 0, 0, 0, 2 };
static const uint8_t mac_host[6] = { 2, 0, 0, 0, 0, 9 };

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "packet_cost: %s: %s\n", what, strerror(errno));
	exit(3);
}

/* Entry i of the register; make_policy.py counts the same way. */
static struct tuple flow_of(uint32_t i)
{
	return (struct tuple){
		.source = 0x0a400001 + i % 5000 /* 10.64.0.1 */,
		.destination = 0x0a800001 + i % 3001 /* 10.128.0.1 */,
		.port = (uint16_t)(1024 + i % 40009),
	};
}

static uint16_t ip_checksum(const void *header)
{
	const uint8_t *p = header;
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < 20; i += 2)
		sum += (uint32_t)(p[i] << 8 | p[i + 1]);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

static void write_frame(uint8_t *frame, struct tuple t, uint16_t sport,
			const uint8_t *to)
{
	struct ethhdr *eth = (struct ethhdr *)frame;
	struct iphdr ip = {
		.version = 4,
		.ihl = 5,
		.ttl = 64,
		.protocol = IPPROTO_UDP,
		.tot_len = htons(IP_LEN),
		.frag_off = htons(0x4000),
		.saddr = htonl(t.source),
		.daddr = htonl(t.destination),
	};
	struct udphdr udp = {
		.source = htons(sport),
		.dest = htons(t.port),
		.len = htons(8 + PAYLOAD),
	};

	memcpy(eth->h_dest, to, 6);
	memcpy(eth->h_source, mac_host, 6);
	eth->h_proto = htons(ETH_P_IP);
	ip.check = ip_checksum(&ip);
	memcpy(frame + ETH_HLEN, &ip, sizeof(ip));
	memcpy(frame + ETH_HLEN + 20, &udp, sizeof(udp));
	memset(frame + ETH_HLEN + 28, 0, PAYLOAD);
}

static int open_interface(const char *name)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET };
	int size = 8 << 20;
	int fd;

	/* Protocol 0: it sends and never receives a copy. */
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (fd < 0)
		fail("packet socket");
	at.sll_ifindex = (int)if_nametoindex(name);
	if (!at.sll_ifindex || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		fail(name);
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) < 0)
		fail("send buffer");
	return fd;
}

/* The next word of a lane; exits if there is none. */
static const char *lane_word(char **rest)
{
	const char *word = strsep(rest, ",");

	if (!word || !*word) {
		fputs("packet_cost: a lane is NAME,IN,OUT,FLOWS,STATE\n",
		      stderr);
		exit(2);
	}
	return word;
}

static void parse_lane(char *text, struct lane *lane)
{
	const char *state;

	lane->name = lane_word(&text);
	lane->fd_in = open_interface(lane_word(&text));
	lane->fd_out = open_interface(lane_word(&text));
	lane->flows = (uint32_t)strtoul(lane_word(&text), NULL, 10);
	state = lane_word(&text);
	lane->state = !strcmp(state, "new") ? STATE_NEW : STATE_ESTABLISHED;
	if (lane->flows == 0)
		lane->flows = 1;
}

static void send_one(int fd, const uint8_t *frame)
{
	while (send(fd, frame, FRAME, 0) < 0)
		if (errno != ENOBUFS)
			fail("send");
}

/* Question and answer once for each flow, so that conntrack saw both. */
static void establish(const struct lane *lane)
{
	uint8_t frame[FRAME];
	struct tuple t, back;
	uint32_t i;

	for (i = 0; i < lane->flows; i++) {
		t = flow_of(i);
		back = (struct tuple){ t.destination, t.source, CLIENT_PORT };
		write_frame(frame, t, CLIENT_PORT, mac_in);
		send_one(lane->fd_in, frame);
		write_frame(frame, back, t.port, mac_out);
		send_one(lane->fd_out, frame);
	}
}

/* Sends the lane's next n packets (rounded up to a batch). */
static void send_packets(struct lane *lane, uint32_t n)
{
	static uint8_t frames[BATCH][FRAME];
	struct mmsghdr messages[BATCH] = { 0 };
	struct iovec parts[BATCH];
	uint32_t done, i;
	uint16_t sport;

	for (i = 0; i < BATCH; i++) {
		parts[i] = (struct iovec){ frames[i], FRAME };
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	for (done = 0; done < n; done += BATCH) {
		for (i = 0; i < BATCH; i++, lane->sent++) {
			sport = CLIENT_PORT;
			if (lane->state == STATE_NEW)
				sport = (uint16_t)(1 +
						   lane->sent / lane->flows);
			/* A stride, so that neighbours in the register are
			 * not neighbours in time. */
			write_frame(frames[i],
				    flow_of((uint32_t)(lane->sent * 7919 %
						       lane->flows)),
				    sport, mac_in);
		}
		for (i = 0; i < BATCH;) {
			int sent = sendmmsg(lane->fd_in, messages + i,
					    BATCH - i, 0);

			if (sent < 0 && errno != ENOBUFS)
				fail("sendmmsg");
			if (sent > 0)
				i += (uint32_t)sent;
		}
	}
}

static double thread_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds_for(struct lane *lane, uint32_t packets)
{
	double begin = thread_seconds();

	send_packets(lane, packets);
	return thread_seconds() - begin;
}

static void measure(struct lane *lane, uint32_t packets)
{
	uint32_t warm;
	double each;

	/* Each of these stays in conntrack's table. */
	if (lane->state == STATE_NEW)
		packets /= 10;
	/* The first ones fill the caches with this lane's things, and say if
	 * so many packets would take too long (a list of 10,000 rules). */
	warm = packets / 10 / BATCH * BATCH + BATCH;
	each = seconds_for(lane, warm) / warm;
	if (each * packets > slow_seconds)
		packets /= 20;
	packets = packets / BATCH * BATCH;
	printf("cost %s %.1f\n", lane->name,
	       seconds_for(lane, packets) * 1e9 / packets);
	fflush(stdout);
}

/* One CPU, never interrupted by other processes for long. */
static void claim_cpu(void)
{
	struct sched_param priority = { .sched_priority = 5 };
	cpu_set_t one;
	int cpu = sched_getcpu();

	CPU_ZERO(&one);
	CPU_SET(cpu < 0 ? 0 : (unsigned int)cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one) < 0 ||
	    sched_setscheduler(0, SCHED_FIFO, &priority) < 0)
		fail("claiming a CPU");
}

int main(int argc, char **argv)
{
	static struct lane lanes[MAX_LANES];
	uint32_t n_lanes, rounds, packets, round, i;

	if (argc < 4 || argc - 3 > MAX_LANES) {
		fputs("usage: packet_cost ROUNDS PACKETS LANE…\n", stderr);
		return 2;
	}
	rounds = (uint32_t)strtoul(argv[1], NULL, 10);
	packets = (uint32_t)strtoul(argv[2], NULL, 10);
	n_lanes = (uint32_t)argc - 3;
	claim_cpu();
	for (i = 0; i < n_lanes; i++) {
		parse_lane(argv[3 + i], &lanes[i]);
		if (lanes[i].state == STATE_ESTABLISHED)
			establish(&lanes[i]);
	}
	for (round = 0; round < rounds; round++) {
		for (i = 0; i < n_lanes; i++)
			measure(&lanes[(round + i) % n_lanes], packets);
		usleep(20000);
	}
	for (i = 0; i < n_lanes; i++)
		printf("sent %s %llu\n", lanes[i].name,
		       (unsigned long long)lanes[i].sent);
	return 0;
}
