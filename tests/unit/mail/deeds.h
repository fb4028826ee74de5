/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deeds.h -- what a process that was taken over would do: for deeds_test.c
 */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

/* What there is to be harmed. */
static struct {
	pid_t sister;
	char folder[64], file[96], made[96]; /* anybody may write there */
	struct sockaddr_in port;             /* somebody listens */
	struct sockaddr_un name;             /* likewise, an abstract one */
	socklen_t name_len;
	int listener, idle; /* sockets that it has inherited */
	long landlock;      /* the kernel's version */
} world;

/* ------ the deeds: 0 if done, else what the kernel said ------ */

static int said(long r)
{
	return r < 0 ? errno : 0;
}

static int read_a_file(void)
{
	return said(open(world.file, O_RDONLY));
}

static int write_a_file(void)
{
	return said(open(world.file, O_WRONLY));
}

static int make_a_file(void)
{
	return said(open(world.made, O_WRONLY | O_CREAT, 0600));
}

static int remove_a_file(void)
{
	return said(unlink(world.file));
}

static int list_a_folder(void)
{
	return said(open("/", O_RDONLY | O_DIRECTORY));
}

static int run_a_program(void)
{
	char *const argv[] = { world.file, NULL };

	return said(execve("/bin/true", argv, argv + 1));
}

static int connect_outward(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? errno
		      : said(connect(fd, (struct sockaddr *)&world.port,
				     sizeof(world.port)));
}

/* RFC 7413 4.1: the first send connects, and asks no hook of connect(2). */
static int connect_by_sending(void)
{
	return said(sendto(world.idle, "x", 1, MSG_FASTOPEN,
			   (struct sockaddr *)&world.port, sizeof(world.port)));
}

static int connect_by_a_message(void)
{
	struct iovec part = { world.file, 1 };
	const struct msghdr msg = { .msg_name = &world.port,
				    .msg_namelen = sizeof(world.port),
				    .msg_iov = &part,
				    .msg_iovlen = 1 };

	return said(sendmsg(world.idle, &msg, MSG_FASTOPEN));
}

/* It is the parent's as well, and of those who come after: it would stay shut;
 * and be a socket that connects, see above. */
static int shut_the_door(void)
{
	return said(shutdown(world.listener, SHUT_RD));
}

static int listen_on_a_port(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	any.sin_port = htons(ntohs(world.port.sin_port) ^ 1);
	return fd < 0 ? errno
		      : said(bind(fd, (struct sockaddr *)&any, sizeof(any)));
}

static int connect_by_name(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return fd < 0 ? errno
		      : said(connect(fd, (struct sockaddr *)&world.name,
				     world.name_len));
}

static int kill_the_sister(void)
{
	return said(kill(world.sister, SIGKILL));
}

static int trace_the_sister(void)
{
	return said(ptrace(PTRACE_SEIZE, world.sister, NULL, NULL));
}

static int read_the_sister_s_memory(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)world.sister);
	return said(open(path, O_RDONLY));
}

static int copy_the_sister_s_memory(void)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { &world, 1 };

	return said(process_vm_readv(world.sister, &here, 1, &there, 1, 0));
}

static int see_the_sister_s_descriptors(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)world.sister);
	return said(open(path, O_RDONLY | O_DIRECTORY));
}

static int fork_once(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return said(pid);
}

static int become_root(void)
{
	return said(setresuid(0, 0, 0));
}

static int mount_something(void)
{
	return said(mount("none", world.folder, "tmpfs", 0, ""));
}

static int lift_a_limit(void)
{
	const struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };

	return said(setrlimit(RLIMIT_CORE, &none));
}

static int take_much_memory(void)
{
	const void *at =
		mmap(NULL, 16UL << 30, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? errno : 0;
}

/* What refuses it where there is no filter. */
enum {
	NEEDS_NET = 1 << 1,    /* Landlock 4, or the filter */
	NEEDS_SCOPE = 1 << 2,  /* Landlock 6, or the filter */
	NEEDS_ROOT = 1 << 3,   /* another user than the sister's */
	FORKS = 1 << 4,        /* the zygote may */
	NEEDS_LIMITS = 1 << 5, /* not under AddressSanitizer */
	NEEDS_FILTER = 1 << 6, /* nothing else */
};

static const struct {
	const char *name;
	int (*do_it)(void);
	unsigned needs;
} deeds[] = {
	{ "read a file", read_a_file, 0 },
	{ "write a file", write_a_file, 0 },
	{ "make a file", make_a_file, 0 },
	{ "remove a file", remove_a_file, 0 },
	{ "list a folder", list_a_folder, 0 },
	{ "run a program", run_a_program, 0 },
	{ "connect to a port", connect_outward, NEEDS_NET },
	{ "connect by sending", connect_by_sending, NEEDS_FILTER },
	{ "connect by a message", connect_by_a_message, NEEDS_FILTER },
	{ "shut the listening socket", shut_the_door, NEEDS_FILTER },
	{ "listen on a port", listen_on_a_port, NEEDS_NET },
	{ "connect to an abstract name", connect_by_name, NEEDS_SCOPE },
	{ "kill a sister", kill_the_sister, NEEDS_ROOT },
	{ "trace a sister", trace_the_sister, 0 },
	{ "read a sister's memory", read_the_sister_s_memory, 0 },
	{ "copy a sister's memory", copy_the_sister_s_memory, 0 },
	{ "see a sister's descriptors", see_the_sister_s_descriptors, 0 },
	{ "fork", fork_once, FORKS },
	{ "become root", become_root, NEEDS_ROOT },
	{ "mount", mount_something, 0 },
	{ "lift a limit", lift_a_limit, 0 },
	{ "take 16 GB", take_much_memory, NEEDS_LIMITS },
};
