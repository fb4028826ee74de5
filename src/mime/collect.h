/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * collect.h -- which parts of a tree are its text, and which are removed
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "mime/leaf.h"
#include "mime/removed.h"
#include "mime/text/buf.h"
#include "mime/text/clean.h"
#include "mime/text/differ.h"

struct mime;
struct part;
struct tree;

/* What a message gives, those inside it included. */
struct gather {
	struct mime *mime;
	struct removed_list removed;
	struct leaf_sum sum;
	struct buf text;
	struct buf spare;         /* for a text that may not be shown */
	struct buf file;          /* a winmail.dat being read */
	struct buf rtf, rtf_text; /* its text, if there is no other */
	struct differ differ;
	unsigned n_tnef;
	unsigned n_cards; /* shown so far */
	struct buf above; /* the text above the first, from card_squeeze() */
};

/* One tree being gone through. */
struct collect {
	struct gather *gather;
	const struct tree *tree;
	size_t from; /* where its text begins in gather->text */
	/* For each part: it lies in an alternative that was not taken; the
	 * child that an alternative took. */
	bool *dropped;
	size_t *taken;
	bool *worded;   /* the child taken has text */
	bool any_text;  /* a text leaf was met */
	size_t *others; /* text leaves in alternatives that were not taken */
	size_t n_others;
};

/* What reading a text adds to. */
struct sums {
	struct clean counts;
	unsigned n_links;
	uint32_t actions;
	struct leaf_sum sum;
};

struct sums collect_sums(const struct gather *gather);
/* Puts behind the text what gather->spare says and the text that gather->differ
 * was begun with does not, under one of the titles. If that is nothing, the sums
 * are as before it was read. */
enum difference collect_other(struct gather *g, const struct sums *before,
			      const char *text_title, const char *lines_title);

/* Lists the files in a winmail.dat and shows what no other text of the message
 * says. */
void collect_tnef(struct gather *g, const struct part *part);

/* False: no memory. */
bool collect_begin(struct collect *c, struct gather *gather,
		   const struct tree *tree);
/* Each part of the tree, in order. */
void collect_part(struct collect *c, size_t i);
/* The alternatives that say something else. */
void collect_end(struct collect *c);
