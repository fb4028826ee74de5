/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff.h -- what a file is by its bytes, whatever it is called
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SNIFF_LEN = 64 /* bytes from the beginning that are looked at */
};

/* A media type by the first bytes, or "". */
const char *sniff_type(const uint8_t *head, size_t len);

/* Looks through a ZIP, piece by piece, for an entry that needs a password: bit
 * 0 of the flags in a local or central file header (APPNOTE 4.4.4). */
struct sniff_zip {
	uint8_t tail[10]; /* the end of the piece before */
	size_t n_tail;
	bool locked;
};

void sniff_zip(struct sniff_zip *zip, const uint8_t *bytes, size_t len);
