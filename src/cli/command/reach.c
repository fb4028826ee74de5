/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reach.c -- who can begin what, exactly
 *
 * Rows that together are all packets that can begin a connection: at some hour,
 * from some MAC. Of a kernel: those that surely pass, and those that depend on
 * a rate or on something that is not modelled.
 */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "cli/assumptions.h"
#include "cli/command/commands.h"
#include "cli/progress.h"
#include "cli/prover.h"
#include "cli/rows.h"
#include "cli/source/source.h"
#include "proof/diagram/apply.h"

/* One of --from and --to: a zone, the gateway, or addresses. */
struct end {
	bool given, gateway;
	const struct zone *zone;
	struct addr_range range;
};

struct reaching {
	struct source source;
	struct prover prover;
	struct arena arena;
	struct end from, to;
	bool has_service;
	struct port_range service;
	bool neighbours; /* they are told, too */
	/* By hook; of each what surely passes, and what may. */
	struct ask_rows rows[N_REGISTER_HOOKS][2];
	size_t n;
};

static void reaching_finish(struct reaching *reaching)
{
	prover_finish(&reaching->prover);
	source_close(&reaching->source);
	arena_finish(&reaching->arena);
}

static bool refuse(const char *what, const char *text)
{
	fprintf(stderr, "sekisho: %s: '%s'\n", what, text);
	return false;
}

static bool read_end(const struct policy *policy, const char *text,
		     struct end *out)
{
	if (!text)
		return true;
	out->given = true;
	out->gateway = !strcmp(text, "gateway");
	out->zone = policy_find_zone(policy, text);
	if (out->gateway || out->zone ||
	    range_read(text, &out->range) == ADDR_OK)
		return true;
	return refuse("neither a zone, an address, nor 'gateway'", text);
}

static bool read_proto(const char *text, size_t len, enum proto *out)
{
	static const enum proto protos[] = { PROTO_ICMP, PROTO_TCP, PROTO_UDP,
					     PROTO_ICMPV6, PROTO_SCTP };

	for (size_t i = 0; i < sizeof(protos) / sizeof(protos[0]); i++) {
		const char *name = proto_name(protos[i]);

		*out = protos[i];
		if (strlen(name) == len && !memcmp(name, text, len))
			return true;
	}
	return false;
}

/* "tcp/443", "udp/8000-8010", "tcp". */
static bool read_service(const char *text, struct reaching *reaching)
{
	struct port_range *service = &reaching->service;
	size_t len = text ? strcspn(text, "/") : 0;
	char first[8] = "";
	const char *dash;

	if (!text)
		return true;
	*service = (struct port_range){ .last = UINT16_MAX };
	reaching->has_service = read_proto(text, len, &service->proto);
	if (reaching->has_service && !text[len])
		return true;
	dash = strchr(text, '-');
	if (dash && (size_t)(dash - text) - len <= sizeof(first))
		memcpy(first, text + len + 1, (size_t)(dash - text) - len - 1);
	if (reaching->has_service &&
	    text_u16(dash ? first : text + len + 1, &service->first) &&
	    text_u16(dash ? dash + 1 : text + len + 1, &service->last) &&
	    service->first <= service->last)
		return true;
	return refuse("no service (tcp/443, udp/8000-8010, icmp)", text);
}

static struct ask_scope scope_of(const struct reaching *reaching,
				 enum register_hook hook)
{
	return (struct ask_scope){
		.hook = hook,
		.from = reaching->from.zone,
		.to = reaching->to.zone,
		.source = reaching->from.range,
		.destination = reaching->to.range,
		.has_service = reaching->has_service,
		.service = reaching->service,
	};
}

/* Is a way of packets asked for? */
static bool is_asked(const struct reaching *reaching, enum register_hook hook)
{
	bool from = reaching->from.gateway, to = reaching->to.gateway;

	switch (hook) {
	case REGISTER_FORWARD:
		return !from && !to;
	case REGISTER_INPUT:
		return !from && !reaching->to.zone;
	case REGISTER_OUTPUT:
		return !to && !reaching->from.zone;
	}
	return false;
}

static bool ask_hook(struct reaching *reaching, enum register_hook hook)
{
	struct grounds *grounds = &reaching->prover.grounds;
	struct asked asked = inquiry_asked(grounds->inquiry);
	const struct ask_scope scope = scope_of(reaching, hook);
	uint32_t may = grounds_begins(grounds, hook, false);
	uint32_t must = grounds_begins(grounds, hook, true);
	uint32_t ids[] = {
		must,
		diagram_minus(&grounds->inquiry->all, may, must),
	};

	for (size_t i = 0; i < 2; i++) {
		struct ask_rows *rows = &reaching->rows[hook][i];

		if (!reaching->neighbours)
			ids[i] = grounds_but_neighbours(grounds, hook, ids[i]);
		if (!ask_reach(&asked, ids[i], &scope, &reaching->arena, rows))
			return false;
		reaching->n += rows->rows.n;
	}
	return true;
}

static bool ask_all(struct reaching *reaching)
{
	bool known = true;

	progress_begin("lists all packets");
	for (int hook = 0; hook < N_REGISTER_HOOKS && known; hook++)
		if (is_asked(reaching, (enum register_hook)hook))
			known = ask_hook(reaching, (enum register_hook)hook);
	progress_end();
	return known;
}

static struct rows rows_of(struct reaching *reaching, int hook, int which)
{
	return (struct rows){
		.grounds = &reaching->prover.grounds,
		.hook = (enum register_hook)hook,
		.list = &reaching->rows[hook][which],
		.conditional = which == 1,
		.before = "",
	};
}

static void print_json(struct reaching *reaching)
{
	struct json json = { .out = stdout };
	bool more = false;

	json_object(&json);
	json_key(&json, "rows");
	json_array(&json);
	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
		for (int which = 0; which < 2; which++) {
			struct rows rows = rows_of(reaching, hook, which);

			rows_json(&rows, &json);
			more |= rows.list->more;
		}
	}
	json_array_end(&json);
	json_key(&json, "more");
	json_bool(&json, more);
	assumptions_json(&reaching->prover.assumptions, &json);
	json_key(&json, "of");
	source_print_json(&reaching->source, &json);
	json_object_end(&json);
	putchar('\n');
}

static void print(struct reaching *reaching)
{
	source_print(&reaching->source, stdout);
	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
		for (int which = 0; which < 2; which++) {
			struct rows rows = rows_of(reaching, hook, which);

			rows_print(&rows, stdout);
		}
	}
	if (!reaching->n)
		puts("nobody (なし)");
	assumptions_print(&reaching->prover.assumptions, stdout);
}

static int answer(struct reaching *reaching, const struct options *options)
{
	const struct inquiry *inquiry = &reaching->prover.inquiry;

	prover_init(&reaching->prover, &reaching->source, false);
	if (!ask_all(reaching)) {
		fprintf(stderr, "sekisho: UNKNOWN (不明): past the limit: %s\n",
			diagram_limit_text(inquiry->all.passed));
		return ANSWER_MACHINE;
	}
	if (options->json)
		print_json(reaching);
	else
		print(reaching);
	return reaching->n ? ANSWER_YES : ANSWER_NO;
}

static int run(const struct command *self, int argc, char **argv)
{
	_cleanup_(reaching_finish) struct reaching reaching = { 0 };
	const char *from = NULL, *to = NULL, *service = NULL;
	bool neighbours = false;
	struct source_options how = { 0 };
	const struct option_key keys[] = {
		SOURCE_KEYS(how),
		{ "--from", NULL, &from },
		{ "--to", NULL, &to },
		{ "--service", NULL, &service },
		{ "--neighbours", &neighbours, NULL },
		{ 0 },
	};
	struct options options;
	int status;

	if (!options_read(&options, argc, argv, keys, 0))
		return command_usage(self);
	status = source_open(&options, &how, &reaching.source);
	if (status == ANSWER_USAGE)
		return command_usage(self);
	if (status != ANSWER_YES)
		return status;
	if (!read_end(&reaching.source.policy, from, &reaching.from) ||
	    !read_end(&reaching.source.policy, to, &reaching.to) ||
	    !read_service(service, &reaching))
		return ANSWER_USAGE;
	reaching.neighbours = neighbours;
	return answer(&reaching, &options);
}

const struct command cmd_reach = {
	.name = "reach",
	.args = "[--from ZONE|PREFIX] [--to ZONE|PREFIX] "
		"[--service PROTO/PORT] [--neighbours] " SOURCE_ARGS
		" [--now TIME] [--json]",
	.help = "who can reach what, exactly",
	.run = run,
};
