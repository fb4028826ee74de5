/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * port.h -- ports that say what an entry is for
 */
#pragma once

#include "policy/policy.h"

enum lint_port_use {
	LINT_PORT_ADMINISTRATION,
	LINT_PORT_PLAINTEXT,
	LINT_PORT_WEB,
	LINT_PORT_DNS,
	LINT_PORT_UPDATE,
};

struct lint_port {
	enum lint_port_use use;
	enum proto proto;
	uint16_t port;
	const char *name; /* "RDP" */
	const char *text; /* "tcp/3389" */
};

/* The first of that use among the ports, or NULL. */
const struct lint_port *lint_port_in(const struct port_ranges *ports,
				     enum lint_port_use use);
