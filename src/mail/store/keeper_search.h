/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_search.h -- which originals are of this sender, or for this recipient?
 *
 * There is no table of addresses: the heads of the days that are asked for are
 * read, in pieces of a few milliseconds between which mail is kept as ever. One
 * search at a time, whose end is bounded in time and in what it finds; from
 * where it ended another one goes on.
 */
#pragma once

#include "mail/store/sheet.h"
#include "store/walk.h"

enum {
	SEARCH_ROWS = 100,   /* that one answer shows */
	SEARCH_SECONDS = 60, /* that one answer takes */
	SEARCH_DAYS = 7,     /* the newest of them, if nobody says since when */
};

struct search {
	struct question question; /* its id 0: nobody searches */
	struct walk walk;
	struct page page;
	struct reference reached; /* the last that was looked at */
	time_t late;              /* keeper_clock() */
	uint32_t looked_at, found;
	bool unreadable; /* something was */
};

/* Begins; the answer comes when it is done. */
void keeper_search(const struct question *question);
/* A piece of it. */
void keeper_search_on(struct search *search);
/* Who asked under that id has gone. */
void keeper_search_end(struct search *search, uint32_t id);
