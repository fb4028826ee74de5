/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drive.c -- src/kernel by hand: a command a line, its result a line
 *
 *	hold FILE	FILE is what is in force for good (by its number)
 *	try FILE	FILE is what is pending
 *	load FILE	loads it beside what is in force
 *	switch MS	to what was loaded, for good (0) or unless confirmed
 *	confirm | extend MS | revert | settle
 *	look		what packets meet
 *
 * Exit 1: the last command failed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "kernel/confirm.h"
#include "kernel/held.h"
#include "policy/policy.h"
#include "ruleset/compile.h"

struct drive {
	struct sock sock;
	struct ruleset current, next;
	bool pending; /* next is in force */
	uint32_t genid;
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool compile(const char *file, uint32_t generation, struct ruleset *out)
{
	const struct policy_options options = {
		.now = time(NULL), .rules = getenv("SEKISHO_RULES")
	};
	const struct compile_options how = { .generation = generation,
					     .now = options.now + 1 };
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(policy_finish) struct policy policy = { 0 };
	bool good = policy_load(file, &options, &policy, &diags);

	ruleset_finish(out);
	good = good && ruleset_compile(&policy, &how, out, &diags);
	diags_print(&diags, stderr, false);
	return good;
}

static int look(struct drive *drive, struct held *held)
{
	return held_read(&drive->sock, held);
}

static int do_hold(struct drive *drive, const char *file)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(drive, &held);
	uint32_t generation = held.pending ? held.fallback : held.live;

	if (r < 0)
		return r;
	if (generation)
		return compile(file, generation, &drive->current) ? 0 : -EINVAL;
	ruleset_lockdown(&drive->current);
	return 0;
}

static int do_try(struct drive *drive, const char *file)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(drive, &held);

	if (r < 0)
		return r;
	drive->pending = held.pending;
	if (!held.pending)
		return -ETIME;
	return compile(file, held.pending, &drive->next) ? 0 : -EINVAL;
}

static const struct facts facts = { .policy = "drive",
				    .author = "drive",
				    .reason = "" };

static struct apply as_apply(struct drive *drive, struct diags *diags,
			     struct findings *found)
{
	return (struct apply){ .sock = &drive->sock,
			       .ruleset = &drive->next,
			       .previous = drive->current.generation
						   ? &drive->current
						   : NULL,
			       .facts = &facts,
			       .counted_from = seconds(),
			       .found = found,
			       .diags = diags };
}

static int do_load(struct drive *drive, const struct apply *apply,
		   const char *file)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(drive, &held);

	if (r < 0)
		return r;
	if (!compile(file, generation_next(&held), &drive->next))
		return -EINVAL;
	return kernel_load(apply, &drive->genid);
}

static void take_next(struct drive *drive)
{
	ruleset_finish(&drive->current);
	drive->current = drive->next;
	drive->next = (struct ruleset){ 0 };
	drive->pending = false;
}

static int do_switch(struct drive *drive, const struct apply *apply,
		     uint64_t ms)
{
	int r = kernel_switch(apply, drive->genid, ms);

	drive->pending = r == 0 && ms;
	if (r == 0 && !ms)
		take_next(drive);
	return r;
}

static int do_confirm(struct drive *drive, const struct apply *apply)
{
	int r = kernel_confirm(apply);

	if (r == 0)
		take_next(drive);
	return r;
}

static int do_look(struct drive *drive)
{
	_cleanup_(held_finish) struct held held = { 0 };
	int r = look(drive, &held);

	if (r == 0)
		printf("live=%u pending=%u fallback=%u mixed=%d owner=%d ",
		       held.live, held.pending, held.fallback, held.mixed, 0);
	return r;
}

static int run(struct drive *drive, const char *verb, const char *word)
{
	_cleanup_(diags_finish) struct diags diags = { 0 };
	_cleanup_(findings_finish) struct findings found = { 0 };
	const struct apply apply = as_apply(drive, &diags, &found);
	const uint64_t ms = strtoull(word, NULL, 10);
	int r = -ENOSYS;

	if (!strcmp(verb, "hold"))
		r = do_hold(drive, word);
	else if (!strcmp(verb, "try"))
		r = do_try(drive, word);
	else if (!strcmp(verb, "load"))
		r = do_load(drive, &apply, word);
	else if (!strcmp(verb, "switch"))
		r = do_switch(drive, &apply, ms);
	else if (!strcmp(verb, "confirm"))
		r = do_confirm(drive, &apply);
	else if (!strcmp(verb, "extend"))
		r = kernel_extend(&apply, ms);
	else if (!strcmp(verb, "revert"))
		r = kernel_revert(&apply);
	else if (!strcmp(verb, "settle"))
		r = kernel_settle(&apply);
	else if (!strcmp(verb, "look"))
		r = do_look(drive);
	vec_each(finding, &found.list)
		printf("found: %s\n", finding->text);
	diags_print(&diags, stderr, false);
	return r;
}

int main(void)
{
	struct drive drive = { .sock = { .fd = -1 } };
	char line[4096], verb[64], word[4000];
	int r = sock_open(&drive.sock);

	while (r != -ENOSYS && fgets(line, sizeof(line), stdin)) {
		double began = seconds();

		*verb = *word = '\0';
		if (sscanf(line, "%63s %3999s", verb, word) < 1)
			continue;
		r = run(&drive, verb, word);
		printf("%s: %s us=%.0f\n", verb,
		       r < 0 ? strerrorname_np(-r) : "ok",
		       (seconds() - began) * 1e6);
		fflush(stdout);
	}
	ruleset_finish(&drive.current);
	ruleset_finish(&drive.next);
	sock_close(&drive.sock);
	return r < 0;
}
