/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_verify.h -- is the journal as it was written, and if not, where?
 *
 * Reads the files in order, each once, in little memory; needs nothing but the
 * files, so a copy on another computer does. The first fault ends it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "evidence/journal.h"

enum journal_fault_kind {
	JOURNAL_GOOD,
	JOURNAL_CHANGED,   /* a line is not what was written */
	JOURNAL_MISSING,   /* lines are missing within or between files */
	JOURNAL_REORDERED, /* a line stands where another belongs */
	JOURNAL_TORN,      /* the last line of a file is not whole */
	JOURNAL_NO_FILE,   /* a file is missing, or all are */
	JOURNAL_RENAMED,   /* a file bears another one's name */
	JOURNAL_DAMAGED,   /* the writer itself found damage and went on */
	JOURNAL_CUT,       /* ends before the head that is known */
	JOURNAL_OTHER,     /* whole, but another one than that of the head */
	N_JOURNAL_FAULT_KINDS
};

struct journal_verdict {
	enum journal_fault_kind kind;
	char file[JOURNAL_NAME]; /* where; "" if in no file */
	uint64_t line;           /* in that file, from 1; 0: the whole file */
	uint64_t n;              /* of the line it is about; 0: unknown */
	char text[JOURNAL_FAULT];
	/* What was read and is good. */
	struct journal_head head;
	uint64_t n_files, n_lines, n_bytes;
};

/* What is known from elsewhere; n 0: not known. */
struct journal_known {
	/* The journal is taken to go on after this line, the last of its file:
	 * older files need not be there and are not read. */
	struct journal_head since;
	struct journal_head head; /* this line must be in it */
};

/* 0 with the verdict, or -errno, logged: it cannot be read. known may be
 * NULL. */
int journal_verify(int folder, const struct journal_known *known,
		   struct journal_verdict *out);

const char *journal_fault_name(enum journal_fault_kind kind); /* "changed" */
/* "N:HEX" of an auditor's note; strict. */
bool journal_head_read(const char *text, struct journal_head *out);

enum {
	JOURNAL_HEAD_TEXT = 20 + 1 + DIGEST_TEXT
};

char *journal_head_text(char buf[static JOURNAL_HEAD_TEXT],
			const struct journal_head *head);
