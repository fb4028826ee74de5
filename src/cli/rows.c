/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rows.c -- rows of packets with the entries that permit them
 */
#include "cli/rows.h"

static const char *entry_name(const struct rows *rows, uint32_t entry)
{
	const char *id =
		policy_entry_id(rows->grounds->inquiry->options.policy, entry);

	if (id)
		return id;
	return entry == REGISTER_NEIGHBOUR ? "neighbour discovery" : "-";
}

static void print_entries(const struct rows *rows, const struct ask_row *row,
			  FILE *out)
{
	uint32_t entries[ROW_ENTRIES];
	size_t n = grounds_row_entries(rows->grounds, rows->hook, row, entries);

	fputs(n ? "  " : "", out);
	for (size_t i = 0; i < n && i < ROW_ENTRIES; i++)
		fprintf(out, "%s%s", i ? ", " : "",
			entry_name(rows, entries[i]));
	fputs(n > ROW_ENTRIES ? ", …" : "", out);
}

void rows_print(const struct rows *rows, FILE *out)
{
	size_t n = rows->list->rows.n;
	size_t shown = rows->most && n > rows->most ? rows->most : n;
	char text[ASK_ROW_TEXT];

	for (size_t i = 0; i < shown; i++) {
		const struct ask_row *row = &rows->list->rows.at[i];

		fprintf(out, "%s%s", rows->before, ask_row_text(text, row));
		print_entries(rows, row, out);
		fputs(rows->conditional ? "  (conditional 条件付き)\n" : "\n",
		      out);
	}
	if (shown < n)
		fprintf(out, "%s… and %zu more\n", rows->before, n - shown);
	if (rows->list->more)
		fprintf(out, "%s… and others: more than can be told\n",
			rows->before);
}

static void member_range(struct json *json, const char *key,
			 const struct addr_range *range)
{
	char text[RANGE_TEXT];

	json_member(json, key, range_text(text, range));
}

static void member_numbers(struct json *json, const char *key, uint16_t first,
			   uint16_t last)
{
	json_key(json, key);
	json_array(json);
	json_number(json, first);
	json_number(json, last);
	json_array_end(json);
}

static void member_entries(struct json *json, const struct rows *rows,
			   const struct ask_row *row)
{
	uint32_t entries[ROW_ENTRIES];
	size_t n = grounds_row_entries(rows->grounds, rows->hook, row, entries);

	json_key(json, "entries");
	json_array(json);
	for (size_t i = 0; i < n && i < ROW_ENTRIES; i++)
		json_string(json, entry_name(rows, entries[i]));
	json_array_end(json);
}

void rows_json(const struct rows *rows, struct json *json)
{
	char text[ASK_ROW_TEXT];

	vec_each(row, &rows->list->rows) {
		json_object(json);
		json_member(json, "from", row->from ? row->from->name : NULL);
		json_member(json, "to", row->to ? row->to->name : NULL);
		json_member(json, "iif", row->iif);
		json_member(json, "oif", row->oif);
		member_range(json, "source", &row->source);
		member_range(json, "destination", &row->destination);
		member_numbers(json, "proto", row->first_proto,
			       row->last_proto);
		member_numbers(json, "port", row->first_port, row->last_port);
		member_numbers(json, "sport", row->first_sport,
			       row->last_sport);
		json_key(json, "conditional");
		json_bool(json, rows->conditional);
		member_entries(json, rows, row);
		json_member(json, "text", ask_row_text(text, row));
		json_object_end(json);
	}
}
