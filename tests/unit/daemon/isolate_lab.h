/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate_lab.h -- an engine whose enforce and clients are the test itself
 *
 * Stands in for daemon/engine/ask.c and daemon/engine/say.c. The live generation, 7, has the
 * zones office (of0, of1; 10.72.0.0/16) and cloud (sc0; 198.51.100.0/24), the
 * hosts pc1 (10.72.4.10) and both (10.72.4.11), the entries F-1 (1), F-2 (2),
 * both (3), relay:mail/in (4) and relay:mail/out (5), and a contact.
 */
#pragma once

#include "control/request.h"
#include "daemon/engine/act/acts.h"

struct lab_cut {
	uint32_t mark, mask;
	uint8_t how;
	uint8_t list[256];
	size_t len;
};

struct lab {
	char folder[32]; /* the state folder */
	struct engine engine;
	int kernel; /* what enforce answers to an isolation */
	/* What it was told. */
	struct isolation told;
	size_t n_told;
	bool kept_first; /* something was in the state folder before that */
	struct lab_cut cuts[8];
	size_t n_cuts;
	/* What it cuts of the first question: 3 connections of entry 1. */
	bool counts;
	/* What the client was answered; status -1: nothing yet. */
	char said[8192], answer[32768];
	int status;
};

extern struct lab lab;

int lab_begin(void **state);
int lab_end(void **state);
/* A generation with the zones, hosts and entries above. */
void lab_fill(struct standing *standing, uint32_t number);

struct lab_who {
	const char *name;
	uint32_t uid, roles;
	const char *override;
	uint32_t flags; /* of the request */
};

/* "sekisho VERB WORD -m reason" of that person; the exit status. */
int lab_ask(enum verb verb, const char *word, const struct lab_who *who);
int lab_isolate(const char *word); /* by tanaka, an operator */
/* By suzuki, an approver. */
int lab_unisolate(const char *word);
/* Forgets what was said and told, and starts the engine again from its folder.
 */
void lab_restart(void);
/* No byte more fits on the disk. */
void lab_fill_disk(void);
/* The journal's newest line, for the test to look at. */
const char *lab_journal(void);

/* What enforce was told last, the i-th of it. */
const struct isolated *lab_told(size_t i);
/* Said or answered. */
void lab_says(const char *part);
