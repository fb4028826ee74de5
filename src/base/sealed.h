/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sealed.h -- large things between processes: memory that nobody can change
 * any more
 *
 * A memfd with the seals shrink, grow, write and seal (memfd_create(2),
 * fcntl(2)): what the receiver has checked stays as it was. The kernel waits a
 * little for pages that are in use, by what moves or reclaims memory, and then does
 * not seal (EBUSY): what holds those of one memfd holds none of a copy.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A sealed copy; a descriptor or -errno. */
int sealed_make(const void *bytes, size_t len);
/* Seals the `len` bytes that were written to a memfd made with MFD_ALLOW_SEALING:
 * 0 or -errno. *fd may become that of a sealed copy. */
int sealed_close(int *fd, size_t len);

struct sealed {
	const uint8_t *bytes; /* never NULL after success; NUL behind `len`
			       * where the length is no multiple of a page */
	size_t len, mapped;
};

/*
 * Maps a stranger's descriptor for reading. -EINVAL: not a memfd sealed
 * against every change; -EFBIG: more than max bytes. sealed_finish() ends it.
 */
int sealed_map(int fd, size_t max, struct sealed *out);
void sealed_finish(struct sealed *sealed);
