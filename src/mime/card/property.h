/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * property.h -- what is shown of calendars, visiting cards and reports
 */
#pragma once

#include <stddef.h>

#include "mime/card/card.h"

enum card_value {
	VALUE_TEXT,
	VALUE_RICH,    /* text, or HTML of a program of the web */
	VALUE_HTML,    /* the same in HTML, shown where no text was */
	VALUE_TIME,    /* 20261120T100000Z */
	VALUE_START,   /* the same, where something begins */
	VALUE_END,     /* and where it ends */
	VALUE_LENGTH,  /* PT1H30M */
	VALUE_RULE,    /* FREQ=WEEKLY */
	VALUE_PHONE,   /* text; TYPE says whether it is one of these */
	VALUE_PARTS,   /* name and address: "a;b;c" */
	VALUE_PERSON,  /* CN=name, mailto:address */
	VALUE_HEADING, /* BEGIN: the label of a component */
	VALUE_WORD,    /* one of card_word() */
};

struct card_property {
	const char *name; /* NULL ends a table */
	const char *label;
	enum card_value kind;
};

/* NULL: a property that is for machines. */
const struct card_property *card_property_find(enum card_kind kind,
					       const char *name, size_t len);
/* What a word of the standards means, in Japanese; NULL: it is none. */
const char *card_word(const char *word, size_t len);
