/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill_at.c -- ends a process at its N-th step into or out of the kernel
 *
 *	kill-at PID N            … of that process
 *	kill-at PID N children   … of any it forks from now on, N counted in each
 *
 * Prints "ready" when it watches, then "killed CALL in" or "killed CALL out" (the
 * system call's number; before or after it was done), or "ended" if the process
 * came to its end before, or SIGTERM did. A process that is let go on makes no other steps than
 * it would alone, but that a waiting call may be interrupted once at the start.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/ptrace.h>

enum {
	MAX_CHILDREN = 64,
	SYSCALL_STOP = SIGTRAP | 0x80
};

struct watched {
	pid_t pid; /* 0: free */
	long steps;
};

static struct watched children[MAX_CHILDREN];

/* ptrace(2); glibc's takes numbers as pointers. */
static long trace(int request, pid_t pid, long data)
{
	return syscall(SYS_ptrace, request, pid, 0L, data);
}

static struct watched *find(pid_t pid)
{
	for (int i = 0; i < MAX_CHILDREN; i++)
		if (children[i].pid == pid)
			return &children[i];
	return NULL;
}

static void forget(pid_t pid)
{
	struct watched *child = find(pid);

	if (child)
		*child = (struct watched){ 0 };
}

static void finish(const char *text)
{
	puts(text);
	fflush(stdout);
	exit(0);
}

static void end_here(pid_t pid)
{
	struct ptrace_syscall_info info = { 0 };
	static long long call;
	char text[64];

	syscall(SYS_ptrace, PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info);
	call = info.op == PTRACE_SYSCALL_INFO_ENTRY ? (long long)info.entry.nr
						    : -1;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, __WALL);
	snprintf(text, sizeof(text), "killed %lld %s", call,
		 call < 0 ? "out" : "in");
	finish(text);
}

/* How many steps this one has made, this one included; 0: it does not count. */
static long count(pid_t pid, pid_t target, bool of_children)
{
	static long steps;
	struct watched *child;

	if (!of_children)
		return pid == target ? ++steps : 0;
	if (pid == target)
		return 0;
	child = find(pid);
	if (!child)
		child = find(0);
	if (!child)
		return 0;
	child->pid = pid;
	return ++child->steps;
}

/* What to hand on: a signal, but not one that is ptrace's own. */
static long signal_of(int status)
{
	const int sig = WSTOPSIG(status);

	if (sig == SYSCALL_STOP || status >> 16)
		return 0;
	return sig == SIGTRAP || sig == SIGSTOP ? 0 : sig;
}

static void look(pid_t pid, int status, pid_t target, long wanted,
		 bool of_children)
{
	if (WIFEXITED(status) || WIFSIGNALED(status)) {
		if (pid == target)
			finish("ended");
		forget(pid);
		return;
	}
	if (WSTOPSIG(status) == SYSCALL_STOP &&
	    count(pid, target, of_children) == wanted)
		end_here(pid);
	trace(PTRACE_SYSCALL, pid, signal_of(status));
}

/* SIGTERM is waited for together with the news of those who are watched. */
static void watch(pid_t target, long wanted, bool of_children)
{
	sigset_t set;
	int status, sig = 0;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGCHLD);
	while (sig != SIGTERM) {
		while ((pid = waitpid(-1, &status, __WALL | WNOHANG)) > 0)
			look(pid, status, target, wanted, of_children);
		if (pid < 0)
			finish("ended");
		sig = sigwaitinfo(&set, NULL);
	}
	finish("ended");
}

int main(int argc, char **argv)
{
	const bool of_children = argc == 4 && strcmp(argv[3], "children") == 0;
	const long options =
		PTRACE_O_TRACESYSGOOD |
		(of_children ? PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE : 0);
	pid_t target = argc >= 3 ? (pid_t)strtol(argv[1], NULL, 10) : 0;
	long wanted = argc >= 3 ? strtol(argv[2], NULL, 10) : 0;
	sigset_t blocked;
	int status;

	if (target <= 0 || wanted <= 0) {
		fputs("usage: kill-at PID N [children]\n", stderr);
		return 2;
	}
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGCHLD);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	if (trace(PTRACE_SEIZE, target, options) < 0 ||
	    trace(PTRACE_INTERRUPT, target, 0) < 0 ||
	    waitpid(target, &status, __WALL) != target) {
		perror("kill-at");
		return 3;
	}
	trace(PTRACE_SYSCALL, target, 0);
	puts("ready");
	fflush(stdout);
	watch(target, wanted, of_children);
}
