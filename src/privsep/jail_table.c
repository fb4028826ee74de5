/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jail_table.c -- the privilege table as an auditor reads it
 */
#include <inttypes.h>
#include <stdlib.h>

#include <seccomp.h>

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

static void print_calls(FILE *out, const int *calls)
{
	if (!calls) {
		fprintf(out, "all");
		return;
	}
	for (const int *call = calls; *call >= 0; call++) {
		char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE,
							      *call);

		fprintf(out, "%s%s", call == calls ? "" : " ",
			name ? name : "?");
		free(name);
	}
}

void jail_print_table(FILE *out, const struct proc_spec *specs, size_t n)
{
	fprintf(out, "| process | user | network | keeps | limits | "
		     "system calls |\n|---|---|---|---|---|---|\n");
	for (const struct proc_spec *spec = specs; spec < specs + n; spec++) {
		fprintf(out, "| %s | %s | %s | %s | ", spec->name, spec->user,
			spec->network, spec->keeps);
		print_limits(out, &spec->limits);
		fprintf(out, " | ");
		print_calls(out, spec->calls);
		fprintf(out, " |\n");
	}
}
