/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expectation.h -- what should be around the gate, flat: zones with
 * their interfaces, networks and addresses
 *
 * It travels packed (big-endian) from the engine to the survey: u32 0x73767831,
 * u16 zones; for each its name (u16 length and bytes), u8 upstream, u16
 * interfaces (u8 length and bytes), u32 networks (u8 family, first, last), u32
 * addresses (u8 family, address).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/arena.h"

enum {
	INTERFACE_NAME = 16, /* IFNAMSIZ */
	EXPECT_ZONES_MAX = 256,
	EXPECT_NAME_MAX = 128, /* bytes */
	EXPECT_INTERFACES_MAX = 1024,
	EXPECT_RANGES_MAX = 1 << 16, /* of one zone */
	EXPECT_PACKED_MAX = 16 << 20,
};

struct expected_interface {
	char name[INTERFACE_NAME];
};

struct expected_zone {
	const char *name;
	bool upstream; /* also the way to every address that is in no zone */
	VEC(struct expected_interface) interfaces;
	VEC(struct addr_range) networks;
	VEC(struct addr) addresses; /* the gateway's own there */
};

struct expectation {
	struct arena arena;
	VEC(struct expected_zone) zones;
};

void expectation_finish(struct expectation *expected);

/* Bytes needed; written only if they fit into size. */
size_t expectation_pack(const struct expectation *expected, uint8_t *out,
			size_t size);
/* `out` is empty before, and to be finished in any case. False: not
 * well-formed, or more than the bounds above. */
bool expectation_unpack(const uint8_t *bytes, size_t len,
			struct expectation *out);

/* The zone an interface belongs to, or NULL. */
const struct expected_zone *
expected_by_interface(const struct expectation *expected, const char *name);
/* The zone whose networks have something of the range, or NULL. */
const struct expected_zone *
expected_by_range(const struct expectation *expected,
		  const struct addr_range *range);
/* The zone that leads to all other addresses, or NULL. */
const struct expected_zone *
expected_upstream(const struct expectation *expected);
