/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enforce_lab_say.c -- what the engine would say to enforce
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "base/wire.h"
#include "daemon/clock.h"
#include "daemon/enforce/enforce.h"
#include "daemon/messages.h"
#include "policy/policy.h"
#include "privsep/channel.h"
#include "ruleset/compile.h"
#include "ruleset/isolation.h"
#include "ruleset/pack.h"

#include "enforce_lab.h"

void say(struct lab *lab, uint16_t type, const void *body, size_t len, int fd)
{
	int r = channel_send(lab->engine, type, ++lab->id, body, len, fd);

	if (r < 0)
		printf("cannot be told: %s\n", strerror(-r));
	else
		lab_listen(lab, true);
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

	good = good && ruleset_compile(&policy, &how, out, &diags);
	diags_print(&diags, stderr, false);
	return good;
}

static int pack_file(const char *file, const char *generation)
{
	struct ruleset ruleset = { 0 };
	char *bytes = NULL;
	size_t len;
	FILE *out = open_memstream(&bytes, &len);
	int fd = -1;

	if (!compile(file, (uint32_t)strtoul(generation, NULL, 10), &ruleset))
		exit(1);
	ruleset_pack(&ruleset, out);
	fclose(out);
	fd = sealed_make(bytes, len);
	free(bytes);
	ruleset_finish(&ruleset);
	return fd;
}

static const struct facts facts = { .policy = "lab",
				    .author = "lab",
				    .reason = "a test",
				    .digest = { 0xab, 0xcd } };

void say_hold(struct lab *lab, const char *file, const char *generation,
	      bool pending)
{
	const struct enforce_hold hold = { .age_ms = 10, .pending = pending };
	uint8_t body[ENFORCE_HOLD_MAX];
	int fd = pack_file(file, generation);

	say(lab, MESSAGE_HOLD, body, hold_pack(&hold, body), fd);
	close(fd);
}

void say_load(struct lab *lab, const char *file, const char *generation)
{
	int fd = pack_file(file, generation);
	const struct enforce_load load = { .compiled_ms = (uint64_t)now_ms(),
					   .facts = facts };
	uint8_t body[ENFORCE_LOAD_MAX];

	say(lab, MESSAGE_LOAD, body, load_pack(&load, body), fd);
	close(fd);
}

void say_ms(struct lab *lab, uint16_t type, const char *ms)
{
	uint8_t body[8];
	struct pack p = { body, body + sizeof(body), false };

	pack_u64(&p, strtoull(ms, NULL, 10));
	say(lab, type, body, sizeof(body), -1);
}

void say_isolation(struct lab *lab, const char *iface)
{
	struct isolation isolation = { 0 };
	char *bytes = NULL;
	size_t len;
	FILE *out = open_memstream(&bytes, &len);
	int fd;

	if (*iface) {
		struct isolated *one =
			vec_add(&isolation.arena, &isolation.list);

		one->kind = ISOLATED_ZONE;
		one->name = iface;
		*vec_add(&isolation.arena, &one->interfaces) = iface;
	}
	if (isolation_pack(&isolation, out) < 0)
		exit(1);
	fclose(out);
	fd = sealed_make(bytes, len);
	say(lab, MESSAGE_ISOLATION, NULL, 0, fd);
	close(fd);
	free(bytes);
	isolation_finish(&isolation);
}

static void ask_cut(struct lab *lab, enum enforce_cut how, uint32_t mark,
		    uint32_t mask, int fd)
{
	uint8_t body[9];
	struct pack p = { body, body + sizeof(body), false };

	pack_u32(&p, mark);
	pack_u32(&p, mask);
	pack_u8(&p, (uint8_t)how);
	say(lab, MESSAGE_CUT, body, sizeof(body), fd);
	if (fd >= 0)
		close(fd);
}

static int listed(struct lab *lab, uint32_t mark, uint32_t port)
{
	size_t n = 0;

	for (size_t i = 0; i < lab->n_connections; i++)
		if (lab->connections[i].mark == mark &&
		    lab->connections[i].destination_port == port)
			lab->connections[n++] = lab->connections[i];
	return sealed_make(lab->connections, n * sizeof(*lab->connections));
}

void say_cut(struct lab *lab, const char *how, const char *a, const char *b)
{
	const uint32_t x = (uint32_t)strtoul(a, NULL, 0);
	const uint32_t y = (uint32_t)strtoul(b, NULL, 0);
	struct addr_range range;

	if (!strcmp(how, "marked"))
		ask_cut(lab, CUT_MARKED, x, y, -1);
	else if (!strcmp(how, "listed"))
		ask_cut(lab, CUT_LISTED, 0, 0, listed(lab, x, y));
	else if (!strcmp(how, "entries"))
		ask_cut(lab, CUT_ENTRIES, 0, 0, sealed_make(&x, sizeof(x)));
	else if (range_read(a, &range) == ADDR_OK)
		ask_cut(lab, CUT_ENDS, 0, 0,
			sealed_make(&range, sizeof(range)));
}

void say_nonsense(struct lab *lab)
{
	const struct enforce_load load = { .facts = facts };
	uint8_t body[ENFORCE_LOAD_MAX];
	int fd = sealed_make("SKR1 but no more", 16);

	say(lab, MESSAGE_LOAD, body, load_pack(&load, body), fd);
	close(fd);
}
