/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * live_cost.c -- a policy and a kernel read, with what each step takes
 */
#include "live_cost.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/must.h"
#include "kernel/dump.h"
#include "proof/rules/decode.h"
#include "proof/rules/dump_file.h"

double live_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void live_say(const char *name, double began)
{
	printf("%s %.6f ", name, live_seconds() - began);
}

void live_say_memory(const char *name)
{
	struct rusage usage;

	must(getrusage(RUSAGE_SELF, &usage) == 0);
	printf("%s %ld ", name, usage.ru_maxrss * 1024L);
}

void live_policy(const char *path, const char *rules, struct policy *out)
{
	const struct policy_options options = { .rules = rules,
						.now = time(NULL) };
	double began = live_seconds();
	struct diags diags = { 0 };

	must(policy_load(path, &options, out, &diags));
	diags_finish(&diags);
	live_say("policy", began);
}

static void read_dump(const char *path, struct snapshot *out)
{
	FILE *file = fopen(path, "rb");
	uint8_t digest[DIGEST_LEN], *bytes;
	size_t len;

	must(file && fseek(file, 0, SEEK_END) == 0);
	len = (size_t)ftell(file);
	rewind(file);
	bytes = xcalloc(len, 1);
	must(fread(bytes, 1, len, file) == len);
	(void)fclose(file);
	must(dump_file_read(bytes, len, out, digest) == DUMP_FINE);
	free(bytes);
}

void live_rules(const char *path, struct snapshot *snapshot,
		struct rules *rules)
{
	double began = live_seconds();
	struct decode_flaw flaw = { 0 };
	struct sock sock;

	if (path) {
		read_dump(path, snapshot);
	} else {
		must(sock_open(&sock) == 0);
		must(dump_take(&sock, NULL, snapshot) == 0);
		sock_close(&sock);
	}
	live_say("dump", began);
	began = live_seconds();
	must(decode(snapshot, rules, &flaw));
	live_say("decode", began);
	printf("rules %zu elements %zu ", rules->n_rules, rules->n_elements);
}
