/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * known.h -- the matches and targets of iptables, and their options
 *
 * As iptables-extensions(8) and the sources of iptables 1.8.9 have them: of
 * each option, how many words follow it. So no word that follows is taken for
 * an option, however it looks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct known_option {
	const char *name;  /* as it is written */
	const char *plain; /* of several that mean the same, one */
	uint8_t n;         /* words that follow */
};

struct known_part {
	const char *name;
	const struct known_option *options;
	size_t n;
	bool texts; /* its values may be any text: "!" is one, too */
};

/* NULL: nobody here knows it. Of a protocol, its match: "ipv6-icmp" has
 * "icmp6". */
const struct known_part *known_match(const char *name);
const struct known_part *known_target(const char *name);
const struct known_option *known_option(const struct known_part *part,
					const char *name);
