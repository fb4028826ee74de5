/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * print.c -- what an answer is of: which policy, which kernel, when
 */
#include <string.h>

#include "base/text.h"
#include "cli/source/source.h"

enum {
	NANOSECONDS = 1000000000,
	BOOT_TEXT = 2 * SNAPSHOT_BOOT_ID + 1,
	MOMENT_TEXT = 32,
};

static char *moment_text(char buf[static MOMENT_TEXT],
			 const struct policy *policy, time_t t)
{
	time_t local = t + policy->utc_offset;
	struct tm tm;

	buf[0] = '\0';
	if (gmtime_r(&local, &tm))
		strftime(buf, MOMENT_TEXT, "%Y-%m-%d %H:%M:%S", &tm);
	return buf;
}

/* The daemon's has no file that anybody has. */
static void print_policy(const struct source *source, FILE *out)
{
	char digest[DIGEST_TEXT];

	fputs("# policy ", out);
	if (source->kind == SOURCE_GENERATION)
		fprintf(out, "of generation %u", source->stored);
	else if (source->kind == SOURCE_DAEMON)
		fputs("in force", out);
	else
		fputs(source->policy.file, out);
	fprintf(out, " sha256:%s\n",
		text_hex(digest, source->policy_digest, DIGEST_LEN));
}

void source_print(const struct source *source, FILE *out)
{
	const struct snapshot *snapshot = &source->snapshot;
	char digest[DIGEST_TEXT], boot[BOOT_TEXT], when[MOMENT_TEXT];
	char release[4 * sizeof(snapshot->release)];

	print_policy(source, out);
	if (!source->has_rules)
		return;
	fprintf(out,
		"# kernel %s netns %ju boot %s nf_tables %u tree g%u dump "
		"sha256:%s at %s\n",
		*snapshot->release ? text_shown(release, sizeof(release),
						snapshot->release)
				   : "?",
		(uintmax_t)snapshot->netns,
		text_hex(boot, snapshot->boot_id, SNAPSHOT_BOOT_ID),
		snapshot->genid, source->generation,
		text_hex(digest, source->digest, DIGEST_LEN),
		moment_text(when, &source->policy,
			    (time_t)(snapshot->taken_ns / NANOSECONDS)));
}

static void print_kernel_json(const struct source *source, struct json *json)
{
	const struct snapshot *snapshot = &source->snapshot;
	char digest[DIGEST_TEXT], boot[BOOT_TEXT];

	json_member(json, "release", snapshot->release);
	json_member_number(json, "netns", snapshot->netns);
	json_member(json, "boot",
		    text_hex(boot, snapshot->boot_id, SNAPSHOT_BOOT_ID));
	json_member_number(json, "nf_tables", snapshot->genid);
	json_member_number(json, "tree", source->generation);
	json_member(json, "dump", text_hex(digest, source->digest, DIGEST_LEN));
	json_member_number(json, "taken", snapshot->taken_ns / NANOSECONDS);
}

void source_print_json(const struct source *source, struct json *json)
{
	char digest[DIGEST_TEXT];

	json_object(json);
	json_member(json, "source", source_name(source->kind));
	json_member(json, "policy",
		    source->kind == SOURCE_GENERATION ||
				    source->kind == SOURCE_DAEMON
			    ? NULL
			    : source->policy.file);
	json_member(json, "policy_digest",
		    text_hex(digest, source->policy_digest, DIGEST_LEN));
	if (source->kind == SOURCE_GENERATION)
		json_member_number(json, "generation", source->stored);
	json_member_number(json, "moment", (uint64_t)source->now);
	if (source->has_rules)
		print_kernel_json(source, json);
	json_object_end(json);
}
