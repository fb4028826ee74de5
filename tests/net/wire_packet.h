/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire_packet.h -- from an assignment of digits to a packet on a wire, and back
 *
 * The way there does what it can: lengths and checksums that contradict each
 * other become what a real packet has. The way back says what the kernel sees,
 * to the last bit; an answer is expected of that alone.
 */
#pragma once

#include "proof/diagram/apply.h"
#include "proof/space/space.h"

#include "wires.h"

struct wire_packet {
	bool own; /* said by the gateway itself; else into this wire: */
	size_t wire;
	uint32_t mark;
	size_t len;
	uint8_t frame[WIRE_FRAME];
	size_t cut; /* sent as two fragments, the second from here on; 0: whole */
	/* What conntrack will say, as far as anybody knows before. */
	enum space_state state;
	bool reply;
	bool connected; /* this connection stands before it comes */
	struct wire_connection connection;
};

/* Packets that a wire can carry and the gateway would route (`any_route`: had it
 * another route, see wires_lead()); and such as it can say itself, from
 * whatever address. */
uint32_t wire_care(struct diagrams *all, const struct space *space,
		   const struct wires *wires, bool any_route);
uint32_t wire_care_own(struct diagrams *all, const struct space *space,
		       const struct wires *wires, bool any_route);
/* Those that are for the gateway itself. */
uint32_t wire_to_gateway(struct diagrams *all, const struct space *space,
			 const struct wires *wires);

/* What decides where digits contradict each other. */
enum wire_taste {
	WIRE_PROPER, /* the transport header is one that conntrack likes */
	WIRE_TRANSPORT_LEN,
	WIRE_LENGTH, /* of the whole */
};

void wire_packet_build(const struct space *space, const uint16_t *digits,
		       const struct wires *wires, enum wire_taste taste,
		       struct wire_packet *out);

/* wire_piece.c. The low byte of an IPv6 fragment's offset: */
enum {
	MORE_FRAGMENTS = 1,
	LATER_FRAGMENT = 8,
};

/* At least `len`, so that an IPv6 fragment with this header stays one. */
size_t wire_piece_len(const uint8_t *fragment, size_t len);
/* Where to cut a packet of `len` bytes behind its `before` first, which whoever
 * tracks or gets it puts together again; 0: not at all. */
size_t wire_cut(const struct wires *wires, const uint8_t *ip, size_t before,
		size_t len);

/* With what was seen of its connection; atoms are false. */
void wire_packet_digits(const struct space *space,
			const struct wire_packet *packet,
			const struct wires *wires, const struct sighting *seen,
			uint16_t digits[static DIAGRAM_LEVELS]);
