/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show_matrix.c -- what the model says of each pair of zones
 */
#include <string.h>

#include "base/text.h"
#include "cli/command/commands.h"
#include "cli/show.h"

/* How many entries let `from` reach `to`. */
static unsigned count_entries(const struct policy *policy,
			      const struct zone *from, const struct zone *to)
{
	unsigned n = 0;

	vec_each(flow, &policy->flows)
		n += flow->from == from && flow->to == to;
	vec_each(relay, &policy->relays)
		n += relay->from == from && relay->to == to;
	return n;
}

static void print_padded(const char *text, size_t columns)
{
	size_t used = text_columns(text);

	fputs(text, stdout);
	for (; used < columns; used++)
		fputc(' ', stdout);
}

/* "specific 2", "free -", "never"; text of its own buffer. */
static const char *cell_text(const struct policy *policy,
			     const struct zone *from, const struct zone *to)
{
	static char text[40];
	const struct model_cell *cell = policy_cell(policy, from, to);
	unsigned n = count_entries(policy, from, to);

	if (cell->passage == PASSAGE_NEVER)
		return passage_name(cell->passage);
	if (n)
		snprintf(text, sizeof(text), "%s %u",
			 passage_name(cell->passage), n);
	else
		snprintf(text, sizeof(text), "%s -",
			 passage_name(cell->passage));
	return text;
}

static size_t widest(const struct policy *policy, const struct zone *to)
{
	size_t columns = text_columns(to->name);

	vec_each(from, &policy->zones) {
		size_t cell = strlen(cell_text(policy, from, to));

		if (cell > columns)
			columns = cell;
	}
	return columns + 2;
}

static void print_row(const struct policy *policy, const struct zone *from,
		      size_t columns)
{
	fputs("  ", stdout);
	print_padded(from->name, columns);
	vec_each(to, &policy->zones)
		print_padded(cell_text(policy, from, to), widest(policy, to));
	fputc('\n', stdout);
}

static void matrix_text(const struct policy *policy, time_t now)
{
	static const char corner[] = "from \\ to";
	size_t columns = sizeof(corner) - 1;

	(void)now;
	vec_each(zone, &policy->zones)
		if (text_columns(zone->name) > columns)
			columns = text_columns(zone->name);
	columns += 2;
	fputs("  ", stdout);
	print_padded(corner, columns);
	vec_each(to, &policy->zones)
		print_padded(to->name, widest(policy, to));
	fputc('\n', stdout);
	vec_each(from, &policy->zones)
		print_row(policy, from, columns);
	fputc('\n', stdout);
	vec_each(zone, &policy->zones) {
		fputs("  ", stdout);
		print_padded(zone->name, columns);
		printf("%s\n", zone->label);
	}
	fputs("\n  never 禁止 / specific 特定通信 / sanitised 無害化通信 / "
	      "listed-cloud ローカルブレイクアウト / free 登録通信\n"
	      "  数は台帳の件数。- は 0 件で、何も通らない "
	      "(entries of the register; - lets nothing pass)\n",
	      stdout);
}

static void matrix_json(const struct policy *policy, time_t now,
			struct json *json)
{
	(void)now;
	json_array(json);
	vec_each(from, &policy->zones) {
		vec_each(to, &policy->zones) {
			const struct model_cell *cell =
				policy_cell(policy, from, to);

			json_object(json);
			json_member(json, "from", from->name);
			json_member(json, "to", to->name);
			json_member(json, "passage",
				    passage_name(cell->passage));
			json_member(json, "rule", cell->id);
			json_key(json, "entries");
			json_number(json, count_entries(policy, from, to));
			json_object_end(json);
		}
	}
	json_array_end(json);
}

static int run(const struct command *self, int argc, char **argv)
{
	return show(self, argc, argv, matrix_text, matrix_json);
}

const struct command cmd_show_matrix = {
	.name = "show matrix",
	.args = "[-c FILE] [--json]",
	.help = "what the model says of each pair of zones",
	.run = run,
};
