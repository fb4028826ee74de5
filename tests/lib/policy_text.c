/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * policy_text.c -- policies for unit tests: from a text, at a fixed day
 */
#include "policy_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char test_site[] =
	"model = \"alpha\";\n"
	"zones = (\n"
	"{ name = \"a\"; tier = \"lgwan\"; interfaces = [\"a0\", \"a1\"];"
	" networks = [\"10.1.0.0/16\", \"fd00:1::/48\"];"
	" addresses = [\"10.1.0.1\"]; },\n"
	"{ name = \"b\"; tier = \"mynumber\"; interfaces = [\"b0\"];"
	" networks = [\"10.2.0.0/16\", \"fd00:2::/48\"]; },\n"
	"{ name = \"w\"; tier = \"internet\"; interfaces = [\"w0\"];"
	" upstream = true; addresses = [\"192.0.2.1\"]; },\n"
	"{ name = \"m\"; tier = \"management\"; interfaces = [\"m0\"];"
	" networks = [\"10.9.0.0/24\"]; addresses = [\"10.9.0.1\"]; }\n"
	");\n"
	"hosts = (\n"
	"{ name = \"a1\"; zone = \"a\"; addresses = [\"10.1.0.5\","
	" \"fd00:1::5\"]; mac = \"02:00:00:00:00:05\"; },\n"
	"{ name = \"b1\"; zone = \"b\"; addresses = [\"10.2.0.5\","
	" \"fd00:2::5\"]; },\n"
	"{ name = \"m1\"; zone = \"m\"; addresses = [\"10.9.0.5\"]; }\n"
	");\n";

struct policy_options test_options(void)
{
	const char *rules = getenv("RULES");

	return (struct policy_options){
		.rules = rules ? rules : "rules",
		.now = TEST_NOW,
	};
}

bool policy_from_text(const char *text, const struct policy_options *options,
		      struct policy *out, struct diags *diags)
{
	char name[] = "/tmp/policy-test-XXXXXX";
	int fd = mkstemp(name);
	FILE *file;
	bool good;

	if (fd < 0)
		abort();
	file = fdopen(fd, "w");
	fputs(text, file);
	fclose(file);
	good = policy_load(name, options, out, diags);
	unlink(name);
	return good;
}
