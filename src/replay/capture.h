/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * capture.h -- the frames of a pcap or pcapng file, one after the other
 *
 * Both formats in either byte order (IETF drafts opsawg-pcap and
 * opsawg-pcapng). Read here and not by libpcap, which tells neither the names
 * of a pcapng file's interfaces nor frames of different links in one file.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/packet.h"

enum {
	CAPTURE_INTERFACES = 1024, /* of one pcapng section */
	CAPTURE_NAME = 16,         /* a longer name is none */
	CAPTURE_FRAME = 256 * 1024,
	CAPTURE_ERROR = 120,
};

struct capture_interface {
	uint32_t link; /* enum link_type */
	uint32_t snaplen;
	uint64_t units;          /* of its clock in a second */
	int64_t offset;          /* seconds, added to every time */
	char name[CAPTURE_NAME]; /* "": not told */
};

struct capture {
	const uint8_t *at, *pos, *end;
	bool swapped; /* the other byte order */
	bool ng;
	struct capture_interface *interfaces;
	size_t n_interfaces;
	size_t told; /* of all sections, before this one */
	char error[CAPTURE_ERROR];
};

struct frame_record {
	const uint8_t *at; /* inside the file */
	size_t held;
	uint64_t ns; /* since 1970 */
	const struct capture_interface *interface;
	uint32_t number; /* of the interface, no other's in the file; from 1 */
	enum frame_way way;
};

enum capture_step {
	CAPTURE_END,
	CAPTURE_RECORD,
	CAPTURE_WRONG, /* `error`; nothing more can be read */
};

/* The bytes are kept. False: `error`; capture_finish() in either case. */
bool capture_open(struct capture *capture, const uint8_t *bytes, size_t len);
/* All frames were captured on this interface. False: the format names them
 * itself, or the name is too long. */
bool capture_on(struct capture *capture, const char *name);
enum capture_step capture_next(struct capture *capture,
			       struct frame_record *out);
void capture_finish(struct capture *capture);
