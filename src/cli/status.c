/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.c -- what `sekisho status` tells, on one screen or as JSON
 */
#include "cli/status.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/show.h"
#include "ruleset/entry_text.h"

enum {
	SOON_DAYS = 30,
	LINES_SHOWN = 10,
};

bool status_is_good(const struct status *status)
{
	/* A tree that is left over from an apply that died is in no one's
	 * way. */
	return status->live && !status->mixed &&
	       !findings_have(&status->found, FINDING_MISSING) &&
	       !findings_have(&status->found, FINDING_DIFFERENT) &&
	       !findings_have(&status->found, FINDING_FOREIGN);
}

static bool is_zone(const struct entry_facts *entry)
{
	return !strncmp(entry->id, "zone ", 5);
}

static size_t count_entries(const struct status *status)
{
	size_t n = 0;

	vec_each(entry, &status->entries.list)
		n += !is_zone(entry);
	return n;
}

/* The first end of any of its facts; 0: none. */
static time_t first_end(const struct entry_facts *entry)
{
	time_t end = 0;

	vec_each(fact, &entry->facts)
		if (fact->until && (!end || fact->until < end))
			end = fact->until;
	return end;
}

static bool ends_soon(const struct status *status,
		      const struct entry_facts *entry)
{
	time_t end = first_end(entry);

	return end && end < status->now + (time_t)SOON_DAYS * 24 * 3600;
}

static size_t count_soon(const struct status *status)
{
	size_t n = 0;

	vec_each(entry, &status->entries.list)
		n += ends_soon(status, entry);
	return n;
}

static const char *local_text(char buf[static 32], time_t t)
{
	struct tm tm;

	buf[0] = '\0';
	if (localtime_r(&t, &tm))
		strftime(buf, 32, "%Y-%m-%d %H:%M:%S", &tm);
	return buf;
}

/* Without a tree: does anything keep packets from being forwarded? */
static bool is_closed(const struct status *status)
{
	const struct held *held = status->others;

	return held->gate.present || held->guard.present ||
	       !(status->forwarding.ipv4 || status->forwarding.ipv6);
}

static void print_head(const struct status *status, FILE *out)
{
	const struct facts *facts = &status->facts;
	char when[32], hex[2 * DIGEST_LEN + 1];

	if (status->mixed)
		fputs("DEGRADED: the selectors lead to different trees\n", out);
	else if (!status->live)
		fprintf(out, "%s: no generation is in force\n",
			is_closed(status) ? "CLOSED" : "OPEN");
	else
		fprintf(out, "%s: generation %u is in force\n",
			status_is_good(status) ? "good" : "DEGRADED",
			status->live);
	if (!status->has_facts)
		return;
	fprintf(out, "  policy       %s\n", facts->policy);
	fprintf(out, "  sha256       %s\n",
		text_hex(hex, facts->digest, DIGEST_LEN));
	fprintf(out, "  applied      %s by %s%s%s\n",
		local_text(when, (time_t)facts->time), facts->author,
		*facts->reason ? ": " : "", facts->reason);
}

static const char *on_off(bool on)
{
	return on ? "on" : "off";
}

static bool guard_is_present(const struct status *status)
{
	return status->others->guard.present;
}

static void print_state(const struct status *status, FILE *out)
{
	fprintf(out, "  forwarding   IPv4 %s, IPv6 %s\n",
		on_off(status->forwarding.ipv4),
		status->forwarding.has_ipv6 ? on_off(status->forwarding.ipv6)
					    : "not in this kernel");
	fprintf(out, "  guard        %s\n",
		guard_is_present(status) ? "present" : "MISSING");
	vec_each(name, &status->others->others)
		fprintf(out, "  also judges  table %s\n", *name);
	vec_each(finding, &status->found.list)
		fprintf(out, "  ! %s\n", finding->text);
}

static void print_entries(const struct status *status, FILE *out)
{
	size_t soon = count_soon(status), shown = 0;
	char when[32];

	fprintf(out, "  entries      %zu, %zu of them end within %d days\n",
		count_entries(status), soon, SOON_DAYS);
	vec_each(entry, &status->entries.list)
		if (ends_soon(status, entry) && shown++ < LINES_SHOWN)
			fprintf(out, "    %-20s ends %s\n", entry->id,
				local_text(when, first_end(entry)));
	if (shown > LINES_SHOWN)
		fprintf(out, "    … and %zu more\n", shown - LINES_SHOWN);
}

/* "lgwan -> juki"; a chain that is no pair's by its own name. */
static const char *drop_text(const struct status *status, struct arena *arena,
			     const struct drops *drops)
{
	const char *pair =
		pair_text(arena, &status->reading.ruleset.tree, drops->chain);
	const char *rest = strchr(drops->chain, '_');

	if (pair)
		return pair;
	return generation_of_name(drops->chain) && rest ? rest + 1
							: drops->chain;
}

static void print_drops(const struct status *status, FILE *out)
{
	struct arena arena = { 0 };

	if (status->reading.drops.n == 0)
		fputs("  dropped      nothing\n", out);
	vec_each(drops, &status->reading.drops)
		fprintf(out, "  dropped      %-28s %llu packets\n",
			drop_text(status, &arena, drops),
			(unsigned long long)drops->count.packets);
	arena_finish(&arena);
}

void status_print(const struct status *status, FILE *out)
{
	print_head(status, out);
	print_state(status, out);
	if (!status->live)
		return;
	print_entries(status, out);
	print_drops(status, out);
}

static void json_facts(struct json *json, const struct facts *facts)
{
	char hex[2 * DIGEST_LEN + 1];

	json_member(json, "policy", facts->policy);
	json_member(json, "sha256", text_hex(hex, facts->digest, DIGEST_LEN));
	json_key(json, "applied");
	json_number(json, facts->time);
	json_member(json, "author", facts->author);
	json_member(json, "reason", facts->reason);
}

static void json_lists(struct json *json, const struct status *status)
{
	struct arena arena = { 0 };

	json_key(json, "ending");
	json_array(json);
	vec_each(entry, &status->entries.list) {
		if (!ends_soon(status, entry))
			continue;
		json_object(json);
		json_member(json, "id", entry->id);
		json_key(json, "until");
		json_number(json, first_end(entry));
		json_object_end(json);
	}
	json_array_end(json);
	json_key(json, "dropped");
	json_array(json);
	vec_each(drops, &status->reading.drops) {
		json_object(json);
		json_member(json, "where", drop_text(status, &arena, drops));
		json_key(json, "packets");
		json_number(json, (int64_t)drops->count.packets);
		json_key(json, "bytes");
		json_number(json, (int64_t)drops->count.bytes);
		json_object_end(json);
	}
	json_array_end(json);
	json_key(json, "found");
	json_array(json);
	vec_each(finding, &status->found.list)
		json_string(json, finding->text);
	json_array_end(json);
	json_key(json, "other_tables");
	json_array(json);
	vec_each(name, &status->others->others)
		json_string(json, *name);
	json_array_end(json);
	arena_finish(&arena);
}

void status_print_json(const struct status *status, FILE *out)
{
	struct json json = { .out = out };

	json_object(&json);
	json_key(&json, "good");
	json_bool(&json, status_is_good(status));
	json_key(&json, "generation");
	json_number(&json, status->live);
	if (status->has_facts)
		json_facts(&json, &status->facts);
	json_key(&json, "forwarding_ipv4");
	json_bool(&json, status->forwarding.ipv4);
	json_key(&json, "forwarding_ipv6");
	json_bool(&json, status->forwarding.ipv6);
	json_key(&json, "guard");
	json_bool(&json, guard_is_present(status));
	json_key(&json, "entries");
	json_number(&json, (int64_t)count_entries(status));
	json_lists(&json, status);
	json_object_end(&json);
	fputc('\n', out);
}
