/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutant.h -- a site's rules with one fault, its proof, and a packet for it
 */
#pragma once

#include <time.h>

#include "proof/proof.h"

#include "bout.h"
#include "mutate_rules.h"

enum {
	SITE_GENERATION = 1,
};

/* A policy in force in this namespace, and what was dumped of it. */
struct site {
	struct policy policy;
	struct wires wires;
	const char *names[WIRES_MAX];
	size_t n_names;
	VEC(struct wire_route) routes;
	struct arena arena;
	struct snapshot snapshot;
	time_t now;
};

/* Ends the test where the policy cannot be put in force, with 77 where the kernel
 * is too old to tell what becomes of packets. */
void site_open(struct site *site, const char *file, const char *rules);
void site_close(struct site *site);
/* What was dumped, once more. */
void site_rules(const struct site *site, struct rules *out);
void site_die(const char *what);

struct mutant {
	struct site *site;
	struct mutation mutation;
	struct rules rules, right;
	struct inquiry inquiry;
	struct proof proof;
	struct arena arena;
	bool shown; /* a packet did as the proof says */
};

/* What a packet shows of a difference. */
enum shown {
	SHOWN_NO_PACKET, /* no wire can carry one */
	SHOWN_NOT_MADE,  /* none that was tried became one */
	SHOWN_WRONGLY,   /* the kernel does otherwise */
	SHOWN,
};

/* Loads the faulty rules into the kernel and sends a packet of a difference that
 * the proof found. `taken` is false where the kernel refuses the rules. */
enum shown mutant_show(struct mutant *mutant, bool *taken);
