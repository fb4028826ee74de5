/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * value.h -- values that are encoded: quoted-printable, base64
 */
#pragma once

#include <stdbool.h>

struct arena;
struct card_line;

/* Its bytes are encoded, not those of the text around it. */
bool card_is_encoded(const struct card_line *line);
/* Decodes the value, if it is encoded (vCard 2.1 and 3.0), as text in the
 * charset that it names. */
void card_decode(struct arena *arena, struct card_line *line);
/* Pictures, sounds and other files in the middle of it, decoded or not. */
bool card_is_file(const struct card_line *line);
/* Of such a line nothing is left but the name of the file, if it has one. */
void card_name_file(struct card_line *line);
