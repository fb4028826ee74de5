/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * descriptors.h -- packets with several descriptors, and how many are open
 *
 * For cmocka tests: what fails in here fails the test.
 */
#pragma once

#include <stddef.h>

enum {
	DESCRIPTORS_MOST = 8, /* beside one packet */
};

/* Sends these bytes, at most 64 KiB of them, as one packet, and `n` descriptors
 * beside them; with n = 0 `fds` may be NULL. */
void descriptors_send(int socket, const void *bytes, size_t len, const int *fds,
		      size_t n);

/* Of this process; good for comparing with another such count only. */
size_t descriptors_open(void);
