/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job_lab.c -- an engine's jobs, each in its worker's own filter
 */
#include "job_lab.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/must.h"
#include "daemon/engine/row.h"
#include "daemon/procs.h"

struct filter filter;
struct job_result result;
char said[SAID_MAX + 1];

const char plain_policy[] =
	"model = \"single\";\ntimezone = \"UTC\";\n"
	"zones = (\n"
	"  { name = \"a\"; tier = \"internet\"; interfaces = [\"a0\"];\n"
	"    networks = [\"10.1.0.0/24\"]; addresses = [\"10.1.0.1\"]; },\n"
	"  { name = \"b\"; tier = \"internet\"; interfaces = [\"b0\"];\n"
	"    networks = [\"10.2.0.0/24\"]; addresses = [\"10.2.0.1\"]; } );\n";

int job_lab_begin(void **state)
{
	int rules = open("rules", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	must(rules >= 0 && dup2(rules, FD_ENGINE_RULES) == FD_ENGINE_RULES);
	if (rules != FD_ENGINE_RULES)
		close(rules);
	/* As the engine's jail does; a filter wants it. */
	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	return filter_build(worker_row.calls, &filter);
}

int job_lab_end(void **state)
{
	(void)state;
	filter_finish(&filter);
	close(FD_ENGINE_RULES);
	return 0;
}

bool hear_nothing(void *ctx, int i)
{
	(void)i;
	(void)ctx;
	return false;
}

void job_lab_read(void)
{
	ssize_t n = 0;

	if (result.outs[OUT_SAID] >= 0)
		n = pread(result.outs[OUT_SAID], said, SAID_MAX, 0);
	must(n >= 0);
	said[n] = '\0';
}
