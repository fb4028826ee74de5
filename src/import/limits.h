/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limits.h -- how much of a stranger's rules is read
 */
#pragma once

enum {
	IMPORT_FILE_BYTES = 64 << 20,
	IMPORT_FILES = 64,
	IMPORT_LINE_BYTES = 16384,
	IMPORT_WORDS = 512,     /* of one line */
	IMPORT_NAME_LEN = 128,  /* of chains; iptables has 28 */
	IMPORT_CHAINS = 65536,  /* of one table */
	IMPORT_RULES = 1 << 20, /* of one table, as the file has them */
	IMPORT_CLAUSES = 64,    /* of one rule */
	IMPORT_SPLITS = 4096,   /* rules that one becomes */
	IMPORT_UNKNOWN = 256,   /* names that are told apart */
	IMPORT_IFACES = 4096,   /* of a draft of zones */
	IMPORT_PORTS = 15,      /* XT_MULTI_PORTS */
};
