/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.h -- how a relay does: on one screen, as JSON, as OpenMetrics
 */
#pragma once

#include <stdio.h>
#include <time.h>

#include "mail/outside/tally.h"
#include "mail/tls/dates.h"

/* What the store process says of itself. */
struct store_status {
	uint64_t used, cap;   /* bytes on the disk */
	uint32_t days;        /* how long originals are kept */
	uint32_t oldest;      /* day; 0: nothing is kept */
	uint32_t held;        /* wait for a decision */
	uint32_t oldest_held; /* day; 0: none */
	bool damaged;         /* the journal of accesses */
	bool spoilt;          /* originals cannot be read, or are lost */
	bool failing;         /* the newest message could not be kept */
};

enum {
	STORE_STATUS_LEN = 2 * 8 + 4 * 4 + 3
};

void store_status_pack(const struct store_status *status,
		       uint8_t out[static STORE_STATUS_LEN]);
bool store_status_unpack(const uint8_t *bytes, size_t len,
			 struct store_status *out);

struct status {
	const char *relay;
	time_t now;
	struct tally tally;
	bool has_store;
	const char *folder; /* the store's */
	struct store_status store;
	bool has_certificate;
	struct tls_dates certificate;
};

void status_print(const struct status *status, FILE *out);
/* {"relay","since","sessions","turned_away","rcpts_refused",
 *  "hop_silent_since","messages":{…},"bytes","milliseconds":{"p50",…},
 *  "peers":[…],"store":{…}|null,
 *  "certificate":{"from","until"}|null} */
void status_print_json(const struct status *status, FILE *out);
/* OpenMetrics 1.0 text, with its # EOF. */
void status_print_metrics(const struct status *status, FILE *out);
