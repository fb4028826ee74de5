/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * checksum.h -- the sums that conntrack looks at
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The Internet checksum (RFC 1071): begin with 0, add parts of even length (the
 * last may be odd), end. */
uint32_t checksum_add(uint32_t sum, const uint8_t *p, size_t len);
uint16_t checksum_end(uint32_t sum);
/* CRC32c of SCTP (RFC 9260 appendix A), written little-endian to p. */
void checksum_crc32c(uint8_t *p, const uint8_t *bytes, size_t len);
