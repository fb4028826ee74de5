/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff.h -- what a file is by its bytes, whatever it is called
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SNIFF_LEN = 64 /* bytes at the beginning that tell it; more only
		      * where markup stands behind blanks */
};

/* A media type by the first bytes, or "". */
const char *sniff_type(const uint8_t *head, size_t len);
