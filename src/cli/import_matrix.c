/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import_matrix.c -- who can begin a service with whom, of imported rules
 */
#include "cli/import_matrix.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/command/command.h"
#include "proof/inquiry.h"
#include "proof/lift/hook.h"
#include "proof/rules/decode.h"

/* What it takes to ask imported rules. */
struct asking {
	struct rules rules;
	struct lift_options options;
	struct diagrams all;
	struct space space;
	struct lift lift;
	struct arena arena;
	uint32_t forward;
};

bool import_matrix_read(const char *text, struct matrix_question *out)
{
	const char *slash = strchr(text, '/');

	if (!slash || !text_u16(slash + 1, &out->port))
		return false;
	if (!strncmp(text, "tcp/", 4))
		out->proto = PROTO_TCP;
	else if (!strncmp(text, "udp/", 4))
		out->proto = PROTO_UDP;
	else
		return false;
	return true;
}

static void asking_open(struct asking *asking)
{
	const struct diagram_limits limits = { INQUIRY_NODES, INQUIRY_BYTES,
					       INQUIRY_MS };

	diagrams_init(&asking->all, limits);
	space_init(&asking->space, ORDER_DESTINATIONS);
	asking->forward = DIAGRAM_TOO_MUCH;
	if (!lift_tell_names(&asking->rules, &asking->options, &asking->space))
		return;
	space_freeze(&asking->space);
	lift_init(&asking->lift, &asking->all, &asking->space, &asking->rules,
		  &asking->options);
	asking->forward = hook_way(&asking->lift, WAY_FORWARD);
}

static void asking_close(struct asking *asking)
{
	arena_finish(&asking->arena);
	lift_finish(&asking->lift);
	space_finish(&asking->space);
	diagrams_finish(&asking->all);
	rules_finish(&asking->rules);
}

static void print_ranges(const struct matrix_ranges *ranges)
{
	char text[RANGE_TEXT];
	const char *before = "";

	vec_each(range, &ranges->list) {
		printf("%s%s", before, range_text(text, range));
		before = ", ";
	}
	putchar('\n');
}

static void print_text(const struct matrix *matrix,
		       const struct matrix_question *question)
{
	printf("%s/%u over IPv%c: %zu groups of destinations\n",
	       question->proto == PROTO_TCP ? "tcp" : "udp", question->port,
	       question->family == FAMILY_IPV6 ? '6' : '4', matrix->rows.n);
	vec_each(row, &matrix->rows) {
		fputs("to ", stdout);
		print_ranges(&row->to);
		fputs("  from ", stdout);
		print_ranges(&row->from);
	}
}

static void print_list(struct json *json, const char *key,
		       const struct matrix_ranges *ranges)
{
	char text[RANGE_TEXT];

	json_key(json, key);
	json_array(json);
	vec_each(range, &ranges->list)
		json_string(json, range_text(text, range));
	json_array_end(json);
}

static void print_json(const struct matrix *matrix,
		       const struct matrix_question *question,
		       struct json *json)
{
	json_key(json, question->family == FAMILY_IPV6 ? "matrix6" : "matrix4");
	json_array(json);
	vec_each(row, &matrix->rows) {
		json_object(json);
		print_list(json, "to", &row->to);
		print_list(json, "from", &row->from);
		json_object_end(json);
	}
	json_array_end(json);
}

static bool has_family(const struct rules *rules, uint32_t family)
{
	vec_each(table, &rules->tables) {
		if (table->family == family)
			return true;
	}
	return false;
}

static bool answer(struct asking *asking,
		   const struct matrix_question *question, struct json *json)
{
	struct matrix matrix = { .rows = { 0 } };

	if (asking->forward == DIAGRAM_TOO_MUCH ||
	    !matrix_of(&asking->lift, asking->forward, question, &asking->arena,
		       &matrix))
		return false;
	if (json)
		print_json(&matrix, question, json);
	else
		print_text(&matrix, question);
	return true;
}

int import_matrix(const struct snapshot *snapshot,
		  const struct matrix_question *question, struct json *json)
{
	struct matrix_question asked = *question;
	struct asking asking = { .forward = DIAGRAM_TOO_MUCH };
	struct decode_flaw flaw;
	bool known = true;

	if (!decode(snapshot, &asking.rules, &flaw))
		return ANSWER_MACHINE;
	asking_open(&asking);
	if (has_family(&asking.rules, NF_FAMILY_IP)) {
		asked.family = FAMILY_IPV4;
		known &= answer(&asking, &asked, json);
	}
	if (has_family(&asking.rules, NF_FAMILY_IP6)) {
		asked.family = FAMILY_IPV6;
		known &= answer(&asking, &asked, json);
	}
	asking_close(&asking);
	if (!known)
		fputs("sekisho: who reaches whom is unknown: too much to work "
		      "out\n",
		      stderr);
	return known ? ANSWER_YES : ANSWER_MACHINE;
}
