/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet.h -- a packet of an answer, for people and for programs
 */
#pragma once

#include "base/json.h"
#include "proof/inquiry.h"

/*
 * {"iif":…,"oif":…,"saddr":…,"daddr":…,"proto":"tcp","dport":443,"sport":…,
 * "state":"new","text":…}; null where there is none. proof/space/witness.h says
 * what `text` is.
 */
void packet_json(const struct inquiry *inquiry, const uint16_t *digits,
		 struct json *json);
void packet_print(const struct inquiry *inquiry, const uint16_t *digits,
		  FILE *out);
