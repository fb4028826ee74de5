/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * siphash.h -- a hash whose collisions a stranger cannot choose
 *
 * SipHash-2-4 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012):
 * for tables whose keys come from outside. The key must be secret and random.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	SIPHASH_KEY = 16
};

uint64_t siphash(const uint8_t key[static SIPHASH_KEY], const void *bytes,
		 size_t len);
