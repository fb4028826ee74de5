/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * data.h -- where a message ends: at CRLF.CRLF, and nowhere else
 *
 * RFC 5321 4.1.1.4, 4.5.2, 2.3.8. A bare CR, a bare LF or a NUL ends the
 * scan: every known way to smuggle a second message into DATA
 * (CVE-2023-51764, -51765, -51766) needs one of them.
 */
#pragma once

#include <stddef.h>

enum data_verdict {
	DATA_MORE,
	DATA_END, /* the final dot was read */
	DATA_BAD, /* bare CR, bare LF or NUL: drop everything */
};

enum data_state {
	DATA_LINE_START, /* the zero value: DATA begins at a line's start */
	DATA_IN_LINE,
	DATA_CR,
	DATA_DOT,
	DATA_DOT_CR,
};

/* All zero: at the beginning. */
struct data_scan {
	enum data_state state;
};

/*
 * Reads on in bytes; *used is how many were read: all of them with DATA_MORE,
 * up to and including the last LF with DATA_END. The message, dots unstuffed
 * and lines ended by CRLF, is copied to out (room for len + 1 bytes),
 * *out_len says how much. out and bytes must not overlap.
 */
enum data_verdict data_scan(struct data_scan *scan, const char *bytes,
			    size_t len, size_t *used, char *out,
			    size_t *out_len);
