/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_number_mail.c -- where in a message a number may stand
 */
#include "mail/plain/my_number.h"

static void add_text(struct my_number *scan, struct slice text)
{
	my_number_add(scan, text);
	my_number_end(scan);
}

static void add_names(struct my_number *scan, const struct persons *persons)
{
	for (size_t i = 0; i < persons->n; i++)
		add_text(scan, persons->at[i].name);
}

uint32_t my_number_count(const struct plain *plain)
{
	struct my_number scan = { 0 };
	struct slice rest = plain->text, line;

	add_text(&scan, plain->subject);
	add_text(&scan, plain->from_name);
	add_text(&scan, plain->from_addr.len ? slice_of("") : plain->from_text);
	add_names(&scan, &plain->reply_to);
	add_names(&scan, &plain->to);
	add_names(&scan, &plain->cc);
	for (size_t i = 0; i < plain->n_marks; i++)
		add_text(&scan, plain->marks[i]);
	for (size_t i = 0; i < plain->n_removed; i++) {
		add_text(&scan, plain->removed[i].name);
		add_text(&scan, plain->removed[i].declared);
	}
	for (size_t i = 0; i < plain->n_files; i++)
		add_text(&scan, plain->files[i].name);
	while (plain_next_line(&rest, &line)) {
		my_number_add(&scan, line);
		my_number_break(&scan);
	}
	my_number_end(&scan);
	return scan.found;
}

uint32_t my_number_tell(struct plain *plain)
{
	struct words *defects = &plain->defects;
	const uint32_t n = my_number_count(plain);

	if (!n)
		return 0;
	/* The transform cannot have used up the room. */
	if (defects->n == PLAIN_DEFECTS)
		defects->n--;
	defects->at[defects->n++] = slice_of("my-number");
	return n;
}
