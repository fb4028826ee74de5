/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blast.c -- full-rate traffic through the gateway, counted to the packet
 *
 *	blast LAB LIST while COMMAND…	send until the command has ended
 *	blast LAB LIST count N ROUNDS	CPU time a packet, round by round
 *
 * The requests of LIST (see probe.h), and replies where it says so, are sent
 * round and round as fast as one processor can carry them through the whole
 * path. Receivers are packet sockets
 * that are never read: the kernel counts what matches their filter whether or
 * not there is room, so nothing is lost in a buffer. Exit 1: a packet that
 * should pass was lost, or one that should not has passed, or the command
 * failed.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include <linux/filter.h>
#include <linux/if_packet.h>

#include "base/must.h"
#include "base/text.h"

#include "probe.h"

enum {
	/* Between two sentinels; a processor's input queue holds 1000. */
	BURST = 256,
	VARIANTS = 16, /* source ports a line */
	FIRST_SPORT = 20000,
	ID_PASS = 0x70617373,
	ID_DROP = 0x64726f70,
};

struct counter {
	int fd;
	uint64_t n;
};

struct blast {
	struct lab lab;
	struct frame *frames;
	uint32_t *from; /* port of each */
	bool *pass;
	size_t n_frames, next;
	struct counter *passed, *leaked; /* one a port; [0] unused */
	uint64_t sent_pass, sent_drop;
};

static void die(const char *what)
{
	perror(what);
	exit(3);
}

static void ignore(void *state, uint32_t id, uint32_t port)
{
	(void)state;
	(void)id;
	(void)port;
}

static void filter(int fd, struct sock_filter *code, size_t n)
{
	struct sock_fprog program = { (unsigned short)n, code };

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		       sizeof(program)) < 0)
		die("filter");
}

/* The lab's own sockets shall only hear the sentinel's answers. */
static void only_arp(int fd)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x0806, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 256),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	filter(fd, code, 4);
}

/* Frames whose payload begins as datagram.c writes it, with that id: behind UDP
 * or TCP, over IPv4 or IPv6. */
static void only_id(int fd, uint32_t id)
{
	static const uint32_t at[] = { 42, 54, 62, 74 };
	struct sock_filter code[4 * 4 + 2];
	size_t n = 0;

	for (size_t i = 0; i < 4; i++) {
		struct sock_filter step[] = {
			BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
			BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, at[i] + 8, 0, 2),
			BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at[i] + 4),
			BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, id,
				 (uint8_t)(4 * (3 - i) + 1), 0),
		};

		memcpy(&code[n], step, sizeof(step));
		n += 4;
	}
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 64);
	filter(fd, code, n);
}

static int open_counter(const struct lab *lab, uint32_t port, uint32_t id)
{
	int fd, size = 0;

	lab_enter(lab, port);
	fd = lab_packet_socket();
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	only_id(fd, id);
	return fd;
}

/* Reading the statistics resets them. */
static void read_counter(struct counter *counter)
{
	struct tpacket_stats stats;
	socklen_t len = sizeof(stats);

	if (getsockopt(counter->fd, SOL_PACKET, PACKET_STATISTICS, &stats,
		       &len) < 0)
		die("statistics");
	counter->n += stats.tp_packets;
}

static uint64_t read_counters(struct blast *blast, struct counter *counters)
{
	uint64_t sum = 0;

	for (size_t i = 1; i < blast->lab.ports.n; i++) {
		read_counter(&counters[i]);
		sum += counters[i].n;
	}
	return sum;
}

static void open_counters(struct blast *blast)
{
	size_t n = blast->lab.ports.n;

	blast->passed = xcalloc(n, sizeof(*blast->passed));
	blast->leaked = xcalloc(n, sizeof(*blast->leaked));
	for (uint32_t i = 1; i < n; i++) {
		only_arp(blast->lab.ports.at[i].fd);
		blast->passed[i].fd = open_counter(&blast->lab, i, ID_PASS);
		blast->leaked[i].fd = open_counter(&blast->lab, i, ID_DROP);
	}
	read_counters(blast, blast->passed);
	read_counters(blast, blast->leaked);
	for (uint32_t i = 1; i < n; i++)
		blast->passed[i].n = blast->leaked[i].n = 0;
}

static void add_frame(struct blast *blast, struct probe *probe, enum step step)
{
	struct frame frames[N_FRAMES];
	size_t at = blast->n_frames++;

	must(probe_frames(&blast->lab, probe, step, frames, &blast->from[at]) ==
	     1);
	must(blast->from[at]);
	blast->frames[at] = frames[0];
	blast->pass[at] = probe->pass;
}

static void build_frames(struct blast *blast, struct probe_list *list)
{
	size_t n = 2 * list->probes.n * VARIANTS;

	blast->frames = xcalloc(n, sizeof(*blast->frames));
	blast->from = xcalloc(n, sizeof(*blast->from));
	blast->pass = xcalloc(n, sizeof(*blast->pass));
	for (uint16_t variant = 0; variant < VARIANTS; variant++) {
		vec_each(probe, &list->probes) {
			probe->packet.sport = (uint16_t)(FIRST_SPORT + variant);
			probe->packet.id = probe->pass ? ID_PASS : ID_DROP;
			add_frame(blast, probe, STEP_REQUEST);
			if (probe->last == STEP_REPLY)
				add_frame(blast, probe, STEP_REPLY);
		}
	}
}

static void send_burst(struct blast *blast)
{
	for (size_t i = 0; i < BURST; i++) {
		size_t at = blast->next++ % blast->n_frames;
		const struct frame *frame = &blast->frames[at];

		lab_send(&blast->lab, blast->from[at], frame->bytes,
			 frame->len);
		if (blast->pass[at])
			blast->sent_pass++;
		else
			blast->sent_drop++;
	}
	lab_settle(&blast->lab, ignore, NULL);
}

static pid_t start(char **command)
{
	cpu_set_t cpus;
	pid_t pid = fork();

	if (pid)
		return pid;
	memset(&cpus, 0xff, sizeof(cpus));
	sched_setaffinity(0, sizeof(cpus), &cpus);
	execvp(command[0], command);
	die(command[0]);
	return -1;
}

static double seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int blast_while(struct blast *blast, char **command)
{
	double start_time = seconds(CLOCK_MONOTONIC), took;
	pid_t pid;
	uint64_t passed, leaked;
	int status;

	lab_enter(&blast->lab, 0);
	pid = start(command);
	if (pid < 0)
		die("fork");
	do
		send_burst(blast);
	while (waitpid(pid, &status, WNOHANG) == 0);
	send_burst(blast);
	took = seconds(CLOCK_MONOTONIC) - start_time;
	passed = read_counters(blast, blast->passed);
	leaked = read_counters(blast, blast->leaked);
	printf("seconds=%.1f rate=%.0f allowed=%lu lost=%ld forbidden=%lu"
	       " leaked=%lu command=%d\n",
	       took, (double)(blast->sent_pass + blast->sent_drop) / took,
	       blast->sent_pass, (long)(blast->sent_pass - passed),
	       blast->sent_drop, leaked, WEXITSTATUS(status));
	return passed != blast->sent_pass || leaked || status != 0;
}

static int blast_count(struct blast *blast, uint32_t n, uint32_t rounds)
{
	uint64_t passed;

	for (uint32_t round = 0; round < rounds; round++) {
		double before = seconds(CLOCK_PROCESS_CPUTIME_ID);

		for (uint32_t i = 0; i < n; i += BURST)
			send_burst(blast);
		printf("round=%u ns=%.1f\n", round,
		       (seconds(CLOCK_PROCESS_CPUTIME_ID) - before) * 1e9 /
			       (double)((n + BURST - 1) / BURST * BURST));
	}
	passed = read_counters(blast, blast->passed);
	return passed != blast->sent_pass ||
	       read_counters(blast, blast->leaked) != 0;
}

int main(int argc, char **argv)
{
	struct probe_list list = { 0 };
	struct blast blast = { 0 };
	uint32_t n, rounds;
	bool counts = argc == 6 && !strcmp(argv[3], "count");

	if (argc < 5 || (!counts && strcmp(argv[3], "while") != 0)) {
		fputs("usage: blast LAB LIST while COMMAND… | count N ROUNDS\n",
		      stderr);
		return 2;
	}
	lab_open(argv[1], &blast.lab);
	if (!probe_read_list(&blast.lab, argv[2], &list) || !list.probes.n)
		return 2;
	build_frames(&blast, &list);
	open_counters(&blast);
	if (!counts)
		return blast_while(&blast, argv + 4);
	if (!text_u32(argv[4], 1u << 30, &n) ||
	    !text_u32(argv[5], 1000, &rounds))
		return 2;
	return blast_count(&blast, n, rounds);
}
