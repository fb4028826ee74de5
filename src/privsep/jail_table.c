/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jail_table.c -- the privilege table as an auditor reads it
 */
#include <inttypes.h>
#include <stdlib.h>

#include <seccomp.h>

#include <linux/capability.h>

#include "privsep/jail.h"

static void print_limits(FILE *out, const struct proc_limits *limits)
{
	fprintf(out, "core 0");
	if (limits->memory)
		fprintf(out, ", memory %" PRIu64 " MiB", limits->memory >> 20);
	if (limits->file_size)
		fprintf(out, ", file %" PRIu64 " MiB", limits->file_size >> 20);
	if (limits->files)
		fprintf(out, ", descriptors %" PRIu64, limits->files);
	if (limits->cpu)
		fprintf(out, ", cpu %" PRIu64 " s", limits->cpu);
	fprintf(out, limits->forks ? ", may fork" : ", processes 0");
}

/* CAP_NET_ADMIN (12) is the only one that a process of ours ever keeps. */
static void print_capabilities(FILE *out, uint64_t capabilities)
{
	if (!capabilities)
		fprintf(out, "none");
	for (unsigned cap = 0; cap < 64; cap++)
		if (capabilities >> cap & 1)
			fputs(cap == CAP_NET_ADMIN ? "CAP_NET_ADMIN" : "?",
			      out);
}

static void print_paths(FILE *out, const struct path_rule *rule)
{
	static const char *const words[] = {
		[PATH_READ] = "read",
		[PATH_EXECUTE] = "execute",
		[PATH_CHANGE] = "change",
	};
	const char *before = "";

	if (!rule || !rule->path)
		fprintf(out, "none");
	for (; rule && rule->path; rule++) {
		fprintf(out, "%s%s %s", before, words[rule->access],
			rule->path);
		before = ", ";
	}
}

static void print_calls(FILE *out, const int *calls)
{
	if (!calls) {
		fprintf(out, "all");
		return;
	}
	for (const int *call = calls; *call >= 0; call++) {
		char *name = seccomp_syscall_resolve_num_arch(
			SCMP_ARCH_NATIVE,
			*call & ~(FILTER_REFUSE | FILTER_WAKE));

		fprintf(out, *call & FILTER_REFUSE ? "%s(%s)%s" : "%s%s%s",
			call == calls ? "" : " ", name ? name : "?",
			*call & FILTER_WAKE ? "[wake]" : "");
		free(name);
	}
}

void jail_print_table(FILE *out, const struct proc_spec *specs, size_t n)
{
	fprintf(out, "| process | user | capabilities | network | files | "
		     "keeps | limits | system calls |\n"
		     "|---|---|---|---|---|---|---|---|\n");
	for (const struct proc_spec *spec = specs; spec < specs + n; spec++) {
		fprintf(out, "| %s | %s | ", spec->name, spec->user);
		print_capabilities(out, spec->capabilities);
		fprintf(out, " | %s | ", spec->network);
		print_paths(out, spec->paths);
		fprintf(out, " | %s | ", spec->keeps);
		print_limits(out, &spec->limits);
		fprintf(out, " | ");
		print_calls(out, spec->calls);
		fprintf(out, " |\n");
	}
}
