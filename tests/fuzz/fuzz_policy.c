/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_policy.c -- any bytes as a policy: errors, or a policy whose canonical
 * text loads again
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "policy/print/print.h"

#include "fuzz.h"

/* libconfig 1.5 loses a string at some syntax errors: its own, small, and no
 * reason to stop. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so";
}

static bool load(const void *data, size_t size, struct policy *out,
		 struct diags *diags)
{
	_cleanup_(fd_closep) int fd = memfd_create("policy", MFD_CLOEXEC);
	const char *rules = getenv("RULES");
	const struct policy_options options = {
		.rules = rules ? rules : "rules",
		.now = 1795143600, /* 2026-11-20 12:00 in Tokyo */
	};
	char name[32];

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return policy_load(name, &options, out, diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };
	_cleanup_(policy_finish) struct policy again = { 0 };
	_cleanup_(freep) char *text = NULL;
	size_t len;
	FILE *out;

	if (!load(data, size, &policy, &diags)) {
		must(diags.n_errors > 0);
		out = fopen("/dev/null", "we");
		diags_print(&diags, out, false);
		fclose(out);
		return 0;
	}
	must(!diags.n_errors);
	out = open_memstream(&text, &len);
	policy_print(&policy, out);
	fclose(out);
	must(load(text, len, &again, &diags));
	return 0;
}
