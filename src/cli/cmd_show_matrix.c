/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd_show_matrix.c -- what the model says of each pair of zones
 */
#include "cli/commands.h"
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

static void matrix_text(const struct policy *policy, time_t now)
{
	(void)now;
	vec_each(from, &policy->zones) {
		vec_each(to, &policy->zones) {
			const struct model_cell *cell =
				policy_cell(policy, from, to);

			printf("%s -> %s: %s%s%s%s, %u entries\n", from->name,
			       to->name, passage_name(cell->passage),
			       cell->text ? "+relay" : "",
			       cell->screen ? "+screen" : "",
			       cell->file ? "+file" : "",
			       count_entries(policy, from, to));
		}
	}
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
	.args = "-c FILE [--json]",
	.help = "what the model says of each pair of zones",
	.run = run,
};
