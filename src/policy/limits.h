/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limits.h -- how much a policy may hold; beyond it is an error, never a cut
 */
#pragma once

enum {
	/* text */
	LIMIT_FILE_BYTES = 32 << 20,
	LIMIT_TOTAL_BYTES = 64 << 20,
	LIMIT_FILES = 256,       /* of one policy, its includes counted */
	LIMIT_INCLUDE_DEPTH = 8, /* files open at once */
	LIMIT_NESTING = 16,      /* brackets open at once */
	LIMIT_STRING_BYTES = 4096,
	LIMIT_NAME_BYTES = 96,
	LIMIT_NAME_CHARS = 64,
	LIMIT_ZONE_CHARS = 24,
	LIMIT_INTERFACE_BYTES = 15, /* IFNAMSIZ less its NUL */

	/* things */
	LIMIT_ZONES = 32,
	LIMIT_INTERFACES = 64, /* of all zones */
	LIMIT_ZONE_NETWORKS = 1024,
	LIMIT_ZONE_ADDRESSES = 64,
	LIMIT_HOSTS = 8192,
	LIMIT_HOST_ADDRESSES = 64,
	LIMIT_GROUPS = 8192,
	LIMIT_SERVICES = 1024,
	LIMIT_SERVICE_PORTS = 256,
	LIMIT_ENTRIES = 200000, /* flows, relays' sides, management, gateway */
	LIMIT_WORDS = 65536,    /* of one list */
	LIMIT_HOURS = 16,
	LIMIT_RELAYS = 16,
	LIMIT_RELAY_PEERS =
		256, /* ranges; the relay holds them in fixed tables */
	LIMIT_DOMAINS = 256,
	LIMIT_PINS = 64,                /* of a relay's peers */
	LIMIT_PATH_BYTES = 255,         /* of a certificate's or key's file */
	LIMIT_KEEP_DAYS = 36500,        /* a hundred years */
	LIMIT_MESSAGE_BYTES = 64 << 20, /* the most max_size can be set to */
	LIMIT_ATTACHMENT_BYTES =
		20 << 20, /* of a message's attachments, one or all */
	LIMIT_CLAIMS = 1024,
	LIMIT_TESTS = 4096,
	LIMIT_APPROVERS = 64,
	LIMIT_QUORUM = 9, /* approvers that a change may need */
	LIMIT_LOGIN_BYTES = 32,
	LIMIT_CONTACTS = 64,
	LIMIT_GROUP_RANGES = 2000000, /* resolved, of all groups */
	LIMIT_TUPLES =
		2000000, /* sources x destinations x ports, all entries */

	/* what PASSAGE_SPECIFIC means by "a small declared set" */
	SPECIFIC_ADDRESSES = 64, /* of one side */
	SPECIFIC_RANGE = 16,     /* in one word that is no host: /28, /124 */
	SPECIFIC_PORTS = 16,
};
