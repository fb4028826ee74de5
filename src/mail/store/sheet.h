/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sheet.h -- what is known of an original, for people and for programs
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/json.h"
#include "mail/store/deletions.h"
#include "mail/store/keeper_ask.h"

/* Everything about one, gathered before a word of it is written. */
struct sheet {
	struct reference reference;
	const struct record *record;
	bool known; /* peer and envelope */
	bool lost;  /* the record cannot be read: its mark alone is there */
	char peer[LIMIT_PATH + 1];
	struct envelope envelope;
	bool held;
	char why[HELD_WHY];
	bool asked; /* somebody asked for its deletion */
	struct deletion deletion;
	struct tombstone tombstone; /* n 0: it is not erased */
};

void sheet_gather(const struct keeper *keeper,
		  const struct reference *reference, const struct place *place,
		  struct sheet *out);
/* "kept", "held", "erased", "unreadable" */
const char *sheet_state(const struct sheet *sheet);
void sheet_print(const struct sheet *sheet, FILE *out);
void sheet_put(struct json *json, const struct sheet *sheet);

/* A list of them for people: its head, and a line for each, with a word of it
 * and one of its recipients. */
void sheet_print_head(const char *word, const char *japanese, FILE *out);
void sheet_print_row(const struct sheet *sheet, const char *word, size_t rcpt,
		     FILE *out);

/* ------ the page that they stand on ------ */

struct page {
	char *text;
	size_t len;
	FILE *out;
	struct json json;
	bool as_json;
};

void page_open(struct page *page, const struct question *question);
/* Without an answer. */
void page_drop(struct page *page);
/* The end of the question and of the page. */
void page_send(struct page *page, const struct question *question, int status);
