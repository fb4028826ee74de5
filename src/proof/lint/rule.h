/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.h -- every kind of finding: its word, its weight, its title
 */
#pragma once

enum lint_severity {
	LINT_NOTE,    /* worth knowing */
	LINT_WARNING, /* does not do what it seems to, or wants a decision */
	LINT_ERROR,   /* against what separation is for */
};

enum {
	N_LINT_SEVERITIES = LINT_ERROR + 1
};

enum lint_kind {
	/* what entries say together */
	LINT_SHADOWED,
	LINT_SHADOWED_NOW,
	LINT_REDUNDANT,
	LINT_PARTLY_REDUNDANT,
	LINT_LOG_BYPASSED,
	LINT_RATE_BYPASSED,
	LINT_OVERLAPPING,
	LINT_UNEXAMINED,
	/* time and use */
	LINT_EXPIRED,
	LINT_EXPIRING,
	LINT_NOT_YET_VALID,
	LINT_NEVER_IN_FORCE,
	LINT_NEVER_USED,
	/* names */
	LINT_UNUSED_GROUP,
	LINT_UNUSED_HOST,
	LINT_UNUSED_SERVICE,
	LINT_HOLLOW_GROUP,
	LINT_UNNAMED_ADDRESS,
	/* the trade */
	LINT_ANY_TO_ANY,
	LINT_WHOLE_ZONE,
	LINT_WHOLE_INTERNET,
	LINT_WIDE_PORTS,
	LINT_UPDATE_BRIDGE,
	LINT_STEPPING_STONE,
	LINT_IPV6_WIDER,
	LINT_MAC_OFF_LINK,
	LINT_REMOTE_ADMINISTRATION,
	LINT_PLAINTEXT,
	LINT_OUTSIDE_DNS,
	LINT_UNLOGGED,
	LINT_SELF_APPROVED,
	/* mail */
	LINT_MY_NUMBER_IGNORED,
	LINT_ANY_SENDER,
	LINT_NO_ORIGINALS,
	LINT_SHORT_KEEP,
	LINT_UNLIMITED_MAIL,
	LINT_CLEARTEXT_MAIL,
	LINT_UNVERIFIED_SENDER,
	LINT_REUSED_TRANSFORM,
	LINT_UNSEARCHED,
};

enum {
	N_LINT_KINDS = LINT_UNSEARCHED + 1
};

struct lint_rule {
	const char *slug; /* has its heading in docs/diagnostics.md */
	enum lint_severity severity;
	const char *title, *title_ja;
};

extern const struct lint_rule lint_rules[N_LINT_KINDS];
/* "note", "warning", "error". */
extern const char *const lint_severity_names[N_LINT_SEVERITIES];
